"""SkyPilot's tasks and Ray's clusters: the containers that they run in.

Specification: https://docs.skypilot.co/en/latest/reference/yaml-spec.html, `image_id` with `docker:` before the image,
and https://docs.ray.io/en/latest/cluster/vms/references/ray-cluster-configuration.html, `docker`.
"""

from __future__ import annotations

import re

from mooring.scanners import rows
from mooring.scanners.yaml_tree import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.tables import Places

SCANNER = "skypilot"

_TASK = re.compile(rb"^resources[ \t]*:|^docker[ \t]*:", re.MULTILINE)
_IMAGE = re.compile(rb"\bimage_id[ \t]*:[ \t]*[\"']?docker:|^[ \t]+(?:head_|worker_)?image[ \t]*:", re.MULTILINE)
_OF_CLUSTER = re.compile(rb"\bimage_id[ \t]*:|^(?:cluster_name|provider)[ \t]*:", re.MULTILINE)


def _image_id(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An image of a container, `docker:image`, and no machine's."""
    if (string(node) or "").startswith("docker:"):
        yield from places.reference(node, where, strip="docker:")


_ROWS: rows.Rows = (
    ("resources.image_id", _image_id),
    ("resources.any_of[].image_id", _image_id),
    ("resources.ordered[].image_id", _image_id),
    ("docker.image", rows.pulled),
    ("docker.head_image", rows.pulled),
    ("docker.worker_image", rows.pulled),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a task, or like a cluster's configuration, with a container."""
    return bool(_TASK.search(data) and _IMAGE.search(data) and _OF_CLUSTER.search(data))
