"""batect's `batect.yml` and bundles: the containers of a development environment.

Specification: https://github.com/batect/batect/tree/main/docs, the reference of the configuration.
"""

from __future__ import annotations

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "batect"

_ROWS: rows.Rows = (
    ("containers.*.image", rows.pulled),
    ("containers.*.build_args", rows.arguments),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS)
