"""Woodpecker, and Crow, which reads the same files under another name.

Specification: Woodpecker's "Workflow syntax", "Matrix workflows" and "Services", and Crow's own pages on them. Read are
the images of `steps`, `services`, `clone` and the older `pipeline`, each a list or a mapping, the shell text of
`commands`, and what plugins publish. `${NAME}` has the values of the matrix.
"""

from __future__ import annotations

from mooring.scanners.ci import plugins
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.yaml_tree import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_PLACES = ("clone", "steps", "pipeline", "services")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Woodpecker file."""
    yield from read(source, "woodpecker")


def read(source: Source, scanner: str) -> Iterator[Mention | Problem]:
    """Yield every image reference of a workflow, in the name of a scanner."""
    reader = Reader(source, scanner, plugins.BRACED)
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents:
        environments = plugins.matrix(get(root, "matrix"))
        for key in _PLACES:
            for where, step in plugins.containers(get(root, key), key):
                plugins.step(reader, step, where, environments)
    yield from reader.finish()
