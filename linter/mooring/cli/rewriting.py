"""What the commands that write files share: writing a file whole, showing a diff, saying what stays as it is."""

from __future__ import annotations

import os
import sys

from mooring.model import Problem
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from mooring.cli.locking import LockPins
    from mooring.cli.registries import RegistryPins
    from mooring.engine import Fixed, Scanned
    from mooring.model import Mention
    from mooring.text import Source


class Outcome:
    """What rewriting came to: how many references were mended, and which were not, each with the reason."""

    def __init__(self, fixed: Fixed, pins: RegistryPins | LockPins, scanned: Scanned) -> None:
        failed = [(mention, reason) for mention in scanned.mentions() if (reason := pins.failure(mention))]
        self._mended = fixed.mended
        self.unfixed = [*failed, *fixed.refused]

    @property
    def mended(self) -> int:
        """How many references were mended."""
        return len(self._mended)

    def take_back(self, paths: set[str]) -> None:
        """Count nothing as mended in files that could not be written."""
        self._mended = tuple(mention for mention in self._mended if mention.source.path not in paths)


def save(scanned: Scanned) -> set[str]:
    """Write every file that was changed in memory; give the paths of those that could not be written.

    What cannot be written stays as it was, in memory too, and is a problem.
    """
    unwritten = set()
    for file in scanned.files:
        if file.source.data == file.original.data:
            continue
        try:
            write(file.source.path, file.source.data)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            scanned.problems.append(Problem(file.source.path, None, f"cannot be written: {reason}; it is as it was"))
            file.source, file.mentions = scanned.scan_again(file, file.original.data)
            unwritten.add(file.source.path)
    return unwritten


def show_diff(scanned: Scanned, outcome: Outcome) -> None:
    """Write the difference to standard output, and what is not in it to standard error."""
    show_difference(scanned)
    complain_unfixed(outcome)


def show_difference(scanned: Scanned) -> None:
    """Write the difference that the changes in memory make to standard output."""
    changed = [file for file in scanned.files if file.source.data != file.original.data]
    sys.stdout.write("".join(difference(file.original, file.source.data) for file in changed))
    if not changed:
        sys.stderr.write("mooring: nothing to change\n")


def complain_unfixed(outcome: Outcome) -> None:
    """Say on standard error which references stay unpinned, and why."""
    complain_of((mention, f"not pinned: {reason}") for mention, reason in outcome.unfixed)


def complain_of(mentions: Iterable[tuple[Mention, str]]) -> None:
    """Say something of each mention on standard error, in order of place."""
    for mention, words in sorted(mentions, key=lambda pair: (pair[0].source.path, pair[0].span)):
        sys.stderr.write(printable(f"{place(mention)}: `{mention.text}` {words}") + "\n")


def conclude(
    scanned: Scanned,
    changes: Iterable[tuple[Mention, str]],
    left: Iterable[tuple[Mention, str]],
    summary: str,
    *,
    diff: bool,
) -> None:
    """Write the files and say which reference became what, or show the difference; say what is left as it is."""
    if diff:
        show_difference(scanned)
    else:
        unwritten = save(scanned)
        for mention, text in changes:
            if mention.source.path in unwritten:
                continue
            sys.stdout.write(printable(f"{place(mention)}: {mention.resolved} -> {text}") + "\n")
        sys.stdout.write(f"{summary}\n")
    complain_of(left)


def place(mention: Mention) -> str:
    """Where a mention stands, for people: `path:line:column`."""
    return ":".join(str(part) for part in (mention.source.path, *mention.source.position(mention.span.start)))


def write(path: str, data: bytes) -> None:
    """Replace a file's content as a whole, its mode kept, or make the file; of a link, its target. Raises `OSError`."""
    import tempfile

    target = os.path.realpath(path)
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".mooring-")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """A file's mode, or the one that a new file gets."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def difference(source: Source, data: bytes) -> str:
    """The change to a file as a unified diff."""
    from difflib import unified_diff

    old, new = (text.decode(errors="surrogateescape").splitlines(keepends=True) for text in (source.data, data))
    lines = unified_diff(old, new, f"a/{source.path}", f"b/{source.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
