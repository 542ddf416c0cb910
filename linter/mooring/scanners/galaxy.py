"""Galaxy tools: `<container type="docker">` among the requirements.

By Galaxy's schema of tools (https://docs.galaxyproject.org, `tool.xsd`). Tokens (`@VERSION@`) are filled in with the
`<token>`s of the file itself.
"""

from __future__ import annotations

import re

from mooring import Mention, Span
from mooring.scanners.tables import COMPOSED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source

SCANNER = "galaxy"

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONTAINER = re.compile(rb"<container\b([^<>]*)>([^<>]*)</container\s*>")
_DOCKER = re.compile(rb"\btype\s*=\s*[\"']docker[\"']")
_TOKEN = re.compile(r"@\w+@")
_TOKEN_VALUE = re.compile(rb"<token\s+name\s*=\s*[\"'](@\w+@)[\"']\s*>([^<>]*)</token\s*>")


def recognises(data: bytes) -> bool:
    """Whether there is a container of Docker's in it."""
    return _CONTAINER.search(data) is not None and _DOCKER.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a tool, or of a file of macros."""
    data = _COMMENT.sub(lambda match: b" " * len(match[0]), source.data)
    tokens = {match[1].decode(): Span(*_trimmed(data, *match.span(2))) for match in _TOKEN_VALUE.finditer(data)}
    for match in _CONTAINER.finditer(data):
        if not _DOCKER.search(match[1]):
            continue
        span = Span(*_trimmed(data, *match.span(2)))
        written = source.read(span)
        if not written:
            continue
        used = _TOKEN.findall(written)
        known = all(name in tokens for name in used)
        text = _TOKEN.sub(lambda name: source.read(tokens[name[0]]), written) if known else None
        place = tokens.get(written, span)
        reason = UNKNOWN if text is None else COMPOSED if used and place == span else None
        yield Mention(source, span, text, scanner=SCANNER, where="container", parts={"whole": place}, reason=reason)


def _trimmed(data: bytes, start: int, end: int) -> tuple[int, int]:
    text = data[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip()) if text.strip() else start
