"""File-based catalogs of the Operator Lifecycle Manager, and the templates that they are made from.

Specification: https://olm.operatorframework.io/docs/reference/file-based-catalogs (`olm.bundle`: `image`,
`relatedImages`) and https://olm.operatorframework.io/docs/reference/catalog-templates (basic and semver).
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_SCHEMA = re.compile(rb"(?:^[ \t]*|[{,]\s*)[\"']?[sS]chema[\"']?[ \t]*:[ \t]*[\"']?olm\.", re.MULTILINE)
_PLACES = (
    "image",
    "relatedImages[].image",
    "entries[].image",
    "entries[].relatedImages[].image",
    "*.bundles[].image",
    "*.Bundles[].Image",
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the image of every bundle, and those that it comes with."""
    from mooring.scanners import rows

    return rows.scan(source, "olm-catalog", [(place, rows.pulled) for place in _PLACES], by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes say that they are such a catalog's."""
    return _SCHEMA.search(data) is not None
