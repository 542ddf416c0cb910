"""Snakemake: the containers of rules.

By Snakemake's manual: `container:` (older: `singularity:`) of a rule or of the whole workflow, and `containerized:`.
Only an address that begins with `docker://` names an image of a registry. `shell:` is shell text.
"""

from __future__ import annotations

from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import SNAKEMAKE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "snakemake"

_CONTAINERS = ("container", "singularity", "containerized")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a workflow."""
    if b"docker" not in source.data and b"podman" not in source.data:
        return
    finder = Finder(source, SNAKEMAKE, SCANNER)
    tokens = finder.code.tokens
    for setting in finder.code.settings():
        if len(setting.path) != 1 or tokens[setting.first - 1].text != ":":
            continue
        if setting.path[0] in _CONTAINERS:
            finder.reference(setting.first, setting.last, setting.path[0], strip="docker://")
        elif setting.path[0] == "shell":
            finder.shell(setting.first, setting.last, "shell")
    yield from finder.found()
