"""Devfiles: the containers of a development environment, `devfile.yaml`.

Specification: https://devfile.io/docs/2.3.0/devfile-schema. Variables of the file itself are filled in.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.tables import Places, Variables, settled
from mooring.scanners.yaml_tree import get, is_scalar, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "devfile"

_VARIABLE = re.compile(r"\{\{\s*(?P<name>[\w-]+)\s*\}\}")
_ROWS: rows.Rows = (
    ("components[].container.image", rows.pulled),
    ("components[].image.imageName", rows.built),
    ("components[].kubernetes.inlined", rows.manifest),
    ("components[].openshift.inlined", rows.manifest),
    ("parent.components[].container.image", rows.pulled),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a devfile."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        values = {name: (node.value, node) for name, node in items(get(root, "variables")) if is_scalar(node)}
        places = Places(tree, SCANNER, variables=Variables(_VARIABLE, values))
        yield from settled(rows.read(places, root, _ROWS), places)
