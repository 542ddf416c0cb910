"""What references are updated to: later version tags, today's digests, neither before the policy's cooldown is over.

Each question is asked for all references at the same time: which tags their repositories have, then, round by
round, what the tag that is wanted most names and whether that image is old enough; where it is not, the tag that is
wanted next is tried, a bounded number of them, and the reference's own tag last.
"""

from __future__ import annotations

from mooring import versions
from mooring.cli.terminal import Progress
from mooring.model import NoAnswer
from mooring.reference import Reference
from mooring.registry import Unresolved
from mooring.registry.errors import INVALID, NOT_FOUND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mooring.cli.cooldown import Cooldown
    from mooring.cli.registries import Registries
    from mooring.model import Mention
    from mooring.policy import Policy
    from mooring.registry import Resolution

MOST_TAGS_TRIED = 12
THREADS = 16


class Update:
    """What is found out about one reference.

    `wanted` are the tags still to be tried, the most wanted first. In the end `found` is the reference by its new
    tag with that one's digest, None where all stays; `held_back` says why a later image was not taken, and `failure`
    why a question had no answer.
    """

    def __init__(self, mention: Mention) -> None:
        assert mention.reference is not None
        self.mention = mention
        self.reference: Reference = mention.reference
        self.wanted: list[Reference] = []
        self.found: tuple[Reference, str] | None = None
        self.held_back: str | None = None
        self.failure: str | None = None

    def obstacles(self) -> list[str]:
        """Why it did not come to more."""
        return [reason for reason in (self.held_back, self.failure) if reason]

    def want(self, tags: Iterable[str]) -> None:
        """Try these tags in order, then, for a pinned reference, its own."""
        own = [self.reference.tag] if self.reference.digest and self.reference.tag else []
        names = dict.fromkeys([*tags, *own])
        self.wanted = [Reference.parse(f"{self.reference.written_name}:{name}") for name in names]


class Updates:
    """The updates of a run; `level` is how far version tags may move, None for not at all.

    No image is taken before its `cooldown` is over.
    """

    def __init__(self, registries: Registries, policy: Policy, *, cooldown: Cooldown, level: str | None) -> None:
        self._registries = registries
        self._policy = policy
        self._cooldown = cooldown
        self._level = level
        self._updates: dict[tuple[str | None, bool], Update] = {}

    def ask(self, mentions: Iterable[Mention]) -> None:
        """Find out about all these mentions, which name references with a tag."""
        for mention in mentions:
            self._updates.setdefault(self._key(mention), Update(mention))
        updates = list(self._updates.values())
        self._want(updates)
        pending = [update for update in updates if update.wanted]
        while pending:
            pending = self._try(pending)

    def of(self, mention: Mention) -> Update:
        """What was found out about a mention that was asked about."""
        return self._updates[self._key(mention)]

    def text(self, mention: Mention) -> str | None:
        """The text that updates a mention that was asked about; None where it stays. An unpinned one is not pinned."""
        update = self.of(mention)
        if update.found is None:
            return None
        reference, digest = update.found
        return self._policy.pinned(mention, reference, digest) if update.reference.digest else str(reference)

    def _key(self, mention: Mention) -> tuple[str | None, bool]:
        return mention.resolved, self._cooldown.concerns(mention)

    def _want(self, updates: list[Update]) -> None:
        level = self._level
        versioned = [each.reference for each in updates if level and versions.parse(each.reference.tag or "")]
        listed = self._tags_of(versioned) if versioned else {}
        for update in updates:
            tags = listed.get(update.reference.name, [])
            if isinstance(tags, Unresolved):
                update.failure = str(tags)
                tags = []
            later = versions.later(update.reference.tag or "", tags, level) if level else []
            update.want(later[:MOST_TAGS_TRIED])

    def _tags_of(self, references: list[Reference]) -> dict[str, list[str] | Unresolved]:
        with Progress("listing tags") as progress:
            return self._registries.client.tags_of_each(references, progress=progress.show)

    def _try(self, updates: list[Update]) -> list[Update]:
        """Ask about the tag that each update wants most; give the updates that have to try another."""
        from concurrent.futures import ThreadPoolExecutor

        with Progress("asking registries") as progress:
            references = [update.wanted[0] for update in updates]
            answers = self._registries.client.resolve(references, progress=progress.show)
        with ThreadPoolExecutor(THREADS) as pool:
            settled = pool.map(lambda update: self._settle(update, answers), updates)
            return [update for update, is_settled in zip(updates, settled, strict=True) if not is_settled]

    def _settle(self, update: Update, answers: Mapping[str, Resolution | Unresolved]) -> bool:
        """Judge the answer about the tag wanted most; give whether no other is to be tried."""
        reference = update.wanted.pop(0)
        answer = answers[reference.canonical]
        if isinstance(answer, Unresolved):
            if update.wanted and answer.reason in (NOT_FOUND, INVALID):
                return False
            update.failure = str(answer)
            return True
        if answer.digest == update.reference.digest:
            update.found = (reference, answer.digest) if reference.tag != update.reference.tag else None
            return True
        try:
            too_fresh = self._cooldown.reason(update.mention, reference.written(digest=answer.digest))
        except NoAnswer as reason:
            update.failure = str(reason)
            return True
        if too_fresh is None:
            update.found = reference, answer.digest
            return True
        update.held_back = update.held_back or too_fresh
        return not update.wanted
