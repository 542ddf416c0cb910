"""`mooring check`: find what is wrong with the image references of files, and mend it."""

from __future__ import annotations

import sys

from mooring import engine
from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import add_format, add_paths, new_parser, rule_ids, severity
from mooring.cli.project import Project, complain
from mooring.cli.registries import add_registry_options, new_client
from mooring.cli.rewriting import Outcome, RegistryPins, save, show_diff
from mooring.cli.terminal import use_colour
from mooring.model import Report, Role, Severity
from mooring.plugins import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from mooring.engine import Scanned
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
    options.add_argument("--select", action="append", default=[], metavar="RULE,…", help="only these rules")
    options.add_argument("--ignore", action="append", default=[], metavar="RULE,…", help="all but these rules")
    options.add_argument("--show", choices=_SEVERITIES, help="the least severity shown (default: warning)")
    options.add_argument("--fail-on", choices=_SEVERITIES, help="the least severity that fails (default: warning)")
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options.config)
    config = project.policy.config
    fail_on = severity(options.fail_on, config.fail_on)
    show = min(severity(options.show, config.show), fail_on)
    project.policy.selected = rule_ids(options.select, [rule.id for rule in project.rules])
    rules = _chosen(project, rule_ids(options.ignore, [rule.id for rule in project.rules]))
    scanned = project.scan(options.paths)

    def find(mentions: Sequence[Mention]) -> list[Finding]:
        findings, problems = engine.check(mentions, rules, project.policy)
        scanned.problems += problems
        return findings

    def shown(findings: Sequence[Finding]) -> list[Finding]:
        return [finding for finding in findings if finding.severity >= show]

    outcome = None
    findings = find(scanned.mentions())
    if options.fix or options.diff:
        with RegistryPins(lambda: new_client(project.policy.config, options)) as pins:
            fixed = engine.fix(scanned, lambda mentions: shown(find(mentions)), pins)
            outcome = Outcome(fixed, pins, scanned)
    if outcome and options.diff:
        show_diff(scanned, outcome)
    else:
        if outcome:
            save(scanned)
            findings = find(scanned.mentions())
        sys.stdout.write(_render(project, options.format, _report(scanned, findings, show, outcome)))
    failed = complain(scanned.problems) == FAILED
    return FAILED if failed else FOUND if any(finding.severity >= fail_on for finding in findings) else CLEAN


def _chosen(project: Project, ignored: set[str]) -> list[Rule]:
    selected = project.policy.selected
    return [rule for rule in project.active_rules() if rule.id not in ignored and rule.id in (selected or {rule.id})]


def _report(scanned: Scanned, findings: Sequence[Finding], show: Severity, outcome: Outcome | None) -> Report:
    hidden = dict.fromkeys((severity for severity in Severity if Severity.OFF < severity < show), 0)
    for finding in findings:
        if finding.severity < show:
            hidden[finding.severity] += 1
    return Report(
        [finding for finding in findings if finding.severity >= show],
        scanned.problems,
        files=len(scanned.files),
        mentions=sum(mention.role is not Role.STAGE for mention in scanned.mentions()),
        hidden=hidden,
        fixed=outcome.mended if outcome else 0,
        unfixed=outcome.unfixed if outcome else (),
    )


def _render(project: Project, format: str, report: Report) -> str:
    reporter = next(reporter for reporter in project.plugins.reporters() if reporter.id == format)
    return load(reporter.render)(report, use_colour())
