"""What a run finds: the rules that policy and options choose, and the findings that nothing excuses."""

from __future__ import annotations

import os
import time

from mooring.cli.arguments import Parser, add_lock_file, rule_ids, severity
from mooring.cli.exemptions import Exemptions
from mooring.model import LockedRule, OnlineRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from mooring.changes import Changes
    from mooring.cli.baselining import BaselineFile
    from mooring.cli.locking import LockFile
    from mooring.cli.project import Project
    from mooring.cli.registries import Registries
    from mooring.config import Config
    from mooring.engine import Scanned
    from mooring.model import Finding, Mention, Rule

BASELINE = ".mooring-baseline.yaml"
_SEVERITIES = ("note", "warning", "error")


def add_finding_options(parser: Parser) -> None:
    """Which rules run, what they may ask, and how severe a finding has to be; `Finder` reads them."""
    knowledge = parser.add_mutually_exclusive_group()
    knowledge.add_argument("--online", action="store_true", help="also run the rules that have to ask registries")
    knowledge.add_argument(
        "--locked", action="store_true", help="compare with the lock file, take digests from it, and ask no registry"
    )
    add_lock_file(parser)
    parser.add_argument("--select", action="append", default=[], metavar="RULE,…", help="only these rules")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULE,…", help="all but these rules")
    parser.add_argument(
        "--show", choices=_SEVERITIES, help="the least severity shown (default: warning, or all that fails)"
    )
    parser.add_argument("--fail-on", choices=_SEVERITIES, help="the least severity that fails (default: warning)")


def baseline_path(config: Config) -> str:
    """Where the baseline of a project is, or would be: in the policy's folder, or else the repository's root."""
    return os.path.join(config.root, BASELINE)


class Finder:
    """The rules that a run has chosen, and what they find.

    `skipped` are the ids of the online rules that do not run; `fail_on` and `show` are the least severities that fail
    and that are shown; `excused` counts what ignore comments excused when `find` was last called. `lock_file` and
    `baseline` are None where the run needs none, or there is none. Raises `Failure` for a rule that there is none of,
    and for a lock file or a baseline that is wrong.
    """

    def __init__(self, project: Project, registries: Registries, options: Namespace) -> None:
        config = project.policy.config
        known = [rule.id for rule in project.rules]
        project.policy.selected = rule_ids(options.select, known)
        self._project = project
        self._registries = registries
        self._options = options
        self._exemptions = Exemptions(project)
        self.fail_on = severity(options.fail_on, config.fail_on)
        self.show = severity(options.show, min(config.show, self.fail_on))
        self.rules: list[type[Rule]] = []
        self.skipped: list[str] = []
        self._choose(rule_ids(options.ignore, known))
        self.excused = 0
        self.lock_file = self._find_lock_file()
        self.baseline = self._find_baseline()

    def _choose(self, ignored: set[str]) -> None:
        policy = self._project.policy
        for rule in filter(policy.is_active, self._project.rules):
            if rule.id in ignored or (policy.selected and rule.id not in policy.selected):
                continue
            if issubclass(rule, OnlineRule) and (
                self._options.locked or not (self._options.online or policy.names(rule))
            ):
                self.skipped.append(rule.id)
            elif not issubclass(rule, LockedRule) or self._options.locked or policy.names(rule):
                self.rules.append(rule)

    def _find_lock_file(self) -> LockFile | None:
        if not self._options.locked and not any(issubclass(rule, LockedRule) for rule in self.rules):
            return None
        from mooring.cli.locking import LockFile

        return LockFile.existing(self._project.policy.config, self._options.lock_file)

    def _find_baseline(self) -> BaselineFile | None:
        path = baseline_path(self._project.policy.config)
        if self._options.no_baseline or not os.path.lexists(path):
            return None
        from mooring.cli.baselining import BaselineFile

        return BaselineFile(path)

    def find(self, scanned: Scanned, mentions: Sequence[Mention], changes: Changes | None = None) -> list[Finding]:
        """What the rules find in the mentions of the files scanned, as far as the changes keep it.

        What a registry does not answer is a problem.
        """
        from mooring.engine import Knowledge, check

        policy = self._project.policy
        knowledge = Knowledge(
            self._registries.answers if any(issubclass(rule, OnlineRule) for rule in self.rules) else None,
            self.lock_file.lock if self.lock_file else None,
        )
        findings, problems = check(mentions, self.rules, policy, knowledge)
        findings = [self._exemptions.respected(finding) for finding in findings]
        scanned.problems += problems
        if not self._options.no_ignores:
            findings = self._excuse(findings, scanned)
        kept = changes.kept(findings) if changes else findings
        return self.baseline.pass_by(findings, kept) if self.baseline else kept

    def _excuse(self, findings: Sequence[Finding], scanned: Scanned) -> list[Finding]:
        from mooring.engine import excuse

        sources = [file.source for file in scanned.files]
        kept = excuse(findings, sources, self.rules, self._project.policy, time.strftime("%Y-%m-%d"))
        still = set(map(id, kept))
        self.excused = sum(id(finding) not in still for finding in findings)
        return kept
