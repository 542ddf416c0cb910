"""The images of masked manifests and of pieces of them, such as the named templates of a chart."""

from __future__ import annotations

import re

from mooring.scanners import kubernetes, yaml_tree
from mooring.scanners.likely import is_likely
from mooring.scanners.tables import Places, find
from mooring.scanners.templates import SCANNER, lines
from mooring.scanners.yaml_tree import get, is_mapping, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_CONTAINER = re.compile(r"(?:^|.*[cC]ontainer(?:s|Definitions))\[\d+\]\.image")
_HAS_CONTAINERS = re.compile(rb"[cC]ontainer(?:s|Definitions)[\"']?[ \t]*:")
_BARE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")


def manifests(source: Source, scanner: str = SCANNER) -> Iterator[Mention | Problem]:
    """The mentions of YAML documents that are manifests, or pieces of such; by lines where it is no YAML."""
    tree = yaml_tree.Tree(source)
    yield from kubernetes.scan_tree(tree, scanner)
    places = Places(tree, scanner)
    for document in tree.documents:
        if not is_manifest(document):
            for where, node in find(document, "**.image"):
                if _names_image((string(node) or "").strip(), in_container=_CONTAINER.fullmatch(where) is not None):
                    yield from places.reference(node, where)
    if tree.problem or any(is_scalar(document) for document in tree.documents):
        in_container = _HAS_CONTAINERS.search(source.data) is not None
        for mention in lines.mentions(source, scanner):
            if _names_image(mention.text, in_container=in_container):
                yield mention


def is_manifest(document: Any) -> bool:
    """Whether a document is an object of Kubernetes."""
    return is_mapping(document) and get(document, "apiVersion") is not None and get(document, "kind") is not None


def _names_image(text: str, *, in_container: bool) -> bool:
    return is_likely(text) or (in_container and _BARE.fullmatch(text) is not None)
