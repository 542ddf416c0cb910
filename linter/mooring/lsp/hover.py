"""What a document's references say: what Docker makes of the one pointed at, and the list of them all."""

from __future__ import annotations

from lsprotocol import types

from mooring.cli.commands.explain import explained
from mooring.model import Role
from mooring.reference import InvalidReference
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.lsp.session import Document, Folder
    from mooring.model import Mention


def at(position: types.Position, document: Document, folder: Folder) -> types.Hover | None:
    """What there is to say of the reference at a position; None where there is none."""
    offset = document.positions.offset(position)
    mention = next((one for one in document.mentions if one.span.start <= offset <= one.span.end), None)
    if mention is None or mention.role is Role.STAGE:
        return None
    text = f"```text\n{chr(10).join(_lines(mention, folder))}\n```"
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), document.positions.range(mention.span))


def _lines(mention: Mention, folder: Folder) -> Iterator[str]:
    if mention.resolved is None:
        yield printable(mention.text)
        yield "  what it names is not known before the file is used"
    else:
        yield from explained(mention.resolved, mention.reference or InvalidReference(mention.malformed))
    yield f"  role        {mention.role.value}"
    environment = folder.project.policy.environment(mention) if folder.project else None
    if environment:
        yield f"  environment {environment}"


def symbols(document: Document) -> list[types.DocumentSymbol]:
    """The images of a document, each by its reference and the place in the file's own terms."""
    return [
        types.DocumentSymbol(
            printable(mention.resolved or mention.text) or "(empty)",
            types.SymbolKind.Object,
            place,
            place,
            detail=printable(mention.where),
        )
        for mention in document.mentions
        if mention.role is not Role.STAGE
        for place in [document.positions.range(mention.span)]
    ]
