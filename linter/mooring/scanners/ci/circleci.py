"""CircleCI: configurations, their parts in files of their own, and orbs.

Specification: CircleCI's "Configuration reference", "Reusable configuration reference" and "Author orbs". Read are the
`docker` images of jobs and executors, wherever they are defined (inline orbs, anchors), and the shell text of `run`
steps. `<< parameters.name >>` has the parameter's default, what the file's workflows, jobs and steps give it, and the
values of a `matrix`; a mention stands where such a value does. Machine images, macOS and orbs of the registry are no
images.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import (
    MAX_ENVIRONMENTS,
    NOWHERE,
    Syntax,
    Value,
    assignments,
    combined,
    products,
    value_of,
    values,
)
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

_TEMPLATE = r"\\(?P<escaped><<)|<<\s*(?:(?P<section>[#^/!][^<>\n]*)|(?P<name>[\w.-]+)\s*)>>"
_KINDS = ("executors", "commands", "jobs")
_POWERSHELL = re.compile(r"\b(?:pwsh|powershell)\b", re.IGNORECASE)


def _name(use: re.Match[str]) -> str | None:
    if use["section"] is not None:
        return ""
    return use.groupdict()["name"]


_TEMPLATES = Syntax(re.compile(_TEMPLATE), _name)
_SYNTAX = Syntax(
    re.compile(rf"{_TEMPLATE}|\$\{{[^{{}}\n]*\}}|\$\w+"), lambda use: _name(use) if use[0][0] == "<" else None
)


class _Component:
    """A job, an executor or a command: where it is, and the environments that its uses give it."""

    def __init__(self, kind: str, where: str, node: Any, orb: str, pipeline: Environment) -> None:
        self.kind = kind
        self.where = where
        self.node = node
        self.orb = orb
        self.base: dict[str, Value] = dict(pipeline)
        for name, parameter in items(get(node, "parameters")):
            value = value_of(get(parameter, "default"), declares=True)
            if value is not None:
                self.base[f"parameters.{name}"] = value
        self.environments: list[Environment] = [self.base]

    def use(self, given: Environment) -> None:
        """Note that something uses the component with such parameters."""
        if given and len(self.environments) < MAX_ENVIRONMENTS:
            self.environments.append({**self.base, **given})


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a CircleCI file."""
    yield from _Configuration(source).found()


class _Configuration:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.reader = Reader(source, "circleci", _SYNTAX, _TEMPLATES)
        self.components: dict[tuple[str, str], _Component] = {}

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        if self.reader.tree.problem:
            yield self.reader.tree.problem
        for root in self.reader.tree.documents[:1]:
            self._configuration(root)
        yield from self.reader.finish()

    def _configuration(self, root: Any) -> None:
        pipeline: dict[str, Value] = {}
        if get(root, "docker") is None and get(root, "steps") is None:
            for name, parameter in items(get(root, "parameters")):
                value = value_of(get(parameter, "default"), declares=True)
                if value is not None:
                    pipeline[f"pipeline.parameters.{name}"] = value
        self._define(root, "", "", pipeline)
        self._workflows(root, pipeline)
        for kind in ("jobs", "commands", "executors"):
            for component in [each for each in self.components.values() if each.kind == kind]:
                self._uses(component)
        for component in self.components.values():
            self._read(component)
        for where, node in find(root, "**.docker[].image"):
            if id(node) not in self.reader.covered and ".examples." not in where:
                self.reader.image(node, where, [pipeline])

    # -- what there is

    def _define(self, node: Any, below: str, orb: str, pipeline: Environment, depth: int = 3) -> None:
        """Gather the components of a configuration or an inline orb, or the one that the file itself is."""
        for kind in _KINDS:
            for name, each in items(get(node, kind)):
                if is_mapping(each):
                    component = _Component(kind, f"{below}{kind}.{name}", each, orb, pipeline)
                    self.components.setdefault((kind, orb + name), component)
        for name, each in items(get(node, "orbs")) if depth else ():
            self._define(each, f"{below}orbs.{name}.", f"{orb}{name}/", pipeline, depth - 1)
        if not below and (get(node, "docker") is not None or get(node, "steps") is not None):
            self.components["jobs", ""] = _Component("jobs", "", node, "", pipeline)

    def _component(self, kind: str, name: str, orb: str) -> _Component | None:
        return self.components.get((kind, orb + name)) or self.components.get((kind, name))

    # -- how it is used

    def _workflows(self, root: Any, pipeline: Environment) -> None:
        for where, jobs in find(root, "workflows.*.jobs"):
            for index, entry in enumerate(entries(jobs)):
                for name, call in items(entry):
                    component = self._component("jobs", name, "")
                    place = f"{where}[{index}].{name}"
                    for steps in ("pre-steps", "post-steps"):
                        self._steps(get(call, steps), f"{place}.{steps}", [pipeline], call)
                    if component is None:
                        continue
                    given = values(call, "parameters.", declares=True)
                    matrix = products(get(call, "matrix", "parameters"), "parameters.", declares=True)
                    for environment in combined([given], matrix):
                        component.use(self._resolved(environment, pipeline))

    def _uses(self, component: _Component) -> None:
        """Hand on the parameters that a component gives to an executor and to commands."""
        executor = get(component.node, "executor")
        name = string(get(executor, "name") if is_mapping(executor) else executor)
        used = self._component("executors", name, component.orb) if name else None
        for environment in component.environments:
            if used is not None:
                used.use(self._resolved(values(executor, "parameters.", declares=True), environment))
            for _, steps in find(component.node, "**.steps"):
                for step in entries(steps):
                    for command, call in items(step):
                        called = self._component("commands", command, component.orb)
                        if called is not None and called is not component:
                            called.use(self._resolved(values(call, "parameters.", declares=True), environment))

    def _resolved(self, given: Environment, environment: Environment) -> Environment:
        """Given parameters with those of the giver filled in; one that is not known is left out."""
        found = ((name, _TEMPLATES.resolve(value, environment)) for name, value in given.items())
        return {name: value for name, value in found if value is not None}

    # -- what it names

    def _read(self, component: _Component) -> None:
        node, below = component.node, f"{component.where}." if component.where else ""
        for where, image in find(node, "docker[].image"):
            self.reader.image(image, below + where, component.environments)
        for where, steps in find(node, "steps"):
            self._steps(steps, below + where, component.environments, node, get(node, "shell"))

    def _steps(self, steps: Any, where: str, environments: list[Environment], holder: Any, shell: Any = None) -> None:
        """Read the commands of `run` steps, however deep they stand in conditions; they run in the first container."""
        shared: dict[str, Value] = {}
        for node in [*entries(get(holder, "docker"))[:1], holder]:
            shared |= assignments(get(node, "environment"))
        for below, run in find(steps, "**.run"):
            command = get(run, "command") if is_mapping(run) else run
            if is_scalar(command):
                place = f"{where}{below}" if below.startswith("[") else f"{where}.{below}"
                own = shared | assignments(get(run, "environment"))
                program = string(get(run, "shell")) or string(shell) or ""
                self.reader.script(
                    command,
                    f"{place}.command" if is_mapping(run) else place,
                    [{**one, **own} for one in environments] or [NOWHERE],
                    dialect="pwsh" if _POWERSHELL.search(program) else "sh",
                )
