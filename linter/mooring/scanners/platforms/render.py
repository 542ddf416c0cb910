"""Render's blueprint, `render.yaml`: services that run an image which is built elsewhere.

Specification: https://render.com/docs/blueprint-spec.
"""

from __future__ import annotations

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "render"

_ROWS: rows.Rows = (
    ("services[].image.url", rows.pulled),
    ("projects[].environments[].services[].image.url", rows.pulled),
    ("previews.services[].image.url", rows.pulled),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS)
