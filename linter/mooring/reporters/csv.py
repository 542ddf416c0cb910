"""Findings as a table of comma-separated values, with a line of headings (RFC 4180, lines end with a line feed)."""

from __future__ import annotations

import csv
from io import StringIO

from mooring import printable
from mooring.reporters._places import lines_and_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Finding, Report

_HEADINGS = (
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "rule",
    "message",
    "text",
    "reference",
    "where",
    "environment",
    "fingerprint",
)


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - a table has no colour
    """A row for each finding, none of its cells longer than a line."""
    table = StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_HEADINGS)
    writer.writerows(_row(finding) for finding in report.findings)
    return table.getvalue()


def _row(finding: Finding) -> list[str]:
    mention = finding.mention
    cells = (
        finding.source.path,
        *lines_and_columns(finding.source, finding.span),
        finding.severity,
        finding.rule,
        finding.message,
        finding.source.read(finding.span),
        (mention.resolved if mention else None) or "",
        mention.where if mention else "",
        finding.environment or "",
        finding.fingerprint,
    )
    return [printable(str(cell)) for cell in cells]
