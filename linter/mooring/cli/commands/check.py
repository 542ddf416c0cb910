"""`mooring check`: find what is wrong with the image references of files, and mend it."""

from __future__ import annotations

import sys
import time

from mooring import engine
from mooring.cli import CLEAN, FAILED, FOUND, Failure
from mooring.cli.arguments import add_lock_file, add_paths, new_parser, rule_ids, severity
from mooring.cli.project import Project, complain
from mooring.cli.registries import Registries, add_registry_options
from mooring.cli.reporting import Outputs, add_report_options
from mooring.cli.rewriting import Outcome, complain_unfixed, save, show_diff
from mooring.model import LockedRule, OnlineRule, Report, Role, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from mooring.cli.locking import LockFile, LockPins
    from mooring.cli.registries import RegistryPins
    from mooring.model import Finding, Mention, Rule

_SEVERITIES = ("note", "warning", "error")


def parser() -> ArgumentParser:
    """The command's options."""
    options = new_parser(
        "check", "exit code: 0 clean, 1 findings at or above the threshold, 2 the job could not be done"
    )
    add_paths(options)
    options.add_argument(
        "--stdin-filename", metavar="FILE", help="read the path - from standard input, as the text of this file"
    )
    add_report_options(options)
    options.add_argument("--fix", action="store_true", help="mend the findings shown, asking registries for digests")
    options.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    knowledge = options.add_mutually_exclusive_group()
    knowledge.add_argument("--online", action="store_true", help="also run the rules that have to ask registries")
    knowledge.add_argument(
        "--locked", action="store_true", help="compare with the lock file, take digests from it, and ask no registry"
    )
    add_lock_file(options)
    options.add_argument("--select", action="append", default=[], metavar="RULE,…", help="only these rules")
    options.add_argument("--ignore", action="append", default=[], metavar="RULE,…", help="all but these rules")
    options.add_argument("--no-ignores", action="store_true", help="pass by the ignore comments of the files")
    options.add_argument(
        "--show", choices=_SEVERITIES, help="the least severity shown (default: warning, or all that fails)"
    )
    options.add_argument("--fail-on", choices=_SEVERITIES, help="the least severity that fails (default: warning)")
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options.config)
    with Registries(project.policy, options) as registries:
        return _Run(project, registries, options).outcome()


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

    def __init__(self, project: Project, registries: Registries, options: Namespace) -> None:
        config = project.policy.config
        known = [rule.id for rule in project.rules]
        project.policy.selected = rule_ids(options.select, known)
        self.project = project
        self.registries = registries
        self.options = options
        self.outputs = Outputs(project.plugins, options)
        self.fail_on = severity(options.fail_on, config.fail_on)
        self.show = severity(options.show, min(config.show, self.fail_on))
        self.rules: list[Rule] = []
        self.skipped: list[str] = []
        self._choose(rule_ids(options.ignore, known))
        self.excused = 0
        self.lock_file = self._find_lock_file()
        self.stdin = _read_stdin(options)
        if self.stdin is None:
            self.scanned = project.scan(options.paths)
        else:
            self.scanned = project.scan_text(options.stdin_filename, self.stdin)

    def _choose(self, ignored: set[str]) -> None:
        selected = self.project.policy.selected
        named = {*selected, *self.project.policy.config.rules}
        for rule in self.project.active_rules():
            if rule.id in ignored or (selected and rule.id not in selected):
                continue
            if isinstance(rule, OnlineRule) and (self.options.locked or not (self.options.online or rule.id in named)):
                self.skipped.append(rule.id)
            elif not isinstance(rule, LockedRule) or self.options.locked or rule.id in named:
                self.rules.append(rule)

    def _find_lock_file(self) -> LockFile | None:
        if not self.options.locked and not any(isinstance(rule, LockedRule) for rule in self.rules):
            return None
        from mooring.cli.locking import LockFile

        return LockFile.existing(self.project.policy.config, self.options.lock_file)

    def outcome(self) -> int:
        """Find, mend where that is asked for, report; give the exit code."""
        findings = self._find(self.scanned.mentions())
        outcome = self._fix() if self.options.fix or self.options.diff else None
        if outcome and self.options.diff:
            show_diff(self.scanned, outcome)
            outcome = None
        elif outcome and self.stdin is not None:
            self._write_text(self.stdin)
            complain_unfixed(outcome)
            findings = self._find(self.scanned.mentions())
        elif outcome:
            outcome.take_back(save(self.scanned))
            findings = self._find(self.scanned.mentions())
        report = self._report(findings, outcome)
        self.scanned.problems += self.outputs.write(
            report, to_stdout=not (self.options.diff or (self.options.fix and self.stdin is not None))
        )
        if self.lock_file:
            self.lock_file.note_unnamed(self.options.paths, self.scanned)
        if complain(self.scanned.problems) == FAILED:
            return FAILED
        found = any(finding.severity >= self.fail_on for finding in findings)
        return FOUND if found and not self.options.exit_zero else CLEAN

    def _write_text(self, text: bytes) -> None:
        """Write the text from standard input to standard output as the fixes have left it."""
        sys.stdout.flush()
        sys.stdout.buffer.write(self.scanned.files[0].source.data if self.scanned.files else text)
        sys.stdout.buffer.flush()

    def _find(self, mentions: Sequence[Mention]) -> list[Finding]:
        locked = self.lock_file.lock if self.lock_file else None
        policy = self.project.policy
        answers = self.registries.answers if any(isinstance(rule, OnlineRule) for rule in self.rules) else None
        findings, problems = engine.check(mentions, self.rules, policy, answers, locked)
        self.scanned.problems += problems
        if self.options.no_ignores:
            return findings
        sources = [file.source for file in self.scanned.files]
        kept = engine.excuse(findings, sources, self.rules, policy, time.strftime("%Y-%m-%d"))
        still = set(map(id, kept))
        self.excused = sum(id(finding) not in still for finding in findings)
        return kept

    def _shown(self, findings: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in findings if finding.severity >= self.show]

    def _fix(self) -> Outcome:
        pins = self._pins()
        fixed = engine.fix(self.scanned, lambda mentions: self._shown(self._find(mentions)), pins)
        return Outcome(fixed, pins, self.scanned)

    def _pins(self) -> RegistryPins | LockPins:
        if not self.options.locked or self.lock_file is None:
            return self.registries.pins
        from mooring.cli.locking import LockPins

        return LockPins(self.lock_file, self.project.policy)

    def _report(self, findings: Sequence[Finding], outcome: Outcome | None) -> Report:
        hidden = dict.fromkeys((severity for severity in Severity if Severity.OFF < severity < self.show), 0)
        for finding in findings:
            if finding.severity < self.show:
                hidden[finding.severity] += 1
        return Report(
            self._shown(findings),
            list(dict.fromkeys(self.scanned.problems)),
            files=len(self.scanned.files),
            mentions=sum(mention.role is not Role.STAGE for mention in self.scanned.mentions()),
            hidden=hidden,
            fixed=outcome.mended if outcome else 0,
            unfixed=outcome.unfixed if outcome else (),
            skipped=self.skipped,
            rules=[type(rule) for rule in self.rules],
            excused=self.excused,
        )
