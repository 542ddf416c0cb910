"""Helm: the images of charts' values, of what `Chart.yaml` lists, and of the values that a helmfile sets.

Values are read in `values` and `images`, `Chart.yaml` in `chart`. The templates of charts are read as templates are
(`mooring.scanners.templates`).
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.yaml_tree import Tree

SCANNER = "helm"

_IMAGE = (b"image", b"Image", b"IMAGE")
_REPOSITORY = b"repo"
_KEYS = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?[\"']?(?:repository|repo|[\w-]*[iI]mage(?:_?(?:[rR]epository|[nN]ame|[tT]ag))?)[\"']?[ \t]*:",
    re.MULTILINE,
)
_MANIFEST = re.compile(rb"^(?:apiVersion|kind)[ \t]*:", re.MULTILINE)
_GIVEN_TO = ("releases[]", "templates.*", "environments.*")
_SETTING = ("set", "setString")
_TAGS = (b"{{", b"{%", b"<%", b"${")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """The mentions of a file of values, of a Chart.yaml or of a helmfile."""
    data = source.data
    if not any(word in data for word in _IMAGE) and not (_REPOSITORY in data and _KEYS.search(data)):
        return
    is_template = any(tag in data for tag in _TAGS)
    if is_template and "/templates/" in f"/{source.path}":
        from mooring.scanners import templates

        yield from templates.scan(source)
    elif is_template:
        from mooring.scanners.templates.masking import Template
        from mooring.scanners.templates.reading import read

        yield from read(source, Template(source.data), _reader(source.path))
    else:
        yield from _reader(source.path)(source)


def _reader(path: str) -> Callable[[Source], Iterator[Mention | Problem]]:
    name = path.rpartition("/")[2]
    if name == "Chart.yaml":
        from mooring.scanners.helm import chart

        return chart.mentions
    return of_helmfile if name.startswith("helmfile") or "helmfile.d/" in path else of_values


def recognises(data: bytes) -> bool:
    """Whether bytes look like values: keys that name an image, and no manifest's; nor are they a pipeline."""
    if _KEYS.search(data) is None or _MANIFEST.search(data) is not None:
        return False
    from mooring.scanners.ci import recognition

    systems = recognition.gitlab, recognition.azure, recognition.concourse, recognition.cloudbuild
    return not any(is_pipeline(data) for is_pipeline in systems)


def of_values(source: Source) -> Iterator[Mention | Problem]:
    """The mentions of a file of values, or of manifests that are named as one."""
    from mooring.scanners import kubernetes
    from mooring.scanners.helm.chart import Chart
    from mooring.scanners.helm.values import values
    from mooring.scanners.tables import Places
    from mooring.scanners.templates.manifests import is_manifest
    from mooring.scanners.yaml_tree import Tree

    tree = Tree(source)
    if tree.problem:
        yield tree.problem
        tree.read_until_error()
    if any(is_manifest(document) for document in tree.documents):
        yield from kubernetes.scan_tree(tree)
        return
    places = Places(tree, SCANNER)
    chart = Chart(source)
    for document in tree.documents:
        yield from values(places, document, "", chart)


def of_helmfile(source: Source) -> Iterator[Mention | Problem]:
    """The mentions of the values that a helmfile itself gives: to environments, to releases, one by one with `set`.

    Specification: https://helmfile.readthedocs.io (`environments`, `releases`, `templates`).
    """
    from mooring.scanners.helm.values import settled
    from mooring.scanners.yaml_tree import Tree

    tree = Tree(source)
    if tree.problem:
        yield tree.problem
    yield from settled(one for document in tree.documents for one in _given(tree, document))


def _given(tree: Tree, document: Any) -> Iterator[Mention]:
    """The mentions of the values in one document of a helmfile."""
    from mooring.scanners.helm.values import settings, values
    from mooring.scanners.tables import Places, find
    from mooring.scanners.yaml_tree import entries, get, string

    places = Places(tree, SCANNER)
    for path in _GIVEN_TO:
        for where, node in find(document, path):
            for index, given in enumerate(entries(get(node, "values"))):
                yield from values(places, given, f"{where}.values[{index}]")
            for key in _SETTING:
                pairs = [(string(get(one, "name")) or "", get(one, "value")) for one in entries(get(node, key))]
                yield from settings(places, pairs, f"{where}.{key}")
