"""Fleet files: a line a service, its name and its image, with `#` before a comment."""

from __future__ import annotations

import re

from mooring import Mention, Problem, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"^(?P<service>\w+)[ \t]+(?P<image>[^\s#]+)", re.MULTILINE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """The image of each service."""
    try:
        text = source.text
    except UnicodeDecodeError:
        yield Problem(source.path, None, "the file is not UTF-8; save it as UTF-8")
        return
    for match in _LINE.finditer(text):
        yield Mention(
            source, source.span(*match.span("image")), match["image"], scanner="acme-fleet", where=match["service"]
        )
