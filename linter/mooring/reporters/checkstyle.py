"""Findings as Checkstyle writes them, file by file, which many CI systems read.

https://checkstyle.org/
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mooring import Severity
from mooring.reporters._xml import add, document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Report

_VERSION = "4.3"
_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - XML has no colour
    """An error for each finding, with its severity, and for what could not be read."""
    root = Element("checkstyle", {"version": _VERSION})
    files: dict[str, Element] = {}

    def file(path: str) -> Element:
        if path not in files:
            files[path] = add(root, "file", name=path)
        return files[path]

    for finding in report.findings:
        line, column = finding.source.position(finding.span.start)
        add(
            file(finding.source.path),
            "error",
            line=line,
            column=column,
            severity=_SEVERITIES[finding.severity],
            message=finding.message,
            source=f"mooring.{finding.rule}",
        )
    for problem in report.problems:
        add(
            file(problem.path),
            "error",
            line=problem.line or 1,
            severity="error",
            message=problem.message,
            source="mooring.unreadable",
        )
    return document(root)
