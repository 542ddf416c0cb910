"""Completion of tags: which tag of which repository is being written, and the tags that it has."""

from __future__ import annotations

from lsprotocol import types

from mooring.engine import Scanned
from mooring.model import Role
from mooring.record import Record
from mooring.text import Source, Span
from mooring.versions import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.lsp.session import Document, Folder
    from mooring.reference import Reference

MOST = 200
_ANY = b"x"


class Tag(Record):
    """A tag that is being written: of which reference, what stands of it before the cursor, and where it stands."""

    __slots__ = ("reference", "begun", "span")

    def __init__(self, reference: Reference, begun: str, span: Span) -> None:
        self.reference = reference
        self.begun = begun
        self.span = span


def tag_at(position: types.Position, document: Document, folder: Folder) -> Tag | None:
    """The tag at a position, None where there is none.

    The document is read as if one more letter stood there: a reference that ends with its colon is none yet.
    """
    assert folder.project is not None
    at = document.positions.offset(position)
    if document.data[:at].rstrip(b"\r\n")[-1:] in (b"", b" ", b"\t"):
        return None
    scanned = Scanned(folder.project.scanners)
    scanned.add(Source(document.path, document.data[:at] + _ANY + document.data[at:]))
    for mention in scanned.mentions():
        reference, start = mention.reference, mention.span.start
        if not (start <= at < mention.span.end) or mention.role is Role.STAGE or mention.text != mention.resolved:
            continue
        if reference is None or reference.tag is None:
            continue
        first = start + len(reference.written_name) + 1
        last = first + len(reference.tag)
        if first <= at < last:
            return Tag(reference, document.data[first:at].decode(), Span(first, last - 1))
    return None


def items(tag: Tag, names: Sequence[str], document: Document) -> types.CompletionList:
    """The tags of a repository that begin as the one being written, newest versions first."""
    fitting = newest_first([name for name in names if name.startswith(tag.begun)])
    place = document.positions.range(tag.span)
    return types.CompletionList(
        is_incomplete=len(fitting) > MOST,
        items=[
            types.CompletionItem(
                name,
                kind=types.CompletionItemKind.Value,
                detail=tag.reference.name,
                sort_text=f"{number:04}",
                filter_text=name,
                text_edit=types.TextEdit(place, name),
            )
            for number, name in enumerate(fitting[:MOST])
        ],
    )


def newest_first(names: Sequence[str]) -> list[str]:
    """Tags in the order worth offering: releases before pre-releases, later before earlier, words at the end."""
    versions = [(version, name) for name in names if (version := parse(name))]
    versions.sort(key=lambda one: (not one[0].is_prerelease, one[0].order), reverse=True)
    known = {name for _, name in versions}
    return [name for _, name in versions] + sorted(name for name in names if name not in known)
