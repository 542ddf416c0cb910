"""Bitbucket Pipelines.

Specification: Atlassian's "Docker image options", "Step options" and "Use pipes in Bitbucket Pipelines". Read are
`image` of the file, of steps and of services, as text or as mapping with `name`, `pipe: docker://…`, and the shell text
of `script` and `after-script`. The deployment environment of a step or a stage is a hint. Any other pipe names a
repository and its version, whose own metadata names the image, so it is no image.
"""

from __future__ import annotations

from mooring.scanners.ci.reader import IMAGE, SCRIPT, Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.hints import hints_of
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_FILE = (
    ("image", IMAGE),
    ("image.name", IMAGE),
    ("definitions.services.*.image", IMAGE),
    ("definitions.services.*.image.name", IMAGE),
)
_STEP = (("image", IMAGE), ("image.name", IMAGE), ("script", SCRIPT), ("after-script", SCRIPT))
_PIPE = "docker://"


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Bitbucket Pipelines file."""
    reader = Reader(source, "bitbucket-pipelines")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        reader.table(root, _FILE)
        for where, stage in find(root, "**.stage"):
            for below, step in find(stage, "**.step"):
                _step(reader, step, f"{where}.{below}", hints_of(string(get(stage, "deployment"))))
        for where, step in find(root, "**.step"):
            _step(reader, step, where, ())
    yield from reader.finish()


def _step(reader: Reader, step: Any, where: str, hints: tuple[str, ...]) -> None:
    hints = hints_of(string(get(step, "deployment"))) or hints
    reader.table(step, _STEP, below=where, hints=hints)
    for below, pipe in find(step, "**.pipe"):
        if (string(pipe) or "").strip().startswith(_PIPE):
            reader.image(pipe, f"{where}.{below}", strip=_PIPE, hints=hints)
