"""The language server: what an editor says is done by the session, and what comes of it is sent back."""

from __future__ import annotations

import asyncio
import os
from importlib.metadata import version
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcMethodNotFound
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from mooring.lsp import diagnostics, edits
from mooring.lsp.asking import Asked, in_thread
from mooring.lsp.protocol import Protocol
from mooring.lsp.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from mooring.cli.registries import Registries
    from mooring.lsp.session import Document, Folder

    Result = TypeVar("Result")

DEBOUNCE = 0.15
"""Seconds without a change before a document that is being typed in is judged."""

PARENT_CHECK = 1.0
"""Seconds between two looks at whether the editor's process is still there."""


class Server(LanguageServer):
    """Mooring's server; `session` holds what it knows, `has_ended` whether the editor has ended it."""

    def __init__(self) -> None:
        super().__init__("mooring", version("mooring"), protocol_cls=Protocol)
        self.session = Session()
        self.asked = Asked()
        self.has_ended = False
        self._said: set[str] = set()
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._numbers: dict[str, int] = {}
        self._pending: dict[str, asyncio.TimerHandle] = {}

    @property
    def encoding(self) -> str:
        """The encoding of positions that was agreed upon."""
        return types.PositionEncodingKind(self.workspace.position_encoding).value

    @property
    def is_pulled(self) -> bool:
        """Whether the client asks for the diagnostics of its documents itself."""
        document = self.client_capabilities.text_document
        return document is not None and document.diagnostic is not None

    # -- what is said to the user

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say once that something has gone wrong, and go on."""
        if isinstance(error, JsonRpcMethodNotFound):
            return
        what = str(error) or type(error).__name__
        if source is JsonRpcException or isinstance(error, JsonRpcException):
            self.say(f"a message of the editor cannot be read: {what}")
        else:
            self.say(f"internal error: {what}; please report it")

    def say(self, message: str) -> None:
        """Show the user an error, once, and have it logged."""
        if message not in self._said:
            self._said.add(message)
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"Mooring: {message}"))

    def tell_all(self, messages: Sequence[str]) -> None:
        """Show the user why what they have asked for was not done; several reasons go to the log."""
        if len(messages) <= 1:
            for message in messages:
                self.tell(message)
            return
        self.log(messages)
        self.tell(f"{len(messages)} references stay as they are; the log says why")

    def log(self, messages: Sequence[str]) -> None:
        """Have warnings written to the editor's log of the server."""
        for message in messages:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, message))

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show the user what came of something they have asked for."""
        self.window_show_message(types.ShowMessageParams(kind, f"Mooring: {message}"))

    # -- findings

    def judge_soon(self, folder: Folder) -> None:
        """Judge a folder when there has been no change for a while."""
        if folder.path in self._pending:
            self._pending[folder.path].cancel()
        loop = asyncio.get_running_loop()
        self._pending[folder.path] = loop.call_later(DEBOUNCE, self.judge, folder)

    def judge(self, folder: Folder, asked: str | None = None) -> None:
        """Judge a folder now, and publish what has changed; `asked` is the URI of the document that was asked for."""
        pending = self._pending.pop(folder.path, None)
        if pending:
            pending.cancel()
        try:
            trouble = folder.judge()
        except Exception as error:  # noqa: BLE001 - whatever a plugin does, the server lives on
            trouble = [f"internal error: {type(error).__name__}: {error}; please report it"]
        for message in trouble:
            if "internal error" in message:
                self.say(message)
        changed = [document.uri for document in folder.documents.values() if self._take(document, folder)]
        if self.is_pulled and any(uri != asked for uri in changed):
            self._have_them_pulled()
        self._publish_failures()

    def judge_all(self) -> None:
        """Judge every folder now."""
        for folder in list(self.session.folders.values()):
            self.judge(folder)

    def forget(self, uri: str) -> None:
        """Take back what was published for a document."""
        self._publish(uri, [], None)
        self._published.pop(uri, None)
        self._numbers.pop(uri, None)

    def current(self, uri: str) -> tuple[Folder, Document] | None:
        """A document with its folder, judged as it is now; None if it is not open or the folder has no policy yet."""
        known = self.session.documents.get(uri)
        if known is None:
            return None
        folder, document = known
        if not document.is_scanned or folder.path in self._pending:
            self.judge(folder, uri)
        return known if folder.project is not None else None

    def report(self, uri: str, known: str | None) -> types.DocumentDiagnosticReport:
        """The diagnostics of a document for a client that asks for them and may know those of a number."""
        self.current(uri)
        number = str(self._numbers.get(uri, 0))
        if known == number:
            return types.RelatedUnchangedDocumentDiagnosticReport(number)
        return types.RelatedFullDocumentDiagnosticReport(self._published.get(uri, []), result_id=number)

    def _take(self, document: Document, folder: Folder) -> bool:
        """Publish a document's diagnostics, unless they are asked for; whether they are others than before."""
        found = diagnostics.of_document(document, folder)
        if not self.is_pulled:
            return self._publish(document.uri, found, document.version)
        if self._published.get(document.uri) == found:
            return False
        self._published[document.uri] = found
        self._numbers[document.uri] = self._numbers.get(document.uri, 0) + 1
        return True

    def _have_them_pulled(self) -> None:
        workspace = self.client_capabilities.workspace
        if workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    def _publish_failures(self) -> None:
        """Publish what is wrong with policies, in their files, and say it once; take back what is mended."""
        failing = {}
        for folder in self.session.folders.values():
            if folder.failure:
                self.say(folder.failure)
                placed = diagnostics.of_failure(folder.failure)
                if placed:
                    failing[placed[0]] = [placed[1]]
        for uri in [uri for uri in self._published if uri not in failing and uri not in self.session.documents]:
            self.forget(uri)
        for uri, found in failing.items():
            self._publish(uri, found, None)

    def _publish(self, uri: str, found: list[types.Diagnostic], number: int | None) -> bool:
        if self._published.get(uri, []) == found and (number is None or uri in self._published):
            return False
        self._published[uri] = found
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, number))
        return True

    # -- what takes its time

    async def ask(self, folder: Folder, work: Callable[[Registries], Result]) -> Result:
        """Do something in a thread that asks registries, with progress; cancelled, it loses its connections.

        Raises `Failure` for a mistake in the user's own settings.
        """
        token = await self._begin("Mooring: asking registries")
        try:
            with folder.registries() as registries:
                return await in_thread(lambda: work(registries))
        finally:
            if token:
                self.work_done_progress.end(token, types.WorkDoneProgressEnd())

    async def _begin(self, title: str) -> str | None:
        """Begin to show progress, which the user can cancel; give its token, None where the client shows none."""
        window = self.client_capabilities.window
        if window is None or not window.work_done_progress:
            return None
        token = str(uuid4())
        task = asyncio.current_task()
        await self.work_done_progress.create_async(token)
        self.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
        cancelled = self.work_done_progress.tokens[token]
        cancelled.add_done_callback(lambda _: task.cancel() if task else None)
        return token

    async def apply(self, edit: types.WorkspaceEdit) -> bool:
        """Have the editor make an edit; tell the user where it does not."""
        outcome = await self.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(self.understood(edit)))
        if not outcome.applied:
            self.tell(f"the editor has not made the edit: {outcome.failure_reason or 'it does not say why'}")
        return outcome.applied

    def understood(self, edit: types.WorkspaceEdit) -> types.WorkspaceEdit:
        """The edit by documents and their versions or, for a client that does not know those, by URIs alone."""
        workspace = self.client_capabilities.workspace
        known = workspace.workspace_edit if workspace else None
        if known and (known.document_changes or known.resource_operations):
            return edit
        return edits.by_uri(edit)

    async def show_page(self, page: str) -> None:
        """Open a page in the user's browser, or say where it is."""
        window = self.client_capabilities.window
        if window and window.show_document and window.show_document.support:
            shown = await self.window_show_document_async(types.ShowDocumentParams(page, external=True))
            if shown.success:
                return
        self.tell(page, types.MessageType.Info)

    async def read_settings(self) -> object:
        """The user's settings as the client has them, None where it cannot be asked."""
        workspace = self.client_capabilities.workspace
        if workspace is None or not workspace.configuration:
            return None
        items = [types.ConfigurationItem(section="mooring")]
        given: Sequence[object] = await self.workspace_configuration_async(types.ConfigurationParams(items))
        return given[0] if given else None

    # -- the editor's workspace and process

    def set_workspace(self) -> None:
        """Take over the workspace's folders."""
        uris = list(self.workspace.folders) or [self.workspace.root_uri or ""]
        self.session.set_workspace([path for uri in uris if (path := to_fs_path(uri))])

    def watch(self, parent: int | None) -> None:
        """End with the editor's process: one that was killed may leave the pipes open to others."""
        if parent is None or os.name != "posix":
            return
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os._exit(1)
        except (PermissionError, OverflowError):
            pass
        asyncio.get_running_loop().call_later(PARENT_CHECK, self.watch, parent)
