"""The parts of images that a mapping of values names, each image's apart."""

from __future__ import annotations

from mooring.scanners.helm.keys import meaning
from mooring.scanners.yaml_tree import is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from mooring import Part

    Pairs = Iterable[tuple[str, Any]]


class Parts:
    """What a mapping says of one image: the nodes of its parts by their meaning, and texts that are lent to it.

    `which` are the words that tell it from others in the mapping, `says_image` whether a key has the word `image`;
    `keys` are those of the parts, `nulls` the nodes of nulls that a digest may take the place of. `is_odd` where a part
    is a list or a mapping. `around` are the parts of the mapping about images that this one stands in, if any.
    """

    __slots__ = ("which", "own", "lent", "keys", "says_image", "nulls", "is_odd", "around")

    def __init__(self, which: tuple[str, ...]) -> None:
        self.which = which
        self.own: dict[str, Any] = {}
        self.lent: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.says_image = False
        self.nulls: dict[Part, Any] = {}
        self.is_odd = False
        self.around: Parts | None = None

    def text(self, part: str) -> str:
        """The text of a part, "" for one that is not there."""
        return self.own_text(part) if part in self.own else self.lent.get(part, "")

    def own_text(self, part: str) -> str:
        """The text that the mapping itself has for a part."""
        return (string(self.own.get(part)) or "").strip()

    def has(self, *parts: str) -> bool:
        """Whether one of these parts is there, be it empty."""
        return any(part in self.own or part in self.lent for part in parts)


def is_null(node: Any) -> bool:
    """Whether a node is a null that is written out."""
    return is_scalar(node) and not node.style and string(node) in ("null", "~", "Null", "NULL")


def parts_by_image(pairs: Pairs, lent: Pairs) -> list[Parts]:
    """The parts of each image that the keys of a mapping name; `lent` are the pairs that it is laid over."""
    found: dict[tuple[str, ...], Parts] = {}
    for key, node in pairs:
        means = meaning(key)
        if means is None or (is_null(node) and means.part not in ("digest", "hex")):
            continue
        parts = found.setdefault(means.which, Parts(means.which))
        if is_null(node):
            parts.nulls["digest" if means.part == "digest" else "hex"] = node
        elif not is_scalar(node):
            parts.is_odd = parts.is_odd or means.part in ("tag", "repository")
        elif means.part not in parts.own or means.says_image:
            parts.own[means.part] = node
            parts.keys[means.part] = key
            parts.says_image = parts.says_image or means.says_image
    for key, node in lent:
        means = meaning(key)
        if means and means.which in found and is_scalar(node) and not is_null(node):
            found[means.which].lent.setdefault(means.part, (string(node) or "").strip())
            found[means.which].says_image = found[means.which].says_image or means.says_image
    return [parts for parts in found.values() if parts.own and not parts.is_odd]
