"""The baseline of a run: where it is, what it says, which of its findings are mended, and what it becomes."""

from __future__ import annotations

import os
import sys

from mooring import baseline
from mooring.cli import Failure
from mooring.cli.rewriting import difference
from mooring.cli.root_files import lies_below, save, shown, source_of, tops
from mooring.model import Rule
from mooring.text import BOM, Source, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mooring.baseline import Entry
    from mooring.cli.finding import Finder
    from mooring.cli.project import Project
    from mooring.engine import Scanned
    from mooring.model import Finding

    Entries = Mapping[str, Entry]


class Reach:
    """The entries of which a run can say whether what they stand for is still there.

    They are of files that were read, or that are gone or excluded by now below the paths of the run, and of rules that
    ran, or that the policy has turned off. A rule that compares places says so only of the `whole` project, and a run
    with problems of nothing.
    """

    def __init__(
        self, project: Project, finder: Finder, scanned: Scanned, paths: Sequence[str], *, whole: bool
    ) -> None:
        policy = project.policy
        ran = {rule.id for rule in finder.rules}
        self._policy = policy
        self._root = os.path.realpath(policy.config.root)
        self._tops = tops(paths)
        self._gone: dict[str, bool] = {}
        self._has_problems = bool(scanned.problems)
        self._read = {printable(policy.from_root(file.source.path)) for file in scanned.files}
        self._rules = {rule.id for rule in project.rules if rule.id in ran or not policy.is_active(rule)}
        if not (whole and lies_below(self._root, self._tops)):
            self._rules -= {rule.id for rule in project.rules if rule.check_all is not Rule.check_all}

    def covers(self, entry: Entry) -> bool:
        """Whether the run can say so of an entry."""
        if self._has_problems or entry.rule not in self._rules:
            return False
        return entry.path in self._read or self._is_gone(entry.path)

    def _is_gone(self, path: str) -> bool:
        if path not in self._gone:
            place = os.path.normpath(os.path.join(self._root, path))
            is_left = os.path.lexists(place) and not self._policy.excludes(place)
            self._gone[path] = not is_left and lies_below(place, self._tops)
        return self._gone[path]


class BaselineFile:
    """The baseline of a project as it is on disk: `source` is None where there is none, and it has no entries then.

    `passed` counts the findings that it let pass when `pass_by` was last called. Raises `Failure` for a file that is
    wrong.
    """

    def __init__(self, path: str) -> None:
        self.path = shown(path)
        self.source = source_of(self.path)
        self._document = _parsed(self.source or Source(self.path, baseline.EMPTY.encode()))
        self._found: Sequence[Finding] = ()
        self.passed = 0

    @property
    def entries(self) -> Entries:
        """The entries by fingerprint."""
        return self._document.entries

    def pass_by(self, findings: Sequence[Finding], kept: Sequence[Finding]) -> list[Finding]:
        """Of all findings of a run, those kept that are not in the baseline.

        It lets pass those first that are not kept, so that of equals the one on a changed line is the new one.
        """
        self._found = findings
        concerned = set(map(id, kept))
        others = [finding for finding in findings if id(finding) not in concerned]
        is_new = set(map(id, baseline.new(self.entries, [*others, *kept])))
        left = [finding for finding in kept if id(finding) in is_new]
        self.passed = len(kept) - len(left)
        return left

    def note_mended(self, reach: Reach) -> None:
        """Say on standard error how many findings of the baseline are mended, as far as a run can say so."""
        left = baseline.updated(self.entries, self._found, reach.covers, None)
        number = _size(self.entries) - _size(left)
        if number:
            findings = "1 finding in it is" if number == 1 else f"{number} findings in it are"
            sys.stderr.write(f"mooring: {self.path}: {findings} mended; `mooring baseline --prune` takes such out\n")

    def save(self, entries: Entries) -> str:
        """Write the file with other entries, if they are others; give what that came to."""
        before = self.entries
        kept = sum(min(entry.count, entries[name].count) for name, entry in before.items() if name in entries)
        if entries != before:
            save(self.path, self._written(entries))
        what = self.path if self.source or entries else f"there is no {self.path}"
        return f"{_size(entries) - kept} added, {_size(before) - kept} dropped, {kept} kept: {what}"

    def show_change(self, entries: Entries) -> None:
        """Show what writing other entries would change."""
        if entries == self.entries:
            sys.stderr.write("mooring: nothing to change\n")
        else:
            sys.stdout.write(difference(self.source or Source(self.path, b""), self._written(entries)))

    def _written(self, entries: Entries) -> bytes:
        mark = BOM if self.source and self.source.data.startswith(BOM) else b""
        return mark + self._document.written(entries).encode()


def _size(entries: Entries) -> int:
    """How many findings the entries stand for."""
    return sum(entry.count for entry in entries.values())


def _parsed(source: Source) -> baseline.Document:
    try:
        return baseline.parse(source)
    except baseline.BaselineError as error:
        raise Failure(str(error)) from error
