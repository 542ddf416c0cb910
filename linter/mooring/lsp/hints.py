"""Inlay hints: what a reference with variables comes to."""

from __future__ import annotations

from lsprotocol import types

from mooring.model import Role
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.lsp.session import Document
    from mooring.text import Span

MOST_SHOWN = 3


def in_range(span: Span, document: Document) -> list[types.InlayHint]:
    """A hint behind each reference within a span whose text is not what it names: `FROM ${BASE}:${TAG}`.

    Where it names several images, as those of a matrix, the first are shown.
    """
    meant: dict[Span, list[str]] = {}
    for mention in document.mentions:
        if mention.role is Role.STAGE or not (span.start <= mention.span.end <= span.end):
            continue
        if mention.resolved is not None and mention.resolved != mention.text:
            meant.setdefault(mention.span, []).append(printable(mention.resolved))
    return [
        types.InlayHint(
            document.positions.position(place.end),
            f"= {', '.join(texts[:MOST_SHOWN])}{' …' if len(texts) > MOST_SHOWN else ''}",
            tooltip="\n".join(texts) if len(texts) > MOST_SHOWN else None,
            padding_left=True,
        )
        for place, texts in meant.items()
    ]
