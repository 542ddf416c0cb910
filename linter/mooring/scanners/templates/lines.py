"""The images of a masked template that is no YAML, read line by line: `image: reference`, `image = "reference"`.

What stands in block scalars is text and is passed over, as comments are.
"""

from __future__ import annotations

import re

from mooring import Mention, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+)*)"
    r"(?:(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)[ \t]*(?::(?=\s|$)|=)[ \t]*(?P<value>.*))?"
)
_VALUE = re.compile(
    r"(?:[&!]\S*[ \t]+)*(?:\"(?P<double>[^\"\\]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"'#\[{&*!|>%@`].*?))"
    r"[ \t]*(?:[ \t]#.*)?"
)
_BLOCK = re.compile(r"(?:.*[:\-][ \t]+)?(?:[&!]\S*[ \t]+)*[|>][-+0-9]*[ \t]*(?:#.*)?")
_MAX_LINE = 1000


def mentions(source: Source, scanner: str) -> Iterator[Mention]:
    """The mentions of the lines whose key is `image`; none of a file that is not UTF-8."""
    try:
        text = source.text
    except UnicodeDecodeError:
        return
    at = len(source.data) - len(text.encode())
    text_until: int | None = None
    for line in text.splitlines(keepends=True):
        match = _LINE.match(line) if len(line) < _MAX_LINE else None
        width = len(match["indent"]) + len(match["dashes"]) if match else 0
        if line.strip():
            if text_until is not None and match and len(match["indent"]) > text_until:
                at += len(line.encode())
                continue
            text_until = None
        if match and match["key"] == "image":
            value = _VALUE.fullmatch(match["value"].rstrip())
            group = value.lastgroup if value else None
            if value and group and value[group].strip():
                first = at + len(line[: match.start("value") + value.start(group)].encode())
                span = Span(first, first + len(value[group].encode()))
                yield Mention(source, span, value[group], scanner=scanner, where="image")
        if match and _BLOCK.fullmatch(line.strip()):
            text_until = width if match["key"] else len(match["indent"])
        at += len(line.encode())
