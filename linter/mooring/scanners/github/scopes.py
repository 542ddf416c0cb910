"""What is known at a place of a workflow: the contexts of its expressions, and the settings of the job."""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners import yaml_tree
from mooring.scanners.github import matrix
from mooring.scanners.github.functions import ELSE
from mooring.scanners.github.values import UNKNOWN, Place, Value, from_node, scalar, text_of
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from mooring import Embedded, Source
    from mooring.scanners.github.references import Contexts, References

OPTIONS = "the input's options name it too"

_MATRIX_NAME = lazily(
    r"matrix\s*\.\s*([A-Za-z_][\w-]*)|matrix\s*\[\s*'([^']+)'\s*\]|(matrix)\s*(?:\)|\[|\.\s*\*|\}\})",
    re.IGNORECASE,
)


class Scope:
    """What is known at a place: the contexts of every job that is made there, and the job's settings.

    The contexts are worked out by `find_jobs` when an expression first asks for them, which few places do.
    """

    __slots__ = ("shell", "hints", "variables", "_find_jobs", "_jobs")

    def __init__(
        self,
        find_jobs: Callable[[], list[Contexts]],
        shell: str | None = None,
        hints: tuple[str, ...] = (),
        variables: tuple[str, ...] = (),
    ) -> None:
        self._find_jobs = find_jobs
        self._jobs: list[Contexts] | None = None
        self.shell = shell
        self.hints = hints
        self.variables = variables

    @property
    def jobs(self) -> list[Contexts]:
        """The contexts of every job."""
        if self._jobs is None:
            self._jobs = self._find_jobs()
        return self._jobs


def _known_contexts(defaults: dict[str, list[Value]]) -> Contexts:
    """The contexts of a place where only the inputs' defaults are known."""
    inputs = Value({**defaults, ELSE: [UNKNOWN]})
    event = Value({"inputs": [inputs], ELSE: [UNKNOWN]})
    return {
        "inputs": inputs,
        "github": Value({"event": [event], ELSE: [UNKNOWN]}),
        "env": Value({ELSE: [UNKNOWN]}),
    }


def without_environment(scope: Scope) -> Scope:
    """The scope of what GitHub evaluates before a job begins, where there is no `env`."""
    return Scope(
        lambda: [{**contexts, "env": Value({ELSE: [UNKNOWN]})} for contexts in scope.jobs], scope.shell, scope.hints
    )


def _distinct(combinations: list[Value], used: set[str] | None) -> Iterator[Value]:
    """A matrix's combinations by the keys that are used, None for all; each once."""
    seen: set[object] = set()
    for combination in combinations:
        data = {
            name: values for name, values in combination.data.items() if used is None or name in used or name == ELSE
        }
        key = tuple(sorted((name, tuple(map(id, values))) for name, values in data.items()))
        if key not in seen:
            seen.add(key)
            yield Value(data)


class Scopes:
    """Tells what is known at the places of one file."""

    def __init__(self, source: Source, tree: yaml_tree.Tree, references: References) -> None:
        self._source = source
        self._tree = tree
        self._references = references
        self._embedded: dict[int, Embedded] = {}

    def of_workflow(self, root: Any) -> Scope:
        """What is known everywhere in a workflow: the defaults of its inputs, its shell and its variables."""

        def find_jobs() -> list[Contexts]:
            inputs: dict[str, list[Value]] = {}
            for event in ("workflow_dispatch", "workflow_call"):
                inputs.update(self._input_values(yaml_tree.get(root, "on", event, "inputs")))
            return [_known_contexts(inputs)]

        shell = yaml_tree.string(yaml_tree.get(root, "defaults", "run", "shell"))
        return self.with_environment(Scope(find_jobs, shell), yaml_tree.get(root, "env"))

    def of_action(self, root: Any) -> Scope:
        """What is known everywhere in an action: the defaults of its inputs."""
        return Scope(lambda: [_known_contexts(self._input_values(yaml_tree.get(root, "inputs")))])

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
        source = self.embed(node)
        place = Place(source, Span(0, len(source.data)), context, name, reason) if isinstance(data, str) else None
        return Value(data, place, certain=certain)

    def embed(self, node: Any) -> Embedded:
        """A scalar's value as a source of its own, the same one each time."""
        if id(node) not in self._embedded:
            self._embedded[id(node)] = self._tree.embed(node)
        return self._embedded[id(node)]

    def _values(self, scope: Scope, context: str, name: str) -> Callable[[Any], list[Value]]:
        """What reads the scalars that are known as a name in a context."""

        def read(item: Any) -> list[Value]:
            if "${{" not in item.value:
                return [self._literal(item, context, name)]
            source = self.embed(item)
            template = self._references.template(source, Span(0, len(source.data)))
            values: list[Value] = []
            for contexts in scope.jobs:
                values += template.values(contexts)[0]
            return values

        return read

    def with_matrix(self, scope: Scope, job: Any) -> Scope:
        """The scope with a job's matrix: the contexts of every job that it makes."""
        node = yaml_tree.get(job, "strategy", "matrix")
        if node is None:
            return Scope(lambda: scope.jobs, scope.shell, variables=scope.variables)
        return Scope(lambda: self._jobs_of_matrix(scope, node, job), scope.shell, variables=scope.variables)

    def _jobs_of_matrix(self, scope: Scope, node: Any, job: Any) -> list[Contexts]:
        plain = without_environment(scope)
        if yaml_tree.is_mapping(node):
            whole = Value({key.lower(): self._vector(key, value, plain) for key, value in yaml_tree.items(node)})
        else:
            values = from_node(node, self._values(plain, "matrix", ""))
            whole = values[0] if len(values) == 1 else UNKNOWN
        matrix.mark_filtered(whole)
        return [
            {**contexts, "matrix": combination}
            for combination in _distinct(matrix.expand(whole), self._matrix_names(job))
            for contexts in scope.jobs
        ]

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
        text = self._source.text[job.start_mark.index : job.end_mark.index]
        names: set[str] = set()
        for first, second, whole in _MATRIX_NAME.findall(text):
            if whole:
                return None
            names.add((first or second).lower())
        return names

    def environments(self, node: Any, scope: Scope) -> tuple[str, ...]:
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

    def shell(self, job: Any, scope: Scope) -> str | None:
        """The shell that the job's steps are run by unless they name one; None where it is bash."""
        named = yaml_tree.string(yaml_tree.get(job, "defaults", "run", "shell")) or scope.shell
        runner = yaml_tree.get(job, "runs-on")
        if named or not yaml_tree.is_scalar(runner):
            return named
        if "${{" not in runner.value:
            return "pwsh" if runner.value.lower().startswith("windows") else None
        values = from_node(runner, self._values(scope, "runner", ""))
        windows = [(text_of(value) or "").lower().startswith("windows") for value in values]
        return "pwsh" if windows and all(windows) else None

    def with_environment(self, scope: Scope, node: Any) -> Scope:
        """The scope with the variables of an `env`."""
        entries = [(name, value) for name, value in yaml_tree.items(node) if yaml_tree.is_scalar(value)]
        if not entries:
            return scope
        names = tuple(name for name, _ in entries)
        return Scope(
            lambda: [self._in_environment(contexts, entries) for contexts in scope.jobs],
            scope.shell,
            scope.hints,
            scope.variables + names,
        )

    def _in_environment(self, contexts: Contexts, entries: list[tuple[str, Any]]) -> Contexts:
        """The contexts of a job with the variables of an `env`."""
        known = dict(contexts["env"].data)
        alone = Scope(lambda: [contexts])
        for name, value in entries:
            known[name.lower()] = [UNKNOWN] if self._is_set_later(name) else self._values(alone, "env", name)(value)
        return {**contexts, "env": Value(known)}

    def _is_set_later(self, name: str) -> bool:
        """Whether a step may set the variable for those after it."""
        return b"GITHUB_ENV" in self._source.data and f"{name}=".encode() in self._source.data
