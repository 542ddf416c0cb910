"""Which files to read: git's own list where there is one, else a walk that honours .gitignore.

Files named explicitly are always read. Symbolic links are not followed in a walk: what they lead to inside the
tree is found by itself, and nothing outside it is anybody's business.
"""

from __future__ import annotations

import errno
import os
import stat
from functools import partial

from mooring.model import Problem
from mooring.record import Record
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pathspec import GitIgnoreSpec

MAX_SIZE = 32 * 1024 * 1024
SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", ".tox", ".nox", ".venv", "node_modules", "__pycache__"})

_GITIGNORE = ".gitignore"
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


class Found(Record):
    """A file to read: its path as people see it, and whether they named it themselves."""

    __slots__ = ("path", "explicit")

    def __init__(self, path: str, explicit: bool) -> None:
        self.path = path
        self.explicit = explicit


def discover(paths: Sequence[str], wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
    """The files to read for the paths given, in order, each once; of folders only files that are `wanted`.

    A file that is named itself is `explicit`, whatever folder it lies in is named as well.
    """
    folders: dict[str, bool] = {}
    for path in dict.fromkeys(paths):
        try:
            folders[path] = stat.S_ISDIR(os.stat(path).st_mode)
        except OSError as error:
            yield Problem(shown(path), None, f"cannot be read: {_reason(error)}")
    named = {os.path.abspath(path) for path, is_folder in folders.items() if not is_folder}
    seen: set[str] = set()
    for path, is_folder in folders.items():
        for found in _folder(path, wanted) if is_folder else [Found(shown(path), explicit=True)]:
            if isinstance(found, Problem) or len(folders) == 1:
                yield found
            elif (place := os.path.abspath(found.path)) not in seen and (found.explicit or place not in named):
                seen.add(place)
                yield found


def read(path: str) -> Source | Problem:
    """A file's bytes, or why they cannot be read."""
    found = read_found(Found(path, explicit=True))
    assert found is not None
    return found


def read_found(found: Found) -> Source | Problem | None:
    """The bytes of a file found, or why they cannot be read.

    None for one that people have not named and that is gone, or no regular file: a symbolic link, a submodule.
    """
    path = found.path
    if not (found.explicit or _NO_LINKS) and os.path.islink(path):
        return None
    try:
        descriptor = os.open(path, _FLAGS if found.explicit else _FLAGS | _NO_LINKS)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Problem(path, None, "is not a regular file; name a file or a folder") if found.explicit else None
            if status.st_size > MAX_SIZE:
                return Problem(path, None, f"is larger than {MAX_SIZE >> 20} MiB, which no file that names images is")
            return Source(path, _all(descriptor, status.st_size), partial(_neighbour, path))
        finally:
            os.close(descriptor)
    except OSError as error:
        if not found.explicit and error.errno in _GONE:
            return None
        return Problem(path, None, f"cannot be read: {_reason(error)}")


def _all(descriptor: int, size: int) -> bytes:
    """Everything in a file of so many bytes, also where it has grown meanwhile."""
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    chunks = [data]
    while chunks[-1] and sum(map(len, chunks)) <= MAX_SIZE:
        chunks.append(os.read(descriptor, size + 1))
    return b"".join(chunks)


def neighbours_of(path: str) -> Callable[[str], bytes | None]:
    """A reader of the files beside a file and below its folder; it never leaves that folder."""
    return partial(_neighbour, path)


def _neighbour(path: str, name: str) -> bytes | None:
    target = os.path.join(os.path.dirname(path), name)
    is_beside = os.path.basename(name) == name
    if is_beside and not os.path.isfile(target):
        return None
    if not is_beside or os.path.islink(target):
        root = os.path.realpath(os.path.dirname(path) or ".")
        target = os.path.realpath(os.path.join(root, name))
        if os.path.commonpath([root, target]) != root:
            return None
    found = read(target) if os.path.isfile(target) else None
    return found.data if isinstance(found, Source) else None


def _folder(folder: str, wanted: Callable[[str], bool]) -> Iterator[Found | Problem]:
    top = shown(folder)
    lead = "" if top == os.curdir else top if top.endswith("/") else f"{top}/"
    problems: list[Problem] = []
    names = _git_files(folder)
    if names is None:
        paths = sorted(_walk(folder, lead, wanted, problems))
    else:
        paths = [path for name in names if wanted(path := f"{lead}{name}")]
    yield from problems
    for path in paths:
        yield Found(path, explicit=False)


def _git_files(folder: str) -> list[str] | None:
    from mooring import git

    try:
        listed = git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=folder)
    except git.GitError:
        return None
    return sorted(set(git.names(listed)))


def _walk(top: str, lead: str, wanted: Callable[[str], bool], problems: list[Problem]) -> Iterator[str]:
    pending: list[tuple[str, list[tuple[str, GitIgnoreSpec]]]] = [(lead, [])]
    while pending:
        folder, ignores = pending.pop()
        place = folder or top
        try:
            with os.scandir(place) as listed:
                entries = list(listed)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(Problem(shown(place), None, f"cannot be read: {_reason(error)}"))
            continue
        if any(entry.name == _GITIGNORE for entry in entries):
            ignores = _with_ignores(folder, ignores)
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED_FOLDERS and not _is_ignored(f"{path}/", ignores):
                    pending.append((f"{path}/", ignores))
            elif entry.is_file(follow_symlinks=False) and wanted(path) and not _is_ignored(path, ignores):
                yield path


def _with_ignores(folder: str, ignores: list[tuple[str, GitIgnoreSpec]]) -> list[tuple[str, GitIgnoreSpec]]:
    try:
        with open(f"{folder}{_GITIGNORE}", encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return ignores
    from pathspec import GitIgnoreSpec

    return [*ignores, (folder, GitIgnoreSpec.from_lines(lines))]


def _is_ignored(path: str, ignores: list[tuple[str, GitIgnoreSpec]]) -> bool:
    for folder, spec in reversed(ignores):
        verdict = spec.check_file(path[len(folder) :]).include
        if verdict is not None:
            return verdict
    return False


def shown(path: str) -> str:
    """A path as people see it: without detours, with POSIX separators."""
    return os.path.normpath(path).replace(os.sep, "/") if path else '""'


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
