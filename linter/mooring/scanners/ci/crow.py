"""Crow CI, whose files are those of Woodpecker; see there."""

from __future__ import annotations

from mooring.scanners.ci import woodpecker
from mooring.scanners.ci.tolerance import tolerant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Crow file."""
    yield from woodpecker.read(source, "crow")
