"""Filled texts as bytes, and where in the file their bytes are used and stand literally."""

from __future__ import annotations

import re
from bisect import bisect_right

from mooring import Span
from mooring.scanners.ci.filling import Piece
from mooring.scanners.yaml_tree import is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mooring import Embedded
    from mooring.scanners.yaml_tree import Tree

MAX_LINES = 20_000
_NO_NAME = re.compile(r"[^\w.-]+")


class Text:
    """Filled pieces in a row, as bytes; what is not known stands there as `${{ name }}`."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.starts = [0]
        data = []
        for piece in pieces:
            text = piece.text
            if text is None:
                text = "${{ " + _NO_NAME.sub("_", piece.name or "") + " }}"
            data.append(text.encode(errors="replace"))
            self.starts.append(self.starts[-1] + len(data[-1]))
        self.data = b"".join(data)

    def covering(self, span: Span) -> list[tuple[Piece, int]]:
        """The pieces that bytes come from, each with the byte that it begins at."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        found = []
        for index in range(first, len(self.pieces)):
            if self.starts[index] >= span.end:
                break
            if self.starts[index + 1] > span.start:
                found.append((self.pieces[index], self.starts[index]))
        return found

    def is_prefixed(self, span: Span) -> bool:
        """Whether a variable that stands for nothing is right before bytes: a prefix that is no part of them."""
        ends = {span.start}
        if self.data[: span.start].endswith(b"/"):
            ends.add(span.start - 1)
        return any(
            piece.text == "" and piece.name is not None and piece.value is None and start in ends
            for piece, start in zip(self.pieces, self.starts, strict=False)
        )


class Whereabouts:
    """Tells where the bytes of filled texts are in one file."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._embedded: dict[int, tuple[Any, Embedded]] = {}

    def literal(self, piece: Piece, at: int, span: Span) -> tuple[Span, bool]:
        """Where bytes of a piece stand in the file, and whether byte for byte; the piece begins at byte `at`."""
        value = piece.value
        assert value is not None
        length = len((piece.text or "").encode())
        before = len((string(value.node) or "")[: value.start + piece.offset].encode())
        start, end = max(span.start - at, 0), min(span.end - at, length)
        return self._embed(value.node).lift(Span(before + start, before + end))

    def used(self, covering: list[tuple[Piece, int]], span: Span) -> Span:
        """Where in the file bytes of a filled text are used; a variable counts as a whole."""
        (first, at), (last, stop) = covering[0], covering[-1]
        text = string(first.node) or ""
        start = len(text[: first.start].encode()) + (max(span.start - at, 0) if first.name is None else 0)
        if last.node is not first.node:
            end = len(text[: first.end].encode())
        elif last.name is None:
            end = len(text[: last.start].encode()) + span.end - stop
        else:
            end = len(text[: last.end].encode())
        return self._embed(first.node).lift(Span(start, end))[0]

    def _embed(self, node: Any) -> Embedded:
        known = self._embedded.get(id(node))
        if known is None:
            known = self._embedded[id(node)] = (node, self._tree.embed(node))
        return known[1]


def added(text: str, node: Any) -> Piece:
    """A piece that stands nowhere in the file, beside a scalar."""
    piece = Piece(text, None, 0)
    piece.node = node
    return piece


def lines(node: Any, where: str) -> Iterator[tuple[str, Any]]:
    """A scalar, or the scalars of a list of lists, each with where it is."""
    pending = [(where, node)]
    for _ in range(MAX_LINES):
        if not pending:
            return
        place, each = pending.pop()
        if is_scalar(each):
            yield place, each
        elif is_sequence(each):
            pending += [(f"{place}[{index}]", one) for index, one in reversed(list(enumerate(each.value)))]


def widened(span: Span) -> Span:
    """A span with at least one byte."""
    return span if span.end > span.start else Span(max(0, span.start - 1), span.start + 1)
