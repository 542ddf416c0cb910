"""The language server: what an editor says is done by the session, and what comes of it is sent back."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any, BinaryIO
from uuid import uuid4

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from mooring.cli import Failure
from mooring.lsp import actions, diagnostics, hover
from mooring.lsp.session import Document, Folder, Session, Settings

DEBOUNCE = 0.15
"""Seconds without a change before a document that is being typed in is judged."""

WATCHED = ("**/.mooring.yaml", "**/.mooring-baseline.yaml", "**/mooring.lock", "**/pyproject.toml", "**/.env")


class Server(LanguageServer):
    """Mooring's server; `session` holds what it knows, `has_ended` whether the editor has ended it."""

    def __init__(self) -> None:
        super().__init__("mooring", version("mooring"))
        self.session = Session()
        self.has_ended = False
        self._said: set[str] = set()
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._pending: dict[str, asyncio.TimerHandle] = {}

    @property
    def encoding(self) -> str:
        """The encoding of positions that was agreed upon."""
        return types.PositionEncodingKind(self.workspace.position_encoding).value

    def report_server_error(self, error: Exception, source: object) -> None:  # noqa: ARG002 - the base class's
        """Say once that something has gone wrong, and go on."""
        self.say(f"internal error: {str(error) or type(error).__name__}; please report it")

    def say(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Show the user a message, once."""
        if message not in self._said:
            self._said.add(message)
            self.window_show_message(types.ShowMessageParams(kind, f"Mooring: {message}"))

    def tell(self, message: str) -> None:
        """Show the user what came of something they have asked for."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"Mooring: {message}"))

    def judge_soon(self, folder: Folder) -> None:
        """Judge a folder when there has been no change for a while."""
        if folder.path in self._pending:
            self._pending[folder.path].cancel()
        loop = asyncio.get_running_loop()
        self._pending[folder.path] = loop.call_later(DEBOUNCE, self.judge, folder)

    def judge(self, folder: Folder) -> None:
        """Judge a folder now, and publish what has changed."""
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
        for document in folder.documents.values():
            self._publish(document.uri, diagnostics.of_document(document, folder), document.version)
        self._publish_failures()

    def judge_all(self) -> None:
        """Judge every folder now."""
        for folder in list(self.session.folders.values()):
            self.judge(folder)

    def forget(self, uri: str) -> None:
        """Take back what was published for a document."""
        self._publish(uri, [], None)
        self._published.pop(uri, None)

    def current(self, uri: str) -> tuple[Folder, Document] | None:
        """A document with its folder, judged as it is now; None if it is not open or the folder has no policy yet."""
        known = self.session.documents.get(uri)
        if known is None:
            return None
        folder, document = known
        if not document.is_scanned or folder.path in self._pending:
            self.judge(folder)
        return known if folder.project is not None else None

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

    def _publish(self, uri: str, found: list[types.Diagnostic], number: int | None) -> None:
        if self._published.get(uri, []) != found or (number is not None and uri not in self._published):
            self._published[uri] = found
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, number))

    async def settle(self, data: object) -> types.WorkspaceEdit | None:
        """The edit of an action by its data, found out in a thread; None where there is none, which is then told.

        When the request is cancelled the connections are closed.
        """
        known = self.current(str(data.get("uri"))) if isinstance(data, dict) else None
        if known is None or not isinstance(data, dict):
            return None
        folder, document = known
        token = await self._begin("Mooring: asking registries")
        try:
            with folder.registries() as registries:
                edit, reasons = await asyncio.to_thread(actions.settled, data, document, folder, registries)
        except Failure as failure:
            edit, reasons = None, [str(failure)]
        finally:
            if token:
                self.work_done_progress.end(token, types.WorkDoneProgressEnd())
        if document.version != data.get("version"):
            edit, reasons = None, [actions.STALE]
        for reason in reasons:
            self.tell(reason)
        return edit

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


def serve(source: BinaryIO, output: BinaryIO) -> int:
    """Serve an editor until it ends the session or goes away; give the exit code that the protocol asks for."""
    server = Server()
    _register(server)
    server.start_io(source, output)
    return 0 if server.has_ended else 1


def _register(server: Server) -> None:
    _register_life(server)
    _register_documents(server)
    _register_actions(server)
    _register_reading(server)


def _register_life(server: Server) -> None:
    session = server.session

    def set_workspace() -> None:
        uris = list(server.workspace.folders) or [server.workspace.root_uri or ""]
        session.set_workspace([path for uri in uris if (path := to_fs_path(uri))])

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.settings = Settings.read(params.initialization_options)
        set_workspace()

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:  # noqa: ARG001 - nothing is said in it
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(one) for one in WATCHED])
            registration = types.Registration("watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await server.client_register_capability_async(types.RegistrationParams([registration]))

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:  # noqa: ARG001 - there are none
        server.has_ended = True

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:  # noqa: ARG001 - the workspace has them
        set_workspace()
        server.judge_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def settings_changed(params: types.DidChangeConfigurationParams) -> None:
        given = params.settings.get("mooring") if isinstance(params.settings, dict) else None
        if given is not None:
            session.settings = Settings.read(given)
            session.reload()
            server.judge_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:  # noqa: ARG001 - all is read anew
        session.reload()
        server.judge_all()


def _register_documents(server: Server) -> None:
    session = server.session

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        path = to_fs_path(given.uri) if given.uri.startswith("file:") else None
        if path is not None:
            server.judge(session.open(Document(given.uri, path, given.version, given.text, server.encoding)))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        known = session.documents.get(params.text_document.uri)
        if known is not None:
            folder, document = known
            document.change(params.content_changes, params.text_document.version)
            folder.touched(document.path)
            server.judge_soon(folder)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:  # noqa: ARG001 - any file may be part of a policy
        session.reload()
        server.judge_all()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        folder = session.close(params.text_document.uri)
        if folder is not None:
            server.forget(params.text_document.uri)
            server.judge(folder)


def _register_actions(server: Server) -> None:
    options = types.CodeActionOptions(list(actions.KINDS), resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        known = server.current(params.text_document.uri)
        if known is None:
            return []
        folder, document = known
        span = document.positions.span(params.range)
        resolves = _resolves_edits(server.client_capabilities)
        return actions.in_range(span, params.context.only, document, folder, resolves=resolves)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(params: types.CodeAction) -> types.CodeAction:
        if params.edit is None and params.data is not None:
            params.edit = await server.settle(params.data)
        return params

    @server.command(actions.APPLY)
    async def apply(data: Any) -> None:
        edit = await server.settle(data)
        if edit is not None:
            await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit))


def _register_reading(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        known = server.current(params.text_document.uri)
        if known is None:
            return None
        folder, document = known
        return hover.at(params.position, document, folder)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        known = server.current(params.text_document.uri)
        return hover.symbols(known[1]) if known else []


def _resolves_edits(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client asks for the edit of an action that has none yet, by the action's data."""
    document = capabilities.text_document
    given = document.code_action if document else None
    resolved = given.resolve_support.properties if given and given.resolve_support else ()
    return bool(given and given.data_support) and "edit" in resolved
