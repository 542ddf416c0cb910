"""What was found in a file as one line of JSON, and back: for another process, or for a later run.

The line has what was read beside the file, the scanners that take it, the mentions, and the problems. The file's bytes
are not in it; whoever unpacks it has to have them.
"""

from __future__ import annotations

import json

from mooring.model import Mention, Problem, Role
from mooring.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from mooring.model import Scanner
    from mooring.text import Source

_ROLES = {role.value: role for role in Role}

dumps = json.JSONEncoder(separators=(",", ":")).encode


def pack(
    beside: Mapping[str, str | None],
    scanners: Iterable[Scanner],
    mentions: Iterable[Mention],
    problems: Iterable[Problem],
) -> str:
    """The line that says what was found in a file, and with which contents of files beside it, by their names."""
    found = [_mention(mention) for mention in mentions]
    missed = [[problem.path, problem.line, problem.message] for problem in problems]
    return dumps([beside, [scanner.id for scanner in scanners], found, missed])


def _mention(mention: Mention) -> list[Any]:
    whole = mention.parts.get("whole")
    is_plain = whole is mention.span and len(mention.parts) == 1
    return [
        mention.span.start,
        mention.span.end,
        mention.resolved,
        mention.scanner,
        mention.where,
        mention.role.value,
        None if is_plain else {part: [span.start, span.end] for part, span in mention.parts.items()},
        mention.styles or None,
        mention.reason,
        mention.platform,
        mention.hints,
        mention.all_tags,
        mention.pushed,
    ]


def unpack(
    source: Source, line: bytes, scanners: Mapping[str, Scanner]
) -> tuple[list[Scanner], list[Mention], list[Problem]]:
    """What a line says of a source, its scanners taken from those given by their ids."""
    _, takers, found, missed = json.loads(line)
    mentions = [_unpacked(source, fields) for fields in found]
    return [scanners[name] for name in takers], mentions, [Problem(*fields) for fields in missed]


def read_beside(line: bytes) -> Mapping[str, str | None]:
    """The files that were read beside the one that a line is about, and what their contents were."""
    if line.startswith(b"[{},"):
        return {}
    beside: Mapping[str, str | None] = json.loads(line)[0]
    return beside


def _unpacked(source: Source, fields: Sequence[Any]) -> Mention:
    start, end, resolved, scanner, where, role, parts, styles, reason, platform, hints, all_tags, pushed = fields
    return Mention(
        source,
        Span(start, end),
        resolved,
        scanner=scanner,
        where=where,
        role=_ROLES[role],
        parts=None if parts is None else {part: Span(*place) for part, place in parts.items()},
        styles=styles,
        reason=reason,
        platform=platform,
        hints=tuple(hints),
        all_tags=all_tags,
        pushed=pushed,
    )
