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
    from collections.abc import Iterable, Iterator

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
    meant = 0
    for match in re.finditer(_COMMENT, source.data):
        rest = re.sub(_CLOSING, "", match["rest"].decode(errors="replace"))
        until = re.search(_UNTIL, rest)
        reason = " ".join((rest[: until.start()] + rest[until.end() :] if until else rest).split()).strip(" ,;:-")
        rules = match["rules"]
        meant = _line_meant(source, match.start(), meant)
        yield Ignore(
            source,
            Span(match.start("whole"), match.start("whole") + len(match["whole"].rstrip())),
            rules=None if rules is None else [name.strip() for name in rules.decode(errors="replace").split(",")],
            reason=reason,
            until=until[1] if until else None,
            line=None if match["file"] else meant,
        )


def _line_meant(source: Source, offset: int, before: int) -> int:
    """The line that a comment speaks of: its own, or the one below where nothing but comments stands.

    `before` is the one that the comment before it speaks of, so that no line is looked at twice.
    """
    line, _ = source.position(offset)
    while line > before:
        span = source.line_span(line)
        text = source.data[span.start : span.end]
        if not re.match(rb"[ \t]*" + _MARKER, text) or span.end + 1 >= len(source.data):
            return line
        line += 1
    return max(line, before)


def apply(findings: Iterable[Finding], ignores: Iterable[Ignore], today: str) -> list[Finding]:
    """The findings that no comment excuses on a day (`2026-11-23`); each ignore remembers which rules it excused."""
    places: dict[tuple[str, int | None], list[Ignore]] = {}
    for ignore in ignores:
        if not ignore.is_expired(today):
            places.setdefault((ignore.source.path, ignore.line), []).append(ignore)
    if not places:
        return list(findings)
    excused: dict[tuple[str, int | None, str], bool] = {}

    def is_excused(path: str, line: int | None, rule: str) -> bool:
        known = path, line, rule
        if known not in excused:
            speaking = [ignore for ignore in places.get((path, line), ()) if ignore.names(rule)]
            for ignore in speaking:
                ignore.used.add(rule)
            excused[known] = bool(speaking)
        return excused[known]

    return [
        finding
        for finding in findings
        if True not in [is_excused(finding.source.path, line, finding.rule) for line in (None, *lines_of(finding))]
    ]


def lines_of(finding: Finding) -> range:
    """The lines (from 1) that a finding stands on."""
    first, _ = finding.source.position(finding.span.start)
    last, _ = finding.source.position(finding.span.end)
    return range(first, last + 1)
