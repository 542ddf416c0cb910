"""Definition files of Apptainer and Singularity.

By Apptainer's user guide: in the header, `From:` names an image where `Bootstrap:` is `docker` (or `docker-daemon`,
which the machine already has); `Registry:` and `Namespace:` go before it. Later stages begin with another `Bootstrap:`.
"""

from __future__ import annotations

import re

from mooring import Mention, Role, Span
from mooring.scanners.tables import COMPOSED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source

SCANNER = "apptainer"

_BOOTSTRAP = re.compile(rb"^[ \t]*bootstrap[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(rb"^[ \t]*(\w+)[ \t]*:[ \t]*([^\r\n#]*?)[ \t]*(?:#[^\r\n]*)?\r?$", re.MULTILINE)
_SECTION = re.compile(rb"^[ \t]*%\w+", re.MULTILINE)
_ARGUMENT = re.compile(rb"\{\{[ \t]*(\w+)[ \t]*\}\}")
_DEFAULT = re.compile(rb"^[ \t]*(\w+)[ \t]*=[ \t]*(\S+)[ \t]*\r?$", re.MULTILINE)
_ARGUMENTS = re.compile(rb"^[ \t]*%arguments\b[^\n]*\n((?:(?![ \t]*%)[^\n]*(?:\n|\Z))*)", re.MULTILINE)
_LOCAL = "it names an image that the machine already has"


def recognises(data: bytes) -> bool:
    """Whether there is a header that says where the container comes from."""
    return _BOOTSTRAP.search(data) is not None and re.search(rb"(?im)^[ \t]*from[ \t]*:", data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a definition file."""
    data = source.data
    starts = [match.start() for match in _BOOTSTRAP.finditer(data)] or [0]
    ends = [*starts[1:], len(data)]
    for start, end in zip([0, *starts[1:]], ends, strict=True):
        section = _SECTION.search(data, start, end)
        yield from _stage(source, start, section.start() if section else end)


def _stage(source: Source, start: int, end: int) -> Iterator[Mention]:
    fields = {match[1].lower(): Span(*match.span(2)) for match in _HEADER.finditer(source.data, start, end) if match[2]}
    agent = source.read(fields[b"bootstrap"]).lower() if b"bootstrap" in fields else ""
    place = fields.get(b"from")
    if place is None or agent not in ("docker", "docker-daemon", "podman"):
        return
    written = source.data[place.start : place.end]
    text, place, span = _filled(source, written, place)
    reason = None if text is None or place is not None else COMPOSED
    before = [source.read(fields[key]).strip("/") for key in (b"registry", b"namespace") if key in fields]
    if text is not None and before:
        text, reason = "/".join([*before, text]), COMPOSED
    local = agent != "docker"
    yield Mention(
        source,
        span,
        text,
        scanner=SCANNER,
        where="From",
        role=Role.LOCAL if local else Role.PULL,
        parts={"whole": place or span},
        reason=_LOCAL if local else UNKNOWN if text is None else reason,
    )


def _filled(source: Source, written: bytes, place: Span) -> tuple[str | None, Span | None, Span]:
    """The text with the defaults of its build arguments, and where all of it stands."""
    uses = list(_ARGUMENT.finditer(written))
    if not uses:
        return written.decode(errors="replace"), place, place
    defaults = {
        match[1]: Span(*match.span(2))
        for arguments in _ARGUMENTS.finditer(source.data)
        for match in _DEFAULT.finditer(source.data, *arguments.span(1))
    }
    if any(use[1] not in defaults for use in uses):
        return None, None, place
    text = _ARGUMENT.sub(lambda use: source.data[defaults[use[1]].start : defaults[use[1]].end], written)
    whole = defaults[uses[0][1]] if uses[0].span() == (0, len(written)) else None
    return text.decode(errors="replace"), whole, place
