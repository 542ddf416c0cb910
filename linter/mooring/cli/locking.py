"""The lock file of a run: where it is, what it says, and pins that are taken from it instead of from registries."""

from __future__ import annotations

import os
import sys

from mooring.cli import Failure
from mooring.cli.root_files import lies_below, shown, source_of, tops
from mooring.lock import FILE_NAME, Lock, LockError, by_name, parse
from mooring.reference import DEFAULT_TAG, Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mooring.config import Config
    from mooring.engine import Scanned
    from mooring.model import Mention
    from mooring.policy import Policy
    from mooring.text import Source


class LockFile:
    """The lock file of a project, as it is on disk: `source` is None where there is none, and `lock` is empty then.

    It is in the folder of the policy, or else of the repository, or else in the working directory; `path` names
    another. Raises `Failure` for a file that is wrong.
    """

    def __init__(self, config: Config, path: str | None) -> None:
        self._root = config.root
        self.path = shown(path or os.path.join(self._root, FILE_NAME))
        self.source = source_of(self.path)
        self.lock = _parsed(self.source) if self.source else Lock()

    @classmethod
    def existing(cls, config: Config, path: str | None) -> LockFile:
        """The lock file of a project that has to have one. Raises `Failure`."""
        file = cls(config, path)
        if file.source is None:
            raise Failure(f"{file.path}: there is no lock file; `mooring lock` writes it, --lock-file names another")
        return file

    def unnamed(self, paths: Iterable[str], scanned: Scanned) -> list[str]:
        """The names in the lock that no file of the project has; none unless all of the project could be read."""
        if scanned.problems or not lies_below(os.path.realpath(self._root), tops(paths)):
            return []
        named = by_name(scanned.mentions())
        return [name for name in self.lock.entries if name not in named]

    def note_unnamed(self, paths: Iterable[str], scanned: Scanned) -> None:
        """Say on standard error how many names of the lock no file has."""
        number = len(self.unnamed(paths, scanned))
        if number:
            entries = "1 entry is" if number == 1 else f"{number} entries are"
            sys.stderr.write(f"mooring: {self.path}: {entries} for what no file names; `mooring lock` drops such\n")


class LockPins:
    """The texts that pin mentions, by the lock and nothing else."""

    def __init__(self, file: LockFile, policy: Policy) -> None:
        self._file = file
        self._policy = policy
        self._missing: set[str] = set()

    def ask(self, mentions: Sequence[Mention]) -> None:
        """See which of these mentions the lock does not have."""
        for name, same in by_name(mentions).items():
            if name not in self._file.lock.entries:
                self._missing.update(mention.resolved or "" for mention in same)

    def text(self, mention: Mention) -> str | None:
        """The text that pins a mention; None where the lock does not have it."""
        reference = mention.reference
        digest = self._file.lock.digest(reference) if reference else None
        if reference is None or digest is None:
            return None
        tagged = Reference.parse(reference.written(tag=reference.tag or DEFAULT_TAG))
        return self._policy.pinned(mention, tagged, digest)

    def failure(self, mention: Mention) -> str | None:
        """Why there is no digest for a mention that was asked about."""
        is_missing = mention.resolved in self._missing
        return f"it is not in {self._file.path}; `mooring lock` adds it" if is_missing else None


def _parsed(source: Source) -> Lock:
    try:
        return parse(source)
    except LockError as error:
        raise Failure(str(error)) from error
