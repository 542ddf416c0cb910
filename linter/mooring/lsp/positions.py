"""Byte offsets of a text and positions of the Language Server Protocol (3.17), in the encoding agreed upon.

A line ends with a line feed, a carriage return, or both; a position counts lines from 0, and from the line's beginning
the units of its encoding: UTF-16 unless the client prefers UTF-8 or UTF-32.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types

from mooring.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE_END = re.compile(rb"\r\n|\n|\r")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Positions:
    """The positions of a text in UTF-8 by an encoding: `utf-8`, `utf-16` or `utf-32`."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self._data = data
        self._codec, self._width = _CODECS[encoding]
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(data))]

    def position(self, offset: int) -> types.Position:
        """The position of a byte offset."""
        line = bisect_right(self._starts, offset) - 1
        before = self._data[self._starts[line] : offset].decode(errors="replace")
        return types.Position(line, len(before.encode(self._codec)) // self._width)

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def line(self, number: int) -> types.Range:
        """The range of a line by its number from 1, without its end; the last line for a number beyond."""
        first = min(number, len(self._starts)) - 1
        end = self._starts[first + 1] if first + 1 < len(self._starts) else len(self._data)
        start = self._starts[first]
        return self.range(Span(start, start + len(self._data[start:end].rstrip(b"\r\n"))))

    def offset(self, position: types.Position) -> int:
        """The byte offset of a position; one beyond a line's end means the end, one within a character its start."""
        if position.line < 0:
            return 0
        if position.line >= len(self._starts):
            return len(self._data)
        start = self._starts[position.line]
        end = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self._data)
        line = self._data[start:end].rstrip(b"\r\n").decode(errors="replace")
        before = line.encode(self._codec)[: max(0, position.character) * self._width]
        return start + len(before.decode(self._codec, "ignore").encode())

    def span(self, range: types.Range) -> Span:
        """The span of a range."""
        return Span(self.offset(range.start), self.offset(range.end))

    def edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits as the protocol has them."""
        return [types.TextEdit(self.range(edit.span), edit.text) for edit in edits]
