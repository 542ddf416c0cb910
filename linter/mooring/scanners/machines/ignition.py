"""Ignition and Butane: the images that the units and files of a machine name.

Specifications: https://coreos.github.io/butane/specs, https://coreos.github.io/ignition/specs. Read are the contents of
units and of what is dropped in beside them, also Quadlet's, and of files that are given inline; of `data:` URLs
nothing.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.machines.cloud_init import written
from mooring.scanners.tables import Places, settled
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "ignition"

_BUTANE = re.compile(rb"^variant:[ \t]*[\"']?(?:fcos|flatcar|openshift|r4e|fiot|rhcos)\b", re.MULTILINE)
_IGNITION = re.compile(rb"\"ignition\"\s*:\s*\{")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of the units and files of a configuration."""
    tree = trees.of(source)
    places = Places(tree, SCANNER)
    yield from settled(found for root in tree.documents[:1] for found in rows.read(places, root, _ROWS))


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a Butane or Ignition configuration."""
    return _BUTANE.search(data) is not None or _IGNITION.search(data) is not None


def _unit(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    name = string(get(node, "name")) or ""
    for key in ("contents", "inline"):
        yield from written(places, name, get(node, key), f"{where}.{key}")


def _drop_in(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    yield from written(places, "x.service", get(node, "contents"), f"{where}.contents")


def _file(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    path = string(get(node, "path")) or ""
    yield from written(places, path, get(node, "contents", "inline"), f"{where}.contents.inline")


_ROWS: rows.Rows = (
    ("systemd.units[]", _unit),
    ("systemd.units[].dropins[]", _drop_in),
    ("quadlets[]", _unit),
    ("storage.files[]", _file),
)
