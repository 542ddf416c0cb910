"""Kubernetes manifests: every image that a cluster pulls because of an object, of whatever kind.

Specification: the Kubernetes API (PodSpec, Container, ImageVolumeSource), read wherever it stands: in every workload,
in a `List`, in templates inside of other objects, in custom resources. `kinds` is the table of what further kinds say:
Argo CD, Argo Workflows, Flux, Tekton, Knative, Crossplane, the Operator Lifecycle Manager, KubeVirt, OpenShift. In any
object a key `image` or `…Image` is read where its value can hardly be anything else. Definitions of resources, policies
and the status of an object name no image that is pulled. The namespace is a hint on all of an object's mentions.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source
    from mooring.scanners.yaml_tree import Tree

SCANNER = "kubernetes"

_KEY = rb"^(?:\xef\xbb\xbf)?(?:- )?[\"']?%s[\"']?[ \t]*:|[{,]\s*[\"']?%s[\"']?\s*:"
_API_VERSION = re.compile(_KEY % (b"apiVersion", b"apiVersion"), re.MULTILINE)
_AT_TOP = re.compile(rb"^(?:\xef\xbb\xbf)?(?:- )?[\"']?apiVersion\b", re.MULTILINE)
_KIND = re.compile(_KEY.replace(b"(?:- )?", b"(?:[- ] )?") % (b"kind", b"kind"), re.MULTILINE)
_BELOW = re.compile(
    rb"^[ \t]+(?:-[ \t]+)?[\"']?(?:apiVersion[\"']?[ \t]*:[ \t]*[\"']?(?:[\w.-]+/)?v[0-9]\w*[\"']?[ \t\r]*\n"
    rb"[ \t]+[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?[A-Z]"
    rb"|kind[\"']?[ \t]*:[ \t]*[\"']?[A-Z]\w*[\"']?[ \t\r]*\n[ \t]+[\"']?apiVersion[\"']?[ \t]*:)",
    re.MULTILINE,
)
_HANDED_OVER = re.compile(rb"^[ \t-]*[\"']?(?:\w+\.\w+\.)?k8s[\"']?[ \t]*:", re.MULTILINE)
_NAMED = re.compile(rb"[iI]mage|IMAGE|package|bundle|oci://|docker://|operator\.knative\.dev")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of the objects of a file.

    Manifests are told by their content, so one that cannot be read is read as far as it can be, and one that a
    template's tags keep from being YAML as what the template makes.
    """
    from mooring.scanners import trees
    from mooring.scanners.ci.tolerance import has_tags

    tree = trees.of(source)
    if tree.problem is None:
        return scan_tree(tree)
    if has_tags(source.data):
        from mooring.scanners.templates.manifests import manifests
        from mooring.scanners.templates.masking import Template
        from mooring.scanners.templates.reading import read

        template = Template(source.data, variables=False)
        return read(source, template, lambda made: manifests(made, SCANNER))
    tree.read_until_error()
    return scan_tree(tree)


def scan_tree(tree: Tree, scanner: str = SCANNER) -> Iterator[Mention | Problem]:
    """Yield every image reference of the objects in the documents of a tree."""
    from mooring.scanners.kubernetes.reader import read

    for document in tree.documents:
        yield from read(tree, document, scanner)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like manifests that may name an image: `apiVersion` and `kind` at a document's top.

    Where an object stands below other keys, one of them has to follow upon the other. What Ansible's plays and tasks
    hand to a cluster is Ansible's to read.
    """
    if not _NAMED.search(data):
        return False
    if not (_API_VERSION.search(data) and _KIND.search(data)) and not _BELOW.search(data):
        return False
    return _AT_TOP.search(data) is not None or _HANDED_OVER.search(data) is None
