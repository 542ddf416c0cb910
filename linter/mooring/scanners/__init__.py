"""Built-in pack 1: the formats that Mooring reads. Each is a module of its own; `catalogue` lists them.

A scanner's module is imported when the first file of its format is met.
"""

from __future__ import annotations

from mooring.scanners import catalogue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring import Definition, Scanner


def mooring_scanners() -> Iterator[Scanner]:
    """Hand over every built-in scanner; of two that take a path the first counts."""
    return catalogue.scanners()


def mooring_defined_scanners(definitions: Sequence[Definition]) -> Iterator[Scanner]:
    """Make scanners of what a policy defines."""
    from mooring.scanners import defined

    return defined.scanners(definitions)
