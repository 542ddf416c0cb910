"""Fly.io's `fly.toml`: the image that is deployed, or the builder that makes one.

Specification: https://fly.io/docs/reference/configuration.
"""

from __future__ import annotations

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "fly"

_ROWS: rows.Rows = (
    ("build.image", rows.pulled),
    ("build.builder", rows.pulled),
    ("build.buildpacks[]", rows.likely),
    ("build.args", rows.arguments),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS)
