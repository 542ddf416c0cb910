"""Taskfiles: the images that the commands of Task name.

Specification: https://taskfile.dev/docs/reference/schema. Commands are read as the shell gets them, after Task has
filled in its templates with the variables that the file itself sets to a text: of the task, of those who call it, of
the file. What a shell computes (`sh:`), and what other files, the environment and the command line say, is not known.
"""

from __future__ import annotations

import re
from collections import Counter

from mooring import Span
from mooring.scanners import trees
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.shell.expanded import (
    MAX_TEXTS,
    Literal,
    Reading,
    Stretch,
    as_value,
    joined,
    unknown,
    value_of,
    words_of,
)
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.shell.expanded import Text

    Scope = Sequence[Mapping[str, list[Any]]]

SCANNER = "taskfile"

_VERSION = re.compile(rb"^version[ \t]*:[ \t]*[\"']?[23](?:\.[0-9.]+)?[\"']?[ \t\r]*(?:#|$)", re.MULTILINE)
_TASKS = re.compile(rb"^tasks[ \t]*:", re.MULTILINE)
_MAX_DEPTH = 8
_MAX_FILLED = 50_000
_TEMPLATE = re.compile(r"\{\{-?((?:[^{}\"`]|\"[^\"\n]*\"|`[^`]*`)*+)-?\}\}")
_STRING = r"\"(?P<{0}>[^\"\\\n]*)\"|`(?P<{0}_raw>[^`]*)`"
_EXPRESSION = re.compile(
    rf"\s*(?:\.(?P<name>\w+)(?:\s*\|\s*default\s+(?:{_STRING.format('text')}|\.(?P<other>\w+)))?"
    rf"|default\s+(?:{_STRING.format('first')}|\.(?P<before>\w+))\s+\.(?P<last>\w+)"
    rf"|or\s+\.(?P<or>\w+)\s+(?:{_STRING.format('or_text')}|\.(?P<or_other>\w+))"
    rf"|{_STRING.format('alone')})\s*"
)
_USE = re.compile(r"\.([A-Za-z_]\w*)|\$\{?([A-Za-z_]\w*)")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Taskfile's commands."""
    return _Taskfile(source).mentions()


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a Taskfile: the version of its format, and tasks."""
    return _VERSION.search(data) is not None and _TASKS.search(data) is not None


class _Taskfile:
    """Reads one file. A scope is a list of variables by name, with the nodes of their values, the innermost first."""

    def __init__(self, source: Source) -> None:
        self.tree = trees.of(source)
        self.root: Any = self.tree.documents[0] if self.tree.documents else None
        self._uses = Counter(_names(source.data.decode("latin-1")))
        self.reading = Reading(source, self._uses.__getitem__)
        self._left = _MAX_FILLED
        self._calls: dict[str, dict[str, list[Any]]] = {}

    def mentions(self) -> Iterator[Mention | Problem]:
        """Everything found."""
        if self.tree.problem:
            yield self.tree.problem
        tasks = list(items(get(self.root, "tasks")))
        for _, task in tasks:
            for calls in (task, get(task, "cmds"), get(task, "deps")):
                self._note_calls(calls)
        for variables in (get(self.root, "vars"), *(get(task, "vars") for _, task in tasks)):
            for name, node in items(variables):
                self._uses[name] -= list(_names(string(node) or "")).count(name)
        shared = _values(get(self.root, "vars"))
        environment = dict(items(get(self.root, "env")))
        self._computed(get(self.root, "vars"), [shared], environment, "vars")
        self._computed(get(self.root, "env"), [shared], {}, "env")
        for name, task in tasks:
            self._task(name, task, shared, environment)
        literals = [(name, node) for key in ("vars", "env") for name, node in items(get(self.root, key))]
        literals += [one for _, task in tasks for key in ("vars", "env") for one in items(get(task, key))]
        self.reading.declared(self._places(literals))
        yield from self.reading.mentions(SCANNER)

    def _note_calls(self, commands: Any) -> None:
        """Note the variables that a task is called with."""
        for command in entries(commands):
            called = string(get(command, "task"))
            if called is not None:
                known = self._calls.setdefault(called, {})
                for name, node in items(get(command, "vars")):
                    known.setdefault(name, []).append(node)

    def _task(self, name: str, task: Any, shared: Mapping[str, list[Any]], environment: Mapping[str, Any]) -> None:
        where = f"tasks.{name}"
        scope = [_values(get(task, "vars")), self._calls.get(name, {}), shared]
        environment = {**environment, **dict(items(get(task, "env")))}
        self._computed(get(task, "vars"), scope, environment, f"{where}.vars")
        self._computed(get(task, "env"), scope, {}, f"{where}.env")
        if not is_mapping(task):
            self._commands(task, where, scope, environment)
            return
        for key in ("cmd", "cmds", "status", "preconditions"):
            self._commands(get(task, key), f"{where}.{key}", scope, environment)

    def _commands(self, node: Any, where: str, scope: Scope, env: Mapping[str, Any]) -> None:
        """Read a command or a list of them; each is a shell's of its own."""
        if is_sequence(node):
            for index, one in enumerate(node.value):
                self._commands(one, f"{where}[{index}]", scope, env)
        elif is_scalar(node):
            self.reading.read(self._script(node, scope, env), where)
        elif is_mapping(node):
            loop = get(node, "for")
            if is_sequence(loop):
                scope = [{"ITEM": [one for one in loop.value if is_scalar(one)]}, *scope]
            elif is_scalar(get(loop, "var")):
                scope = [{string(get(loop, "as")) or "ITEM": self._rounds(loop, scope)}, *scope]
            for key in ("cmd", "defer", "sh"):
                if is_scalar(get(node, key)):
                    self._commands(get(node, key), f"{where}.{key}", scope, env)

    def _rounds(self, loop: Any, scope: Scope) -> list[Any]:
        """What a loop over a variable has in its rounds: the items of a list, or the words of a text."""
        name = string(get(loop, "var")) or ""
        nodes = next((variables[name] for variables in scope if variables.get(name)), [])
        if len(nodes) == 1 and is_sequence(nodes[0]):
            return [one for one in nodes[0].value if is_scalar(one)]
        texts = self._variable(name, scope, _MAX_DEPTH)
        words = [word for text in texts for word in words_of(text)]
        is_known = get(loop, "split") is None and all(value_of(word) is not None for word in words)
        return words if is_known and len(words) <= MAX_TEXTS else []

    def _computed(self, node: Any, scope: Scope, env: Mapping[str, Any], where: str) -> None:
        """Read the commands that compute variables."""
        for name, value in items(node):
            if is_scalar(get(value, "sh")):
                self._commands(get(value, "sh"), f"{where}.{name}.sh", scope, env)

    def _script(self, node: Any, scope: Scope, env: Mapping[str, Any]) -> list[Text]:
        """The texts that a command may be, with those variables of the environment set before it that it uses."""
        texts = self._fill(node, scope, _MAX_DEPTH)
        used = set(_names(string(node) or ""))
        settings = []
        start = Span(0, 0)
        for name in sorted(used & set(env)):
            values = self._fill(env[name], scope, _MAX_DEPTH) if is_scalar(env[name]) else []
            if values and not any(b"'" in stretch.data or not stretch.known for value in values for stretch in value):
                settings.append(
                    [
                        [
                            Stretch(f"{name}='".encode(), start),
                            *[stretch.used_as(name, stretch.used) for stretch in value],
                            Stretch(b"'\n", start),
                        ]
                        for value in values
                    ]
                )
        return joined([*settings, texts], "command", start)

    # -- templates

    def _fill(self, node: Any, scope: Scope, depth: int) -> list[Text]:
        """The texts that a scalar may stand for."""
        literal = Literal(self.tree.embed(node))
        parts: list[list[Text]] = []
        at = 0
        for match in _TEMPLATE.finditer(literal.text):
            parts.append([literal.cut(at, match.start())])
            at = match.end()
            parts.append(self._expression(match, literal, scope, depth))
        parts.append([literal.cut(at, len(literal.text))])
        return joined(parts, "text", literal.span(0, len(literal.text)))

    def _expression(self, template: re.Match[str], literal: Literal, scope: Scope, depth: int) -> list[Text]:
        used = literal.span(*template.span())
        match = _EXPRESSION.fullmatch(literal.text, *template.span(1))
        self._left -= 1
        if match is None or depth <= 0 or self._left <= 0:
            return [[unknown(re.sub(r"\W+", "_", template[1]).strip("_")[:40], used)]]
        for name in (
            match["name"] or match["last"] or match["or"],
            match["other"] or match["before"] or match["or_other"],
        ):
            values = self._variable(name, scope, depth) if name else []
            if values:
                return [as_value(name, value, used) for value in values]
        for group in ("text", "text_raw", "first", "first_raw", "or_text", "or_text_raw", "alone", "alone_raw"):
            if match[group]:
                return [literal.cut(*match.span(group))]
        return [[unknown(match["name"] or match["last"] or match["or"] or "text", used)]]

    def _variable(self, name: str, scope: Scope, depth: int) -> list[Text]:
        """The texts that a variable may have; nothing where they are not known. Its own value sees the outer scopes."""
        for index, variables in enumerate(scope):
            nodes = variables.get(name, ())
            if nodes:
                outer = [{key: one for key, one in variables.items() if key != name}, *scope[index + 1 :]]
                if all(isinstance(node, list) for node in nodes):
                    return nodes
                if not all(is_scalar(node) and string(node) for node in nodes):
                    return []
                return [text for node in nodes for text in self._fill(node, outer, depth - 1)]
        return []

    def _places(self, literals: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, Span]]:
        """Where the values of variables stand that are a text of the file, quotes left out."""
        for name, node in literals:
            if is_scalar(node):
                literal = Literal(self.tree.embed(node))
                stretches = literal.cut(0, len(literal.text))
                if len(stretches) == 1 and stretches[0].literal:
                    yield name, stretches[0].literal


def _names(text: str) -> Iterator[str]:
    """The variables that a text speaks of, in templates and to the shell."""
    return (match[1] or match[2] for match in _USE.finditer(text))


def _values(node: Any) -> dict[str, list[Any]]:
    """The nodes of variables, by name."""
    return {name: [value] for name, value in items(node)}
