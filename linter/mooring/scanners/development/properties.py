"""Settings of Java programs that name images: `application.properties`, `application.yml`, `testcontainers.properties`.

By the references of Quarkus (container images, Dev Services), Micronaut (Test Resources) and Testcontainers (the images
of its helpers). What Quarkus builds is an output. Keys may begin with a profile, `%dev.`. The syntax is that of
`java.util.Properties`, a line for each key, or of YAML with the same keys, nested.
"""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners import rows, trees
from mooring.scanners.nodes import LITERAL, MAPPING, SCALAR, Node, NodeTree
from mooring.scanners.tables import Places, settled
from mooring.scanners.yaml_tree import is_mapping, is_scalar, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "properties"

_RECOGNISED = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*[\"']?(?:%[\w,-]+\.)?(?:quarkus|test-resources)[.:\"']"
    rb"|^[\w.-]+\.container\.image[ \t]*[=:]",
    re.MULTILINE,
)
_PULLED = re.compile(
    r"quarkus\.(?:jib|openshift|s2i)\.base-(?:jvm|native)-image"
    r"|quarkus\.buildpack\.(?:(?:jvm|native)-builder|run)-image"
    r"|[\w.-]+\.container\.image"
)
_SERVICE = ".image-name"
_SERVICES = re.compile(r"quarkus\.(?:.*\.)?devservices\.|test-resources\.")
_BUILDER = "quarkus.native.builder-image"
_KINDS_OF_BUILDER = frozenset({"graalvm", "mandrel"})
_BUILT = "quarkus.container-image.image"
_PROFILE = re.compile(r"^[\"']?%[\w,-]+[\"']?\.")
_LINE = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*(?P<name>[^\s#!=:\\][^\s=:\\]*)[ \t]*[=:][ \t]*(?P<value>[^\s\\][^\\\r\n]*)\r?$",
    re.MULTILINE,
)
_MAX_DEPTH = 30


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the images that a program's settings name."""
    tree = PropertiesTree(source) if source.path.endswith(".properties") else trees.of(source)
    places = Places(tree, SCANNER)
    yield from settled(
        found for root in tree.documents for key, node in _settings(root, "") for found in _image(places, node, key)
    )


def recognises(data: bytes) -> bool:
    """Whether the bytes have a key of one of the programs that are read."""
    return _RECOGNISED.search(data) is not None


def _settings(node: Any, key: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The scalars of nested mappings, with their keys joined by dots."""
    for name, value in items(node):
        inside = f"{key}.{name}" if key else name
        if is_mapping(value) and depth < _MAX_DEPTH:
            yield from _settings(value, inside, depth + 1)
        elif is_scalar(value):
            yield inside, value


def _image(places: Places, node: Any, key: str) -> Iterator[Mention | Problem]:
    name = _PROFILE.sub("", key)
    if name == _BUILT:
        yield from rows.built(places, node, key)
    elif _is_pulled(name, node.value):
        yield from (rows.known(mention) for mention in places.reference(node, key))


def _is_pulled(name: str, value: str) -> bool:
    """Whether a key, the profile left out, names an image that is pulled."""
    if name == _BUILDER:
        return value not in _KINDS_OF_BUILDER
    return _PULLED.fullmatch(name) is not None or (name.endswith(_SERVICE) and _SERVICES.match(name) is not None)


class PropertiesTree(NodeTree):
    """A `.properties` file: one document, a mapping of its keys; lines with escapes are left out."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        pairs: dict[str, tuple[Node, Node]] = {}
        for line in _LINE.finditer(source.data):
            name = Node(SCALAR, line["name"].decode(errors="replace"), source, Span(*line.span("name")), style=LITERAL)
            value, start = line["value"].rstrip(), line.start("value")
            span = Span(start, start + len(value))
            text = value.decode(errors="replace")
            pairs[name.value] = name, Node(SCALAR, text, source, span, pieces=[(value, span)])
        self.documents.append(Node(MAPPING, list(pairs.values()), source, Span(0, len(source.data))))
