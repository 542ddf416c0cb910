"""Bytes and the places in them: the only arithmetic on offsets in Mooring.

A place is a `Span`, half-open byte offsets into a `Source`. Lines and columns are computed from it when
they are shown, and never stored.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BOM = b"\xef\xbb\xbf"


def printable(text: str) -> str:
    """The text with control characters shown as U+FFFD, so that a file or its name cannot drive the terminal."""
    if text.isprintable():
        return text
    return "".join(char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


class Span(Record):
    """The bytes from `start` up to, not including, `end`."""

    __slots__ = ("start", "end")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def shift(self, by: int) -> Span:
        """The span moved by so many bytes."""
        return Span(self.start + by, self.end + by)


class Edit(Record):
    """Write `text` in place of the bytes of `span`."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text


class Overlap(ValueError):
    """Two edits touch the same bytes."""


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with every edit made. Raises `Overlap` when two different edits touch the same bytes."""
    pieces = []
    at = 0
    previous: Edit | None = None
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if edit == previous:
            continue
        if edit.span.start < at or (previous is not None and edit.span.start == previous.span.start):
            raise Overlap(f"two edits at byte {edit.span.start}")
        pieces += [data[at : edit.span.start], edit.text.encode()]
        at = edit.span.end
        previous = edit
    return b"".join([*pieces, data[at:]])


class Source(Record):
    """One file's bytes, with the path that names it to people (POSIX separators).

    `neighbours` reads another file that belongs to this one, named relative to this one's folder (the
    `.env` beside a compose file); it answers None where there is none.
    """

    __slots__ = ("path", "data", "_neighbours", "_text", "_shift", "_lines", "_wide", "_more")

    def __init__(self, path: str, data: bytes, neighbours: Callable[[str], bytes | None] | None = None) -> None:
        self.path = path
        self.data = data
        self._neighbours = neighbours
        self._text: str | None = None
        self._shift: int | None = None
        self._lines: list[int] | None = None
        self._wide: list[int] | None = None
        self._more: list[int] = []

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._fields()

    def beside(self, name: str) -> bytes | None:
        """The bytes of another file, named relative to this one's folder; None where there is none."""
        return self._neighbours(name) if self._neighbours else None

    @property
    def text(self) -> str:
        """The file as text without its byte order mark. Raises `UnicodeDecodeError` when it is not UTF-8."""
        if self._text is None:
            self._text = self.data[self._bom :].decode()
            if len(self._text) + self._bom == len(self.data):
                self._shift = self._bom
        return self._text

    @property
    def _bom(self) -> int:
        return len(BOM) if self.data.startswith(BOM) else 0

    def offset(self, index: int) -> int:
        """The byte offset of the code point at `index` of `text`."""
        text = self.text
        if self._shift is not None:
            return index + self._shift
        if self._wide is None:
            wide = [(match.start(), len(match[0].encode()) - 1) for match in re.finditer(r"[^\x00-\x7f]", text)]
            self._wide = [at for at, _ in wide]
            self._more = list(accumulate((more for _, more in wide), initial=self._bom))
        return index + self._more[bisect_left(self._wide, index)]

    def span(self, start: int, end: int) -> Span:
        """The span of the code points from `start` up to `end` of `text`."""
        if self._text is None or self._shift is None:
            return Span(self.offset(start), self.offset(end))
        return Span(start + self._shift, end + self._shift)

    def read(self, span: Span) -> str:
        """The text of a span; a byte that is not UTF-8 is shown as U+FFFD."""
        return self.data[span.start : span.end].decode(errors="replace")

    def _line_starts(self) -> list[int]:
        if self._lines is None:
            self._lines = [0]
            at = self.data.find(b"\n")
            while at >= 0:
                self._lines.append(at + 1)
                at = self.data.find(b"\n", at + 1)
        return self._lines

    def _before(self, offset: int) -> tuple[int, str]:
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        start = max(starts[line - 1], self._bom if line == 1 else 0)
        return line, self.data[start:offset].decode(errors="replace")

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte offset, both from 1, the column in code points."""
        line, before = self._before(offset)
        return line, len(before) + 1

    def position_utf16(self, offset: int) -> tuple[int, int]:
        """Line and character of a byte offset, both from 0, the character in UTF-16 units, as LSP counts."""
        line, before = self._before(offset)
        return line - 1, len(before.encode("utf-16-le")) // 2

    def place(self, span: Span) -> dict[str, str | int]:
        """A span as the JSON formats give it: the path, lines and columns from 1, byte offsets, and the text."""
        line, column = self.position(span.start)
        end_line, end_column = self.position(span.end)
        return {
            "path": self.path,
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
            "start": span.start,
            "end": span.end,
            "text": self.read(span),
        }

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end and byte order mark."""
        starts = self._line_starts()
        end = starts[number] if number < len(starts) else len(self.data)
        start = self._bom if number == 1 else starts[number - 1]
        return self.data[start:end].decode(errors="replace").rstrip("\r\n")

    def line_span(self, number: int) -> Span:
        """The bytes of a line (from 1) without its line end."""
        starts = self._line_starts()
        end = starts[number] if number < len(starts) else len(self.data)
        return Span(starts[number - 1], starts[number - 1] + len(self.data[starts[number - 1] : end].rstrip(b"\r\n")))

    def embed(self, pieces: Sequence[tuple[bytes, Span]]) -> Embedded:
        """A source whose bytes are the pieces', in order, each standing in this source at its span.

        A piece as long as its span stands there byte for byte; any other (an escape sequence, a folded
        line end) stands there as a whole.
        """
        return Embedded(self, pieces)


class Embedded(Source):
    """Text that lies inside another source: a `run:` block, a heredoc, an inline Dockerfile."""

    __slots__ = ("outer", "pieces", "_starts")

    def __init__(self, outer: Source, pieces: Sequence[tuple[bytes, Span]]) -> None:
        super().__init__(outer.path, b"".join([data for data, _ in pieces]), outer.beside)
        self.outer = outer
        self.pieces = list(pieces)
        self._starts = [0]
        for data, _ in pieces:
            self._starts.append(self._starts[-1] + len(data))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.outer, self.pieces)

    def _outer_offset(self, offset: int, piece: int) -> int:
        data, span = self.pieces[piece]
        inside = offset - self._starts[piece]
        if len(data) == span.end - span.start:
            return span.start + inside
        return span.start if inside == 0 else span.end

    def lift(self, span: Span) -> tuple[Span, bool]:
        """Where a span of this source stands in the outer one, and whether it stands there byte for byte."""
        if not self.pieces:
            return Span(0, 0), False
        first = bisect_right(self._starts, span.start, hi=len(self.pieces)) - 1
        last = max(first, bisect_right(self._starts, span.end - 1, hi=len(self.pieces)) - 1)
        lifted = Span(self._outer_offset(span.start, first), self._outer_offset(span.end, last))
        return lifted, self.outer.data[lifted.start : lifted.end] == self.data[span.start : span.end]
