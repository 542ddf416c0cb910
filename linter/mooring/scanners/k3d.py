"""k3d's cluster configuration: the image of the nodes, and the one of the registry that it makes.

Specification: https://k3d.io/stable/usage/configfile (`k3d.io/v1alpha5`, kind Simple). k3d fills in variables of the
environment before it reads the file; `stable`, `latest` and `+channel` choose a release of k3s and name no image.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.tables import Places

_VERSION = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?apiVersion[\"']?[ \t]*:[ \t]*[\"']?k3d\.io/", re.MULTILINE)
_CHANNEL = re.compile(r"stable|latest|\+.*", re.DOTALL)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the images of the nodes and of the registry."""
    from mooring.scanners import rows

    return rows.scan(source, "k3d", [("image", _nodes), ("registries.create.image", rows.pulled)], by_path=False)


def _nodes(places: Places, node: Any, where: str) -> Iterator[Mention]:
    from mooring.scanners.yaml_tree import string

    if not _CHANNEL.fullmatch((string(node) or "").strip()):
        yield from places.reference(node, where)


def recognises(data: bytes) -> bool:
    """Whether the bytes say that they are k3d's."""
    return _VERSION.search(data) is not None
