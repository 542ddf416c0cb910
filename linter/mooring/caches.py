"""The folder of what is kept from one run to the next: registries' answers, and what was found in files."""

from __future__ import annotations

import os
from itertools import chain

from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTRY, SCANS = KINDS = ("registry", "scans")
"""What the folders of the caches in it are called."""


class Stats(Record):
    """How many entries the caches hold, and in how many bytes."""

    __slots__ = ("entries", "size")

    def __init__(self, entries: int, size: int) -> None:
        self.entries = entries
        self.size = size


def default_directory(environ: Mapping[str, str]) -> str:
    """Where the caches are by the customs of the system: `$MOORING_CACHE_DIR`, `$XDG_CACHE_HOME`, `~/.cache`."""
    if environ.get("MOORING_CACHE_DIR"):
        return environ["MOORING_CACHE_DIR"]
    if os.name == "nt" and environ.get("LOCALAPPDATA"):
        return os.path.join(environ["LOCALAPPDATA"], "mooring", "cache")
    base = environ.get("XDG_CACHE_HOME") or os.path.join(environ.get("HOME") or os.path.expanduser("~"), ".cache")
    return os.path.join(base, "mooring")


def clear(directory: str) -> None:
    """Remove everything that the caches keep in a directory."""
    import shutil

    for kind in KINDS:
        shutil.rmtree(os.path.join(directory, kind), ignore_errors=True)


def stats(directory: str) -> Stats:
    """What the caches keep in a directory."""
    entries = size = 0
    for folder, _, files in chain.from_iterable(os.walk(os.path.join(directory, kind)) for kind in KINDS):
        for file in files:
            try:
                size += os.stat(os.path.join(folder, file)).st_size
            except OSError:
                continue
            entries += 1
    return Stats(entries, size)
