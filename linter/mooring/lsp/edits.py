"""What was rewritten in memory, as edits to the text that the editor has."""

from __future__ import annotations

from itertools import takewhile

from lsprotocol import types

from mooring.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.engine import Scanned
    from mooring.lsp.session import Document


def smallest(before: str, after: str) -> list[Edit]:
    """The edits that make one text of another: of each line what differs, where there are as many lines as before."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) != len(new):
        old, new = [before], [after]
    edits, at = [], 0
    for one, other in zip(old, new, strict=True):
        if one != other:
            start = _alike(one, other)
            longest = min(len(one), len(other)) - start
            end = min(longest, _alike(one[::-1], other[::-1]))
            first, last = at + len(one[:start].encode()), at + len(one[: len(one) - end].encode())
            edits.append(Edit(Span(first, last), other[start : len(other) - end]))
        at += len(one.encode())
    return edits


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def workspace_edit(document: Document, scanned: Scanned) -> types.WorkspaceEdit | None:
    """What has become of a document in a run of its own, as an edit of its version; None where nothing has."""
    changed = [file for file in scanned.files if file.source.data != file.original.data]
    if not changed:
        return None
    return of_edits(document, smallest(document.data.decode(), changed[0].source.data.decode()))


def of_edits(document: Document, edits: list[Edit]) -> types.WorkspaceEdit:
    """Edits to a document, of the version that it has now."""
    named = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(named, document.positions.edits(edits))])


def by_uri(edit: types.WorkspaceEdit) -> types.WorkspaceEdit:
    """An edit of documents as one of URIs, without versions."""
    changes = [one for one in edit.document_changes or () if isinstance(one, types.TextDocumentEdit)]
    return types.WorkspaceEdit(
        changes={
            one.text_document.uri: [each for each in one.edits if isinstance(each, types.TextEdit)] for one in changes
        }
    )
