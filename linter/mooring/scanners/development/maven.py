"""Maven's `pom.xml`: the images that plugins build from, build, and run.

Specification: the references of Jib, Spring Boot's Maven plugin, fabric8's and Spotify's Docker plugins, and Quarkus'
container properties. Properties of the file itself are filled in where `${…}` uses them.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners import rows
from mooring.scanners.infrastructure.naming import is_tagged, names_image
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.xml_tree import XmlTree
from mooring.scanners.yaml_tree import get, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Problem, Source

SCANNER = "maven"
LOCAL = "it names an image that the machine already has"

_PROPERTY = re.compile(r"\$\{(?P<name>[^${}]+)\}")
_SPRING: rows.Rows = (
    ("image.builder", rows.pulled),
    ("image.runImage", rows.pulled),
    ("image.buildpacks.buildpack", rows.pulled_by_scheme),
    ("image.name", rows.built),
    ("image.tags.tag", rows.built),
)


def _jib_base(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The image that Jib builds from: of a registry, or with a scheme of the machine's daemon or an archive."""
    text = (string(node) or "").strip()
    if text.startswith("docker://"):
        yield from places.reference(node, where, role=Role.LOCAL, reason=LOCAL, strip="docker://")
    elif not text.startswith("tar://"):
        yield from places.reference(node, where, strip="registry://")


_JIB: rows.Rows = (("from.image", _jib_base), ("to.image", rows.built))
_PROPERTIES: dict[str, rows.Kind] = {
    "jib.from.image": _jib_base,
    "jib.to.image": rows.built,
    "spring-boot.build-image.builder": rows.pulled,
    "spring-boot.build-image.runImage": rows.pulled,
    "spring-boot.build-image.imageName": rows.built,
    "quarkus.jib.base-jvm-image": rows.pulled,
    "quarkus.jib.base-native-image": rows.pulled,
    "quarkus.native.builder-image": rows.likely,
    "quarkus.container-image.image": rows.built,
}


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a project."""
    tree = XmlTree(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents:
        properties = dict(_properties(root))
        values = {name: (string(node) or "").strip() for name, (_, node) in properties.items()}
        filled = Variables(_PROPERTY, {name: (values[name], node) for name, (_, node) in properties.items()})
        places = Places(tree, SCANNER, variables=filled)
        found: list[Mention | Problem] = []
        for where, plugin in find(root, "**.plugin", through_lists=True):
            table = _PLUGINS.get((string(get(plugin, "artifactId")) or "").strip(), ())
            for at, configuration in (
                *find(plugin, "configuration", through_lists=True),
                *find(plugin, "executions.execution.configuration", through_lists=True),
            ):
                found += rows.read(places, configuration, table, f"{where}.{at}", through_lists=True)
        for name, (where, node) in properties.items():
            if name in _PROPERTIES:
                found += (rows.known(one) for one in _PROPERTIES[name](places, node, where) if isinstance(one, Mention))
        written = {part for one in found if isinstance(one, Mention) for part in one.parts.values()}
        for name, (where, node) in properties.items():
            if names_image(name) and is_tagged(values[name]):
                found += (one for one in places.reference(node, where) if written.isdisjoint(one.parts.values()))
        yield from settled(found, places)


def _properties(root: Any) -> Iterator[tuple[str, tuple[str, Any]]]:
    """The properties of a project and of its profiles, each with where it is."""
    for place in ("project.properties", "project.profiles.profile.properties"):
        for where, block in find(root, place, through_lists=True):
            for name, node in items(block):
                if is_scalar(node):
                    yield name, (f"{where}.{name}", node)


def _image(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """An image of fabric8's plugin: one that is built, or one that is only run."""
    build = get(node, "build")
    kind = rows.pulled if build is None else rows.built
    yield from kind(places, get(node, "name"), f"{where}.name")
    yield from rows.read(places, build, _BUILD, f"{where}.build", through_lists=True)


_BUILD: rows.Rows = (
    ("from", rows.pulled),
    ("args", rows.arguments),
    ("cacheFrom.image", rows.cached),
)
_FABRIC8: rows.Rows = (("images.image", _image),)
_PLUGINS: dict[str, rows.Rows] = {
    "jib-maven-plugin": _JIB,
    "spring-boot-maven-plugin": _SPRING,
    "docker-maven-plugin": (
        *_FABRIC8,
        ("imageName", rows.built),
        ("baseImage", rows.pulled),
    ),
    "fabric8-maven-plugin": _FABRIC8,
    "kubernetes-maven-plugin": _FABRIC8,
    "openshift-maven-plugin": _FABRIC8,
    "dockerfile-maven-plugin": (("repository", rows.built), ("buildArgs", rows.arguments)),
}
