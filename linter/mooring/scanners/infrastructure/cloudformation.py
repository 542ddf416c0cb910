"""AWS CloudFormation and SAM templates, in YAML and in JSON.

Specification: AWS' "CloudFormation Template Reference": the resource types and the intrinsic functions.
`cloudformation_places` says which properties hold images. Parameters have their defaults; `Ref`, `Sub`, `Join`, `If`
and `FindInMap` are followed, each branch of an `If` being one image. The images of CodeBuild itself are in no registry.
"""

from __future__ import annotations

import re

from mooring import Mention
from mooring.scanners import rows, trees
from mooring.scanners.infrastructure.cloudformation_places import NAMED, PROPERTIES, SCRIPTS
from mooring.scanners.infrastructure.intrinsics import Template, function
from mooring.scanners.infrastructure.naming import is_tagged
from mooring.scanners.likely import is_likely
from mooring.scanners.tables import Places, find, settled
from mooring.scanners.yaml_tree import get, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mooring import Problem, Source

SCANNER = "cloudformation"

_VERSION = re.compile(rb"[\"']?AWSTemplateFormatVersion[\"']?\s*:|AWS::Serverless-2016-10-31")
_RESOURCES = re.compile(rb"^[\"']?Resources[\"']?\s*:|\"Resources\"\s*:", re.MULTILINE)
_TYPE = re.compile(rb"[\"']?Type[\"']?\s*:\s*[\"']?AWS::\w+::")
_IMAGE = re.compile(r"image(?:uri|url|name|ref)?$", re.IGNORECASE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a template."""
    tree = trees.of(source)
    for root in tree.documents[:1]:
        places = Places(tree, SCANNER)
        yield from settled(template(places, root), places)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a template: its version, or resources of AWS' types."""
    return bool(_VERSION.search(data) or (_RESOURCES.search(data) and _TYPE.search(data)))


def template(places: Places, root: Any, where: str = "") -> Iterator[Mention | Problem]:
    """Yield every image reference of a template that is part of a tree."""
    prefix = f"{where}." if where else ""
    values = Template(places, root)
    found: list[Mention | Problem] = []
    for at, resource in find(root, "Resources.*"):
        type_ = string(get(resource, "Type")) or ""
        for path in PROPERTIES.get(type_, ()):
            for place, node in _reach(get(resource, "Properties"), path.split("."), f"{prefix}{at}.Properties"):
                found += values.images(node, place)
        for path in SCRIPTS.get(type_, ()):
            for place, node in _reach(get(resource, "Properties"), path.split("."), f"{prefix}{at}.Properties"):
                found += _script(places, node, place, values.known)
        for name, node in items(get(resource, "Properties", "Parameters")) if type_ in NAMED else ():
            if _IMAGE.search(name) and is_likely(string(node) or ""):
                found += values.images(node, f"{prefix}{at}.Properties.Parameters.{name}")
    yield from found
    written = {part for one in found if isinstance(one, Mention) for part in one.parts.values()}
    for at, node in find(root, "Parameters.*.Default"):
        text = string(node) or ""
        if _IMAGE.search(at.split(".")[1]) and is_tagged(text):
            for mention in places.reference(node, prefix + at):
                if mention.parts["whole"] not in written:
                    yield mention


def _reach(node: Any, path: Sequence[str], where: str) -> Iterator[tuple[str, Any]]:
    """The nodes at a path of keys; lists on the way, and the choices of an `If`, stand for each of their items."""
    pending = [(node, 0, where)]
    seen: set[tuple[int, int]] = set()
    while pending:
        node, at, where = pending.pop()
        if (id(node), at) in seen:
            continue
        seen.add((id(node), at))
        name, given = function(node)
        if at == len(path):
            yield where, node
        elif is_sequence(node):
            pending += [(one, at, f"{where}[{index}]") for index, one in reversed(list(enumerate(node.value)))]
        elif name == "If":
            pending.append((given, at, where))
        elif (inner := get(node, path[at])) is not None:
            pending.append((inner, at + 1, f"{where}.{path[at]}"))


def _script(places: Places, node: Any, where: str, given: dict[str, str]) -> Iterator[Mention | Problem]:
    """A shell script, such as the data given to a machine; in a `Sub` the parameters are its variables."""
    name, inner = function(node)
    if name == "Base64" and inner is not node:
        yield from _script(places, inner, where, given)
        return
    text = inner.value[0] if name == "Sub" and is_sequence(inner) and inner.value else inner
    if is_scalar(text) and name in ("", "Sub", "Base64"):
        for found in places.shell(text, where, given=given if name == "Sub" else None):
            yield rows.known(found) if isinstance(found, Mention) else found
