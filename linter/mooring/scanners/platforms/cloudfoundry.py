"""Cloud Foundry's application manifests: `docker.image`.

Specification: https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html.
"""

from __future__ import annotations

import re

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "cloudfoundry"

_APPLICATIONS = re.compile(rb"^applications[ \t]*:", re.MULTILINE)
_DOCKER = re.compile(rb"\bdocker[ \t]*:")

_ROWS: rows.Rows = (("applications[].docker.image", rows.pulled),)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a manifest of applications, one of which is an image."""
    return bool(_APPLICATIONS.search(data) and _DOCKER.search(data))
