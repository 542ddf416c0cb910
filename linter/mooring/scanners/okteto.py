"""Okteto manifests: the images of development environments and tests, and those that are built.

Specification: https://www.okteto.com/docs/reference/okteto-manifest (`dev`, `deploy`, `destroy`, `test`, `build`), and
the manifests before it, which describe one development environment at the top level.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_PULLED = (
    "image",
    "initContainer.image",
    "services[].image",
    "dev.*.image",
    "dev.*.initContainer.image",
    "dev.*.services[].image",
    "deploy.image",
    "destroy.image",
    "test.*.image",
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a manifest."""
    from mooring.scanners import rows

    table: rows.Rows = [("build.*.image", rows.built), ("build.*.args", rows.arguments)]
    return rows.scan(source, "okteto", [*table, *((place, rows.pulled) for place in _PULLED)])
