"""What the commands that write files share: writing a file whole, showing a diff, saying what stays as it is."""

from __future__ import annotations

import os
import sys

from mooring.model import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.cli.registries import RegistryPins
    from mooring.engine import Fixed, Scanned
    from mooring.text import Source


class Outcome:
    """What rewriting came to: how many references were mended, and which were not, each with the reason."""

    def __init__(self, fixed: Fixed, pins: RegistryPins, scanned: Scanned) -> None:
        failed = [(mention, reason) for mention in scanned.mentions() if (reason := pins.failure(mention))]
        self.mended = len(fixed.mended)
        self.unfixed = [*failed, *fixed.refused]


def save(scanned: Scanned) -> None:
    """Write every file that was changed in memory; what cannot be written stays as it was and is a problem."""
    for file in scanned.files:
        if file.source.data == file.original.data:
            continue
        try:
            write(file.source.path, file.source.data)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            scanned.problems.append(Problem(file.source.path, None, f"cannot be written: {reason}; it is as it was"))


def show_diff(scanned: Scanned, outcome: Outcome) -> None:
    """Write the difference to standard output, and what is not in it to standard error."""
    changed = [file for file in scanned.files if file.source.data != file.original.data]
    sys.stdout.write("".join(difference(file.original, file.source.data) for file in changed))
    complain_unfixed(outcome)
    if not changed:
        sys.stderr.write("mooring: nothing to change\n")


def complain_unfixed(outcome: Outcome) -> None:
    """Say on standard error which references stay as they are, and why."""
    for mention, reason in sorted(outcome.unfixed, key=lambda pair: (pair[0].source.path, pair[0].span)):
        place = ":".join(str(part) for part in (mention.source.path, *mention.source.position(mention.span.start)))
        sys.stderr.write(f"{place}: `{mention.text}` not pinned: {reason}\n")


def write(path: str, data: bytes) -> None:
    """Replace a file's content as a whole, its mode kept; of a link, its target's. Raises `OSError`."""
    import tempfile

    target = os.path.realpath(path)
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".mooring-")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def difference(source: Source, data: bytes) -> str:
    """The change to a file as a unified diff."""
    from difflib import unified_diff

    old, new = (text.decode(errors="surrogateescape").splitlines(keepends=True) for text in (source.data, data))
    lines = unified_diff(old, new, f"a/{source.path}", f"b/{source.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
