"""What the commands that write files share: asking the registries, writing a file whole, showing a diff."""

from __future__ import annotations

import os
import sys
import tempfile

from mooring.model import Problem
from mooring.reference import DEFAULT_TAG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mooring.cli.project import Scanned
    from mooring.engine import Fixed
    from mooring.model import Mention, Scanner
    from mooring.reference import Reference
    from mooring.text import Source


class Pins:
    """The registries' answers: `texts` maps a mention's resolved text to the pinned one, `failures` to the reason."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.texts: dict[str, str] = {}
        self.failures: dict[str, str] = {}
        references = {str(reference): reference for mention in mentions if (reference := mention.reference)}
        if references:
            self._ask(references)

    def failed(self, mentions: Iterable[Mention]) -> list[tuple[Mention, str]]:
        """The mentions, each once, that no digest was found for, with the reason."""
        each = {(mention.source.path, mention.span): mention for mention in mentions}
        return [(mention, reason) for mention in each.values() if (reason := self.failures.get(mention.resolved or ""))]

    def _ask(self, references: dict[str, Reference]) -> None:
        from mooring.registry import Client, Resolution

        with Client(warn=_warn) as client:
            answers = client.resolve(references.values())
            for text, reference in references.items():
                answer = answers[reference.canonical]
                if isinstance(answer, Resolution):
                    tag = reference.tag or client.version_tag(reference, answer.digest) or DEFAULT_TAG
                    self.texts[text] = reference.written(tag=tag, digest=answer.digest)
                else:
                    self.failures[text] = str(answer)


class Outcome:
    """What rewriting files came to: how many references were mended, which were not and why, the diff."""

    def __init__(self) -> None:
        self.mended = 0
        self.unfixed: list[tuple[Mention, str]] = []
        self.problems: list[Problem] = []
        self.diff = ""


def rewrite(scanned: Scanned, fix: Callable[[Source, Scanner], Fixed], *, only_diff: bool) -> Outcome:
    """Fix each file and write it, or only show the difference; `scanned` holds the new content afterwards."""
    outcome = Outcome()
    for index, (source, scanner, _) in enumerate(scanned.files):
        fixed = fix(source, scanner)
        outcome.unfixed += fixed.refused
        if fixed.data == source.data:
            continue
        if only_diff:
            outcome.diff += difference(source, fixed.data)
            continue
        try:
            write(source.path, fixed.data)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            outcome.problems.append(Problem(source.path, None, f"cannot be written: {reason}; it is as it was"))
            continue
        outcome.mended += len(fixed.mended)
        scanned.replace(index, fixed.data)
    return outcome


def write(path: str, data: bytes) -> None:
    """Replace a file's content as a whole, its mode kept; of a link, its target's. Raises `OSError`."""
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


def _warn(message: str) -> None:
    sys.stderr.write(f"mooring: {message}\n")
