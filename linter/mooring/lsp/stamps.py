"""Whether files have changed on disk."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Stamps:
    """What tells the states of some files, there or not, as they are when this is made."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._stamps = {path: _stamp(path) for path in paths}

    def have_changed(self) -> bool:
        """Whether one of the files has changed, come or gone since."""
        return any(_stamp(path) != stamp for path, stamp in self._stamps.items())


def _stamp(path: str) -> tuple[int, int, int] | None:
    """A file's time of change in nanoseconds, size in bytes and inode; None where it cannot be told."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
