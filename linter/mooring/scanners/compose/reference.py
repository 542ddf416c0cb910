"""A mention out of a value: where the reference is used, where it stands literally, or why it must not be rewritten."""

from __future__ import annotations

from mooring import Mention, Role
from mooring.scanners.compose.interpolation import UNKNOWN
from mooring.scanners.tables import ESCAPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mooring.scanners.compose.interpolation import Interpolated
    from mooring.scanners.yaml_tree import Tree

SCANNER = "compose"
BROKEN = "a line break is part of the text"


class Use:
    """What a reference is for: the place's name, the image's role, why it must stay, and the platform asked for."""

    __slots__ = ("where", "role", "reason", "platform")

    def __init__(
        self, where: str, role: Role = Role.PULL, reason: str | None = None, platform: str | None = None
    ) -> None:
        self.where = where
        self.role = role
        self.reason = reason
        self.platform = platform


def mention(
    tree: Tree, node: Any, value: Interpolated, place: tuple[int, int], use: Use, *, hints: tuple[str, ...]
) -> Mention:
    """The mention of the reference that stands between two indexes of a scalar's interpolated text."""
    start, end = place
    at, literal = value.used(start, end), value.literal(start, end)
    used, exact = tree.place(node, *at)
    whole = used
    if literal not in (None, at):
        whole, exact = tree.place(node, *literal)
    text = value.text[start:end]
    return Mention(
        tree.source,
        used,
        None if UNKNOWN in text else text,
        scanner=SCANNER,
        where=use.where,
        role=use.role,
        parts={"whole": whole},
        reason=use.reason or why_fixed(value, start, end) or (None if exact else ESCAPED),
        platform=use.platform,
        hints=hints,
    )


def why_fixed(value: Interpolated, start: int, end: int) -> str | None:
    """Why a stretch of an interpolated text must not be rewritten; None where it is one literal line."""
    if "\n" in value.text[start:end]:
        return BROKEN
    if value.literal(start, end):
        return None
    pieces = value.covering(start, end)
    unknown = next((piece for piece in pieces if piece.text is None), None)
    if unknown is not None:
        name = f"`{unknown.variable}`" if unknown.variable else "a variable"
        return f"the value of {name} is not known before Compose runs"
    if len(pieces) == 1 and pieces[0].variable:
        return f"the value of `{pieces[0].variable}` comes from {pieces[0].origin}"
    if any(not piece.literal and piece.variable is None for piece in pieces):
        return "it holds an escaped `$`"
    return "a variable holds a part of the reference"
