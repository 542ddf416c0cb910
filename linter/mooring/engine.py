"""Scan, check, fix: from bytes to findings and from findings to bytes. It names no plugin and touches no file."""

from __future__ import annotations

import re
from itertools import chain

from mooring.globs import to_regex
from mooring.model import Finding, Fix, Mention, Problem, Role, Safety, Severity
from mooring.plugins import load
from mooring.record import Record
from mooring.text import Edit, Overlap, Source, splice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mooring.model import Rule, Scanner
    from mooring.policy import Policy

MAX_ROUNDS = 20


class Scanners:
    """All scanners, and the choice among them."""

    def __init__(self, scanners: Iterable[Scanner]) -> None:
        self._scanners = list(scanners)
        self._by_path = _compile(self._scanners)

    def for_path(self, path: str) -> Scanner | None:
        """The scanner that takes files of such a path."""
        match = self._by_path.fullmatch(path)
        return self._scanners[int(match.lastgroup[1:])] if match and match.lastgroup else None

    def for_source(self, source: Source) -> Scanner | None:
        """The scanner for a file: by its path, else by its bytes."""
        return self.for_path(source.path) or next(
            (one for one in self._scanners if self._recognises(one, source)), None
        )

    def _recognises(self, scanner: Scanner, source: Source) -> bool:
        return scanner.recognises is not None and load(scanner.recognises)(source.data)

    def scan(self, source: Source, scanner: Scanner) -> tuple[list[Mention], list[Problem]]:
        """Everything that a scanner finds in a source, mentions in order of their place, each once."""
        mentions: dict[tuple[int, int, str | None, str], Mention] = {}
        problems = []
        try:
            for found in load(scanner.scan)(source):
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    mentions.setdefault((found.span.start, found.span.end, found.resolved, found.role.value), found)
        except Exception as error:  # noqa: BLE001 - one file's scan must not end the run for all others
            problems.append(_internal(source, f"scanner `{scanner.id}`", error))
        return sorted(mentions.values(), key=lambda mention: (mention.span.start, mention.span.end)), problems


def _compile(scanners: Sequence[Scanner]) -> re.Pattern[str]:
    groups = []
    for index, scanner in enumerate(scanners):
        taken = "|".join(to_regex(glob) for glob in scanner.paths if not glob.startswith("!"))
        left_out = "|".join(to_regex(glob[1:]) for glob in scanner.paths if glob.startswith("!"))
        if taken:
            groups.append(f"(?P<s{index}>{rf'(?!(?:{left_out})$)' if left_out else ''}(?:{taken}))")
    return re.compile(rf"(?:.*/)?(?:{'|'.join(groups)})", re.DOTALL)


def _internal(source: Source, what: str, error: Exception) -> Problem:
    return Problem(
        source.path,
        None,
        f"internal error in {what}: {type(error).__name__}: {error}; please report it with this file",
    )


def check(mentions: Sequence[Mention], rules: Iterable[Rule], policy: Policy) -> tuple[list[Finding], list[Problem]]:
    """What the rules find, each finding's severity as the policy holds it, in order; those that are off are dropped."""
    findings = []
    problems = []
    for rule in rules:
        concerned = [mention for mention in mentions if mention.role in rule.roles]
        try:
            found = list(rule.check_all(concerned))
        except Exception as error:  # noqa: BLE001 - one rule's fault must not end the run for all others
            if concerned:
                problems.append(_internal(concerned[0].source, f"rule `{rule.id}`", error))
            continue
        for finding in found:
            environment = policy.environment(finding.mention) if finding.mention else None
            severity = policy.severity(rule, environment)
            if severity is not Severity.OFF:
                findings.append(_explain_missing_fix(finding.replace(severity=severity, environment=environment)))
    findings.sort(key=lambda finding: finding.sort_key)
    return findings, problems


def _explain_missing_fix(finding: Finding) -> Finding:
    mention = finding.mention
    if finding.fix is None or mention is None or mention.rewritable:
        return finding
    return finding.replace(fix=None, message=f"{finding.message} (no fix: {mention.reason})")


class Refused(Exception):
    """Edits were not made, because they would have changed something else than the references meant."""


class Fixed(Record):
    """A source after its fixes: the new bytes, the findings mended, and those that were not, each with the reason."""

    __slots__ = ("data", "mended", "refused")

    def __init__(self, data: bytes, mended: Sequence[Mention], refused: Sequence[tuple[Mention, str]]) -> None:
        self.data = data
        self.mended = tuple(mended)
        self.refused = tuple(refused)


def wishes(findings: Iterable[Finding]) -> list[Mention]:
    """The mentions that the findings' fixes wish to be pinned."""
    return [finding.fix.pin for finding in findings if finding.fix and finding.fix.pin]


def pinnable(mention: Mention) -> bool:
    """Whether a mention names an image to pull that has no digest yet and may be given one."""
    reference = mention.reference
    return mention.role is Role.PULL and mention.rewritable and reference is not None and reference.digest is None


def fix(
    source: Source,
    scan: Callable[[Source], Sequence[Mention]],
    find: Callable[[Sequence[Mention]], Sequence[Finding]],
    pins: Mapping[str, str],
) -> Fixed:
    """Mend what `find` finds in a source, round by round, until nothing changes.

    `pins` maps the resolved text of a mention that was wished to be pinned to the text that names its digest;
    what is not in it stays as it is. After each round the file is scanned again: exactly the intended references
    must have changed, or that round is undone and its reason given.
    """
    mended: list[Mention] = []
    refused: list[tuple[Mention, str]] = []
    seen = {source.data}
    for _ in range(MAX_ROUNDS):
        mentions = scan(source)
        chosen = _choose(find(mentions), pins)
        if not chosen:
            break
        try:
            changed = _apply(source, scan, mentions, chosen)
        except Refused as error:
            refused += [(mention, str(error)) for mention, _ in chosen]
            break
        if changed.data in seen:
            break
        seen.add(changed.data)
        mended += [mention for mention, _ in chosen]
        source = changed
    return Fixed(source.data, mended, refused)


def rewrite(
    source: Source, scan: Callable[[Source], Sequence[Mention]], wanted: Callable[[Mention], str | None]
) -> Fixed:
    """Write another reference wherever `wanted` names one; checked as `fix` does."""
    mentions = scan(source)
    chosen = [
        (mention, mention.rewrite(text)) for mention in mentions if mention.rewritable and (text := wanted(mention))
    ]
    if not chosen:
        return Fixed(source.data, (), ())
    try:
        changed = _apply(source, scan, mentions, chosen)
    except Refused as error:
        return Fixed(source.data, (), [(mention, str(error)) for mention, _ in chosen])
    return Fixed(changed.data, [mention for mention, _ in chosen], ())


_Chosen = list[tuple[Mention, tuple[Edit, ...]]]


def _choose(findings: Iterable[Finding], pins: Mapping[str, str]) -> _Chosen:
    chosen: _Chosen = []
    taken: set[int] = set()
    for finding in findings:
        edits = _edits(finding.fix, pins) if finding.fix and finding.fix.safety is Safety.SAFE else ()
        if finding.mention is None or not edits:
            continue
        touched = set(chain.from_iterable(range(edit.span.start, edit.span.end + 1) for edit in edits))
        if not touched & taken:
            taken |= touched
            chosen.append((finding.mention, edits))
    return chosen


def _edits(wanted: Fix, pins: Mapping[str, str]) -> tuple[Edit, ...]:
    if wanted.pin is None:
        return wanted.edits
    text = pins.get(wanted.pin.resolved or "")
    return wanted.pin.rewrite(text) if text and wanted.pin.rewritable else ()


def _apply(
    source: Source, scan: Callable[[Source], Sequence[Mention]], before: Sequence[Mention], chosen: _Chosen
) -> Source:
    edits = [edit for _, group in chosen for edit in group]
    try:
        changed = Source(source.path, splice(source.data, edits), source.beside)
    except Overlap as error:
        raise Refused(str(error)) from error
    after = scan(changed)
    intended = {id(mention) for mention, _ in chosen}
    if len(after) != len(before):
        raise Refused("the file would have been read differently afterwards")
    for old, new in zip(before, after, strict=True):
        if (old.resolved == new.resolved) == (id(old) in intended) or new.malformed != old.malformed:
            raise Refused("other references than those meant would have changed")
    return changed
