"""Drone, and Harness's Gitness, which reads the same files.

Specification: Drone's "Docker pipelines" and "Kubernetes pipelines" for every document of the kind `pipeline`, and the
format of Drone 0.8 for a file without kinds. Read are the images of steps and services, the shell text of `commands`,
and what plugins publish. Pipelines of the types `exec`, `ssh`, `digitalocean` and `macstadium` have machines and no
images. Starlark and Jsonnet are not read.
"""

from __future__ import annotations

from mooring.scanners.ci import plugins
from mooring.scanners.ci.filling import assignments, combined
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Drone file."""
    reader = Reader(source, "drone", plugins.BRACED)
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents:
        kind = string(get(root, "kind"))
        if kind not in (None, "pipeline"):
            continue
        own = assignments(get(root, "environment")) if kind else {}
        environments = combined([own], plugins.matrix(get(root, "matrix")))
        places = ("steps", "services") if kind else ("clone", "pipeline", "services")
        for key in places:
            for where, step in plugins.containers(get(root, key), key):
                plugins.step(reader, step, where, environments, settings="settings" if kind else "")
    yield from reader.finish()
