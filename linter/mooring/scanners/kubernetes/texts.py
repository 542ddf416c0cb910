"""The texts of a ConfigMap or Secret that are no manifests and have images all the same: pieces and templates of such.

Istio's injection templates and the plugins of Argo Workflows are such texts. Of YAML, or what a template makes of it,
the containers are read, and the items of other lists that have a name and an image with a tag or digest.
"""

from __future__ import annotations

import re
from functools import partial

from mooring.scanners.ci.tolerance import has_tags
from mooring.scanners.kubernetes.readings import likely, manifest, sure
from mooring.scanners.tables import Places, find
from mooring.scanners.templates.masking import Template
from mooring.scanners.templates.reading import read
from mooring.scanners.yaml_tree import Tree, get, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_IMAGE = re.compile(r"^[ \t]*(?:-[ \t]+)*[\"']?image[\"']?[ \t]*:", re.MULTILINE)
_IN_CONTAINER = re.compile(r"(?:^|.*\.)(?:c|initC|ephemeralC)ontainers\[\d+\]")
_NESTED_AT_MOST = 4


def text(places: Places, node: Any, where: str, depth: int = 0) -> Iterator[Mention | Problem]:
    """A text that is a manifest itself, or has pieces of some."""
    found = list(manifest(places, node, where))
    yield from found
    if not found and depth < _NESTED_AT_MOST and _IMAGE.search(string(node) or ""):
        yield from places.lent(node, partial(_scan, depth=depth), where)


def _scan(source: Source, depth: int) -> Iterator[Mention | Problem]:
    tree = Tree(source)
    if has_tags(source.data):
        yield from read(source, Template(source.data, variables=False), lambda made: _pieces(Tree(made)))
    else:
        yield from _pieces(tree)
    places = Places(tree, "kubernetes")
    for document in tree.documents if tree.problem is None else ():
        for where, node in _blocks(document):
            yield from text(places, node, where, depth + 1)


def _pieces(tree: Tree) -> Iterator[Mention]:
    """The images of the items of lists in a text that is YAML."""
    places = Places(tree, "kubernetes")
    for document in tree.documents if tree.problem is None else ():
        for where, item in _named(document):
            image, at = get(item, "image"), f"{where}.image"
            if _IN_CONTAINER.fullmatch(where):
                yield from sure(places, image, at)
            else:
                found = likely(places, image, at)
                yield from (one for one in found if one.reference and not one.reference.implied_tag)


def _named(document: Any) -> Iterator[tuple[str, Any]]:
    """The items of lists that have a name and an image."""
    for where, item in find(document, "**[]"):
        if get(item, "image") is not None and get(item, "name") is not None:
            yield where, item


def _blocks(root: Any) -> Iterator[tuple[str, Any]]:
    """The block scalars of a document, each with where it is."""
    for where, node in find(root, "**"):
        if is_scalar(node) and node.style == "|":
            yield where, node
