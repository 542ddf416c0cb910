"""The marker comment `mooring: image`, which says in any text file that the text beside it is an image reference.

    const base = "nginx:1.25"    // mooring: image
    image_name: foo/bar:1        # mooring: image
    <!-- mooring: image -->
    <param name="runtime">redis:7</param>

The comment begins with the marker of any language, as an ignore comment does. Before it on its line, or on the line
below where it stands alone, the reference is the last text in quotes that could be one, or else the last word that
could.
"""

from __future__ import annotations

import re

from mooring import InvalidReference, Mention, Problem, Reference, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Source

SCANNER = "marker"

_COMMENT = re.compile(
    rb"(?:\#|//|--|;|/\*|<!--|\{\{-?[ ]*/\*|\{\#|%|\"\")[ \t]*(?P<words>mooring:[ \t]*image)(?![\w-])[^\r\n]*"
)
_QUOTED = re.compile(rb"\"([^\"\r\n]*)\"|'([^'\r\n]*)'|`([^`\r\n]*)`|>([^<>\r\n]+)<")
_WORD = re.compile(rb"[^\s\"'`<>(){}\[\],;=|]+")
_SCHEME = b"docker://"
_KEY = re.compile(rb"[\w.-]+:$")
_MAX_LINE = 10_000


def recognises(data: bytes) -> bool:
    """Whether the comment stands in a file."""
    return _COMMENT.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the image references that marker comments speak of; a comment that speaks of none is a problem."""
    for comment in _COMMENT.finditer(source.data):
        line, _ = source.position(comment.start())
        span = source.line_span(line)
        before = source.data[span.start : comment.start()]
        start = span.start
        if not before.strip(b" \t\xef\xbb\xbf"):
            below = _line_below(source, span.end)
            start, before = below.start, source.data[below.start : below.end]
        place = _place(before, start) if len(before) < _MAX_LINE else None
        if place is None:
            yield Problem(source.path, line, "`mooring: image` stands beside no image reference; move it or remove it")
            continue
        yield Mention(source, place, source.read(place), scanner=SCANNER, where="mooring: image")


def _line_below(source: Source, end: int) -> Span:
    """The next line that is not blank."""
    match = re.compile(rb"(?:[ \t]*\r?\n)*[ \t]*").match(source.data, end)
    start = match.end() if match else end
    stop = source.data.find(b"\n", start)
    return Span(start, len(source.data) if stop < 0 else stop)


def _place(text: bytes, offset: int) -> Span | None:
    """Where in a line the reference stands."""
    quoted = [match.span(match.lastindex or 0) for match in _QUOTED.finditer(text)]
    words = [match.span() for match in _WORD.finditer(text)]
    for choice in (quoted, words):
        likely = [span for span in choice if _could_be(text[slice(*_bare(text, span))])]
        best = [span for span in likely if re.search(rb"[:/@]", text[slice(*span)])] or likely
        if best:
            start, end = _bare(text, best[-1])
            return Span(offset + start, offset + end)
    return None


def _bare(text: bytes, span: tuple[int, int]) -> tuple[int, int]:
    """A word without the blanks around it and the scheme before it."""
    start, end = span
    word = text[start:end]
    start += len(word) - len(word.lstrip())
    end -= len(word) - len(word.rstrip())
    return (start + len(_SCHEME) if text.startswith(_SCHEME, start, end) else start), end


def _could_be(word: bytes) -> bool:
    if _KEY.match(word):
        return False
    try:
        Reference.parse(word.decode())
    except (InvalidReference, UnicodeDecodeError):
        return False
    return True
