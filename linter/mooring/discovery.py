"""Which files to read: git's own list where there is one, else a walk that honours .gitignore.

Files named explicitly are always read. Symbolic links are not followed in a walk: what they lead to inside the
tree is found by itself, and nothing outside it is anybody's business.
"""

from __future__ import annotations

import os
import stat

from mooring.model import Problem
from mooring.record import Record
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pathspec import GitIgnoreSpec

MAX_SIZE = 32 * 1024 * 1024
SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", ".tox", ".nox", ".venv", "node_modules", "__pycache__"})


class Found(Record):
    """A file to read: its path as people see it, and whether they named it themselves."""

    __slots__ = ("path", "explicit")

    def __init__(self, path: str, explicit: bool) -> None:
        self.path = path
        self.explicit = explicit


def discover(paths: Sequence[str], wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
    """The files to read for the paths given, in order, each once; of folders only files that are `wanted`."""
    seen: set[str] = set()
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except OSError as error:
            yield Problem(shown(path), None, f"cannot be read: {_reason(error)}")
            continue
        listed = _folder(path, wanted) if is_folder else [Found(path, explicit=True)]
        for found in listed:
            if isinstance(found, Problem):
                yield found
            elif (place := os.path.abspath(found.path)) not in seen:
                seen.add(place)
                yield Found(shown(found.path), found.explicit)


def read(path: str) -> Source | Problem:
    """A file's bytes, or why they cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Problem(path, None, "is not a regular file; name a file or a folder")
            if status.st_size > MAX_SIZE:
                return Problem(path, None, f"is larger than {MAX_SIZE >> 20} MiB, which no file that names images is")
            return Source(path, file.read(), neighbours_of(path))
    except OSError as error:
        return Problem(path, None, f"cannot be read: {_reason(error)}")


def neighbours_of(path: str) -> Callable[[str], bytes | None]:
    """A reader of the files beside a file and below its folder; it never leaves that folder."""
    folder = os.path.dirname(path) or "."

    def neighbour(name: str) -> bytes | None:
        root = os.path.realpath(folder)
        target = os.path.realpath(os.path.join(root, name))
        if os.path.commonpath([root, target]) != root or not os.path.isfile(target):
            return None
        found = read(target)
        return found.data if isinstance(found, Source) else None

    return neighbour


def _folder(folder: str, wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
    names = _git_files(folder)
    if names is None:
        yield from sorted(_walk(folder, wanted), key=lambda found: found.path)
        return
    for name in names:
        path = os.path.join(folder, name)
        if wanted(path) and is_regular(path):
            yield Found(path, explicit=False)


def is_regular(path: str) -> bool:
    """Whether a path is a regular file; what cannot be looked at counts as one, so that reading it says why."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _git_files(folder: str) -> list[str] | None:
    from mooring import git

    try:
        listed = git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=folder)
    except git.GitError:
        return None
    return sorted(set(git.names(listed)))


def _walk(top: str, wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
    pending: list[tuple[str, list[tuple[str, GitIgnoreSpec]]]] = [(top, _with_ignores(top, []))]
    while pending:
        folder, ignores = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Problem(shown(folder), None, f"cannot be read: {_reason(error)}")
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS and not _is_ignored(f"{entry.path}/", ignores):
                    pending.append((entry.path, _with_ignores(entry.path, ignores)))
            elif entry.is_file(follow_symlinks=False) and wanted(entry.path) and not _is_ignored(entry.path, ignores):
                yield Found(entry.path, explicit=False)


def _with_ignores(folder: str, ignores: list[tuple[str, GitIgnoreSpec]]) -> list[tuple[str, GitIgnoreSpec]]:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return ignores
    from pathspec import GitIgnoreSpec

    return [*ignores, (folder, GitIgnoreSpec.from_lines(lines))]


def _is_ignored(path: str, ignores: list[tuple[str, GitIgnoreSpec]]) -> bool:
    for folder, spec in reversed(ignores):
        relative = path[len(folder) :].lstrip(os.sep)
        verdict = spec.check_file(relative).include
        if verdict is not None:
            return verdict
    return False


def shown(path: str) -> str:
    """A path as people see it: without detours, with POSIX separators."""
    return os.path.normpath(path).replace(os.sep, "/") if path else '""'


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
