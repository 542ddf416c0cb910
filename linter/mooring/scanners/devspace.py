"""DevSpace: the images that it builds, those that it builds with, and those of development containers and deployments.

Specification: https://www.devspace.sh/docs/configuration/reference (`devspace.yaml`, v2beta1). Variables with a value
or a default in the file are filled in.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.rows import Rows
    from mooring.scanners.tables import Variables

_USE = re.compile(r"\$!?\{(?P<name>[^{}]*)\}")
_PULLED = (
    "images.*.kaniko.image",
    "images.*.kaniko.initImage",
    "images.*.buildKit.inCluster.image",
    "dev.*.devImage",
    "dev.*.containers.*.devImage",
    "localRegistry.image",
    "localRegistry.buildKitImage",
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a configuration."""
    from mooring.scanners import rows, trees
    from mooring.scanners.tables import Places, settled

    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    for document in tree.documents:
        places = Places(tree, "devspace", variables=_variables(document))
        yield from settled(rows.read(places, document, _table()))


def _table() -> Rows:
    from mooring.scanners import rows
    from mooring.scanners.kubernetes import charts, readings

    return (
        ("images.*.image", rows.built),
        ("images.*.buildArgs", rows.arguments),
        *((place, rows.pulled) for place in _PULLED),
        ("deployments.*.helm.values", charts.values),
        ("deployments.*.kubectl.inlineManifest", readings.manifest),
    )


def _variables(document: Any) -> Variables:
    from mooring.scanners.tables import Variables
    from mooring.scanners.yaml_tree import entries, get, is_mapping, items, string

    listed = get(document, "vars")
    named = list(items(listed)) or [(string(get(one, "name")) or "", one) for one in entries(listed)]
    values: dict[str, tuple[str, Any] | None] = {}
    for name, given in named:
        node = (get(given, "value") or get(given, "default")) if is_mapping(given) else given
        text = string(node)
        values[name] = None if text is None or "$(" in text else (text, node)
    return Variables(_USE, values)
