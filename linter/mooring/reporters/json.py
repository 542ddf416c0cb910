"""Findings for machines: one JSON object, versioned; lines and columns from 1 in code points, offsets in bytes."""

from __future__ import annotations

import json

from mooring import Edit, Finding, Fix, Report, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - JSON has no colour
    """The whole report as JSON."""
    shown = {str(severity): 0 for severity in Severity if severity}
    for finding in report.findings:
        shown[str(finding.severity)] += 1
    document = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in report.findings],
        "errors": [
            {"path": problem.path, "line": problem.line, "message": problem.message} for problem in report.problems
        ],
        "unfixed": [
            {
                "path": mention.source.path,
                "line": mention.source.position(mention.span.start)[0],
                "text": mention.text,
                "reason": reason,
            }
            for mention, reason in report.unfixed
        ],
        "summary": {
            "files": report.files,
            "mentions": report.mentions,
            "findings": shown,
            "hidden": {str(severity): number for severity, number in sorted(report.hidden.items(), reverse=True)},
            "fixed": report.fixed,
            "unfixed": len(report.unfixed),
            "errors": len(report.problems),
            "skipped": list(report.skipped),
            "excused": report.excused,
            "baselined": report.baselined,
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    mention = finding.mention
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        **finding.source.place(finding.span),
        "reference": mention.resolved if mention else None,
        "environment": finding.environment,
        "fingerprint": finding.fingerprint,
        "related": [
            {"path": other.source.path, "line": other.source.position(other.span.start)[0], "text": other.text}
            for other in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "safety": str(fix.safety), "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {"start": edit.span.start, "end": edit.span.end, "text": edit.text}
