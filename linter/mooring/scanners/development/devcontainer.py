"""Dev containers: `devcontainer.json`, and the `devcontainer-feature.json` of features.

Specification: https://containers.dev/implementors/json_reference and `spec/` of devcontainers/spec. Read are the image,
the caches and arguments of a build, and the commands that the tool runs. Features are OCI artifacts and no images, and
are never pinned; those that are a folder, an archive's address or a name without a registry are none.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.yaml_tree import is_mapping, is_sequence, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "devcontainer"

_VARIABLES = Variables(re.compile(r"\$\{localEnv:(?P<name>\w+)(?::(?P<default>[^}]*))?\}"), {})
_FEATURE = re.compile(r"[a-z0-9][a-z0-9.-]*(?::[0-9]+)?/[^:@\s]+(?::[\w.-]+|@sha256:[0-9a-f]+)?")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image and every feature of a dev container."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    places = Places(tree, SCANNER, variables=_VARIABLES)
    for root in tree.documents[:1]:
        yield from settled([*rows.read(places, root, _ROWS), *_features(places, root)])


def _command(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A lifecycle command: a line, a list of words, or several of them by name."""
    if is_sequence(node):
        yield from places.argv(node.value, where)
    elif is_mapping(node):
        for name, one in items(node):
            yield from (
                places.argv(one.value, f"{where}.{name}") if is_sequence(one) else places.shell(one, f"{where}.{name}")
            )
    else:
        yield from places.shell(node, where)


def _features(places: Places, root: Any) -> Iterator[Mention]:
    for name in ("features", "dependsOn"):
        for where, features in find(root, name):
            for key, _ in features.value if is_mapping(features) else ():
                if _FEATURE.fullmatch(key.value) and "." in key.value.partition("/")[0]:
                    yield from rows.artifact(places, key, where)


_ROWS: rows.Rows = (
    ("image", rows.pulled),
    ("build.cacheFrom", rows.cached),
    ("build.cacheFrom[]", rows.cached),
    ("build.args", rows.arguments),
    ("initializeCommand", _command),
    ("onCreateCommand", _command),
    ("updateContentCommand", _command),
    ("postCreateCommand", _command),
    ("postStartCommand", _command),
    ("postAttachCommand", _command),
)
