"""Findings as diagnostics of the Language Server Protocol."""

from __future__ import annotations

import os
import re

from lsprotocol import types
from pygls.uris import from_fs_path

from mooring.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.lsp.session import Document, Folder
    from mooring.model import Finding, Mention, Problem

SOURCE = "mooring"
NOT_READ = "not-read"
TAGS = {
    "retired-registry": types.DiagnosticTag.Deprecated,
    "expired-ignore": types.DiagnosticTag.Unnecessary,
    "unused-ignore": types.DiagnosticTag.Unnecessary,
}
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_PLACED = re.compile(r"(?P<path>.+?):(?P<line>\d+): (?P<message>.*)", re.DOTALL)


def of_document(document: Document, folder: Folder) -> list[types.Diagnostic]:
    """The diagnostics of a document, as it was last judged."""
    findings = [of_finding(finding, document, folder) for finding in document.findings]
    return findings + [of_problem(problem, document) for problem in document.problems]


def of_finding(finding: Finding, document: Document, folder: Folder) -> types.Diagnostic:
    """The diagnostic of a finding in a document; its `data` is the finding's fingerprint."""
    page = folder.pages.get(finding.rule)
    tag = TAGS.get(finding.rule)
    related = [place for mention in finding.related if (place := _related(mention, folder))]
    return types.Diagnostic(
        range=document.positions.range(finding.span),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=[tag] if tag else None,
        related_information=related or None,
        data=finding.fingerprint,
    )


def of_problem(problem: Problem, document: Document) -> types.Diagnostic:
    """The diagnostic of what could not be read in a document, or of the document as a whole at its first line."""
    place = document.positions.line(problem.line or 1)
    return types.Diagnostic(place, problem.message, types.DiagnosticSeverity.Warning, code=NOT_READ, source=SOURCE)


def _related(mention: Mention, folder: Folder) -> types.DiagnosticRelatedInformation | None:
    """A place that a finding is compared with; None where it is in no open document, such as in the lock."""
    document = folder.documents.get(mention.source.path)
    if document is None:
        return None
    place = types.Location(document.uri, document.positions.range(mention.span))
    return types.DiagnosticRelatedInformation(place, f"`{mention.text}`")


def of_failure(message: str) -> tuple[str, types.Diagnostic] | None:
    """The URI of the file that a message `FILE:LINE: …` is about, and its diagnostic there; None for any other."""
    placed = _PLACED.fullmatch(message)
    uri = from_fs_path(os.path.abspath(placed["path"])) if placed else None
    if placed is None or uri is None:
        return None
    line = int(placed["line"])
    place = types.Range(types.Position(line - 1, 0), types.Position(line, 0))
    return uri, types.Diagnostic(place, placed["message"], severity=types.DiagnosticSeverity.Error, source=SOURCE)
