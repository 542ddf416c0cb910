"""What has changed in the repository of the working directory: which files, which of their lines, and their content.

`Staged` is what the next commit changes: the index against HEAD, each file and what stands beside it read from the
index. `Since` is what a branch changes, and the working copy on top of it: everything against the commit at which
the branch left another, the one that `git diff REF...` takes, untracked files included.

Deleted files, links and submodules are left out. Line ends are no change. Filters are programs and are not run, so a
file that one of them keeps in another form (git-crypt's) counts as changed in the working copy.
"""

from __future__ import annotations

import os
import posixpath
import sys
from bisect import bisect_left, bisect_right

from mooring import git
from mooring.discovery import MAX_SIZE, Found, read_found, shown
from mooring.git import GitError
from mooring.model import Problem
from mooring.record import Record
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mooring.git import Lines
    from mooring.model import Finding

MAX_LINES = 200_000
_EVERY_LINE: Lines = [(1, sys.maxsize)]
_ALL_OF_IT = "`fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` in GitLab, `git fetch --unshallow` elsewhere"


class Entry(Record):
    """How a path of the index differs from a commit: git's letter for it, and the file's object before and after.

    An object is None where there is no regular file. Of a renamed file `old` is what had the other name.
    """

    __slots__ = ("status", "old", "new")

    def __init__(self, status: str, old: str | None, new: str | None) -> None:
        self.status = status
        self.old = old
        self.new = new


class Changes:
    """The changed files of a repository. `close` it at the end.

    With `new_only`, `kept` leaves of all findings those on changed lines. Every method may raise `GitError`.
    """

    def __init__(self, *, new_only: bool) -> None:
        self._new_only = new_only
        self._root = _root()
        self._base = self._find_base()
        self._differing = _differing(self._base, find_renames=new_only)
        self._blobs = git.Blobs()
        self._before: dict[str, str | None] = {}
        self._lines: dict[str, tuple[bytes, Lines]] = {}

    def close(self) -> None:
        """End what reads from the repository."""
        self._blobs.close()

    def sources(self, paths: Sequence[str], wanted: Callable[[str], bool]) -> Iterator[Source | Problem]:
        """The changed files at and below the paths given, in order, each once; of folders only those `wanted`."""
        names = sorted(self._names())
        seen: set[str] = set()
        for path in paths:
            place = self._place(path)
            if place is None:
                yield Problem(shown(path), None, f"is not in the repository {self._root}, whose changes are asked for")
            elif not path or not (os.path.lexists(path) or self._is_known(place)):
                yield Problem(shown(path), None, "cannot be read: no such file or directory")
            else:
                for name in _below(place, names):
                    found = path if name == place else os.path.join(path, name[len(place) :].lstrip("/"))
                    if name not in seen and (name == place or wanted(found)):
                        seen.add(name)
                        yield from self._read(name, shown(found))

    def _read(self, name: str, path: str) -> Iterator[Source | Problem]:
        source = self._source(name, path)
        if source is not None:
            self._before[path] = self._old(name)
            yield source

    def _is_known(self, place: str) -> bool:
        """Whether there is or was something at a place of the repository, though not in the working copy."""
        return any(_below(place, sorted(self._differing)))

    def _find_base(self) -> str:
        """The id of the commit or tree that everything is compared with."""
        raise NotImplementedError

    def _names(self) -> set[str]:
        """The paths, from the repository's root, of all files that may have changed."""
        raise NotImplementedError

    def _source(self, name: str, path: str) -> Source | Problem | None:
        """The file of a path from the root, shown as another; None where there is nothing to read in it."""
        raise NotImplementedError

    def _old(self, name: str) -> str | None:
        """What the file of a path from the root was before it was changed, None where there was none."""
        return self._differing[name].old if name in self._differing else None

    def _place(self, path: str) -> str | None:
        """A path from the repository's root, "" for the root itself, None for one outside."""
        folder, name = (path, "") if os.path.isdir(path) or not path else os.path.split(path)
        relative = os.path.relpath(os.path.join(os.path.realpath(folder), name), self._root).replace(os.sep, "/")
        if relative == os.curdir:
            return ""
        return None if relative.split("/")[0] == os.pardir else relative

    def kept(self, findings: Sequence[Finding]) -> list[Finding]:
        """With `new_only` the findings that touch a changed line, or whose reference is written on one; else all."""
        if not self._new_only:
            return list(findings)
        self._compare([finding.source for finding in findings])
        return [finding for finding in findings if self._is_new(finding)]

    def _is_new(self, finding: Finding) -> bool:
        source = finding.source
        _, lines = self._lines.get(source.path, (b"", []))
        spans = [finding.span, *(finding.mention.parts.values() if finding.mention else ())]
        for span in spans:
            first, _ = source.position(span.start)
            last, _ = source.position(max(span.start, span.end - 1))
            at = bisect_right(lines, (last, sys.maxsize)) - 1
            if at >= 0 and lines[at][1] >= first:
                return True
        return False

    def _compare(self, sources: Sequence[Source]) -> None:
        """Find out which lines of the sources, files of this run, are changed, unless that is known already."""
        pairs: list[tuple[str, bytes, bytes]] = []
        for path, data in {source.path: source.data for source in sources if source.path in self._before}.items():
            if path in self._lines and self._lines[path][0] == data:
                continue
            old = self._content_before(path)
            if old is None or max(old.count(b"\n"), data.count(b"\n")) > MAX_LINES:
                self._lines[path] = data, _EVERY_LINE
            else:
                pairs.append((path, old, data))
        if pairs:
            changed = git.changed_lines([(old, new) for _, old, new in pairs])
            self._lines |= {path: (data, lines) for (path, _, data), lines in zip(pairs, changed, strict=True)}

    def _content_before(self, path: str) -> bytes | None:
        oid = self._before[path]
        try:
            return self._content(oid) if oid else None
        except GitError as error:
            raise _incomplete(self._base, error) from error

    def _content(self, oid: str) -> bytes | None:
        return self._blobs.read(oid, MAX_SIZE)


class Staged(Changes):
    """What is staged for the next commit."""

    def __init__(self, *, new_only: bool) -> None:
        super().__init__(new_only=new_only)
        self._index: Mapping[str, str | None] | None = None

    def _find_base(self) -> str:
        return _commit("HEAD") or _empty_tree()

    def _names(self) -> set[str]:
        return {name for name, entry in self._differing.items() if entry.status != "D"}

    def _source(self, name: str, path: str) -> Source | Problem | None:
        entry = self._differing[name]
        if entry.status == "U":
            return Problem(path, None, "has a conflict, and nothing that is staged; resolve it and `git add` the file")
        if entry.new is None or (entry.status == "M" and entry.new == entry.old):
            return None
        try:
            data = self._content(entry.new)
        except GitError as error:
            return Problem(path, None, f"cannot be read: {error}")
        if data is None:
            return Problem(path, None, f"is larger than {MAX_SIZE >> 20} MiB, which no file that names images is")
        folder = posixpath.dirname(name)
        return Source(path, data, lambda other: self._neighbour(folder, other))

    def _neighbour(self, folder: str, name: str) -> bytes | None:
        """The staged content of a file, named relative to a folder and below it; None where it cannot be read."""
        target = posixpath.normpath(posixpath.join(folder, name))
        is_below = not folder or target.startswith(f"{folder}/")
        try:
            if self._index is None:
                self._index = _index()
            oid = self._index.get(target)
            return self._content(oid) if oid and is_below else None
        except GitError:
            return None


class Since(Changes):
    """What has changed in the working copy since a commit of the branch `ref`, or whatever else names a commit."""

    def __init__(self, ref: str, *, new_only: bool) -> None:
        self._ref = ref
        super().__init__(new_only=new_only)
        self._index = _index()

    def _find_base(self) -> str:
        return _merge_base(self._ref)

    def _names(self) -> set[str]:
        others = git.run("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", ":/")
        return {*self._index, *git.names(others)}

    def _source(self, name: str, path: str) -> Source | Problem | None:
        source = read_found(Found(path, explicit=False))
        return None if isinstance(source, Source) and self._is_as_before(name, source.data) else source

    def _old(self, name: str) -> str | None:
        return self._differing[name].old if name in self._differing else self._index.get(name)

    def _is_as_before(self, name: str, data: bytes) -> bool:
        entry = self._differing.get(name)
        old = self._old(name)
        if old is None or (entry is not None and entry.status == "R"):
            return False
        return _object_id(data, old) == old or _object_id(data.replace(b"\r\n", b"\n"), old) == old


def _below(place: str, names: Sequence[str]) -> Iterator[str]:
    """Of sorted paths the one that is a place, and those below it."""
    at = bisect_left(names, place)
    if place and at < len(names) and names[at] == place:
        yield place
    folder = f"{place}/" if place else ""
    for index in range(bisect_left(names, folder), len(names)):
        if not names[index].startswith(folder):
            break
        yield names[index]


def _root() -> str:
    """The folder at the root of the working copy."""
    try:
        return os.path.realpath(os.fsdecode(git.run("rev-parse", "--show-toplevel").removesuffix(b"\n")))
    except GitError as error:
        untrusted = "; `git config --global --add safe.directory FOLDER` trusts it" if "ownership" in str(error) else ""
        raise GitError(
            f"only git can say what has changed, in a repository's working copy: {error}{untrusted}"
        ) from error


def _commit(name: str) -> str | None:
    """The id of the commit that a name stands for."""
    try:
        return git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
    except GitError:
        return None


def _empty_tree() -> str:
    """The id of the tree without files, in the way of this repository."""
    return git.run("hash-object", "-t", "tree", "--stdin").decode().strip()


def _merge_base(ref: str) -> str:
    """The commit at which HEAD and what a name stands for have parted."""
    is_shallow = git.run("rev-parse", "--is-shallow-repository").strip() == b"true"
    commit = None if not ref or ref.startswith("-") else _commit(ref)
    if commit is None:
        remedy = (
            f"this clone is shallow, get the whole history: {_ALL_OF_IT}"
            if is_shallow
            else "`git fetch` it, or correct it"
        )
        raise GitError(f"`{ref}` names no commit here; {remedy}")
    if _commit("HEAD") is None:
        raise GitError("there is no commit yet whose changes could be told; `--staged` reads what is staged")
    try:
        return git.run("merge-base", commit, "HEAD").decode().split()[0]
    except GitError as error:
        remedy = f"this clone is shallow, get the whole history: {_ALL_OF_IT}" if is_shallow else "name a related one"
        raise GitError(f"`{ref}` and HEAD have no commit in common; {remedy}") from error


def _differing(base: str, *, find_renames: bool) -> dict[str, Entry]:
    """The paths of the index, from the root, that differ from a commit or tree."""
    renames = ("--find-renames", "-l1000") if find_renames else ("--no-renames",)
    options = ("--cached", "--raw", "-z", "--no-abbrev", "--ita-invisible-in-index", "--ignore-submodules=all")
    try:
        fields = iter(git.run("diff-index", *options, *renames, base, "--").split(b"\0")[:-1])
    except GitError as error:
        raise _incomplete(base, error) from error
    entries = {}
    for header in fields:
        old_mode, mode, old, new, status = header.decode().removeprefix(":").split()
        name = next(fields)
        if status.startswith("R"):
            name = next(fields)
        entries[os.fsdecode(name)] = Entry(status[0], _regular(old_mode, old), _regular(mode, new))
    return entries


def _incomplete(base: str, error: GitError) -> GitError:
    remedy = f"in a partial clone `git diff --stat {base}` fetches what is missing"
    return GitError(f"what has changed since {base} cannot be told: {error}; {remedy}")


def _index() -> dict[str, str | None]:
    """The object of every path of the index, from the root; None for links, submodules and files in conflict."""
    index: dict[str, str | None] = {}
    for line in git.run("ls-files", "-z", "--stage", "--full-name", "--", ":/").split(b"\0"):
        header, _, name = line.partition(b"\t")
        if name:
            mode, oid, stage = header.decode().split()
            index[os.fsdecode(name)] = _regular(mode, oid) if stage == "0" else None
    return index


def _regular(mode: str, oid: str) -> str | None:
    return oid if mode.startswith("100") else None


def _object_id(data: bytes, like: str) -> str:
    """The id of a blob, by the hash of another id."""
    from hashlib import sha1, sha256

    make = sha1 if len(like) == 40 else sha256
    return make(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()
