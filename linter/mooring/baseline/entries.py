"""The entries of a baseline: which findings they stand for, and what becomes of them after a run."""

from __future__ import annotations

from mooring.record import Record
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mooring.model import Finding, Severity

    Entries = Mapping[str, "Entry"]

_LONGEST = 200


class Entry(Record):
    """Findings that differ in nothing but their line: what they have in common, and how many there are.

    `path` is from the policy's root folder, `text` what the file says at the place, `where` the place in its own terms.
    """

    __slots__ = ("path", "rule", "text", "where", "fingerprint", "count")

    def __init__(self, path: str, rule: str, text: str, where: str, *, fingerprint: str, count: int = 1) -> None:
        self.path = path
        self.rule = rule
        self.text = text
        self.where = where
        self.fingerprint = fingerprint
        self.count = count

    @classmethod
    def of(cls, finding: Finding, count: int) -> Entry:
        """The entry for so many findings like this one; a long text is cut, since it is only there to be read."""
        rule, path, text, where = map(printable, finding.likeness)
        return cls(path, rule, _shortened(text), _shortened(where), fingerprint=_fingerprint(finding), count=count)

    @property
    def sort_key(self) -> tuple[str, ...]:
        """By path, rule, text and place."""
        return self.path, self.rule, self.text, self.where, self.fingerprint


def _fingerprint(finding: Finding) -> str:
    """The fingerprint of the first of those that differ from a finding by nothing but their line."""
    return (finding.replace(ordinal=0) if finding.ordinal else finding).fingerprint


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def new(entries: Entries, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no entry stands for; of equals the last ones, as many as are too many.

    `entries` are by fingerprint, here and below.
    """
    seen: dict[str, int] = {}
    left = []
    for finding in findings:
        fingerprint = _fingerprint(finding)
        number = seen[fingerprint] = seen.get(fingerprint, 0) + 1
        if fingerprint not in entries or number > entries[fingerprint].count:
            left.append(finding)
    return left


def updated(
    entries: Entries, findings: Iterable[Finding], is_judged: Callable[[Entry], bool], least: Severity | None
) -> dict[str, Entry]:
    """What the entries become by a run with these findings.

    An entry that the run judges stands for no more of them than there are now. What is at or above the severity `least`
    is added, with all that differs from it by nothing but the line; with None, nothing is.
    """
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(_fingerprint(finding), []).append(finding)
    after = {}
    for fingerprint, entry in entries.items():
        count = min(entry.count, len(found.get(fingerprint, ()))) if is_judged(entry) else entry.count
        if count:
            after[fingerprint] = entry if count == entry.count else entry.replace(count=count)
    if least is not None:
        for fingerprint, alike in found.items():
            count = after[fingerprint].count if fingerprint in after else 0
            if count < len(alike) and max(finding.severity for finding in alike) >= least:
                after[fingerprint] = Entry.of(alike[0], len(alike))
    return after
