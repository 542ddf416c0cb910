"""Files of HCL as trees, in HCL's own syntax and in JSON."""

from __future__ import annotations

import re

from mooring import Problem, Source, Span
from mooring.scanners.hcl.expressions import HOLE_SYNTAX, IDENTIFIER, MAX_DEPTH, Expressions, Invalid
from mooring.scanners.json_tree import JsonTree
from mooring.scanners.nodes import LITERAL, MAPPING, SCALAR, SEQUENCE, Node, NodeTree
from mooring.scanners.tables import Variables
from mooring.scanners.yaml_tree import get, is_mapping, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from mooring.scanners.hcl.expressions import Path
    from mooring.scanners.tables import Value

_QUOTED = re.compile(rb'"(?P<text>[^"\\\n]*)"')
_LINE_END = re.compile(rb"(?:#[^\n]*|//[^\n]*)?(?:\n|\Z)")
_BOM = b"\xef\xbb\xbf"
_INTERPOLATED = re.compile(r"[$%]\{")


class HclTree(NodeTree):
    """A file of HCL: one document, a mapping.

    What is broken is left out, a line or what is nested too deeply at a time. `holes` are those of `expressions`.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._expressions = Expressions(source)
        self.holes = self._expressions.holes
        self._data = source.data
        self._places: dict[int, dict[str, int]] = {}
        root = self._mapping(Span(0, len(source.data)))
        self.documents.append(root)
        try:
            source.text  # noqa: B018 - decoding is what is tried
            self._root(root)
        except UnicodeDecodeError as error:
            line, _ = source.position(error.start)
            self.problem = Problem(source.path, line, "the file is not UTF-8; save it as UTF-8")
        except Invalid as error:
            self._fail(error)

    def _fail(self, error: Invalid) -> None:
        if self.problem is None:
            line, _ = self.source.position(error.offset)
            self.problem = Problem(self.source.path, line, f"invalid HCL: {error}")

    def _root(self, root: Node) -> None:
        at = len(_BOM) if self._data.startswith(_BOM) else 0
        while at < len(self._data):
            at = self._body(root, at, MAX_DEPTH)
            if at < len(self._data):
                self._fail(Invalid(at, "`}` closes nothing"))
                at += 1

    def _body(self, body: Node, at: int, depth: int) -> int:
        """Read attributes and blocks into a mapping, up to the `}` after them or the end of the file."""
        while (at := self._expressions.skip(at, lines=True)) < len(self._data) and not self._data.startswith(b"}", at):
            start = at
            try:
                at = self._entry(body, at, depth)
            except Invalid as error:
                self._fail(error)
                if error.is_last:
                    raise
                newline = self._data.find(b"\n", max(start, error.offset))
                at = newline + 1 if newline >= 0 else len(self._data)
        return at

    def _entry(self, body: Node, at: int, depth: int) -> int:
        """Read an attribute or a block; where it has ended."""
        names = [self._name(at)]
        while True:
            at = self._expressions.skip(names[-1].span.end, lines=False)
            if self._data.startswith(b"{", at):
                return self._block(body, names, at, depth)
            if self._data[at : at + 1] in (b"=", b":") and len(names) == 1:
                value, at = self._expressions.expression(self._expressions.skip(at + 1, lines=False))
                self._put(body, names[0], value)
                at = self._expressions.skip(at, lines=False)
                if not self._data.startswith((b"}", b","), at) and not _LINE_END.match(self._data, at):
                    raise Invalid(at, "a new line is missing here")
                return at + self._data.startswith(b",", at)
            names.append(self._name(at))

    def _name(self, at: int) -> Node:
        name = IDENTIFIER.match(self._data, at)
        if name:
            return Node(SCALAR, name[0].decode(), self.source, Span(*name.span()), style=LITERAL)
        quoted = _QUOTED.match(self._data, at)
        if quoted is None:
            raise Invalid(at, "neither `=` nor a block is here")
        return Node(SCALAR, quoted["text"].decode(), self.source, Span(*quoted.span()))

    def _block(self, body: Node, names: list[Node], at: int, depth: int) -> int:
        """Read a block's body and put it below its type and labels; what a `dynamic` one makes counts as made."""
        if depth <= 0:
            raise Invalid(at, "blocks are nested too deeply", is_last=True)
        inner = self._mapping(Span(at, at))
        end = self._body(inner, at + 1, depth - 1)
        if end >= len(self._data):
            self._fail(Invalid(at, "the block is not closed"))
        end = min(end + 1, len(self._data))
        inner.span = Span(at, end)
        if names[0].value == "dynamic" and len(names) > 1 and is_mapping(content := get(inner, "content")):
            names, inner = names[1:], content
        for name in names[:-1]:
            below = self._get(body, name.value)
            if below is None or id(below) not in self._places:
                below = self._mapping(name.span)
                self._put(body, name, below)
            body = below
        self._put(body, names[-1], inner)
        return end

    def _mapping(self, span: Span) -> Node:
        node = Node(MAPPING, [], self.source, span)
        self._places[id(node)] = {}
        return node

    def _get(self, body: Node, name: str) -> Any:
        place = self._places[id(body)].get(name)
        return None if place is None else body.value[place][1]

    def _put(self, body: Node, key: Node, value: Node) -> None:
        """Give a mapping a key; mappings of the same name become a list, of other values the first counts."""
        old = self._get(body, key.value)
        if old is None:
            self._places[id(body)][key.value] = len(body.value)
            body.value.append((key, value))
        elif is_sequence(old) and is_mapping(value):
            old.value.append(value)
        elif is_mapping(old) and is_mapping(value):
            node = Node(SEQUENCE, [old, value], value.source, value.span)
            body.value[self._places[id(body)][key.value]] = (key, node)


class HclJsonTree(JsonTree):
    """A file of HCL in its JSON syntax, whose texts are templates."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.holes: list[Node | Path | None] = []
        pending: list[Any] = list(self.documents)
        while pending:
            node = pending.pop()
            if is_mapping(node):
                node.value = [(key, self._template(value)) for key, value in node.value]
                pending += (value for _, value in node.value)
            elif is_sequence(node):
                node.value = [self._template(value) for value in node.value]
                pending += node.value

    def _template(self, node: Node) -> Node:
        if not is_scalar(node) or not _INTERPOLATED.search(node.value):
            return node
        expressions = Expressions(self.embed(node), self.holes)
        try:
            return expressions.template()
        except Invalid:
            return expressions.unknown(0, len(expressions.data))


def tree_of(source: Source) -> HclTree | HclJsonTree:
    """The tree of a file of HCL, in JSON where its name says so."""
    return HclJsonTree(source) if source.path.lower().endswith(".json") else HclTree(source)


def variables(holes: Sequence[Node | Path | None], values: Mapping[Path, Any]) -> Variables:
    """The values of a tree's holes, by the first one or two names of the traversals in them."""
    return Variables(HOLE_SYNTAX, _Holes(holes, values))


def resolved(node: Any, holes: Sequence[Node | Path | None], values: Mapping[Path, Any]) -> Any:
    """What a node is: itself, or where it is nothing but a traversal, the node that this leads to; None for none."""
    for _ in range(MAX_DEPTH):
        hole = HOLE_SYNTAX.fullmatch(string(node) or "")
        if hole is None:
            return node
        node = _node(holes[int(hole["name"])], values)
    return None


class _Holes(dict[str, "Value | None"]):
    """What stands in each hole, by its number; looked up when it is asked for."""

    def __init__(self, holes: Sequence[Node | Path | None], values: Mapping[Path, Any]) -> None:
        super().__init__()
        self._holes = holes
        self._values = values

    def __contains__(self, number: object) -> bool:
        return True

    def __missing__(self, number: str) -> Value | None:
        index = int(number)
        node: Any = _node(self._holes[index], self._values) if index < len(self._holes) else None
        self[number] = (node.value, node) if is_scalar(node) and node.value else None
        return self[number]


def _node(content: Node | Path | None, values: Mapping[Path, Any]) -> Any:
    if not isinstance(content, tuple):
        return content
    node, rest = (values[content[:2]], content[2:]) if content[:2] in values else (values.get(content[:1]), content[1:])
    for step in rest:
        node = _below(node, step)
    return node


def _below(node: Any, step: str) -> Any:
    if is_sequence(node):
        return node.value[int(step)] if step.isdecimal() and int(step) < len(node.value) else None
    return get(node, step)
