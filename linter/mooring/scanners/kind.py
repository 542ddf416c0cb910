"""kind's cluster configuration: the image of each node.

Specification: https://kind.sigs.k8s.io/docs/user/configuration (`kind.x-k8s.io/v1alpha4`, `nodes[].image`).
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_VERSION = re.compile(
    rb"^(?:\xef\xbb\xbf)?[\"']?apiVersion[\"']?[ \t]*:[ \t]*[\"']?kind\.(?:x-k8s\.io|sigs\.k8s\.io)/", re.MULTILINE
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the image of every node."""
    from mooring.scanners import rows

    return rows.scan(source, "kind", [("nodes[].image", rows.pulled)], by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes say that they are kind's."""
    return _VERSION.search(data) is not None
