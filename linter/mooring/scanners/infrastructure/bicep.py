"""Bicep files and their parameters, `*.bicep` and `*.bicepparam`.

Specification: https://learn.microsoft.com/azure/azure-resource-manager/bicep/file. Parameters have their defaults,
variables their values; both sides of a condition are images.
"""

from __future__ import annotations

import re

from mooring import Mention, Problem, Source, Span
from mooring.scanners import rows
from mooring.scanners.hcl.expressions import IDENTIFIER, Expressions, Invalid
from mooring.scanners.hcl.tree import variables
from mooring.scanners.infrastructure import azure
from mooring.scanners.infrastructure.naming import named, unseen
from mooring.scanners.infrastructure.terraform import filled
from mooring.scanners.nodes import LITERAL, MAPPING, SCALAR, SEQUENCE, Node, NodeTree
from mooring.scanners.tables import Places, find, settled
from mooring.scanners.yaml_tree import items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring.scanners.hcl.expressions import Path
    from mooring.scanners.nodes import Piece

SCANNER = "bicep"

_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(
    rb"(?P<kind>param|var|resource|module)[ \t]+(?P<name>[A-Za-z_]\w*)(?P<rest>[^\n=]*)=[ \t]*", re.MULTILINE
)
_CONDITION = re.compile(rb"if[ \t]*(?=\()")
_MULTILINE = re.compile(rb"'''\r?\n?(?P<text>(?:[^']++|'{1,2}(?!'))*+)'''")
_PLAIN = re.compile(rb"[^'\\$\n]+")
_ESCAPE = re.compile(rb"\\(?:u\{[0-9a-fA-F]{1,6}\}|[^\n])")
_ESCAPED = {b"\\n": b"\n", b"\\r": b"\r", b"\\t": b"\t"}


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    tree = BicepTree(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents:
        values: dict[Path, Any] = {
            (name,): node for kind in ("param", "var") for _, block in find(root, kind) for name, node in items(block)
        }
        places = Places(tree, SCANNER, variables=variables(tree.holes, values))
        found = [filled(places, one) for one in rows.read(places, root, azure.ROWS)]
        for kind in ("param", "var", "module"):
            for where, node in find(root, f"{kind}.*"):
                name = "" if kind == "module" else where.split(".")[1]
                found += list(unseen(named(places, node, where, name), found, places))
        yield from settled(found, places)


class BicepTree(NodeTree):
    """A file of Bicep: one document, a mapping of the kinds of declarations to mappings of their names.

    What is broken is left out, a declaration at a time.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        expressions = _Expressions(source)
        self.holes = expressions.holes
        kinds: dict[str, Node] = {}
        at = len(_BOM) if source.data.startswith(_BOM) else 0
        while declaration := _DECLARATION.search(source.data, at):
            at = declaration.end()
            start = source.data.rfind(b"\n", 0, declaration.start()) + 1
            if source.data[start : declaration.start()].strip(b" \t\xef\xbb\xbf"):
                continue
            try:
                value, at = expressions.value(at)
            except Invalid as error:
                self._fail(error)
                continue
            kind = declaration["kind"].decode()
            if kind not in kinds:
                kinds[kind] = Node(MAPPING, [], source, Span(*declaration.span("kind")))
            name = Node(SCALAR, declaration["name"].decode(), source, Span(*declaration.span("name")), style=LITERAL)
            kinds[kind].value.append((name, value))
        pairs = [(Node(SCALAR, kind, source, node.span, style=LITERAL), node) for kind, node in kinds.items()]
        self.documents.append(Node(MAPPING, pairs, source, Span(0, len(source.data))))

    def _fail(self, error: Invalid) -> None:
        if self.problem is None:
            line, _ = self.source.position(error.offset)
            self.problem = Problem(self.source.path, line, f"invalid Bicep: {error}")


class _Expressions(Expressions):
    """Bicep's expressions, which differ from HCL's in their texts and in what stands between items."""

    def value(self, at: int) -> tuple[Node, int]:
        """Read what a declaration is given, behind its condition if there is one."""
        if condition := _CONDITION.match(self.data, at):
            _, at = self.expression(condition.end())
            at = self.skip(at, lines=True)
        return self.expression(at)

    def _operand(self, at: int, depth: int, *, lines: bool) -> tuple[Node, int]:
        if self.data.startswith(b"'''", at) and (text := _MULTILINE.match(self.data, at)):
            piece = text["text"], Span(*text.span("text"))
            return self._text([piece], at, text.end(), "'"), text.end()
        if self.data.startswith(b"'", at):
            return self._single_quoted(at, depth)
        return super()._operand(at, depth, lines=lines)

    def _single_quoted(self, start: int, depth: int) -> tuple[Node, int]:
        pieces: list[Piece] = []
        at = start + 1
        while not self.data.startswith(b"'", at):
            if plain := _PLAIN.match(self.data, at):
                pieces.append((plain[0], Span(*plain.span())))
                at = plain.end()
            elif self.data.startswith(b"${", at):
                piece, at = self._interpolation(at, depth)
                pieces.append(piece)
            elif escape := _ESCAPE.match(self.data, at):
                pieces.append((_ESCAPED.get(escape[0], escape[0][1:]), Span(*escape.span())))
                at = escape.end()
            elif self.data.startswith(b"$", at):
                pieces.append((b"$", Span(at, at + 1)))
                at += 1
            else:
                raise Invalid(at, "`'` is missing here")
        pieces = pieces or [(b"", Span(at, at))]
        return self._text(pieces, start, at + 1, "'"), at + 1

    def _step(self, at: int, depth: int) -> tuple[str | None, int]:
        """Read one step, which may be the call of a resource's method."""
        step, end = super()._step(at, depth)
        return (None, self._arguments(end + 1, depth)[1]) if self.data.startswith(b"(", end) else (step, end)

    def _tuple(self, start: int, depth: int) -> tuple[Node, int]:
        nodes: list[Node] = []
        at = self.skip(start + 1, lines=True)
        if self._is_for(at):
            return self._for(start, b"]", depth)
        while not self.data.startswith(b"]", at):
            node, at = self.expression(at, depth - 1)
            nodes.append(node)
            at = self.skip(at, lines=True)
            if self.data.startswith(b",", at):
                at = self.skip(at + 1, lines=True)
        return Node(SEQUENCE, nodes, self.source, Span(start, at + 1)), at + 1

    def _key(self, at: int, depth: int) -> tuple[Node, int]:
        word = IDENTIFIER.match(self.data, at)
        if word and self.data.startswith(b":", self.skip(word.end(), lines=False)):
            return self._literal(SCALAR, word), word.end()
        return self._operand(at, depth, lines=False)
