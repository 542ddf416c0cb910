"""Garden: the images of actions and modules, and of the manifests and values of charts that they give.

Specification: https://docs.garden.io/reference (actions of the kinds Build, Deploy, Run and Test, modules). The name
that a module gives beside a Dockerfile is the one of what is built.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of the actions and modules in a file."""
    from mooring.scanners import rows
    from mooring.scanners.kubernetes import charts

    builds = source.beside("Dockerfile") is not None
    table = (
        ("image", rows.built if builds else rows.pulled),
        ("spec.image", rows.pulled),
        ("spec.localId", rows.built),
        ("spec.publishId", rows.built),
        ("spec.buildArgs", rows.arguments),
        ("spec.manifests[]", rows.manifest),
        ("manifests[]", rows.manifest),
        ("spec.values", charts.values),
        ("values", charts.values),
    )
    return rows.scan(source, "garden", table)
