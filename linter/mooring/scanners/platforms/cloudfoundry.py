"""Cloud Foundry's application manifests: `docker.image`.

Specification: https://docs.cloudfoundry.org/devguide/deploy-apps/manifest-attributes.html.
"""

from __future__ import annotations

import re

from mooring.scanners import rows
from mooring.scanners.tables import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.tables import Places

SCANNER = "cloudfoundry"

_APPLICATIONS = re.compile(rb"^applications[ \t]*:", re.MULTILINE)
_DOCKER = re.compile(rb"\bdocker[ \t]*:")


def _image(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An image, in which `((name))` is a variable that the platform fills in."""
    for mention in places.reference(node, where):
        yield mention.replace(resolved=None, reason=UNKNOWN) if "((" in mention.text else mention


_ROWS: rows.Rows = (("applications[].docker.image", _image),)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a manifest of applications, one of which is an image."""
    return bool(_APPLICATIONS.search(data) and _DOCKER.search(data))
