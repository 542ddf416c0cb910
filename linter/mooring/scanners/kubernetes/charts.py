"""Values of Helm charts as other objects give them: as a mapping, as a text, or as Argo CD's list of parameters."""

from __future__ import annotations

from mooring.scanners import rows
from mooring.scanners.tables import Places
from mooring.scanners.yaml_tree import Tree, entries, get, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention


def values(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The images of a mapping of values."""
    from mooring.scanners.helm.values import values as read

    yield from read(places, node, where)


def values_text(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The images of values that are written as a text."""
    if not is_scalar(node):
        return
    tree = Tree(places.tree.embed(node))
    inner = Places(tree, places.scanner, hints=places.hints)
    for document in tree.documents:
        for mention in values(inner, document, ""):
            yield mention.lift().replace(where=f"{where}: {mention.where}")


def parameters(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The images of a list of parameters, `image.tag` and the like."""
    from mooring.scanners.helm.values import settings

    given = ((string(get(parameter, "name")) or "", get(parameter, "value")) for parameter in entries(node))
    yield from map(rows.known, settings(places, given, where))
