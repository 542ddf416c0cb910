"""Code actions: what can be done about the references and findings of a range.

An edit that is known is part of its action. One that needs a registry comes when the user has chosen the action: by
`codeAction/resolve` where the client resolves edits, else by the command `mooring.apply`.
"""

from __future__ import annotations

from lsprotocol import types

from mooring.lsp import diagnostics, edits, ignoring, rewriting
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.cli.registries import Registries
    from mooring.lsp.session import Document, Folder
    from mooring.model import Finding, Mention
    from mooring.text import Span

APPLY = "mooring.apply"
MANUAL = "mooring.openManual"
PIN_WORKSPACE = "mooring.pinWorkspace"
FIX_ALL = "source.fixAll.mooring"
DIGEST, ALL = "digest", "all"
STALE = "the file has changed since; ask for the action again"

KINDS = (types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, FIX_ALL)


def in_range(
    span: Span, only: Sequence[str] | None, document: Document, folder: Folder, *, resolves: bool
) -> list[types.CodeAction]:
    """The actions for a span of a document, of the kinds asked for; `resolves` is whether the client resolves edits."""
    actions: list[types.CodeAction] = []
    if _is_wanted(types.CodeActionKind.QuickFix, only):
        for finding in document.findings:
            if _touches(finding.span, span):
                actions += _about_finding(finding, document, folder)
    for mention in document.mentions:
        if _touches(mention.span, span):
            actions += _about_mention(mention, document, folder)
    if document.findings and any(one.fix for one in document.findings):
        title = "Mend everything in the file that Mooring can"
        actions.append(types.CodeAction(title, kind=FIX_ALL, data=_data(ALL, document)))
    wanted = [action for action in actions if _is_wanted(str(getattr(action.kind, "value", action.kind)), only)]
    return wanted if resolves else [_by_command(action) for action in wanted]


def settled(data: dict[str, object], document: Document, folder: Folder, registries: Registries) -> rewriting.Answer:
    """The edit of an action by its `data`, asking registries, or the reasons why there is none."""
    if data.get("version") != document.version:
        return None, [STALE]
    if data.get("what") == ALL:
        edit, reasons = rewriting.all_mended(document, folder, registries.pins)
        failed = {one.text: why for one in document.mentions if (why := registries.pins.failure(one))}
        return edit, [*reasons, *(f"`{text}` is not pinned: {why}" for text, why in failed.items())]
    mention = next((one for one in document.mentions if one.span.start == data.get("start")), None)
    if mention is None:
        return None, ["there is no such reference any more"]
    return rewriting.with_digest(mention, document, folder, registries)


def _about_finding(finding: Finding, document: Document, folder: Folder) -> Iterator[types.CodeAction]:
    diagnostic = diagnostics.of_finding(finding, document, folder)
    edit = rewriting.mended(finding, document, folder)
    if edit and finding.fix:
        title = finding.fix.title
        yield types.CodeAction(title, kind=types.CodeActionKind.QuickFix, diagnostics=[diagnostic], edit=edit)
    if finding.fix and finding.fix.pin:
        yield types.CodeAction(
            f"Pin `{printable(finding.fix.pin.text)}` to its digest",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            is_preferred=True,
            data=_data(DIGEST, document, finding.fix.pin),
        )
    comment = ignoring.comment(finding, document, folder)
    if comment:
        yield types.CodeAction(
            f"Ignore {finding.rule} here, with a reason",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            edit=edits.of_edits(document, [comment]),
        )
    if finding.rule in folder.pages:
        title = f"Open the manual of {finding.rule}"
        yield types.CodeAction(
            title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            command=types.Command(title, MANUAL, arguments=[finding.rule]),
        )


def _about_mention(mention: Mention, document: Document, folder: Folder) -> Iterator[types.CodeAction]:
    kind = types.CodeActionKind.RefactorRewrite
    text = printable(mention.text)
    by_tag = rewriting.pinned_by_tag(mention)
    is_wished = any(finding.fix and finding.fix.pin is mention for finding in document.findings)
    if rewriting.is_pinnable(mention, folder) and not is_wished:
        yield types.CodeAction(f"Pin `{text}` to its digest", kind=kind, data=_data(DIGEST, document, mention))
    if by_tag:
        yield types.CodeAction("Update the digest", kind=kind, data=_data(DIGEST, document, mention))
        edit = rewriting.rewritten(mention, str(by_tag), document, folder)
        if edit:
            yield types.CodeAction(f"Take the digest off: `{by_tag}`", kind=kind, edit=edit)
    name = rewriting.full_name(mention)
    edit = rewriting.rewritten(mention, name, document, folder) if name else None
    if edit:
        yield types.CodeAction(f"Write the full name: `{name}`", kind=kind, edit=edit)


def _data(what: str, document: Document, mention: Mention | None = None) -> dict[str, object]:
    start = mention.span.start if mention else None
    return {"what": what, "uri": document.uri, "version": document.version, "start": start}


def _by_command(action: types.CodeAction) -> types.CodeAction:
    """The action with a command in place of an edit that is yet to come."""
    if action.data is None:
        return action
    action.command = types.Command(action.title, APPLY, arguments=[action.data])
    action.data = None
    return action


def _touches(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    names = [str(getattr(one, "value", one)) for one in only or ()]
    return not names or any(kind == name or kind.startswith(f"{name}.") for name in names)
