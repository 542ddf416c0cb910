"""What earlier runs have found in the files of a project, so that only those that have changed are read again.

A file that no scanner takes is known by its path, size, times and inode: the time at which an inode was changed cannot
be set by whoever writes the file. What was found in any other is known by a hash of its path and bytes, and holds where
the files read beside it have the bytes that they had. Of a file that was changed only just now nothing is kept, as it
could change again within one tick of the clock.

One file for each way of reading a project, written anew, beside its place and renamed into it, by a run that has
learned anything; one that is damaged is as good as none. It is text: reading it runs nothing.
"""

from __future__ import annotations

import hashlib
import os
import time

from mooring.caches import SCANS
from mooring.sweep.packing import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.discovery import Found

FORMAT = "1"
MAX_SIZE = 64 << 20
"""How many bytes one project's file may have; what is more is not kept."""

MAX_PROJECTS = 32
"""How many projects' files there may be; the oldest go."""

TICK = 3_000_000_000
"""How long ago, in nanoseconds, a file was changed at least if what is known of it is kept."""

_NEXT = b"\n\n"
_FEW = 1000


def hashed(*words: bytes) -> str:
    """A name for words, as long as nobody can make two that are alike."""
    digest = hashlib.blake2b(digest_size=20)
    for word in words:
        digest.update(b"%d:" % len(word))
        digest.update(word)
    return digest.hexdigest()


def lines_of(data: bytes) -> list[bytes]:
    """The lines of some bytes, none of which ends with a line end; what is a line end elsewhere may stand in names."""
    return data.split(b"\n") if data else []


class Learnt:
    """What a run has to remember: files newly refused, everything found, and how many were known to be refused."""

    def __init__(self) -> None:
        self.refused: list[bytes] = []
        self.found: dict[bytes, bytes] = {}
        self.hits = 0


class Cache:
    """What is known of the files of a project, read from a file below `directory` that belongs to `identity` alone.

    `identity` is all that decides about what is found in files besides themselves.
    """

    def __init__(self, directory: str, identity: Sequence[str]) -> None:
        text = dumps([FORMAT, *identity]).encode()
        self._folder = os.path.join(directory, SCANS)
        self._path = os.path.join(self._folder, hashed(text))
        self._head = text
        self._now = time.time_ns()
        self.refused: frozenset[bytes] = frozenset()
        self.found: dict[bytes, bytes] = {}
        try:
            with open(self._path, "rb") as file:
                checksum, _, rest = file.read(MAX_SIZE).partition(b"\n")
        except OSError:
            return
        if checksum.decode(errors="replace") == hashed(rest) and rest.startswith(text + _NEXT):
            _, refused, found = rest.split(_NEXT, 2)
            self.refused = frozenset(lines_of(refused))
            self.found = dict(line.split(b" ", 1) for line in lines_of(found))

    def stamp(self, found: Found) -> bytes | None:
        """What a file's path, size, times and inode are; None where nobody's not taking it can be remembered."""
        try:
            status = os.lstat(found.path)
        except OSError:
            return None
        if found.explicit or max(status.st_mtime_ns, status.st_ctime_ns) > self._now - TICK or "\n" in found.path:
            return None
        numbers = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        return b"%s %d %d %d %d" % (os.fsencode(found.path), *numbers)

    def write(self, learnt: Learnt) -> None:
        """Keep what a run knows as well; a cache that cannot be written is let be.

        Where most of the files that were refused are such no more, all are forgotten but those that the run has read.
        """
        if not learnt.refused and learnt.found == self.found:
            return
        is_old = len(self.refused) > 2 * learnt.hits + _FEW
        refused = {*learnt.refused, *(() if is_old else self.refused)}
        found = b"\n".join(b"%s %s" % pair for pair in learnt.found.items())
        parts = [self._head, b"\n".join(refused), found]
        data = _NEXT.join(parts)
        if len(data) > MAX_SIZE:
            return
        import tempfile

        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self._folder)
            try:
                with open(descriptor, "wb") as file:
                    file.writelines((hashed(data).encode(), b"\n", data))
                os.replace(temporary, self._path)
            except BaseException:
                os.unlink(temporary)
                raise
            _prune(self._folder)
        except OSError:
            return


def _prune(folder: str) -> None:
    """Remove the oldest files of too many."""
    with os.scandir(folder) as entries:
        by_age = sorted(entries, key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in by_age[MAX_PROJECTS:]:
        os.unlink(entry.path)
