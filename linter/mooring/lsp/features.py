"""What the server does for each of the editor's messages, and how it is started."""

from __future__ import annotations

import asyncio
import gc
import os
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.uris import to_fs_path

from mooring.cli import Failure
from mooring.cli.commands.resolve import facts
from mooring.lsp import actions, asking, completion, hints, hover, links, workspace
from mooring.lsp.protocol import Incoming
from mooring.lsp.server import Server
from mooring.lsp.session import Document, Folder, Settings
from mooring.model import Role
from mooring.registry import Unresolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.model import Mention

WATCHED = ("**/.mooring.yaml", "**/.mooring-baseline.yaml", "**/mooring.lock", "**/pyproject.toml", "**/.env")
GARBAGE = (20_000, 50, 100)
"""When garbage is looked for: a change makes thousands of objects that all go with the next, hardly any in circles."""

HOVER_PATIENCE = 5.0
"""Seconds that a hover waits for a registry; then it shows what is known without."""


def serve(source: BinaryIO, output: BinaryIO) -> int:
    """Serve an editor until it ends the session or goes away; give the exit code that the protocol asks for.

    Where a registry is still being asked the process ends here: the interpreter cannot be taken down below a thread.
    """
    server = Server()
    _register_life(server)
    _register_workspace(server)
    _register_documents(server)
    _register_diagnostics(server)
    _register_actions(server)
    _register_commands(server)
    _register_reading(server)
    _register_tags(server)
    gc.set_threshold(*GARBAGE)
    server.start_io(Incoming(source), output)  # type: ignore[arg-type] # pygls reads lines and bytes, no more
    code = 0 if server.has_ended else 1
    if asking.is_under_way():
        os._exit(code)
    return code


def _register_life(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.session.settings = Settings.read(params.initialization_options)
        server.set_workspace()
        server.watch(params.process_id)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:  # noqa: ARG001 - nothing is said in it
        offered = server.client_capabilities.workspace
        watching = offered.did_change_watched_files if offered else None
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(one) for one in WATCHED])
            registration = types.Registration("watched-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await server.client_register_capability_async(types.RegistrationParams([registration]))

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:  # noqa: ARG001 - there are none
        server.has_ended = True


def _register_workspace(server: Server) -> None:
    session = server.session

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:  # noqa: ARG001 - the workspace has them
        server.set_workspace()
        server.judge_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def settings_changed(params: types.DidChangeConfigurationParams) -> None:
        given = params.settings.get("mooring") if isinstance(params.settings, dict) else None
        if given is None:
            given = await server.read_settings()
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


def _register_diagnostics(server: Server) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="mooring")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def pulled(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        return server.report(params.text_document.uri, params.previous_result_id)


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
        found = actions.in_range(span, params.context.only, document, folder, resolves=resolves)
        for action in found:
            action.edit = server.understood(action.edit) if action.edit else None
        return found

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(params: types.CodeAction) -> types.CodeAction:
        if params.edit is None and params.data is not None:
            edit = await _settled(server, params.data)
            params.edit = server.understood(edit) if edit else None
        return params


def _register_commands(server: Server) -> None:
    @server.command(actions.APPLY)
    async def apply(data: Any) -> None:
        edit = await _settled(server, data)
        if edit is not None:
            await server.apply(edit)

    @server.command(actions.MANUAL)
    async def open_manual(rule: str) -> None:
        pages = {name: page for folder in server.session.folders.values() for name, page in folder.pages.items()}
        if rule in pages:
            await server.show_page(pages[rule])

    @server.command(actions.PIN_WORKSPACE)
    async def pin_workspace() -> None:
        pinned = [await _pinned(server, folder) for folder in server.session.everywhere()]
        outcomes = [outcome for outcome in pinned if outcome]
        if outcomes:
            _tell(outcomes, server)


def _tell(outcomes: Sequence[workspace.Pinned], server: Server) -> None:
    """Tell in a word what has come of pinning, and have the log say why of each reference that is not pinned."""
    reasons = [reason for outcome in outcomes for reason in outcome.reasons]
    files = sum(len(outcome.edits) for outcome in outcomes)
    pinned = sum(outcome.count for outcome in outcomes)
    told = f"{pinned} pinned in {files} file{'' if files == 1 else 's'}, {len(reasons)} not"
    server.log(reasons)
    if reasons:
        server.tell(f"{told}; the log says why")
    else:
        server.tell(told, types.MessageType.Info)


async def _pinned(server: Server, folder: Folder) -> workspace.Pinned | None:
    """What came of pinning all that can be pinned in a folder; None where that is told already."""
    documents, encoding = workspace.opened(folder), server.encoding
    try:
        outcome = await server.ask(folder, lambda registries: workspace.pinned(folder, documents, registries, encoding))
    except Failure as failure:
        server.tell(str(failure))
        return None
    if outcome.edits and not await server.apply(types.WorkspaceEdit(document_changes=list(outcome.edits))):
        return None
    return outcome


async def _settled(server: Server, data: object) -> types.WorkspaceEdit | None:
    """The edit of an action by its data, found out in a thread; None where there is none, which is then told."""
    known = server.current(str(data.get("uri"))) if isinstance(data, dict) else None
    if known is None or not isinstance(data, dict):
        return None
    folder, document = known
    try:
        edit, reasons = await server.ask(folder, lambda registries: actions.settled(data, document, folder, registries))
    except Failure as failure:
        edit, reasons = None, [str(failure)]
    if document.version != data.get("version"):
        edit, reasons = None, [actions.STALE]
    server.tell_all(reasons)
    return edit


def _register_reading(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        known = server.current(params.text_document.uri)
        if known is None:
            return None
        folder, document = known
        mention = hover.mention_at(params.position, document)
        if mention is None:
            return None
        place = document.positions.range(mention.span)
        return hover.shown(mention, await _facts(server, mention, folder), place, folder)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        known = server.current(params.text_document.uri)
        return hover.symbols(known[1]) if known else []

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def linked(params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        known = server.current(params.text_document.uri)
        return links.of_document(known[1]) if known else []

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def hinted(params: types.InlayHintParams) -> list[types.InlayHint]:
        known = server.current(params.text_document.uri)
        return hints.in_range(known[1].positions.span(params.range), known[1]) if known else []


async def _facts(server: Server, mention: Mention, folder: Folder) -> dict[str, Any] | None:
    """What is known of an image: what was answered lately, else what registries say or, offline, the cache does."""
    reference = mention.reference
    if reference is None or mention.role not in (Role.PULL, Role.CACHE):
        return None
    question = folder.path, "facts", reference.canonical, reference.tag or ""
    known: dict[str, Any] | None = server.asked.known(*question)
    if known is not None:
        return known
    try:
        if server.session.settings.online:
            asking = server.asked.ask(folder, question, lambda client: facts(client, reference))
            try:
                return await asyncio.wait_for(asking, HOVER_PATIENCE)
            except TimeoutError:
                return None
        with folder.registries(offline=True) as registries:
            remembered = facts(registries.client, reference)
    except Failure as failure:
        server.say(str(failure))
        return None
    return remembered if remembered["digest"] else None


def _register_tags(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[":"]))
    async def completed(params: types.CompletionParams) -> types.CompletionList | None:
        known = server.session.documents.get(params.text_document.uri)
        if known is None or not server.session.settings.online or known[0].project is None:
            return None
        folder, document = known
        tag = completion.tag_at(params.position, document, folder)
        if tag is None:
            return None
        reference, version = tag.reference, document.version
        question = folder.path, "tags", reference.name
        names: list[str] | None = server.asked.known(*question)
        try:
            if names is None:
                names = await server.asked.ask(folder, question, lambda client: client.tags(reference))
        except (Failure, Unresolved) as failure:
            server.window_log_message(types.LogMessageParams(types.MessageType.Warning, f"no tags: {failure}"))
            return None
        return completion.items(tag, names, document) if document.version == version else None


def _resolves_edits(capabilities: types.ClientCapabilities) -> bool:
    """Whether the client asks for the edit of an action that has none yet, by the action's data."""
    document = capabilities.text_document
    given = document.code_action if document else None
    resolved = given.resolve_support.properties if given and given.resolve_support else ()
    return bool(given and given.data_support) and "edit" in resolved
