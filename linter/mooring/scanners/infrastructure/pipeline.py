"""What AWS' and Google's deployments are told of images: CodePipeline's `imagedefinitions.json`, jobs of Batch.

Specification: AWS' "Image definitions file reference" and "JobDefinition", Google's `batch.v1` `Runnable.Container`.
"""

from __future__ import annotations

import re

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "batch"

_KEYS = re.compile(rb"\"(?:imageUri|ImageURI|containerProperties|nodeProperties|ecsProperties)\"[ \t]*:")

_ROWS: rows.Rows = (
    ("[].imageUri", rows.pulled),
    ("ImageURI", rows.pulled),
    ("containerProperties.image", rows.pulled),
    ("nodeProperties.nodeRangeProperties[].container.image", rows.pulled),
    ("ecsProperties.taskProperties[].containers[].image", rows.pulled),
    ("taskGroups[].taskSpec.runnables[].container.imageUri", rows.pulled),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes have one of the keys that name images."""
    return _KEYS.search(data) is not None
