"""pre-commit's configurations and hook definitions.

Specification: pre-commit's "Creating new hooks", `docker_image`: `entry` holds the image, its arguments and, before it,
options of `docker run`. Hooks of any other language name no image.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mooring.scanners.ci.reader import Reader
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, is_scalar, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_HOOKS = ("repos[].hooks[]", "[]")
_LANGUAGE = "docker_image"
_COMMAND = "docker run"


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a pre-commit file."""
    reader = Reader(source, "pre-commit")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        for place in _HOOKS:
            for where, hook in find(root, place):
                entry = get(hook, "entry")
                if string(get(hook, "language")) == _LANGUAGE and is_scalar(entry):
                    reader.command(_COMMAND, [(f"{where}.entry", entry)], quoted=False)
    yield from reader.finish()
