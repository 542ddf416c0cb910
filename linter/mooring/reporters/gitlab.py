"""A report for GitLab's Code Quality widget, to be kept as the job's artifact `reports: codequality`.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from hashlib import sha256

from mooring import Severity
from mooring.reporters._places import from_checkout, lines_and_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mooring import Finding, Problem, Report

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - JSON has no colour
    """Every finding, and what could not be read as `blocker`."""
    issues = [*map(_of_problem, report.problems), *map(_of_finding, report.findings)]
    return json.dumps(issues, indent=2) + "\n"


def _of_finding(finding: Finding) -> dict[str, Any]:
    line, _, end_line, _ = lines_and_columns(finding.source, finding.span)
    return {
        "description": finding.message,
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": from_checkout(finding.source.path), "lines": {"begin": line, "end": end_line}},
    }


def _of_problem(problem: Problem) -> dict[str, Any]:
    words = f"{problem.path}\0{problem.message}"
    return {
        "description": problem.message,
        "check_name": "unreadable",
        "fingerprint": sha256(words.encode(errors="backslashreplace")).hexdigest()[:32],
        "severity": "blocker",
        "location": {"path": from_checkout(problem.path), "lines": {"begin": problem.line or 1}},
    }
