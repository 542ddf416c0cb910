"""Scan, check, fix: from bytes to findings and from findings to bytes. It names no plugin and touches no file."""

from __future__ import annotations

from itertools import chain

from mooring import suppress
from mooring.formats import internal
from mooring.model import Finding, Fix, LockedRule, Mention, NoAnswer, OnlineRule, Problem, Role, Safety, Severity
from mooring.record import Record
from mooring.text import Edit, Overlap, Source, splice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Protocol, TypeVar

    from mooring.formats import Scanners
    from mooring.model import Answers, Ignore, Locked, Rule, Scanner
    from mooring.policy import Policy

    Place = TypeVar("Place", Mention, Ignore)
else:
    Protocol = object

MAX_ROUNDS = 20
ONLINE_THREADS = 16


class File(Record):
    """A file of a run: what it was, what it is after fixes, the scanners that take it, and its mentions."""

    __slots__ = ("original", "source", "scanners", "mentions")

    def __init__(self, source: Source, scanners: Sequence[Scanner], mentions: Sequence[Mention]) -> None:
        self.original = source
        self.source = source
        self.scanners = scanners
        self.mentions = mentions


class Scanned:
    """The files of a run with what was found in them, and what could not be read."""

    def __init__(self, scanners: Scanners) -> None:
        self.scanners = scanners
        self.files: list[File] = []
        self.problems: list[Problem] = []

    def add(self, source: Source, *, named: bool = False) -> bool:
        """Scan one more file, which people have `named` themselves or not; give whether any scanner takes it."""
        takers = self.scanners.takers(source, named=named)
        if takers:
            mentions, problems = self.scanners.scan(source, takers)
            self.files.append(File(source, takers, mentions))
            self.problems += problems
        return bool(takers)

    def mentions(self) -> list[Mention]:
        """Every mention, in order of file and place."""
        return [mention for file in self.files for mention in file.mentions]

    def scan_again(self, file: File, data: bytes) -> tuple[Source, list[Mention]]:
        """What a file would be, and what would be found in it, with other bytes."""
        changed = Source(file.source.path, data, file.source.beside)
        return changed, self.scanners.scan(changed, file.scanners)[0]


class Knowledge(Record):
    """What rules may ask: the registries' answers, the lock; None for what a run goes without."""

    __slots__ = ("answers", "locked")

    def __init__(self, answers: Answers | None = None, locked: Locked | None = None) -> None:
        self.answers = answers
        self.locked = locked


def check(
    mentions: Sequence[Mention], rules: Sequence[type[Rule]], policy: Policy, knowledge: Knowledge | None = None
) -> tuple[list[Finding], list[Problem]]:
    """What the rules find, each finding's severity as the policy holds it, in order; those that are off are dropped.

    A reference that a registry gave no answer about is a problem, once, unless another online rule has found just that.
    """
    findings = []
    problems: dict[tuple[str, str], Problem] = {}
    online = {rule.id for rule in rules if issubclass(rule, OnlineRule)}
    by_roles: dict[tuple[Role, ...], list[Mention]] = {}
    for kind in rules:
        roles = tuple(kind.roles)
        if roles not in by_roles:
            by_roles[roles] = [one for one in mentions if one.role in roles]
        for rule, concerned in _by_options(kind, by_roles[roles], policy):
            try:
                found = _found(rule, concerned, knowledge or Knowledge(), problems)
            except Exception as error:  # noqa: BLE001 - one rule's fault must not end the run for all others
                fault = internal(concerned[0].source, f"rule `{rule.id}`", error)
                problems[rule.id, fault.message] = fault
                continue
            for finding in found:
                environment = policy.environment(finding.mention) if finding.mention else None
                if _judge(finding, kind, environment, policy):
                    findings.append(_explain_missing_fix(finding))
    found_online = {finding.mention.resolved for finding in findings if finding.mention and finding.rule in online}
    unanswered = [problem for (text, _), problem in problems.items() if text not in found_online]
    return _numbered(_folded(findings)), unanswered


def _by_options(rule: type[Rule], concerned: Sequence[Place], policy: Policy) -> Iterable[tuple[Rule, Sequence[Place]]]:
    """The rule once for each set of options that the policy gives it, with the mentions or ignores of those paths."""
    if not policy.config.overrides:
        return [(policy.rule_at(rule, concerned[0].source.path), concerned)] if concerned else []
    groups: dict[int, tuple[Rule, list[Place]]] = {}
    by_path: dict[str, list[Place]] = {}
    for one in concerned:
        path = one.source.path
        if path not in by_path:
            instance = policy.rule_at(rule, path)
            by_path[path] = groups.setdefault(id(instance), (instance, []))[1]
        by_path[path].append(one)
    return groups.values()


def _judge(finding: Finding, rule: type[Rule], environment: str | None, policy: Policy) -> bool:
    """Make the finding what the policy holds it to be; give whether the rule is on there."""
    path = finding.source.path
    finding.severity = policy.severity(rule, path, environment)
    finding.environment = environment
    finding.from_root = policy.from_root(path)
    return finding.severity is not Severity.OFF


def _found(
    rule: Rule, mentions: Sequence[Mention], knowledge: Knowledge, problems: dict[tuple[str, str], Problem]
) -> list[Finding]:
    if isinstance(rule, OnlineRule):
        return _check_online(rule, mentions, knowledge.answers, problems) if knowledge.answers else []
    if isinstance(rule, LockedRule):
        locked = knowledge.locked
        return [one for mention in mentions for one in rule.check_locked(mention, locked)] if locked else []
    return list(rule.check_all(mentions))


def excuse(
    findings: Sequence[Finding], sources: Iterable[Source], rules: Sequence[type[Rule]], policy: Policy, today: str
) -> list[Finding]:
    """The findings that no ignore comment of their file excuses on a day (`2026-11-23`), in order.

    Comments of other tools count where the policy honours them. What is wrong with our own is among the findings.
    """
    ignores = [ignore for source in sources for ignore in suppress.ignores_of(source)]
    kept = suppress.apply(findings, ignores, today)
    if policy.config.honour_ignores:
        from mooring.suppress.peers import honour

        kept = honour(kept, policy.config.honour_ignores)
    ran = [rule.id for rule in rules]
    about = []
    for kind in rules:
        for rule, concerned in _by_options(kind, ignores, policy):
            about += [
                finding
                for finding in rule.check_ignores(concerned, ran, today)
                if _judge(finding, kind, policy.environment_of(finding.source.path), policy)
            ]
    if not about:
        return kept
    return sorted([*kept, *_numbered(about)], key=lambda finding: finding.sort_key)


def _folded(findings: Iterable[Finding]) -> list[Finding]:
    """One finding, in order, for those of one rule at one place, which a matrix or a list of values makes many of."""
    folded: dict[tuple[str, int, int, str], list[Finding]] = {}
    for finding in findings:
        folded.setdefault(finding.sort_key, []).append(finding)
    return [
        same[0] if len(same) == 1 else same[0].replace(message=f"{same[0].message} (and {len(same) - 1} more like it)")
        for _, same in sorted(folded.items())
    ]


def _numbered(findings: list[Finding]) -> list[Finding]:
    """The findings, each given its number among those that differ from it by nothing but their line."""
    seen: dict[tuple[str, ...], int] = {}
    for finding in findings:
        likeness = finding.likeness
        finding.ordinal = seen[likeness] = seen.get(likeness, -1) + 1
    return findings


def _check_online(
    rule: OnlineRule, mentions: Sequence[Mention], answers: Answers, problems: dict[tuple[str, str], Problem]
) -> list[Finding]:
    from concurrent.futures import ThreadPoolExecutor

    def check_one(mention: Mention) -> list[Finding] | NoAnswer:
        try:
            return list(rule.check_online(mention, answers))
        except NoAnswer as reason:
            return reason

    findings = []
    with ThreadPoolExecutor(ONLINE_THREADS) as pool:
        for mention, outcome in zip(mentions, pool.map(check_one, mentions), strict=True):
            if isinstance(outcome, NoAnswer):
                line, _ = mention.source.position(mention.span.start)
                problem = Problem(mention.source.path, line, f"`{mention.text}` cannot be judged online: {outcome}")
                problems.setdefault((mention.resolved or "", str(outcome)), problem)
            else:
                findings += outcome
    return findings


def _explain_missing_fix(finding: Finding) -> Finding:
    mention = finding.mention
    if finding.fix is None or mention is None or mention.rewritable:
        return finding
    return finding.replace(fix=None, message=f"{finding.message} (no fix: {mention.reason})")


class Refused(Exception):
    """Edits were not made, because they would have changed something else than the references meant."""


class Pins(Protocol):
    """Whoever knows which digests references have: the registries, or a lock file."""

    def ask(self, mentions: Sequence[Mention]) -> None:
        """Find out about all these mentions at the same time; what is known already is not asked again."""

    def text(self, mention: Mention) -> str | None:
        """The text that pins a mention that was asked about; None where there is no answer."""


class Fixed(Record):
    """What fixing came to: the mentions rewritten, and those that were not, each with the reason."""

    __slots__ = ("mended", "refused")

    def __init__(self, mended: Sequence[Mention] = (), refused: Sequence[tuple[Mention, str]] = ()) -> None:
        self.mended = tuple(mended)
        self.refused = tuple(refused)


def wishes(findings: Iterable[Finding]) -> list[Mention]:
    """The mentions that the findings' fixes wish to be pinned."""
    return [finding.fix.pin for finding in findings if finding.fix and finding.fix.pin]


def pinnable(mention: Mention) -> bool:
    """Whether a mention names an image to pull that has no digest yet and may be given one."""
    reference = mention.reference
    return mention.role is Role.PULL and mention.rewritable and reference is not None and reference.digest is None


def fix(scanned: Scanned, find: Callable[[Sequence[Mention]], Sequence[Finding]], pins: Pins) -> Fixed:
    """Mend what `find` finds in the files, in memory and round by round, until nothing changes.

    After each round every changed file is scanned again: exactly the intended references must have changed, or
    the file stays as it was before the round and is left alone from then on.
    """
    mended: list[Mention] = []
    refused: dict[int, list[tuple[Mention, str]]] = {}
    seen = {id(file): {file.source.data} for file in scanned.files}
    for _ in range(MAX_ROUNDS):
        by_path: dict[str, list[Finding]] = {}
        findings = find(scanned.mentions())
        for finding in findings:
            by_path.setdefault(finding.source.path, []).append(finding)
        pins.ask(wishes(findings))
        before = len(mended)
        for file in scanned.files:
            chosen = _choose(by_path.get(file.source.path, ()), pins)
            if not chosen or id(file) in refused:
                continue
            try:
                source, mentions = _apply(scanned, file, chosen)
            except Refused as error:
                refused[id(file)] = [(mention, str(error)) for mention, _ in chosen]
                continue
            if source.data not in seen[id(file)]:
                seen[id(file)].add(source.data)
                file.source, file.mentions = source, mentions
                mended += [mention for mention, _ in chosen]
        if len(mended) == before:
            break
    return Fixed(mended, list(chain.from_iterable(refused.values())))


def rewrite(scanned: Scanned, wanted: Callable[[Mention], str | None]) -> Fixed:
    """Write, in memory, another reference wherever `wanted` names one; checked as `fix` does."""
    mended: list[Mention] = []
    refused: list[tuple[Mention, str]] = []
    for file in scanned.files:
        chosen = [(mention, mention.rewrite(text)) for mention in file.mentions if (text := wanted(mention))]
        chosen = [(mention, edits) for mention, edits in chosen if edits]
        if not chosen:
            continue
        try:
            file.source, file.mentions = _apply(scanned, file, chosen)
        except Refused as error:
            refused += [(mention, str(error)) for mention, _ in chosen]
            continue
        mended += [mention for mention, _ in chosen]
    return Fixed(mended, refused)


_Chosen = list[tuple[Mention, tuple[Edit, ...]]]


def _choose(findings: Iterable[Finding], pins: Pins) -> _Chosen:
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


def _edits(fix: Fix, pins: Pins) -> tuple[Edit, ...]:
    if fix.pin is None:
        return fix.edits
    text = pins.text(fix.pin)
    return fix.pin.rewrite(text) if text else ()


def _apply(scanned: Scanned, file: File, chosen: _Chosen) -> tuple[Source, list[Mention]]:
    try:
        data = splice(file.source.data, [edit for _, edits in chosen for edit in edits])
    except Overlap as error:
        raise Refused(str(error)) from error
    source, after = scanned.scan_again(file, data)
    intended = {id(mention) for mention, _ in chosen}
    if len(after) != len(file.mentions):
        raise Refused("the file would have been read differently afterwards")
    for old, new in zip(file.mentions, after, strict=True):
        if (old.resolved == new.resolved) == (id(old) in intended) or new.malformed != old.malformed:
            raise Refused("other references than those meant would have changed")
    return source, after
