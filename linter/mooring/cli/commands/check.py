"""`mooring check`: find what is wrong with the image references of files, and mend it."""

from __future__ import annotations

import sys

from mooring import engine
from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import add_format, add_paths, new_parser, rule_ids, severity
from mooring.cli.project import Project, complain
from mooring.cli.registries import Registries, add_registry_options
from mooring.cli.rewriting import Outcome, save, show_diff
from mooring.cli.terminal import use_colour
from mooring.model import OnlineRule, Report, Role, Severity
from mooring.plugins import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from mooring.model import Finding, Mention, Rule

_SEVERITIES = ("note", "warning", "error")


def parser() -> ArgumentParser:
    """The command's options."""
    options = new_parser(
        "check", "exit code: 0 clean, 1 findings at or above the threshold, 2 the job could not be done"
    )
    add_paths(options)
    add_format(options, "text", "json")
    options.add_argument("--fix", action="store_true", help="mend the findings shown, asking registries for digests")
    options.add_argument("--diff", action="store_true", help="show what --fix would change, and write nothing")
    options.add_argument("--online", action="store_true", help="also run the rules that have to ask registries")
    options.add_argument("--select", action="append", default=[], metavar="RULE,…", help="only these rules")
    options.add_argument("--ignore", action="append", default=[], metavar="RULE,…", help="all but these rules")
    options.add_argument("--show", choices=_SEVERITIES, help="the least severity shown (default: warning)")
    options.add_argument("--fail-on", choices=_SEVERITIES, help="the least severity that fails (default: warning)")
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options.config)
    with Registries(project.policy.config, options) as registries:
        return _Run(project, registries, options).outcome()


class _Run:
    """One run: the rules chosen, and what they find in the files."""

    def __init__(self, project: Project, registries: Registries, options: Namespace) -> None:
        config = project.policy.config
        known = [rule.id for rule in project.rules]
        project.policy.selected = rule_ids(options.select, known)
        self.project = project
        self.registries = registries
        self.options = options
        self.fail_on = severity(options.fail_on, config.fail_on)
        self.show = min(severity(options.show, config.show), self.fail_on)
        self.rules: list[Rule] = []
        self.skipped: list[str] = []
        self._choose(rule_ids(options.ignore, known))
        self.scanned = project.scan(options.paths)

    def _choose(self, ignored: set[str]) -> None:
        selected = self.project.policy.selected
        named = {*selected, *self.project.policy.config.rules}
        for rule in self.project.active_rules():
            if rule.id in ignored or (selected and rule.id not in selected):
                continue
            if isinstance(rule, OnlineRule) and not self.options.online and rule.id not in named:
                self.skipped.append(rule.id)
            else:
                self.rules.append(rule)

    def outcome(self) -> int:
        """Find, mend where that is asked for, report; give the exit code."""
        findings = self._find(self.scanned.mentions())
        outcome = self._fix() if self.options.fix or self.options.diff else None
        if outcome and self.options.diff:
            show_diff(self.scanned, outcome)
        else:
            if outcome:
                save(self.scanned)
                findings = self._find(self.scanned.mentions())
            sys.stdout.write(_render(self.project, self.options.format, self._report(findings, outcome)))
        failed = complain(self.scanned.problems) == FAILED
        return FAILED if failed else FOUND if any(finding.severity >= self.fail_on for finding in findings) else CLEAN

    def _find(self, mentions: Sequence[Mention]) -> list[Finding]:
        findings, problems = engine.check(mentions, self.rules, self.project.policy, self.registries.answers)
        self.scanned.problems += problems
        return findings

    def _shown(self, findings: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in findings if finding.severity >= self.show]

    def _fix(self) -> Outcome:
        pins = self.registries.pins
        fixed = engine.fix(self.scanned, lambda mentions: self._shown(self._find(mentions)), pins)
        return Outcome(fixed, pins, self.scanned)

    def _report(self, findings: Sequence[Finding], outcome: Outcome | None) -> Report:
        hidden = dict.fromkeys((severity for severity in Severity if Severity.OFF < severity < self.show), 0)
        for finding in findings:
            if finding.severity < self.show:
                hidden[finding.severity] += 1
        return Report(
            self._shown(findings),
            self.scanned.problems,
            files=len(self.scanned.files),
            mentions=sum(mention.role is not Role.STAGE for mention in self.scanned.mentions()),
            hidden=hidden,
            fixed=outcome.mended if outcome else 0,
            unfixed=outcome.unfixed if outcome else (),
            skipped=self.skipped,
        )


def _render(project: Project, format: str, report: Report) -> str:
    reporter = next(reporter for reporter in project.plugins.reporters() if reporter.id == format)
    return load(reporter.render)(report, use_colour())
