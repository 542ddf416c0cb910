"""What the files of a chart say of its images: `Chart.yaml` itself, and what a file of values needs to know of it.

Specification: https://helm.sh/docs/topics/charts (Chart.yaml, appVersion, dependencies, which charts for Helm 2 have in
`requirements.yaml`) and Artifact Hub's annotations (https://artifacthub.io/docs/topics/annotations/helm), whose
`artifacthub.io/images` lists the chart's images as YAML in a text; Bitnami's charts have the same under `images`.
Repositories of dependencies hold charts, no images.
"""

from __future__ import annotations

import re
from functools import cached_property

from mooring import Mention, Problem, Source
from mooring.scanners.tables import Places, find
from mooring.scanners.yaml_tree import Tree, get, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SCANNER = "helm"

_ANNOTATIONS = ('annotations."artifacthub.io/images"', "annotations.images")
_NAMES = ("alias", "name")
_ITEMS = "[].image"
_TEMPLATES = ("_helpers.tpl", "_helper.tpl", "deployment.yaml", "daemonset.yaml", "statefulset.yaml")
_WITH_V = re.compile(rb"\"v%s\"\s+\(?\$?[.\w]*Chart\.AppVersion|[\":]v\{\{-?\s*\$?[.\w]*Chart\.AppVersion")


def mentions(source: Source) -> Iterator[Mention | Problem]:
    """The images that a Chart.yaml's annotations list."""
    tree = Tree(source)
    if tree.problem:
        yield tree.problem
    for document in tree.documents:
        for place in _ANNOTATIONS:
            for where, node in find(document, place):
                if is_scalar(node):
                    yield from _listed(tree, node, where)


def _listed(tree: Tree, node: Any, where: str) -> Iterator[Mention]:
    inner = Tree(tree.embed(node))
    places = Places(inner, SCANNER)
    for document in inner.documents:
        for at, image in find(document, _ITEMS):
            for mention in places.reference(image, f"{where}{at}"):
                yield mention.lift()


class Chart:
    """The chart that a file of values belongs to, as far as the files beside it tell, each read when it is asked for.

    `version` is the tag of the chart's own images that are given none, and `values` are the chart's own, which those of
    the file are laid over. The values in a chart's folder `ci`, which it is tested with, belong to the chart above.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        is_tested = "ci" in source.path.split("/")[-2:-1] and not source.beside("Chart.yaml")
        self._above = "../" if is_tested else ""

    @cached_property
    def _root(self) -> Any:
        return _root(self._source, f"{self._above}Chart.yaml")

    @cached_property
    def dependencies(self) -> set[str]:
        """The keys under which values go to other charts."""
        listings = (self._root, _root(self._source, f"{self._above}requirements.yaml"))
        listed = [get(one, key) for list_ in listings for _, one in find(list_, "dependencies[]") for key in _NAMES]
        return {name for name in map(string, listed) if name}

    @cached_property
    def values(self) -> Any:
        """The root of the chart's own values, None where the file is these or there is no chart."""
        is_own = not self._above and self._source.path.rpartition("/")[2] == "values.yaml"
        return None if is_own or self._root is None else _root(self._source, f"{self._above}values.yaml")

    @cached_property
    def version(self) -> str | None:
        """The tag that templates make of the appVersion, some of which put a `v` before it."""
        version = string(get(self._root, "appVersion"))
        if not version or version.startswith("v"):
            return version or None
        files = (self._source.beside(f"{self._above}templates/{name}") for name in _TEMPLATES)
        return f"v{version}" if any(data and _WITH_V.search(data) for data in files) else version


def _root(source: Source, name: str) -> Any:
    data = source.beside(name)
    documents = Tree(Source(name, data)).documents if data else []
    return documents[0] if documents else None
