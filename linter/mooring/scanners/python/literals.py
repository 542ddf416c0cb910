"""String literals of Python, with the place of every character.

By Python's reference, "String and bytes literals": the prefixes `r`, `u`, `b`, `f` and `t` in either case, single and
triple quotes, escapes, implicit concatenation, and the replacement fields of f-strings, in which any quotes may stand
(PEP 701). Python's own parser knows what a literal says, but not where its characters stand.
"""

from __future__ import annotations

import re
from functools import cache

from mooring import Span

_OPENING = re.compile(rb"([A-Za-z]{0,2})('''|\"\"\"|'|\")")
_BETWEEN = re.compile(rb"(?:[\s()]|\\\r?\n|#[^\r\n]*)+")
_ESCAPE = re.compile(
    rb"\\(?:(\r\n|[\r\n])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{[^{}'\"]*\}|(.))",
    re.DOTALL,
)
_NAMED = {
    b"\\": "\\",
    b"'": "'",
    b'"': '"',
    b"a": "\a",
    b"b": "\b",
    b"f": "\f",
    b"n": "\n",
    b"r": "\r",
    b"t": "\t",
    b"v": "\v",
}
_INSIDE_FIELD = re.compile(rb"[][(){}:'\"#\r\n]|!=|:=")
_MAX_NESTING = 20


@cache
def _stops(quote: bytes, *, filled: bool) -> re.Pattern[bytes]:
    """Where the text of a literal is not what the file says byte for byte, or ends."""
    return re.compile(rb"\\|\r\n?|" + (rb"[{}]|" if filled else b"") + re.escape(quote))


class Hole:
    """A replacement field of an f-string: its place, braces included."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


Fragment = tuple[str, Span]
"""A stretch of a literal's text, and its bytes in the file: the same text, or an escape sequence that stands for it."""


def read(data: bytes, start: int, end: int, encoding: str = "utf-8") -> list[Fragment | Hole] | None:
    """What the string literals between two offsets, written one after the other, say.

    None for what is no literal, or is not closed before the end.
    """
    found: list[Fragment | Hole] = []
    at = start
    while at < end:
        between = _BETWEEN.match(data, at, end)
        if between:
            at = between.end()
            continue
        opening = _OPENING.match(data, at, end)
        closed = _read_one(data, opening, end, encoding, found) if opening else None
        if closed is None:
            return None
        at = closed
    return found


def _read_one(
    data: bytes, opening: re.Match[bytes], end: int, encoding: str, found: list[Fragment | Hole]
) -> int | None:
    """Read one literal, giving where it ends."""
    prefix, quote = opening[1].lower(), opening[2]
    filled = b"f" in prefix or b"t" in prefix
    stops = _stops(quote, filled=filled)
    at = opening.end()
    while True:
        stop = stops.search(data, at, end)
        if stop is None:
            return None
        if stop.start() > at:
            found.append((data[at : stop.start()].decode(encoding), Span(at, stop.start())))
        at = stop.start()
        what = stop[0]
        if what == quote:
            return stop.end()
        if what in (b"{", b"}"):
            if data.startswith(what * 2, at):
                found.append((what.decode(), Span(at, at + 2)))
                at += 2
                continue
            closed = _field_end(data, at + 1, end, _MAX_NESTING)
            if what == b"}" or closed is None:
                return None
            found.append(Hole(Span(at, closed)))
            at = closed
        elif what == b"\\":
            text, stopped = _raw(data, at) if b"r" in prefix else _unescaped(data, at, end)
            found.append((text, Span(at, stopped)))
            at = stopped
        else:
            found.append(("\n", Span(at, stop.end())))
            at = stop.end()


def _unescaped(data: bytes, at: int, end: int) -> tuple[str, int]:
    """What an escape sequence stands for, and where it ends."""
    escape = _ESCAPE.match(data, at, end)
    if escape is None:
        return "\\", at + 1
    line_end, octal, *codes, other = escape.groups()
    code = next((code for code in codes if code), None)
    if line_end:
        return "", escape.end()
    if octal:
        return chr(int(octal, 8)), escape.end()
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\N{REPLACEMENT CHARACTER}", escape.end()
    if other is None:
        return "\N{REPLACEMENT CHARACTER}", escape.end()
    if other in _NAMED:
        return _NAMED[other], escape.end()
    return "\\", at + 1


def _raw(data: bytes, at: int) -> tuple[str, int]:
    """A backslash of a raw literal, with what it keeps from ending the literal."""
    kept = data[at : at + 2]
    return (kept.decode(), at + 2) if kept[1:] in (b"\\", b"'", b'"') else ("\\", at + 1)


def _field_end(data: bytes, at: int, end: int, nesting: int) -> int | None:
    """Where the replacement field is closed whose brace stands before `at`."""
    depth = 0
    while nesting and (stop := _INSIDE_FIELD.search(data, at, end)):
        what = stop[0]
        at = stop.end()
        if what in (b"'", b'"'):
            closed = _string_end(data, stop.start(), end, nesting - 1)
            if closed is None:
                return None
            at = closed
        elif what == b"#":
            line_end = data.find(b"\n", at, end)
            at = end if line_end < 0 else line_end
        elif what in (b"(", b"[", b"{"):
            depth += 1
        elif what in (b")", b"]"):
            depth -= 1
        elif what == b"}":
            if depth <= 0:
                return at
            depth -= 1
        elif what == b":" and depth == 0:
            return _format_end(data, at, end, nesting - 1)
    return None


def _format_end(data: bytes, at: int, end: int, nesting: int) -> int | None:
    """Where a replacement field is closed whose format begins at `at`; a format may have fields too."""
    while nesting:
        opened, closed = data.find(b"{", at, end), data.find(b"}", at, end)
        if closed < 0:
            return None
        if opened < 0 or closed < opened:
            return closed + 1
        inner = _field_end(data, opened + 1, end, nesting - 1)
        if inner is None:
            return None
        at = inner
    return None


def _string_end(data: bytes, quote_at: int, end: int, nesting: int) -> int | None:
    """Where a string within a replacement field ends."""
    start = quote_at
    while start > quote_at - 2 and data[start - 1 : start].isalpha():
        start -= 1
    opening = _OPENING.match(data, start, end)
    if opening is None or not nesting:
        return None
    prefix, quote = opening[1].lower(), opening[2]
    stops = _stops(quote, filled=b"f" in prefix or b"t" in prefix)
    at = opening.end()
    while stop := stops.search(data, at, end):
        at = stop.end()
        if stop[0] == quote:
            return at
        if stop[0] == b"\\":
            at += 1
        elif stop[0] == b"{" and not data.startswith(b"{", at):
            closed = _field_end(data, at, end, nesting - 1)
            if closed is None:
                return None
            at = closed
        elif stop[0] in (b"{", b"}"):
            at += 1
    return None
