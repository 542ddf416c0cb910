"""What registries say now of the names in a lock: the entries that are new or change, and why others do not."""

from __future__ import annotations

from datetime import UTC, datetime

from mooring.cli.terminal import Progress
from mooring.lock import Entry
from mooring.model import NoAnswer
from mooring.reference import Reference
from mooring.registry import Unresolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mooring.cli.cooldown import Cooldown
    from mooring.cli.registries import Registries
    from mooring.lock import Lock
    from mooring.model import Mention
    from mooring.registry import Resolution

    Wanted = Mapping[str, Sequence[Mention]]

THREADS = 16


class Relocking:
    """Asks for all names of a lock at the same time; an entry whose digest is still the same stays as it was.

    `entries` are the new ones by name, `failures` the reasons why there is no answer for a name, `held_back` the
    reasons of the cooldown why an answer is not taken yet.
    """

    def __init__(self, registries: Registries, cooldown: Cooldown, old: Lock) -> None:
        self._registries = registries
        self._old = old
        self._cooldown = cooldown
        self.entries: dict[str, Entry] = {}
        self.failures: dict[str, str] = {}
        self.held_back: dict[str, str] = {}

    def ask(self, wanted: Wanted) -> None:
        """Find out about the mentions of each name."""
        questions = self._questions(wanted)
        if questions:
            moved = self._moved(questions)
            by_tag = [name for name in moved if questions[name].digest is None and name in self._old.entries]
            self._hold_back(
                {name: each for name in by_tag for each in wanted[name] if self._cooldown.concerns(each)}, moved
            )
            taken = moved.keys() - self.held_back.keys() - self.failures.keys()
            self._record({name: answer for name, answer in moved.items() if name in taken})

    def _questions(self, wanted: Wanted) -> dict[str, Reference]:
        """What to ask for each name: for the digest that files pin it to, else for its tag."""
        questions = {}
        for name, mentions in wanted.items():
            references = [mention.reference for mention in mentions if mention.reference]
            written = {reference.digest for reference in references if reference.digest}
            if len(written) > 1:
                self.failures[name] = f"the files pin `{name}` to {len(written)} different digests; keep one of them"
            else:
                questions[name] = Reference.parse("@".join([name, *written]))
        return questions

    def _moved(self, questions: Mapping[str, Reference]) -> dict[str, Resolution]:
        """The answers that the lock does not have."""
        with Progress("asking registries") as progress:
            answers = self._registries.client.resolve(questions.values(), progress=progress.show)
        moved = {}
        for name, reference in questions.items():
            answer = answers[reference.canonical]
            entry = self._old.entries.get(name)
            if isinstance(answer, Unresolved):
                self.failures[name] = str(answer)
            elif entry is None or entry.digest != answer.digest:
                moved[name] = answer
        return moved

    def _hold_back(self, mentions: Mapping[str, Mention], moved: Mapping[str, Resolution]) -> None:
        """Keep the entries whose tag names an image that is too fresh by now; a new name has none to keep."""
        from concurrent.futures import ThreadPoolExecutor

        def ask(name: str) -> str | NoAnswer | None:
            try:
                return self._cooldown.reason(mentions[name], f"{name}@{moved[name].digest}")
            except NoAnswer as fault:
                return fault

        with ThreadPoolExecutor(THREADS) as pool:
            for name, said in zip(mentions, pool.map(ask, mentions), strict=True):
                if isinstance(said, NoAnswer):
                    self.failures[name] = str(said)
                elif said is not None:
                    self.held_back[name] = said

    def _record(self, moved: Mapping[str, Resolution]) -> None:
        references = {name: Reference.parse(f"{name}@{answer.digest}") for name, answer in moved.items()}
        with Progress("asking for platforms") as progress:
            manifests = self._registries.client.manifests(references.values(), progress=progress.show)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, reference in references.items():
            manifest = manifests[reference.canonical]
            if isinstance(manifest, Unresolved):
                self.failures[name] = str(manifest)
            else:
                platforms = [str(platform) for platform in manifest.platforms]
                self.entries[name] = Entry(name, moved[name].digest, platforms, now, moved[name].place)
