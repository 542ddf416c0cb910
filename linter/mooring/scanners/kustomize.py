"""Kustomize: `kustomization.yaml` and components, the images that they put in place of others, and inline patches.

Specification: Kustomize's own types (`Kustomization`, `Image`, `Patch`) and how its image transformer writes them. What
is read of each field is in the table of `kubernetes.kinds`. A file of that name may hold other objects, such as
Flux's Kustomization; these are read as any manifest is. Files of JSON Patch operations are told by their content.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "kustomize"

_DEFAULT = "kustomize.config.k8s.io/v1beta1", "Kustomization"
_OPERATION = re.compile(rb"[\"']?op[\"']?[ \t]*:[ \t]*[\"']?(?:add|replace)\b")
_PATH = re.compile(rb"[\"']?path[\"']?[ \t]*:[ \t]*[\"']?/")
_PLACED = re.compile(rb"[iI]mage\b|[cC]ontainers\b|/env\b|/(?:args|command)\b")
_LIST = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|#[^\n]*\n|---[^\n]*\n)*(?:\[\s*\{|-\s)")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a kustomization or of a patch."""
    from mooring.scanners import trees
    from mooring.scanners.kubernetes.reader import read, read_patch
    from mooring.scanners.yaml_tree import is_sequence

    tree = trees.of(source)
    if tree.problem and not recognises(source.data):
        yield tree.problem
    for document in tree.documents:
        if is_sequence(document):
            yield from read_patch(tree, document, SCANNER)
        else:
            yield from read(tree, document, SCANNER, default=_DEFAULT)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a list of JSON Patch operations on containers."""
    return bool(_LIST.match(data) and _OPERATION.search(data) and _PATH.search(data) and _PLACED.search(data))
