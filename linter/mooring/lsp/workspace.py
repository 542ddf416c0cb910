"""What can be done about a whole workspace folder: its files are read from the disk, those open from the editor."""

from __future__ import annotations

import os

from lsprotocol import types
from pygls.uris import from_fs_path

from mooring import engine
from mooring.discovery import Found, discover, neighbours_of, read_found
from mooring.lsp.edits import smallest
from mooring.lsp.positions import Positions
from mooring.lsp.rewriting import is_pinnable
from mooring.model import Problem
from mooring.record import Record
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from mooring.cli.registries import Registries
    from mooring.lsp.session import Folder

    Opened = Mapping[str, tuple[str, int | None, bytes]]


class Pinned(Record):
    """What pinning a folder came to: the edits by file, how many references they pin, and why others are not."""

    __slots__ = ("edits", "count", "reasons")

    def __init__(self, edits: list[types.TextDocumentEdit], count: int, reasons: list[str]) -> None:
        self.edits = edits
        self.count = count
        self.reasons = reasons


def opened(folder: Folder) -> Opened:
    """The URI, version and bytes of every open document of a folder, by path, as they are now."""
    return {path: (one.uri, one.version, one.data) for path, one in folder.documents.items()}


def pinned(folder: Folder, documents: Opened, registries: Registries, encoding: str) -> Pinned:
    """The edits that pin every reference of a folder that can be pinned and is not exempt, asking registries."""
    scanned = _scanned(folder, documents)
    wanted = {id(mention): mention for mention in scanned.mentions() if is_pinnable(mention, folder)}
    registries.pins.ask(list(wanted.values()))
    fixed = engine.rewrite(scanned, lambda one: registries.pins.text(one) if id(one) in wanted else None)
    reasons = [f"`{mention.text}` is not pinned: {reason}" for mention, reason in fixed.refused]
    unanswered = {mention.text: registries.pins.failure(mention) for mention in wanted.values()}
    reasons += [f"`{text}` is not pinned: {reason}" for text, reason in unanswered.items() if reason]
    changed = [file for file in scanned.files if file.source.data != file.original.data]
    edits = [_edit(file, documents, encoding) for file in changed]
    return Pinned(edits, len(fixed.mended), reasons)


def _scanned(folder: Folder, documents: Opened) -> engine.Scanned:
    assert folder.project is not None
    project = folder.project
    scanned = engine.Scanned(project.scanners)

    def is_wanted(path: str) -> bool:
        return project.scanners.wants(path) and not project.policy.excludes(path)

    for found in discover([folder.path], is_wanted):
        if isinstance(found, Problem):
            continue
        path = os.path.abspath(found.path)
        known = documents.get(path)
        source = Source(path, known[2], neighbours_of(path)) if known else read_found(Found(path, explicit=False))
        if isinstance(source, Source) and _is_text(source.data):
            scanned.add(source)
    return scanned


def _is_text(data: bytes) -> bool:
    """Whether an editor sees the very bytes of a file."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _edit(file: engine.File, documents: Opened, encoding: str) -> types.TextDocumentEdit:
    path, data = file.original.path, file.original.data
    uri, version, _ = documents.get(path) or (from_fs_path(path) or "", None, b"")
    named = types.OptionalVersionedTextDocumentIdentifier(uri, version)
    edits = smallest(data.decode(), file.source.data.decode())
    return types.TextDocumentEdit(named, Positions(data, encoding).edits(edits))
