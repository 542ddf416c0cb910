"""Home Assistant's add-ons: the images that they are built from.

Specification: https://developers.home-assistant.io/docs/add-ons/configuration, `build.yaml`.
"""

from __future__ import annotations

import re

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "homeassistant"

_BUILD = re.compile(rb"^[ \t]*[\"']?build_from[\"']?[ \t]*:", re.MULTILINE)

_ROWS: rows.Rows = (
    ("build_from.*", rows.pulled),
    ("build_from", rows.pulled),
    ("args", rows.arguments),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes say what an add-on is built from."""
    return _BUILD.search(data) is not None
