"""Amazon ECS: task definitions, lists of containers, in JSON and YAML, and Elastic Beanstalk's `Dockerrun.aws.json`.

Specification: AWS' "Amazon ECS task definition parameters" and "Dockerrun.aws.json".
"""

from __future__ import annotations

import re

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "ecs"

_DEFINITIONS = re.compile(rb"[\"']?containerDefinitions[\"']?\s*:|\"AWSEBDockerrunVersion\"")
_CONTAINERS = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_OF_CONTAINER = re.compile(rb"\"(?:essential|portMappings|mountPoints|logConfiguration|memoryReservation)\"\s*:")

_ROWS: rows.Rows = (
    ("containerDefinitions[].image", rows.pulled),
    ("taskDefinition.containerDefinitions[].image", rows.pulled),
    ("[].containerDefinitions[].image", rows.pulled),
    ("[].image", rows.pulled),
    ("Image.Name", rows.pulled),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a task definition."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a task definition, or like the list of containers of one."""
    if _DEFINITIONS.search(data):
        return True
    return _CONTAINERS.match(data) is not None and b'"image"' in data and _OF_CONTAINER.search(data) is not None
