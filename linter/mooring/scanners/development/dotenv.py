"""`.env` files: variables whose name and value say that they are images, whole or with their tag in another variable.

The syntax is that of Docker's page on `.env` files, a line `NAME=value` at a time; the values of the file's own
variables are filled in. Where such a file is beside a compose file, what that says of a variable's value stands here.
"""

from __future__ import annotations

import re

from mooring import Problem, Source, Span
from mooring.scanners import rows
from mooring.scanners.hints import hints_of
from mooring.scanners.image_variables import holds_image
from mooring.scanners.infrastructure.naming import in_two, names_image
from mooring.scanners.nodes import LITERAL, MAPPING, SCALAR, Node, NodeTree
from mooring.scanners.tables import Places, Variables, settled
from mooring.scanners.yaml_tree import items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention

SCANNER = "dotenv"

_LINE = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.-]*)[ \t]*=[ \t]*"
    rb"(?:(?P<quote>[\"'])(?P<quoted>[^\"'\r\n]*)(?P=quote)|(?P<bare>[^\s\"'#]*))[ \t]*(?:#[^\r\n]*)?\r?$",
    re.MULTILINE,
)
_USE = re.compile(r"\$\{(?P<name>\w+)(?::?-(?P<default>[^${}]*))?\}")
_NAMES = re.compile(r"\$\{?(\w+)")
_FOR = re.compile(r"^\.?env[.-](?P<after>[\w-]+)|^(?P<before>[\w-]+)\.env$")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield the images that variables of a file hold."""
    tree = DotenvTree(source)
    root = tree.documents[0]
    name = _FOR.match(source.path.rpartition("/")[2])
    hints = hints_of((name["after"] or name["before"]) if name else None)
    values = {name: (node.value, node) for name, node in items(root)}
    places = Places(tree, SCANNER, variables=Variables(_USE, values), hints=hints)
    used = {use for text, _ in values.values() for use in _NAMES.findall(text)}
    yield from settled([*_whole(places, root, used), *in_two(places, root, "", used)], places)


def _whole(places: Places, root: Any, used: set[str]) -> Iterator[Mention]:
    for name, node in items(root):
        text = string(node) or ""
        if "$" in text and names_image(name):
            yield from (rows.known(mention) for mention in places.reference(node, name))
        elif holds_image(name, text) and name not in used:
            yield from places.reference(node, name)


class DotenvTree(NodeTree):
    """A `.env` file: one document, a mapping; of a name that is set twice the last counts."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        pairs: dict[str, tuple[Node, Node]] = {}
        for line in _LINE.finditer(source.data):
            kind = "bare" if line["quoted"] is None else "quoted"
            span = Span(*line.span(kind))
            name = Node(SCALAR, line["name"].decode(), source, Span(*line.span("name")), style=LITERAL)
            text = line[kind].decode(errors="replace")
            pairs[name.value] = name, Node(SCALAR, text, source, span, pieces=[(line[kind], span)])
        self.documents.append(Node(MAPPING, list(pairs.values()), source, Span(0, len(source.data))))
