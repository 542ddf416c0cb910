"""What can be done about a document's references, rewritten in memory and verified by the engine."""

from __future__ import annotations

from mooring import engine
from mooring.lsp import edits
from mooring.model import Role, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lsprotocol import types

    from mooring.cli.registries import Registries
    from mooring.engine import Pins
    from mooring.lsp.session import Document, Folder
    from mooring.model import Finding, Mention
    from mooring.reference import Reference

    Answer = tuple[types.WorkspaceEdit | None, list[str]]


class _NoPins:
    """Asks nobody and knows no digest."""

    def ask(self, mentions: object) -> None:
        """Ask nobody."""

    def text(self, mention: Mention) -> None:
        """Know nothing."""


def mended(finding: Finding, document: Document, folder: Folder) -> types.WorkspaceEdit | None:
    """The edit that a finding's fix makes, where it is known without asking anybody; None where it cannot be made."""
    if finding.fix is None or finding.fix.safety is Safety.DISPLAY or not finding.fix.edits or not folder.project:
        return None
    scanned = document.copy(folder.project)
    once = [[finding.replace(fix=finding.fix.replace(safety=Safety.SAFE))]]
    engine.fix(scanned, lambda _: once.pop() if once else [], _NoPins())
    return edits.workspace_edit(document, scanned)


def rewritten(mention: Mention, text: str, document: Document, folder: Folder) -> types.WorkspaceEdit | None:
    """The edit that makes a mention name another reference; None where it cannot be made."""
    if folder.project is None:
        return None
    scanned = document.copy(folder.project)
    engine.rewrite(scanned, lambda one: text if one is mention else None)
    return edits.workspace_edit(document, scanned)


def is_pinnable(mention: Mention, folder: Folder) -> bool:
    """Whether a mention can be pinned, and the policy does not exempt it."""
    return engine.pinnable(mention) and mention not in folder.exemptions


def pinned_by_tag(mention: Mention) -> Reference | None:
    """The reference of a mention that has a digest beside its tag and may be rewritten, by the tag alone."""
    reference = mention.reference
    if reference is None or not (reference.digest and reference.tag) or not mention.rewritable:
        return None
    return reference.without_digest() if mention.role is Role.PULL else None


def full_name(mention: Mention) -> str | None:
    """The reference with all that Docker fills into its name, None where nothing is left out."""
    reference = mention.reference
    if reference is None or not mention.rewritable or mention.role is not Role.PULL:
        return None
    is_short = reference.implied_registry or reference.implied_namespace
    return reference.written(name=reference.name) if is_short else None


def with_digest(mention: Mention, document: Document, folder: Folder, registries: Registries) -> Answer:
    """The edit that writes today's digest of its tag to a mention, or the reasons why there is none."""
    by_tag = pinned_by_tag(mention)
    asked = mention.replace(resolved=str(by_tag)) if by_tag else mention
    registries.pins.ask([asked])
    text = registries.pins.text(asked)
    if text is None:
        return None, [f"`{mention.text}` is not pinned: {registries.pins.failure(asked) or 'there is no answer'}"]
    if text == mention.resolved:
        return None, [f"`{mention.text}` has the digest already that its tag now names"]
    edit = rewritten(mention, text, document, folder)
    return edit, [] if edit else [f"`{mention.text}` is not pinned: the file would have been read differently"]


def all_mended(document: Document, folder: Folder, pins: Pins | None) -> Answer:
    """The edit that mends all of a document that can be mended safely, as `mooring check --fix` does.

    Without pins nobody is asked, and what wants a digest stays. The texts say what stays, and why.
    """
    if folder.project is None:
        return None, []
    scanned = document.copy(folder.project)
    fixed = engine.fix(scanned, lambda _: folder.find(scanned), pins or _NoPins())
    reasons = [f"`{mention.text}` is not mended: {reason}" for mention, reason in fixed.refused]
    return edits.workspace_edit(document, scanned), reasons
