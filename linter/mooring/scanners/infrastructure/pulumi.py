"""Pulumi programs in YAML, `Pulumi.yaml`.

Specification: https://www.pulumi.com/docs/iac/languages-sdks/yaml and the schemas of the providers. Values of the
file's `config` and of its `variables` that are literal are filled in.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.yaml_tree import get, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "pulumi"

_USE = re.compile(r"\$\{(?P<name>[\w:.\[\]\"-]+)\}")
_CONTAINERS: rows.Rows = (
    ("**.containers[].image", rows.pulled),
    ("**.initContainers[].image", rows.pulled),
    ("**.container.image", rows.pulled),
    ("**.containers.*.image", rows.pulled),
)
_BUILD: rows.Rows = (
    ("imageName", rows.built),
    ("tags[]", rows.built),
    ("build.args", rows.arguments),
    ("buildArgs", rows.arguments),
)
_TYPES: tuple[tuple[str, rows.Rows], ...] = (
    (r"docker:(?:index/\w+:)?RemoteImage", (("name", rows.pulled),)),
    (r"docker:(?:index/\w+:)?Container", (("image", rows.pulled),)),
    (r"docker:(?:index/\w+:)?Service", (("taskSpec.containerSpec.image", rows.pulled),)),
    (r"docker(?:-build)?:(?:index/?\w*:)?Image", _BUILD),
    (r"kubernetes:.*", (*_CONTAINERS, ("**.volumes[].image.reference", rows.pulled))),
    (r"(?:awsx|aws|gcp|azure|azure-native|google-native):.*", (*_CONTAINERS, ("imageUri", rows.pulled))),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a program."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        places = Places(tree, SCANNER, variables=Variables(_USE, dict(_values(root))))
        found: list[Mention | Problem] = []
        for where, resource in find(root, "resources.*"):
            type_ = string(get(resource, "type")) or ""
            table = next((table for pattern, table in _TYPES if re.fullmatch(pattern, type_)), ())
            found += rows.read(places, get(resource, "properties"), table, f"{where}.properties")
        yield from settled(found, places)


def _values(root: Any) -> Iterator[tuple[str, tuple[str, Any]]]:
    for place in ("config", "configuration"):
        for name, node in items(get(root, place)):
            value = get(node, "default") or get(node, "value") or node
            if is_scalar(value):
                yield name, (value.value, value)
    for name, node in items(get(root, "variables")):
        if is_scalar(node):
            yield name, (node.value, node)
