"""Findings for people and simple tools, one a line: `path:line:column: severity[rule] message`."""

from __future__ import annotations

from mooring.reporters.text import headline, painter, summary, unfixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Report


def render(report: Report, colour: bool) -> str:
    """The whole report, a line for each finding, and one that sums up."""
    paint = painter(colour)
    findings = [headline(finding, paint) for finding in report.findings]
    return "\n".join([*findings, *unfixed(report, paint), summary(report, paint), ""])
