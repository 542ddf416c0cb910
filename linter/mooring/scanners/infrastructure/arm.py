"""Azure Resource Manager's templates and parameter files in JSON, and the YAML of `az container` and `az containerapp`.

Specification: Microsoft's "Azure Resource Manager template reference" and "Template functions". Parameters have their
defaults; `parameters`, `variables`, `concat`, `format` and `if` are followed.
"""

from __future__ import annotations

import re

from mooring import Mention
from mooring.scanners import rows, trees
from mooring.scanners.infrastructure import azure
from mooring.scanners.infrastructure.naming import named
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.yaml_tree import get, is_scalar, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Problem, Source
    from mooring.scanners.tables import Value

SCANNER = "arm"

_SCHEMA = re.compile(
    rb"schema\.management\.azure\.com/schemas/[^\"/]+/(?:\w*[dD]eploymentTemplate|deploymentParameters)"
)
_TYPE = re.compile(rb"^type:[ \t]*[\"']?Microsoft\.(?:ContainerInstance|App)/", re.MULTILINE)
_TOKEN = re.compile(r"\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<name>[A-Za-z_][\w.]*)|(?P<mark>[(),\[\]])|(?P<number>[0-9]+))")
_EXPRESSION = re.compile(r"\A\[(?!\[)(?P<name>[\s\S]*)\]\Z")
_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")
_MAX_DEPTH = 12
_MAX_LENGTH = 10_000


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a template, or of the parameters given to one."""
    tree = trees.of(source)
    for root in tree.documents[:1]:
        expressions = Expressions(root)
        places = Places(tree, SCANNER, variables=Variables(_EXPRESSION, expressions))
        found = list(rows.read(places, root, azure.ROWS))
        written = {part for one in found if isinstance(one, Mention) for part in one.parts.values()}
        plain = Places(tree, SCANNER)
        for key in ("defaultValue", "value"):
            for where, node in find(root, f"parameters.*.{key}"):
                named_so = named(plain, node, where, where.split(".")[1])
                found += [mention for mention in named_so if written.isdisjoint(mention.parts.values())]
        for node in expressions.parts:
            places.hold(node)
        yield from settled(found, places)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a template, or like a container group or app in YAML."""
    return bool(_SCHEMA.search(data) or _TYPE.search(data))


class Expressions(dict[str, "Value | None"]):
    """The values of a template's expressions; every text counts as one, and None is the value of what is not known.

    `parts` are the scalars that others are put together of.
    """

    def __init__(self, root: Any) -> None:
        super().__init__()
        self._parameters = {name: get(node, "defaultValue") for name, node in items(get(root, "parameters"))}
        self._variables = dict(items(get(root, "variables")))
        self._depth = 0
        self.parts: list[Any] = []

    def __contains__(self, text: object) -> bool:
        return True

    def __missing__(self, text: str) -> Value | None:
        self[text] = None
        tokens = list(_TOKEN.finditer(text))
        if self._depth < _MAX_DEPTH and "".join(token[0] for token in tokens) == text.rstrip():
            self._depth += 1
            value, end = self._read(tokens, 0, _MAX_DEPTH)
            self._depth -= 1
            if value is not None and end == len(tokens) and len(value[0]) < _MAX_LENGTH:
                self[text] = value
        return self[text]

    def _read(self, tokens: list[re.Match[str]], at: int, depth: int) -> tuple[Value | None, int]:
        """Read one expression among the tokens; its value, and which token comes next."""
        if at >= len(tokens) or depth <= 0:
            return None, len(tokens) + 1
        token = tokens[at]
        if token["text"] is not None:
            return (token["text"].replace("''", "'"), None), at + 1
        if token["number"] is not None:
            return (token["number"], None), at + 1
        if token["name"] is None or at + 1 >= len(tokens) or tokens[at + 1]["mark"] != "(":
            return None, at + 1
        given: list[Value | None] = []
        at += 2
        while at < len(tokens) and tokens[at]["mark"] != ")":
            value, at = self._read(tokens, at, depth - 1)
            given.append(value)
            at += at < len(tokens) and tokens[at]["mark"] == ","
        return self._call(token["name"].lower(), given), at + 1

    def _call(self, name: str, given: list[Value | None]) -> Value | None:
        texts = [value[0] for value in given if value is not None]
        if not given or len(texts) < len(given):
            return None
        if name in ("parameters", "variables"):
            node: Any = (self._parameters if name == "parameters" else self._variables).get(texts[0])
            return (node.value, node) if is_scalar(node) else None
        self.parts += [value[1] for value in given if value is not None and value[1] is not None]
        filled = [Variables(_EXPRESSION, self).fill(text).text for text in texts]
        if None in filled:
            return None
        if name == "concat":
            return "".join(text or "" for text in filled), None
        if name == "format":
            first, *rest = (text or "" for text in filled)
            return _PLACEHOLDER.sub(lambda use: rest[int(use[1])] if int(use[1]) < len(rest) else use[0], first), None
        return None
