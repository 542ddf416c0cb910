"""GitHub's expressions: `${{ }}` in a text, and the values that one may have.

Read as GitHub's own parser reads them (actions/runner, `Sdk/Expressions`): literals, contexts, `.` and `[]`
access, `! < <= > >= == != && ||`, and the functions. An expression is evaluated to every value it may have:
where an operand is not known before the workflow runs, both sides of `&&` and `||` are possible.
"""

from __future__ import annotations

from itertools import product

from mooring.scanners.github import functions
from mooring.scanners.github.values import FALSY, UNKNOWN, Value, is_true, number
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from mooring.scanners.github.values import Place

    Node = tuple[Any, ...]

MAX_LENGTH = 21_000
MAX_DEPTH = 50
MAX_VALUES = 64

_TOKEN = lazily(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>[-+]?(?:0x[0-9A-Fa-f]+|0o[0-7]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
    r"(?:[eE][-+]?[0-9]+)?)(?![\w]))|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<operator>&&|\|\||[<>=!]=|[][().,!<>*]))"
)
_STOP = lazily(r"'|\}\}")
_KEYWORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "NaN": float("nan"), "Infinity": float("inf")}
_COMPARISONS = (("==", "!="), ("<", "<=", ">", ">="))


class InvalidExpression(ValueError):
    """GitHub does not accept the text as an expression."""


def split(text: str) -> Iterator[tuple[bool, int, int]]:
    """Cut a text into literal stretches and `${{ }}`: whether it is an expression, and its place.

    The place of an expression is that of what stands between the braces. One that is not closed is literal.
    """
    at = literal = 0
    while (start := text.find("${{", at)) >= 0:
        end = _close(text, start + 3)
        if end is None:
            break
        if start > literal:
            yield False, literal, start
        yield True, start + 3, end
        at = literal = end + 2
    if literal < len(text):
        yield False, literal, len(text)


def _close(text: str, at: int) -> int | None:
    while stop := _STOP.search(text, at):
        if stop[0] == "}}":
            return stop.start()
        at = text.find("'", stop.end()) + 1
        if at == 0:
            break
    return None


def parse(text: str) -> Node:
    """The tree of an expression. Raises `InvalidExpression`."""
    if len(text) > MAX_LENGTH:
        raise InvalidExpression("the expression is too long")
    return _Parser(text).parse()


class _Parser:
    """A recursive-descent parser; each level of nesting counts towards GitHub's own limit."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def parse(self) -> Node:
        node = self._or()
        if self.at < len(self.tokens):
            raise InvalidExpression(f"unexpected `{self.tokens[self.at][1]}`")
        return node

    def _peek(self) -> str:
        kind, text, _ = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "", 0)
        return text if kind == "operator" else ""

    def _accept(self, *operators: str) -> str:
        operator = self._peek()
        if operator and operator in operators:
            self.at += 1
            return operator
        return ""

    def _expect(self, operator: str) -> None:
        if not self._accept(operator):
            raise InvalidExpression(f"`{operator}` is missing")

    def _or(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise InvalidExpression("the expression is nested too deeply")
        nodes = [self._and()]
        while self._accept("||"):
            nodes.append(self._and())
        self.depth -= 1
        return nodes[0] if len(nodes) == 1 else ("or", nodes)

    def _and(self) -> Node:
        nodes = [self._comparison(0)]
        while self._accept("&&"):
            nodes.append(self._comparison(0))
        return nodes[0] if len(nodes) == 1 else ("and", nodes)

    def _comparison(self, level: int) -> Node:
        if level == len(_COMPARISONS):
            return self._unary()
        node = self._comparison(level + 1)
        while operator := self._accept(*_COMPARISONS[level]):
            node = ("compare", operator, node, self._comparison(level + 1))
        return node

    def _unary(self) -> Node:
        count = 0
        while self._accept("!"):
            count += 1
        node = self._access()
        return node if count == 0 else ("not", node, count % 2 == 1)

    def _access(self) -> Node:
        node = self._primary()
        while operator := self._accept(".", "["):
            if operator == "[":
                key: Node = ("star",) if self._accept("*") else self._or()
                self._expect("]")
            elif self._accept("*"):
                key = ("star",)
            else:
                kind, text, at = self._next()
                if kind != "name":
                    raise InvalidExpression(f"unexpected `{text}`")
                key = ("literal", text, at, None)
            node = ("index", node, key)
        return node

    def _next(self) -> tuple[str, str, int]:
        if self.at >= len(self.tokens):
            raise InvalidExpression("the expression ends too early")
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _primary(self) -> Node:
        kind, text, at = self._next()
        if kind == "string":
            inner = text[1:-1]
            return "literal", inner.replace("''", "'"), at + 1, None if "''" in inner else len(inner)
        if kind == "number":
            return "literal", number(text), at, None
        if kind == "name":
            if self._accept("("):
                return "call", text.lower(), self._arguments()
            if text in _KEYWORDS:
                return "literal", _KEYWORDS[text], at, None
            return "context", text.lower()
        if text == "(":
            node = self._or()
            self._expect(")")
            return node
        raise InvalidExpression(f"unexpected `{text}`")

    def _arguments(self) -> list[Node]:
        arguments: list[Node] = []
        while not self._accept(")"):
            arguments.append(self._or())
            if self._peek() != ")":
                self._expect(",")
        return arguments


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise InvalidExpression(f"unexpected `{text[at:].strip()[:20]}`")
        yield match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)
        at = match.end()


class Evaluator:
    """Evaluates expressions of one place in a workflow, where `contexts` are known by name.

    `locate` turns a place in the expression's text into one of the file, for its literals.
    """

    def __init__(self, contexts: Mapping[str, Value], locate: Callable[[int, int], Place | None]) -> None:
        self.contexts = contexts
        self.locate = locate

    def values(self, node: Node) -> list[Value]:
        """Every value that the expression may have, at least one."""
        kind = node[0]
        if kind == "literal":
            _, data, at, length = node
            return [Value(data, place=self.locate(at, at + length) if length else None)]
        if kind == "context":
            return [self.contexts.get(node[1], UNKNOWN)]
        if kind == "and":
            return self._logical(node[1], stop=False)
        if kind == "or":
            return self._logical(node[1], stop=True)
        if kind == "not":
            return [_not(value, negate=node[2]) for value in self.values(node[1])][:MAX_VALUES]
        if kind == "compare":
            return self._combined([node[2], node[3]], lambda values: [functions.compare(node[1], *values)])
        if kind == "index":
            return self._index(node[1], node[2])
        if kind == "call":
            return self._call(node[1], node[2])
        return [UNKNOWN]

    def _logical(self, nodes: Sequence[Node], *, stop: bool) -> list[Value]:
        """The values of `&&` (`stop` at the first falsy) or `||` (at the first truthy)."""
        results: list[Value] = []
        for node in nodes[:-1]:
            onward = False
            for value in self.values(node):
                truth = is_true(value)
                if truth is None or truth != stop:
                    onward = True
                if truth is None or truth == stop:
                    results.append(value if stop or truth is not None else FALSY)
            if not onward:
                return _distinct(results)
        return _distinct([*results, *self.values(nodes[-1])])

    def _combined(self, nodes: Sequence[Node], combine: Callable[[Sequence[Value]], list[Value]]) -> list[Value]:
        alternatives = [self.values(node) for node in nodes]
        count = 1
        for values in alternatives:
            count *= len(values)
        if count > MAX_VALUES:
            return [UNKNOWN]
        return _distinct([value for values in product(*alternatives) for value in combine(values)])

    def _index(self, target: Node, key: Node) -> list[Value]:
        if key[0] == "star":
            return self._combined([target], lambda values: [functions.star(values[0])])
        return self._combined([target, key], lambda values: functions.index(*values))

    def _call(self, name: str, arguments: list[Node]) -> list[Value]:
        if name == "case":
            return self._case(arguments)
        return self._combined(arguments, lambda values: [functions.call(name, values)])

    def _case(self, arguments: list[Node]) -> list[Value]:
        results: list[Value] = []
        for condition, result in zip(arguments[:-1:2], arguments[1::2], strict=False):
            truths = {is_true(value) for value in self.values(condition)}
            if truths != {False}:
                results += self.values(result)
            if truths == {True}:
                return _distinct(results)
        return _distinct([*results, *self.values(arguments[-1])]) if arguments else [UNKNOWN]


def _not(value: Value, *, negate: bool) -> Value:
    truth = is_true(value)
    return UNKNOWN if truth is None else Value(truth != negate)


def _distinct(values: list[Value]) -> list[Value]:
    distinct: list[Value] = []
    seen: set[object] = set()
    for value in values:
        key = (type(value.data), value.data, value.place) if value.is_primitive else id(value.data)
        if key not in seen:
            seen.add(key)
            distinct.append(value)
    return distinct[:MAX_VALUES]
