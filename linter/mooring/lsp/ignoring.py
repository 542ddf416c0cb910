"""Ignore comments, written in a file's own style and only where they do nothing but excuse the finding."""

from __future__ import annotations

import re

from mooring import engine
from mooring.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.lsp.session import Document, Folder
    from mooring.model import Finding

REASON = "reason"

_HASH = re.compile(
    r".*(?:\.(?:ya?ml|toml|tf|hcl|sh|bash|zsh|py|rb|env|cfg|conf|mk|bzl|dockerfile)|dockerfile[^/]*|containerfile[^/]*"
    r"|makefile|justfile|earthfile|vagrantfile|tiltfile|\.env[^/]*)",
    re.IGNORECASE,
)
_SLASHES = re.compile(r".*(?:\.(?:go|java|kts?|groovy|gradle|[jt]sx?|mjs|cs|bicep|nf)|jenkinsfile[^/]*)", re.IGNORECASE)


def comment(finding: Finding, document: Document, folder: Folder) -> Edit | None:
    """The edit that writes a comment above a finding's line which excuses it; None where it would do anything else.

    The author's reason is yet to be written in place of `REASON`.
    """
    name = document.path.rpartition("/")[2]
    marker = "#" if _HASH.fullmatch(name) else "//" if _SLASHES.fullmatch(name) else None
    if marker is None or document.file is None:
        return None
    line, _ = finding.source.position(finding.span.start)
    place = finding.source.line_span(line)
    written = finding.source.line(line)
    indentation = written[: len(written) - len(written.lstrip(" \t"))]
    end = "\r\n" if document.data[place.end : place.end + 2] == b"\r\n" else "\n"
    at = place.end - len(written.encode())
    edit = Edit(Span(at, at), f"{indentation}{marker} mooring: ignore[{finding.rule}] {REASON}{end}")
    return edit if _excuses(edit, finding, document, folder) else None


def _excuses(edit: Edit, finding: Finding, document: Document, folder: Folder) -> bool:
    """Whether a comment leaves all references as they are, and takes away findings of the rule on its line alone."""
    assert folder.project is not None
    assert document.file is not None
    at = edit.span.start
    scanned = document.copy(folder.project)
    file = scanned.files[0]
    before = folder.find(scanned)
    source, mentions = scanned.scan_again(file, document.data[:at] + edit.text.encode() + document.data[at:])
    if [one.resolved for one in mentions] != [one.resolved for one in file.mentions]:
        return False
    again = engine.Scanned(folder.project.scanners)
    again.files.append(engine.File(source, file.scanners, mentions))
    after = folder.find(again)
    moved = len(edit.text.encode())
    left = {(one.rule, _moved(one.span, at, moved)) for one in before} - {(one.rule, one.span) for one in after}
    return (finding.rule, _moved(finding.span, at, moved)) in left and {rule for rule, _ in left} == {finding.rule}


def _moved(span: Span, at: int, by: int) -> Span:
    return span.shift(by) if span.start >= at else span
