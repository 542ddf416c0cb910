"""Findings as reviewdog's diagnostics, with suggestions; columns count bytes.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

import json

from mooring import Severity, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mooring import Edit, Finding, Problem, Report, Source

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - JSON has no colour
    """A diagnostic for each finding, and for what could not be read."""
    pages = {rule.id: rule.page for rule in report.rules if rule.page}
    found = [_of_finding(finding, pages.get(finding.rule)) for finding in report.findings]
    diagnostics = [*map(_of_problem, report.problems), *found]
    return json.dumps({"source": {"name": "mooring"}, "diagnostics": diagnostics}, indent=2) + "\n"


def _of_problem(problem: Problem) -> dict[str, Any]:
    location: dict[str, Any] = {"path": problem.path}
    if problem.line:
        location["range"] = {"start": {"line": problem.line}}
    return {"message": problem.message, "location": location, "severity": "ERROR"}


def _of_finding(finding: Finding, page: str | None) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": finding.message,
        "location": _location(finding.source, finding.span),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule, "url": page} if page else {"value": finding.rule},
    }
    if finding.fix and finding.fix.edits:
        diagnostic["suggestions"] = [_suggestion(finding.source, finding.fix.edits)]
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": other.text, "location": _location(other.source, other.span)} for other in finding.related
        ]
    return diagnostic


def _suggestion(source: Source, edits: Sequence[Edit]) -> dict[str, Any]:
    """One replacement that makes all edits: reviewdog offers each suggestion on its own."""
    pieces = []
    ordered = sorted(edits, key=lambda edit: edit.span)
    at = start = ordered[0].span.start
    for edit in ordered:
        pieces += [source.read(Span(at, edit.span.start)), edit.text]
        at = edit.span.end
    return {"range": _range(source, Span(start, at)), "text": "".join(pieces)}


def _location(source: Source, span: Span) -> dict[str, Any]:
    return {"path": source.path, "range": _range(source, span)}


def _range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line, _ = source.position(offset)
    return {"line": line, "column": offset - source.line_span(line).start + 1}
