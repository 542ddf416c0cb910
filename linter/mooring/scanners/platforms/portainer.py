"""Portainer's application templates: the images of containers.

Specification: https://docs.portainer.io/advanced/app-templates/format. Templates of stacks are files of their own.
"""

from __future__ import annotations

import re

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "portainer"

_TEMPLATES = re.compile(rb"\"templates\"\s*:\s*\[")
_TITLED = re.compile(rb"\"(?:title|administrator_only)\"[ \t]*:")

_ROWS: rows.Rows = (("templates[].image", rows.pulled),)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS, by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a list of templates."""
    return bool(_TEMPLATES.search(data) and _TITLED.search(data))
