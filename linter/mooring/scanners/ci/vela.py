"""Vela.

Specification: Vela's "Steps", "Services", "Stages" and "Secrets" of the pipeline reference. Read are the images of
steps, services, the steps of stages and the `origin` of secrets, the shell text of `commands`, and what plugins
publish.
"""

from __future__ import annotations

from mooring.scanners.ci import plugins
from mooring.scanners.ci.filling import assignments
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_PLACES = ("steps[]", "services[]", "stages.*.steps[]", "secrets[].origin")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Vela file."""
    reader = Reader(source, "vela")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        environments = [assignments(get(root, "environment"))]
        for place in _PLACES:
            for where, step in find(root, place):
                plugins.step(reader, step, where, environments, settings="parameters")
    yield from reader.finish()
