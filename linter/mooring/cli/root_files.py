"""The files that Mooring keeps in a project's root folder: where they are, and how they are read and written."""

from __future__ import annotations

import os

from mooring.cli import Failure
from mooring.cli.rewriting import write
from mooring.discovery import read
from mooring.model import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from mooring.text import Source


def shown(path: str) -> str:
    """A path as people see it: from the working directory, if it is below that."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def source_of(path: str) -> Source | None:
    """A file as it is, None where there is none. Raises `Failure` for one that cannot be read."""
    if not os.path.lexists(path):
        return None
    found = read(path)
    if isinstance(found, Problem):
        raise Failure(str(found))
    return found


def save(path: str, data: bytes) -> None:
    """Write a file as a whole. Raises `Failure` where it cannot be written."""
    try:
        write(path, data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Failure(f"{path}: cannot be written: {reason}; it is as it was") from error


def tops(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths of a run in full and without links, for `lies_below`."""
    return tuple(os.path.join(os.path.realpath(path), "") for path in paths)


def lies_below(place: str, tops: tuple[str, ...]) -> bool:
    """Whether a path in full and without links is one of those, or in a folder that is."""
    return os.path.join(place, "").startswith(tops)
