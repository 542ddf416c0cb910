"""Ignore comments: what a file itself excuses, on the line, above it, or for the whole file.

    image: nginx            # mooring: ignore[implicit-latest] the newest is wanted here
    # mooring: ignore[unpinned-digest] our own image, until 2027-01-31
    # mooring: ignore-file[missing-registry]

The rules in brackets are excused; without brackets all are. What follows is the reason, and may name the day
until which the excuse holds. A comment begins with the marker of any language that files with images are written in.
"""

from __future__ import annotations

import re

from mooring.model import Ignore
from mooring.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mooring.model import Finding
    from mooring.text import Source

_NEEDLE = b"mooring:"
_UNTIL = r"\buntil[ ]+(\d{4}-\d{2}-\d{2})\b[,.;:]?"
_CLOSING = r"(?:\*/[ ]*-?\}\}|\*/|-->|#\})[ \t]*$"
_MARKER = rb"(?:\#|//|--|;|/\*|<!--|\{\{-?[ ]*/\*|\{\#|%|\"\")"
_COMMENT = _MARKER + (
    rb"[ \t]*(?P<whole>mooring:[ \t]*ignore\b(?P<file>-file\b)?(?:\[(?P<rules>[^\]\r\n]*)\])?(?P<rest>[^\r\n]*))"
)


def ignores_of(source: Source) -> list[Ignore]:
    """The ignore comments of a file, in order."""
    return list(_read(source)) if _NEEDLE in source.data else []


def _read(source: Source) -> Iterator[Ignore]:
    for match in re.finditer(_COMMENT, source.data):
        rest = re.sub(_CLOSING, "", match["rest"].decode(errors="replace"))
        until = re.search(_UNTIL, rest)
        reason = " ".join((rest[: until.start()] + rest[until.end() :] if until else rest).split()).strip(" ,;:-")
        rules = match["rules"]
        yield Ignore(
            source,
            Span(match.start("whole"), match.start("whole") + len(match["whole"].rstrip())),
            rules=None if rules is None else [name.strip() for name in rules.decode(errors="replace").split(",")],
            reason=reason,
            until=until[1] if until else None,
            line=None if match["file"] else _line_meant(source, match.start()),
        )


def _line_meant(source: Source, offset: int) -> int:
    """The line that a comment speaks of: its own, or the one below where nothing but comments stands."""
    line, _ = source.position(offset)
    while True:
        span = source.line_span(line)
        text = source.data[span.start : span.end]
        if not re.match(rb"[ \t]*" + _MARKER, text) or span.end + 1 >= len(source.data):
            return line
        line += 1


def apply(findings: Iterable[Finding], ignores: Sequence[Ignore], today: str) -> list[Finding]:
    """The findings that no comment excuses on a day (`2026-11-23`); each ignore remembers which rules it excused."""
    by_path: dict[str, list[Ignore]] = {}
    for ignore in ignores:
        if not ignore.is_expired(today):
            by_path.setdefault(ignore.source.path, []).append(ignore)
    return [finding for finding in findings if not _is_excused(finding, by_path.get(finding.source.path, ()))]


def _is_excused(finding: Finding, ignores: Iterable[Ignore]) -> bool:
    excused = False
    for ignore in ignores:
        if ignore.excuses(finding):
            ignore.used.add(finding.rule)
            excused = True
    return excused
