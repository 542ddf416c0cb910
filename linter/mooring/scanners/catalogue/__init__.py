"""The built-in formats, a module a family: which files each scanner takes, and an example of one."""

from __future__ import annotations

from mooring.scanners.catalogue import ci, code, docker, helm, infrastructure, kubernetes, tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Scanner


def scanners() -> Iterator[Scanner]:
    """Hand over every scanner; of two that take a path the first counts."""
    for family in (docker, helm, kubernetes, ci, infrastructure, code, tasks):
        yield from family.scanners()
