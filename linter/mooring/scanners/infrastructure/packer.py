"""Packer templates: the images that its docker builder starts from, and those that post-processors name.

Specification: https://developer.hashicorp.com/packer/integrations/hashicorp/docker, in HCL and in the older JSON. The
images of other builders are machines'.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners import rows
from mooring.scanners.hcl.tree import tree_of, variables
from mooring.scanners.infrastructure.terraform import filled, known
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.yaml_tree import entries, get, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Part, Problem, Source

SCANNER = "packer"

_SOURCE = re.compile(rb"^[ \t]*source[ \t]+\"?(?:docker|podman)\"?|\"builders\"[ \t\r\n]*:", re.MULTILINE)
_USER = re.compile(r"\{\{\s*user\s+`(?P<name>[^`]*)`\s*\}\}")
_PULLED = ("docker", "podman")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a template."""
    tree = tree_of(source)
    if tree.problem and ".pkr." in source.path:
        yield tree.problem
    for root in tree.documents[:1]:
        places = Places(tree, SCANNER, variables=variables(tree.holes, known(root)))
        yield from settled([filled(places, one) for one in _blocks(places, root)], places)
        user = {name: (node.value, node) for name, node in items(get(root, "variables")) if is_scalar(node)}
        places = Places(tree, SCANNER, variables=Variables(_USER, user))
        yield from settled(_template(places, root), places)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a template with builders."""
    return _SOURCE.search(data) is not None


def _blocks(places: Places, root: Any) -> Iterator[Mention | Problem]:
    for builder in _PULLED:
        for where, block in find(root, f"source.{builder}.*", through_lists=True):
            yield from rows.read(places, block, (("image", rows.pulled),), where)
    for place in ("build.post-processor", "build.post-processors.post-processor"):
        for where, blocks in find(root, place, through_lists=True):
            for name, block in items(blocks):
                yield from _post_processor(places, name, block, f"{where}.{name}")


def _template(places: Places, root: Any) -> Iterator[Mention | Problem]:
    for where, builder in find(root, "builders[]"):
        if string(get(builder, "type")) in _PULLED:
            yield from rows.read(places, builder, (("image", rows.pulled),), where)
    for where, block in (*find(root, "post-processors[]"), *find(root, "post-processors[][]")):
        yield from _post_processor(places, string(get(block, "type")) or "", block, where)


def _post_processor(places: Places, name: str, block: Any, where: str) -> Iterator[Mention]:
    """What `docker-tag` and `docker-import` call what is built."""
    if name not in ("docker-tag", "docker-import"):
        return
    tags = get(block, "tags") if name == "docker-tag" else None
    choices = [*entries(tags), *([get(block, "tag")] if tags is None else [])]
    for tag in choices:
        parts: dict[Part, Any] = {"repository": get(block, "repository"), "tag": tag}
        yield from places.split(parts, where, role=Role.BUILD_OUTPUT, reason=rows.BUILT)
