"""The jobs of a workflow and the steps of an action, and every place in them that holds an image."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mooring import Mention, Problem, Role, Span
from mooring.scanners import shell, yaml_tree
from mooring.scanners.github import matrix
from mooring.scanners.github.functions import ELSE
from mooring.scanners.github.references import Entry, References, Template
from mooring.scanners.github.scopes import Scope, known_contexts, without_environment
from mooring.scanners.github.values import UNKNOWN, Place, Value, from_node, scalar, text_of
from mooring.scanners.github.well_known_actions import INPUTS, PUSHING
from mooring.scanners.shell import commands as table
from mooring.scanners.shell.mentions import ROLES, Found, lift_problem, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mooring import Embedded, Source
    from mooring.scanners.github.references import Contexts

_DOCKER = re.compile(r"\s*docker://", re.IGNORECASE)
_SHELL = re.compile(r"(?:[a-z]*-)?(?:ba|da|z|k|a)?sh\b|(?:^|\s)sh\b")
_POWERSHELL = re.compile(r"\b(?:pwsh|powershell)\b", re.IGNORECASE)
_MATRIX_NAME = re.compile(
    r"matrix\s*\.\s*([A-Za-z_][\w-]*)|matrix\s*\[\s*'([^']+)'\s*\]|(matrix)\s*(?:\)|\[|\.\s*\*|\}\})"
)
_FORGEJO = re.compile(r"(?:^|/)\.(?:gitea|forgejo)/")
_BACKTICK_CONTINUES = re.compile(r"[ \t]`\r?\n")
_MAX_STEPS_DEPTH = 4
_MAX_STEPS = 10_000
OPTIONS = "the input's options name it too"


class Reader:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = yaml_tree.Tree(source)
        self.references = References(source)
        self.problems: list[Problem] = [self.tree.problem] if self.tree.problem else []
        self.entries: list[Entry] = []
        self._embedded: dict[int, Embedded] = {}
        self._steps_left = _MAX_STEPS
        self._is_forgejo = _FORGEJO.search(source.path) is not None

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        yield from self.problems
        for root in self.tree.documents[:1]:
            self._workflow(root)
            self._action(root)
        yield from self.problems[1 if self.tree.problem else 0 :]
        yield from self.references.finish(self.entries)

    # -- workflows and actions

    def _workflow(self, root: Any) -> None:
        inputs = self._inputs(root)
        scope = Scope([known_contexts(inputs)], yaml_tree.string(yaml_tree.get(root, "defaults", "run", "shell")))
        scope = self._with_environment(scope, yaml_tree.get(root, "env"))
        for name, job in yaml_tree.items(yaml_tree.get(root, "jobs")):
            self._job(name, job, scope)

    def _action(self, root: Any) -> None:
        runs = yaml_tree.get(root, "runs")
        defaults = self._input_values(yaml_tree.get(root, "inputs"))
        scope = Scope([known_contexts(Value({**defaults, ELSE: [UNKNOWN]}))])
        image = yaml_tree.get(runs, "image")
        self.entries += self._docker(image, scope, "runs.image")
        found = list(self._steps(yaml_tree.get(runs, "steps"), scope, "runs.steps"))
        self.entries += settle(found)

    def _inputs(self, root: Any) -> Value:
        """The context `inputs`, with the defaults that the file gives."""
        known: dict[str, list[Value]] = {}
        for event in ("workflow_dispatch", "workflow_call"):
            known.update(self._input_values(yaml_tree.get(root, "on", event, "inputs")))
        return Value({**known, ELSE: [UNKNOWN]})

    def _input_values(self, node: Any) -> dict[str, list[Value]]:
        known = {}
        for name, definition in yaml_tree.items(node):
            default = yaml_tree.get(definition, "default")
            if not yaml_tree.is_scalar(default) or "${{" in default.value:
                continue
            reason = OPTIONS if yaml_tree.get(definition, "options") is not None else None
            known[name.lower()] = [self._literal(default, "inputs", name, reason, certain=False)]
        return known

    def _literal(self, node: Any, context: str, name: str, reason: str | None = None, *, certain: bool = True) -> Value:
        data = scalar(node)
        source = self._embed(node)
        place = Place(source, Span(0, len(source.data)), context, name, reason) if isinstance(data, str) else None
        return Value(data, place, certain=certain)

    def _embed(self, node: Any) -> Embedded:
        if id(node) not in self._embedded:
            self._embedded[id(node)] = self.tree.embed(node)
        return self._embedded[id(node)]

    def _values(self, scope: Scope, context: str, name: str) -> Callable[[Any], list[Value]]:
        """What reads the scalars that are known as a name in a context."""

        def read(item: Any) -> list[Value]:
            if "${{" not in item.value:
                return [self._literal(item, context, name)]
            source = self._embed(item)
            template = self.references.template(source, Span(0, len(source.data)))
            values: list[Value] = []
            for contexts in scope.jobs:
                values += template.values(contexts)[0]
            return values

        return read

    # -- jobs

    def _job(self, name: str, job: Any, scope: Scope) -> None:
        where = f"jobs.{name}"
        scope = self._with_matrix(scope, job)
        plain = scope if self._is_forgejo else without_environment(scope)
        scope.hints = plain.hints = self._environments(yaml_tree.get(job, "environment"), plain)
        scope.shell = self._shell(job, plain)
        self._container(yaml_tree.get(job, "container"), plain, f"{where}.container")
        for service, node in yaml_tree.items(yaml_tree.get(job, "services")):
            self._container(node, plain, f"{where}.services.{service}")
        scope = self._with_environment(scope, yaml_tree.get(job, "env"))
        found = list(self._steps(yaml_tree.get(job, "steps"), scope, f"{where}.steps"))
        self.entries += settle(found)

    def _container(self, node: Any, scope: Scope, where: str) -> None:
        if yaml_tree.is_mapping(node):
            node, where = yaml_tree.get(node, "image"), f"{where}.image"
        if yaml_tree.is_scalar(node) and (node.style or scalar(node) is not None):
            self._reference(node, scope, where)

    def _reference(self, node: Any, scope: Scope, where: str) -> None:
        source = self._embed(node)
        span = Span(0, len(source.data))
        self.entries += self.references.find(source, span, scope.jobs, where, table.PULL, hints=scope.hints)

    def _with_matrix(self, scope: Scope, job: Any) -> Scope:
        node = yaml_tree.get(job, "strategy", "matrix")
        if node is None:
            return Scope(scope.jobs, scope.shell, variables=scope.variables)
        plain = without_environment(scope)
        if yaml_tree.is_mapping(node):
            whole = Value({key.lower(): self._vector(key, value, plain) for key, value in yaml_tree.items(node)})
        else:
            values = from_node(node, self._values(plain, "matrix", ""))
            whole = values[0] if len(values) == 1 else UNKNOWN
        matrix.mark_filtered(whole)
        used = self._matrix_names(job)
        jobs: list[Contexts] = []
        seen: set[object] = set()
        for combination in matrix.expand(whole):
            data = {
                name: values
                for name, values in combination.data.items()
                if used is None or name in used or name == ELSE
            }
            key = tuple(sorted((name, tuple(map(id, values))) for name, values in data.items()))
            if key not in seen:
                seen.add(key)
                jobs += [{**contexts, "matrix": Value(data)} for contexts in scope.jobs]
        return Scope(jobs, scope.shell, variables=scope.variables)

    def _vector(self, key: str, node: Any, scope: Scope) -> list[Value]:
        """The values of one key of a matrix; those of include and exclude are named by their own keys."""
        if key.lower() not in ("include", "exclude") or not yaml_tree.is_sequence(node):
            return from_node(node, self._values(scope, "matrix", key))
        entries = []
        for entry in yaml_tree.entries(node):
            if yaml_tree.is_mapping(entry):
                entries.append(
                    Value(
                        {
                            name.lower(): from_node(value, self._values(scope, "matrix", name))
                            for name, value in yaml_tree.items(entry)
                        }
                    )
                )
            else:
                entries += from_node(entry, self._values(scope, "matrix", key))
        return [Value(entries)]

    def _matrix_names(self, job: Any) -> set[str] | None:
        """The matrix's keys that the job's expressions speak of; None for all."""
        text = self.source.text[job.start_mark.index : job.end_mark.index]
        names: set[str] = set()
        for first, second, whole in _MATRIX_NAME.findall(text):
            if whole:
                return None
            names.add((first or second).lower())
        return names

    def _environments(self, node: Any, scope: Scope) -> tuple[str, ...]:
        """The names of the environments that the job deploys to, where they are known."""
        if yaml_tree.is_mapping(node):
            node = yaml_tree.get(node, "name")
        if not yaml_tree.is_scalar(node):
            return ()
        names = []
        for value in from_node(node, self._values(scope, "environment", "")):
            text = text_of(value) if value.certain else None
            if text and text.lower() not in names:
                names.append(text.lower())
        return tuple(names)

    def _shell(self, job: Any, scope: Scope) -> str | None:
        """The shell that the job's steps are run by unless they name one; None where it is bash."""
        named = yaml_tree.string(yaml_tree.get(job, "defaults", "run", "shell")) or scope.shell
        runner = yaml_tree.get(job, "runs-on")
        if named or not yaml_tree.is_scalar(runner):
            return named
        values = from_node(runner, self._values(scope, "runner", ""))
        windows = [(text_of(value) or "").lower().startswith("windows") for value in values]
        return "pwsh" if windows and all(windows) else None

    def _with_environment(self, scope: Scope, node: Any) -> Scope:
        """The scope with the variables of an `env`."""
        entries = [(name, value) for name, value in yaml_tree.items(node) if yaml_tree.is_scalar(value)]
        if not entries:
            return scope
        jobs: list[Contexts] = []
        for contexts in scope.jobs:
            known = dict(contexts["env"].data)
            alone = Scope([contexts])
            for name, value in entries:
                known[name.lower()] = [UNKNOWN] if self._is_set_later(name) else self._values(alone, "env", name)(value)
            jobs.append({**contexts, "env": Value(known)})
        names = tuple(name for name, _ in entries)
        return Scope(jobs, scope.shell, scope.hints, scope.variables + names)

    def _is_set_later(self, name: str) -> bool:
        """Whether a step may set the variable for those after it."""
        return b"GITHUB_ENV" in self.source.data and f"{name}=".encode() in self.source.data

    # -- steps

    def _steps(self, node: Any, scope: Scope, where: str, depth: int = 0) -> Iterator[Entry]:
        for number, step in enumerate(yaml_tree.entries(node)):
            self._steps_left -= 1
            if self._steps_left < 0:
                return
            place = f"{where}[{number}]"
            inner = self._with_environment(scope, yaml_tree.get(step, "env"))
            uses = yaml_tree.get(step, "uses")
            yield from self._docker(uses, scope, f"{place}.uses")
            yield from self._with(yaml_tree.string(uses) or "", yaml_tree.get(step, "with"), inner, f"{place}.with")
            yield from self._run(step, inner, f"{place}.run")
            if depth < _MAX_STEPS_DEPTH:
                yield from self._steps(yaml_tree.get(step, "parallel"), inner, f"{place}.parallel", depth + 1)

    def _docker(self, node: Any, scope: Scope, where: str) -> Iterator[Entry]:
        """What is named after `docker://`, where GitHub evaluates no expression; a path is no image."""
        prefix = _DOCKER.match(yaml_tree.string(node) or "")
        if prefix is not None:
            source = self._embed(node)
            span = Span(prefix.end(), len(source.data))
            yield from self.references.find(source, span, [{}], where, table.PULL, hints=scope.hints)

    def _with(self, action: str, node: Any, scope: Scope, where: str) -> Iterator[Entry]:
        name_of_action = action.partition("@")[0].strip().lower()
        inputs = INPUTS.get(name_of_action, {})
        pushes = name_of_action in PUSHING and (yaml_tree.string(yaml_tree.get(node, "push")) or "false") != "false"
        for name, value in yaml_tree.items(node) if inputs else ():
            if name.lower() not in inputs or not yaml_tree.is_scalar(value):
                continue
            use, find = inputs[name.lower()]
            source = self._embed(value)
            text = source.data.decode()
            for start, end in find(text):
                span = Span(len(text[:start].encode()), len(text[:end].encode()))
                line = text[text.rfind("\n", 0, start) + 1 : end].strip()
                made = use if isinstance(use, str) else use(line)
                found = self.references.find(source, span, scope.jobs, f"{where}.{name}", made, hints=scope.hints)
                for entry in _with_role(found):
                    entry.mention = entry.mention.replace(pushed=pushes and made == table.BUILD)
                    yield entry

    def _run(self, step: Any, scope: Scope, where: str) -> Iterator[Entry]:
        run = yaml_tree.get(step, "run")
        dialect = _dialect(yaml_tree.string(yaml_tree.get(step, "shell")) or scope.shell)
        if not yaml_tree.is_scalar(run) or dialect is None:
            return
        source = self._embed(run)
        if dialect == "sh" and _BACKTICK_CONTINUES.search(run.value):
            dialect = "pwsh"
        given = {name: f"${{{{ env.{name} }}}}" for name in scope.variables}
        for found in shell.read(source, given, dialect):
            if isinstance(found, Found):
                yield from self._command(found, source, scope, where)
            else:
                self.problems.append(lift_problem(found, source))

    def _command(self, found: Found, source: Embedded, scope: Scope, where: str) -> Iterator[Entry]:
        """What a command of a script names, its expressions evaluated."""
        mention = found.mention.replace(scanner="github", where=where, hints=scope.hints)
        text = mention.resolved
        if text is None or "${{" not in text:
            yield Entry(mention.lift(), found.use, found.name, None)
            return
        whole = mention.parts["whole"]
        literal = source.read(whole) == text

        def locate(start: int, end: int) -> Place | None:
            if not literal:
                return None
            first = whole.start + len(text[:start].encode())
            return Place(source, Span(first, first + len(text[start:end].encode())))

        template = Template(text, locate)
        bare = mention.replace(resolved=None, parts={"whole": mention.span}, reason=_kept(mention, template))
        yield from _with_role(self.references.evaluate(bare, template, scope.jobs, found.use))


def _kept(mention: Mention, template: Template) -> str | None:
    """Why what a command names must not be rewritten, apart from the expression that it is."""
    is_expression = len(template.parts) == 1 and not template.is_literal
    return None if is_expression and mention.role is Role.PULL else mention.reason


def _with_role(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Give what is not pulled its role, and the reason why it is never rewritten."""
    for entry in entries:
        if entry.use in ROLES:
            role, reason = ROLES[entry.use]
            entry.mention = entry.mention.replace(role=role, reason=reason)
        yield entry


def _dialect(name: str | None) -> str | None:
    """How a step's script is read, by its `shell`; None when it is no shell's."""
    if name is None or _SHELL.match(name.strip()):
        return "sh"
    if _POWERSHELL.search(name):
        return "pwsh"
    if name.strip().lower().partition(" ")[0] == "cmd":
        return "cmd"
    return "sh" if re.search(r"(?:^|[\s/])(?:ba|da|z|k|a)?sh\b", name) else None
