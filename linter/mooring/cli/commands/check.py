"""`mooring check`: find what is wrong with the image references of files, and mend it."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, FAILED, FOUND, Failure
from mooring.cli.arguments import Parser, add_paths
from mooring.cli.changed import Changed, add_change_options
from mooring.cli.finding import Finder, add_finding_options
from mooring.cli.registries import Registries, add_registry_options
from mooring.cli.reporting import Outputs, add_report_options
from mooring.model import Report, Role, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from mooring.changes import Changes
    from mooring.cli.baselining import BaselineFile
    from mooring.cli.locking import LockPins
    from mooring.cli.project import Project
    from mooring.cli.registries import RegistryPins
    from mooring.cli.rewriting import Outcome
    from mooring.model import Finding, Mention


def parser() -> Parser:
    """The command's options."""
    options = Parser("check", "exit code: 0 clean, 1 findings at or above the threshold, 2 the job could not be done")
    add_paths(options)
    options.add_argument(
        "--stdin-filename", metavar="FILE", help="read the path - from standard input, as the text of this file"
    )
    options.add_argument(
        "--force-exclude",
        action="store_true",
        help="of files named explicitly too, pass over those that the policy excludes or that no scanner takes",
    )
    add_change_options(options)
    add_report_options(options)
    options.add_argument("--fix", action="store_true", help="mend the findings shown, asking registries for digests")
    options.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    add_finding_options(options)
    options.add_argument("--no-ignores", action="store_true", help="pass by the ignore comments of the files")
    options.add_argument("--no-baseline", action="store_true", help="show what is in the baseline as well, and mend it")
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    from mooring.cli.project import Project

    project = Project(options)
    with Registries(project.policy, options) as registries, Changed(options) as changes:
        return _Run(project, registries, options, changes).outcome()


def _read_stdin(options: Namespace) -> bytes | None:
    """The text on standard input, None where files are to be read."""
    if options.paths != ["-"]:
        if options.stdin_filename is not None:
            raise Failure("`--stdin-filename` says what the path `-` stands for; give `-` and no other path")
        return None
    if options.stdin_filename is None:
        raise Failure("the path `-` is standard input; say with --stdin-filename which file it is")
    return sys.stdin.buffer.read() if sys.stdin else b""


class _Run:
    """One run: the rules chosen, and what they find in the files."""

    def __init__(self, project: Project, registries: Registries, options: Namespace, changes: Changes | None) -> None:
        self.project = project
        self.registries = registries
        self.options = options
        self.changes = changes
        self.finder = Finder(project, registries, options)
        self.outputs = Outputs(project.plugins, options)
        self.stdin = _read_stdin(options)
        if self.stdin is None:
            self.scanned = project.scan(options.paths, changes, force_exclude=options.force_exclude)
        else:
            self.scanned = project.scan_text(options.stdin_filename, self.stdin)

    def outcome(self) -> int:
        """Find, mend where that is asked for, report; give the exit code."""
        findings = self._find(self.scanned.mentions())
        outcome = self._mend() if self.options.fix or self.options.diff else None
        if outcome:
            findings = self._find(self.scanned.mentions())
        report = self._report(findings, outcome)
        self.scanned.problems += self.outputs.write(
            report, to_stdout=not (self.options.diff or (self.options.fix and self.stdin is not None))
        )
        if self.finder.lock_file and self.changes is None:
            self.finder.lock_file.note_unnamed(self.options.paths, self.scanned)
        if self.finder.baseline and self.stdin is None and not self.options.diff:
            self._note_mended(self.finder.baseline)
        from mooring.cli.project import complain

        if complain(self.scanned.problems) == FAILED:
            return FAILED
        found = any(finding.severity >= self.finder.fail_on for finding in findings)
        return FOUND if found and not self.options.exit_zero else CLEAN

    def _write_text(self, text: bytes) -> None:
        """Write the text from standard input to standard output as the fixes have left it."""
        sys.stdout.flush()
        sys.stdout.buffer.write(self.scanned.files[0].source.data if self.scanned.files else text)
        sys.stdout.buffer.flush()

    def _find(self, mentions: Sequence[Mention]) -> list[Finding]:
        return self.finder.find(self.scanned, mentions, self.changes)

    def _note_mended(self, baseline: BaselineFile) -> None:
        from mooring.cli.baselining import Reach

        is_whole = self.changes is None
        baseline.note_mended(Reach(self.project, self.finder, self.scanned, self.options.paths, whole=is_whole))

    def _shown(self, findings: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in findings if finding.severity >= self.finder.show]

    def _mend(self) -> Outcome | None:
        """Make the fixes and write them, or show what they would be, of which nothing has come out then."""
        from mooring import engine
        from mooring.cli.rewriting import Outcome, complain_unfixed, save, show_diff

        pins = self._pins()
        fixed = engine.fix(self.scanned, lambda mentions: self._shown(self._find(mentions)), pins)
        outcome = Outcome(fixed, pins, self.scanned)
        if self.options.diff:
            show_diff(self.scanned, outcome)
            return None
        if self.stdin is not None:
            self._write_text(self.stdin)
            complain_unfixed(outcome)
        else:
            outcome.take_back(save(self.scanned))
        return outcome

    def _pins(self) -> RegistryPins | LockPins:
        if not self.options.locked or self.finder.lock_file is None:
            return self.registries.pins
        from mooring.cli.locking import LockPins

        return LockPins(self.finder.lock_file, self.project.policy)

    def _report(self, findings: Sequence[Finding], outcome: Outcome | None) -> Report:
        hidden = dict.fromkeys((severity for severity in Severity if Severity.OFF < severity < self.finder.show), 0)
        for finding in findings:
            if finding.severity < self.finder.show:
                hidden[finding.severity] += 1
        return Report(
            self._shown(findings),
            list(dict.fromkeys(self.scanned.problems)),
            files=len(self.scanned.files),
            mentions=sum(mention.role is not Role.STAGE for mention in self.scanned.mentions()),
            hidden=hidden,
            fixed=outcome.mended if outcome else 0,
            unfixed=outcome.unfixed if outcome else (),
            skipped=self.finder.skipped,
            rules=self.finder.rules,
            excused=self.finder.excused,
            baselined=self.finder.baseline.passed if self.finder.baseline else 0,
        )
