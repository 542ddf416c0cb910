"""Azure Pipelines: pipelines and templates.

Specification: Microsoft's "YAML schema reference for Azure Pipelines", "Container jobs", "Template parameters" and
"Define variables". Read are container resources, the `container` and the `services` of jobs (as text, as mapping, or by
the name of a resource, which is no image), the inputs of tasks that hold images, and the shell text of scripts.
Template parameters have their defaults, variables the values that the file gives them and those of `strategy: matrix`.
Conditions (`${{ if }}`) are looked through, and so are loops. VM images are no container images.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.azure_tasks import CONNECTIONS, RUNS, SCRIPTS, TASKS
from mooring.scanners.ci.azure_values import (
    EXPRESSION,
    SYNTAX,
    TEMPLATES,
    every,
    field,
    fields,
    flattened,
    loops,
    parameters,
    variables,
)
from mooring.scanners.ci.filling import NOWHERE, Value, combined, values
from mooring.scanners.ci.reader import IMAGE, LOCAL, Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.hints import hints_of
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

CHOSEN = "its tag is chosen when the pipeline runs"

_BY_PATH = re.compile(r"azure|pipelines", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+")
_SHELLS = {"script": "script", "bash": "sh", "pwsh": "pwsh", "powershell": "pwsh"}
_RUNS_IN_CONTAINER = frozenset({"job", "deployment", "steps", "stages", "jobs", "pool", "strategy", "vmImage"})
_ENTRY = frozenset({"trigger", "pr", "schedules", "pool", "resources"})
_PASSED_OVER = frozenset({"env", "inputs", "matrix", "pr", "schedules", "target", "trigger", "variables"})
_MAX_DEPTH = 60
_SCOPING = frozenset({"variables", "strategy", "deployment", "pool"})
_NAMING = frozenset({"container", "services", "containers", "parameters"})
_RUNNING = frozenset({*_SHELLS, "task"})
"""Keys of mappings that say something of what is below, of images, and of what a step runs."""


class _Scope:
    """What holds at a place: the variables' values, the environments deployed to, whether the agent is Windows."""

    __slots__ = ("environments", "hints", "is_windows")

    def __init__(self, environments: list[Environment], hints: tuple[str, ...], *, is_windows: bool) -> None:
        self.environments = environments
        self.hints = hints
        self.is_windows = is_windows


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of an Azure Pipelines file."""
    yield from _Pipeline(source).found()


class _Pipeline:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.reader = Reader(source, "azure-pipelines", SYNTAX, TEMPLATES)
        self.defaults: dict[str, Any] = {}
        self.aliases: set[str] = set()
        self.is_entry = False
        self.visited: dict[tuple[int, int], list[Environment]] = {}

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        problem = self.reader.tree.problem
        if problem is not None and _BY_PATH.search(self.source.path):
            yield problem
        for root in self.reader.tree.documents[:1]:
            keys = {key for key, _ in items(root)}
            self.is_entry = bool(keys & _ENTRY) and "parameters" not in keys
            self.defaults = dict(parameters(get(root, "parameters")))
            self._declare(root)
            base = dict(pair for name, node in self.defaults.items() for pair in flattened(name, node))
            self._visit(root, "", _Scope([base], (), is_windows=False), _MAX_DEPTH)
        yield from self.reader.finish()

    def _declare(self, root: Any) -> None:
        """Gather the names of container resources, which jobs use in place of an image."""
        for _, containers in find(root, "**.containers"):
            names = [name for name, _ in fields(containers)]
            names += [string(name) or "" for _, name in find(containers, "**.container")]
            self.aliases.update(name.lower() for name in names)

    # -- the tree

    def _visit(self, node: Any, where: str, scope: _Scope, depth: int) -> None:
        key = id(node), id(scope.environments)
        if not depth or key in self.visited:
            return
        self.visited[key] = scope.environments
        if is_sequence(node):
            for index, each in enumerate(node.value):
                self._visit(each, f"{where}[{index}]", scope, depth - 1)
        elif is_mapping(node):
            below = f"{where}." if where else ""
            keys = {name for name, _ in fields(node)}
            if not keys.isdisjoint(_SCOPING):
                scope = self._scope(node, scope)
            if not keys.isdisjoint(_NAMING):
                self._images(node, below, scope)
            if where.endswith("]") and not keys.isdisjoint(_RUNNING):
                self._step(node, where, scope)
            for name, each in items(node):
                if name not in _PASSED_OVER:
                    inner = self._looped(name, scope) if name.startswith(EXPRESSION) else scope
                    self._visit(each, f"{below}{name}", inner, depth - 1)

    def _looped(self, key: str, scope: _Scope) -> _Scope:
        given = loops(key, self.defaults)
        return _Scope(combined(scope.environments, given), scope.hints, is_windows=scope.is_windows)

    def _scope(self, node: Any, scope: _Scope) -> _Scope:
        """The scope with what a stage or a job says of its own."""
        environments, hints, is_windows = scope.environments, scope.hints, scope.is_windows
        own = field(node, "variables")
        if own is not None:
            environments = combined(environments, variables(own))
        legs = [each for _, leg in fields(field(field(node, "strategy"), "matrix")) for each in variables(leg)]
        if legs:
            environments = combined(environments, legs)
        if field(node, "deployment") is not None:
            target = field(node, "environment")
            name = SYNTAX.resolve(Value(string(get(target, "name") if is_mapping(target) else target) or ""), NOWHERE)
            hints = hints_of(name.text) if name else ()
        pool = field(node, "pool")
        image = string(field(pool, "vmImage") if is_mapping(pool) else pool)
        if image is not None:
            resolved = SYNTAX.resolve(Value(image), environments[0])
            is_windows = "windows" in (resolved.text if resolved else image).lower()
        return _Scope(environments, hints, is_windows=is_windows)

    # -- containers

    def _images(self, node: Any, below: str, scope: _Scope) -> None:
        if below.endswith("].") and _is_resource(node):
            self._resource(node, below, scope)
            return
        keys = {key for key, _ in fields(node)}
        runs = bool(keys & _RUNS_IN_CONTAINER)
        for container in every(node, "container"):
            self._container(container, f"{below}container", scope, runs=runs)
        for services in every(node, "services"):
            for name, service in fields(services):
                self._container(service, f"{below}services.{name}", scope, runs=runs)
        containers = field(node, "containers")
        for name, container in fields(containers) if is_mapping(containers) else ():
            self._container(container, f"{below}containers.{name}", scope, runs=False)
        given = field(node, "parameters")
        if "template" in keys and is_mapping(given):
            self._handed_on(string(field(node, "template")) or "", given, f"{below}parameters", scope)

    def _resource(self, node: Any, below: str, scope: _Scope) -> None:
        image = field(node, "image")
        kind = LOCAL if (string(field(node, "localImage")) or "").lower() == "true" else IMAGE
        if image is not None:
            self.reader.image(image, f"{below}image", scope.environments, kind=kind)
        elif (string(field(node, "type")) or "").upper() == "ACR":
            repository = field(node, "repository")
            self.reader.image(repository, f"{below}repository", scope.environments, known=False, reason=CHOSEN)

    def _container(self, node: Any, where: str, scope: _Scope, *, runs: bool) -> None:
        """Read a job's container: an image, a mapping with one, or the name of a resource."""
        if is_mapping(node):
            for image in every(node, "image"):
                self.reader.image(image, f"{where}.image", scope.environments, hints=scope.hints)
        elif is_scalar(node) and runs:
            text = string(node) or ""
            resolved = [SYNTAX.resolve(Value(text), environment) for environment in scope.environments]
            known = [
                (value, environment) for value, environment in zip(resolved, scope.environments, strict=True) if value
            ]
            environments = [environment for value, environment in known if self._is_image(value.text.strip())]
            if environments or not known:
                self.reader.image(node, where, environments or scope.environments, hints=scope.hints)

    def _is_image(self, name: str) -> bool:
        """Whether a text is an image rather than the name of a container resource, here or in the file that uses it."""
        if name.lower() in self.aliases:
            return False
        return _NAME.fullmatch(name) is None or (self.is_entry and not self.aliases)

    def _handed_on(self, template: str, given: Any, where: str, scope: _Scope) -> None:
        """Read the parameters given to a template that uses them as an image."""
        data = self.source.beside(template.removesuffix("@self").lstrip("/")) or b""
        for name, node in fields(given) if data else ():
            used = rf"\b(?:container|image)[ \t]*:[ \t]*[\"']?\$\{{\{{\s*parameters\.{re.escape(name)}\s*\}}\}}"
            if is_scalar(node) and re.search(used.encode(), data, re.IGNORECASE):
                self._container(node, f"{where}.{name}", scope, runs=True)

    # -- steps

    def _step(self, node: Any, where: str, scope: _Scope) -> None:
        """Read a step: a script, or a task's inputs."""
        own = values(field(node, "env"))
        environments = combined(scope.environments, [own]) if own else scope.environments
        for key, shell in _SHELLS.items():
            text = field(node, key)
            if is_scalar(text):
                self._script(text, f"{where}.{key}", environments, shell, scope)
        task = (string(field(node, "task")) or "").partition("@")[0].strip().lower()
        inputs = {name.lower(): (f"{where}.inputs.{name}", value) for name, value in fields(field(node, "inputs"))}
        connected = any(name in inputs for name in CONNECTIONS)
        runs = string(inputs.get("command", inputs.get("action", ("", None)))[1])
        for name, kind in TASKS.get(task, {}).items():
            if name in inputs:
                place, value = inputs[name]
                self.reader.image(
                    value,
                    place,
                    environments,
                    kind=IMAGE if (runs or "").lower() == RUNS else kind,
                    several=True,
                    known=not connected,
                    hints=scope.hints,
                )
        shells = SCRIPTS.get(task, {})
        for name, shell in shells.items():
            if name in inputs and is_scalar(inputs[name][1]):
                place, value = inputs[name]
                program = (string(inputs.get("scripttype", ("", None))[1]) or "").lower()
                self._script(
                    value,
                    place,
                    environments,
                    {"ps": "pwsh", "pscore": "pwsh", "batch": "cmd"}.get(program, shell),
                    scope,
                )

    def _script(self, node: Any, where: str, environments: list[Environment], shell: str, scope: _Scope) -> None:
        dialect = ("cmd" if scope.is_windows else "sh") if shell == "script" else shell
        self.reader.script(node, where, environments, dialect=dialect, hints=scope.hints)


def _is_resource(node: Any) -> bool:
    """Whether a mapping defines a container resource: a name, and an image or a registry."""
    named = is_scalar(get(node, "container"))
    return named and (is_scalar(field(node, "image")) or is_scalar(field(node, "type")))
