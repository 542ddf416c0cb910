"""The nodes of trees that are not YAML's, and where in the file each scalar's text stands.

They have what PyYAML's nodes have (`id`, `value`, `style`), so that one way of walking trees does for all. A scalar
knows the pieces of its text: each with the bytes that it was read from.
"""

from __future__ import annotations

from mooring import Embedded, Source, Span
from mooring.scanners.yaml_tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mooring import Problem

    Piece = tuple[bytes, Span]

MAPPING, SEQUENCE, SCALAR, NOTHING = "mapping", "sequence", "scalar", "nothing"
ALTERNATIVES = "alternatives"
"""The `id` of a node whose value is one of several nodes, which of them is not known: all are walked."""

LITERAL = "literal"
"""The style of a scalar that is no text: a number, a date, a truth value."""

MAX_DEPTH = 400


class Mark:
    """A place in a source: `index` is the number of code points before it."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


class Node:
    """A node of a tree: a mapping's pairs, a sequence's nodes, or a scalar's text as its `value`.

    `id` is `mapping`, `sequence`, `scalar`, `nothing` for a null, or `alternatives`. `style` is a scalar's opening
    quote, or `LITERAL`. `span` is where the node stands in `source`, quotes and brackets included; `pieces` are those
    of a scalar's text, None where it stands between the quotes as it is.
    """

    __slots__ = ("id", "value", "style", "source", "span", "pieces")

    def __init__(
        self,
        id: str,
        value: Any,
        source: Source,
        span: Span,
        *,
        style: str = '"',
        pieces: Sequence[Piece] | None = None,
    ) -> None:
        self.id = id
        self.value = value
        self.style = style
        self.source = source
        self.span = span
        self.pieces = pieces

    @property
    def start_mark(self) -> Mark:
        """Where the node begins."""
        return self._mark(self.span.start)

    @property
    def end_mark(self) -> Mark:
        """Where the node has ended."""
        return self._mark(self.span.end)

    def _mark(self, offset: int) -> Mark:
        return Mark(len(self.source.data[:offset].decode("utf-8-sig", errors="replace")))


def text_of(pieces: Sequence[Piece]) -> str:
    """The text that pieces make."""
    return b"".join([data for data, _ in pieces]).decode(errors="replace")


class NodeTree(Tree):
    """A file of another language than YAML: its documents' roots, and the first thing that is wrong with it, if any.

    What was read before a broken place is there all the same.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents: list[Any] = []
        self.problem: Problem | None = None

    def _literal(self, _node: Any) -> int | None:
        return None

    def embed(self, node: Any) -> Embedded:
        """A scalar's text as a source of its own, its bytes mapped to where they stand in the file.

        The node may be one of a tree that was read from a scalar of this one.
        """
        source: Source = node.source
        if node.pieces is None:
            quote = 0 if node.style == LITERAL else len(node.style)
            span = Span(node.span.start + quote, node.span.end - quote)
            pieces = [(source.data[span.start : span.end], span)]
        else:
            pieces = list(node.pieces)
        while source is not self.source and isinstance(source, Embedded):
            pieces = [(data, source.lift(span)[0]) for data, span in pieces]
            source = source.outer
        return self.source.embed(pieces)
