"""What a document's references say: what Docker makes of the one pointed at, and the list of them all."""

from __future__ import annotations

from datetime import UTC, datetime

from lsprotocol import types

from mooring.cli.commands.explain import explained
from mooring.cli.commands.resolve import described
from mooring.model import Role
from mooring.reference import InvalidReference
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from mooring.lsp.session import Document, Folder
    from mooring.model import Mention


def mention_at(position: types.Position, document: Document) -> Mention | None:
    """The mention at a position that names an image; None where there is none."""
    offset = document.positions.offset(position)
    mention = next((one for one in document.mentions if one.span.start <= offset <= one.span.end), None)
    return None if mention is None or mention.role is Role.STAGE else mention


def shown(mention: Mention, facts: Mapping[str, Any] | None, place: types.Range, folder: Folder) -> types.Hover:
    """What there is to say of a mention; `facts` are what registries have said of its reference, if they have."""
    lines = [*_lines(mention, folder), *(_facts(facts) if facts else ())]
    text = f"```text\n{chr(10).join(lines)}\n```"
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), place)


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    """The registry's words, below what Docker makes of the reference."""
    _, *lines = described(dict(facts))
    yield ""
    for line in lines:
        age = _age(facts["created"]) if line.startswith("  created") else ""
        yield printable(f"{line}{age}")


def _age(created: str | None) -> str:
    """How long ago a time (RFC 3339) was, in days; nothing where it is not known."""
    try:
        days = (datetime.now(UTC) - datetime.fromisoformat(created or "")).days
    except (TypeError, ValueError):
        return ""
    return f" ({days} day{'' if days == 1 else 's'} ago)" if days >= 0 else ""


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
