"""Steps of the CI systems that descend from Drone, and what their plugins publish."""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import NOWHERE, Syntax, assignments, combined, products
from mooring.scanners.ci.reader import CACHE, OUTPUT
from mooring.scanners.ci.texts import lines
from mooring.scanners.yaml_tree import get, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mooring.scanners.ci.filling import Environment
    from mooring.scanners.ci.reader import Reader

BRACED = Syntax(re.compile(r"\$\{(?P<name>\w+)\}|\$+\{[^{}\n]*\}|\$+\w+"), lambda use: use["name"])
"""`${NAME}`, replaced in the file before it is read; `$NAME` and what is done to a value are left to the run."""

_PUBLISHES = re.compile(r"docker|buildx|kaniko|/(?:ecr|gcr|gar|acr)\b")
_SETTINGS = (("repo", OUTPUT), ("cache_from", CACHE), ("cache_repo", CACHE), ("cache_images", CACHE))


def containers(node: Any, where: str) -> Iterator[tuple[str, Any]]:
    """The steps or services of a list, or of a mapping by name."""
    if is_sequence(node):
        for index, each in enumerate(node.value):
            yield f"{where}[{index}]", each
    else:
        for name, each in items(node):
            yield f"{where}.{name}", each


def matrix(node: Any) -> list[Environment]:
    """The environments of a matrix: the combinations under `include`, or those of all values of all names."""
    include = get(node, "include")
    if is_sequence(include):
        return [one for entry in include.value for one in products(entry)]
    return products(node)


def step(
    reader: Reader,
    node: Any,
    where: str,
    environments: Sequence[Environment] = (NOWHERE,),
    *,
    settings: str = "settings",
) -> None:
    """Read a step or a service: its image, its commands, and what a plugin that builds images is told.

    `settings` is the key under which a plugin is told so, "" where that is the step itself.
    """
    image = get(node, "image")
    reader.image(image, f"{where}.image", environments)
    own = assignments(get(node, "environment"))
    inner = combined(environments, [own]) if own else environments
    reader.script(get(node, "commands"), f"{where}.commands", inner)
    if _PUBLISHES.search(string(image) or ""):
        given, below = (get(node, settings), f"{where}.{settings}") if settings else (node, where)
        for name, use in _SETTINGS:
            for place, each in lines(get(given, name), f"{below}.{name}"):
                if "=" not in (string(each) or ""):
                    reader.image(each, place, environments, kind=use, several=True, pushed=use == OUTPUT)
