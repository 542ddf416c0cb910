"""Projects of .NET that are published as containers, `*.csproj` and the files that MSBuild puts into them.

Specification: https://learn.microsoft.com/dotnet/core/containers/publish-configuration. Properties of the file itself
are filled in where `$(…)` uses them. `ContainerFamily` chooses a variant of the base image and names none.
"""

from __future__ import annotations

import re

from mooring import Role
from mooring.scanners import rows
from mooring.scanners.nodes import SCALAR, Node
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.xml_tree import XmlTree
from mooring.scanners.yaml_tree import get, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Part, Problem, Source

SCANNER = "dotnet"

_PROPERTY = re.compile(r"\$\((?P<name>\w+)\)")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the base image of a project, and the name of the image that it is published as."""
    tree = XmlTree(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents:
        groups = list(find(root, "Project.PropertyGroup", through_lists=True))
        values: dict[str, tuple[str, Any] | None] = {}
        for _, group in groups:
            for name, node in items(group):
                if is_scalar(node):
                    values[name] = None if name in values else ((string(node) or "").strip(), node)
        places = Places(tree, SCANNER, variables=Variables(_PROPERTY, values))
        yield from settled([found for where, group in groups for found in _group(places, group, where)], places)


def recognises(data: bytes) -> bool:
    """Whether a project says anything of a container."""
    return b"<Container" in data and b"<Project" in data


def _group(places: Places, group: Any, where: str) -> Iterator[Mention | Problem]:
    yield from rows.read(places, group, (("ContainerBaseImage", rows.pulled),), where, through_lists=True)
    name = get(group, "ContainerRepository") or get(group, "ContainerImageName")
    parts: dict[Part, Any] = {
        "registry": get(group, "ContainerRegistry"),
        "repository": name,
        "tag": get(group, "ContainerImageTag"),
    }
    if not is_scalar(name):
        return
    tags = get(group, "ContainerImageTags")
    texts = [tag.strip() for tag in (string(tags) or "").split(";") if tag.strip()]
    for tag in texts or [""]:
        several: dict[Part, Any] = {**parts, "tag": _one_of(tags, tag)} if tag else parts
        for mention in places.split(several, where, role=Role.BUILD_OUTPUT, reason=rows.BUILT):
            yield rows.known(mention)


def _one_of(node: Any, text: str) -> Node:
    """One of the texts that a scalar lists."""
    return Node(SCALAR, text, node.source, node.span, pieces=[(text.encode(), node.span)])
