"""Cirrus CI.

Specification: Cirrus CI's "Writing tasks", "Linux containers", "Windows containers", "Docker Pipe" and "Persistent
workers". Read are the images of containers (`container`, `arm_container`, `windows_container`, those of clusters, and
`additional_containers`), of the steps of pipes, and the shell text of scripts. `$NAME` has the values of `env`, and a
`matrix` may stand in place of any value. Virtual machines (`macos_instance` and the like) and Dockerfiles are no
images.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import Syntax, Value, combined, value_of
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.yaml_tree import get, is_mapping, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

_SYNTAX = Syntax(
    re.compile(r"\$(?:(?P<plain>\w+)|\{(?P<name>\w+)\})|\$\{[^{}\n]*\}|%(?P<percent>[A-Za-z_]\w*)%"),
    lambda use: use["plain"] or use["name"] or use["percent"],
)
_CONTAINER = re.compile(r"(?:\w+_)?container")
_SCRIPT = re.compile(r"(?:\w+_)?script")
_VARIABLES = ("env", "environment")
_MAX_DEPTH = 40


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Cirrus CI file."""
    yield from _File(source).found()


class _File:
    """Walks a file with all its keys, of which `task` may stand there more than once."""

    def __init__(self, source: Source) -> None:
        self.reader = Reader(source, "cirrus", _SYNTAX)
        self.visited: dict[tuple[int, int], list[Environment]] = {}

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        if self.reader.tree.problem:
            yield self.reader.tree.problem
        for root in self.reader.tree.documents[:1]:
            self._visit(root, "", [{}], _MAX_DEPTH)
        yield from self.reader.finish()

    def _visit(self, node: Any, where: str, environments: list[Environment], depth: int) -> None:
        key = id(node), id(environments)
        if not depth or key in self.visited:
            return
        self.visited[key] = environments
        if is_sequence(node):
            for index, each in enumerate(node.value):
                self._visit(each, f"{where}[{index}]", environments, depth - 1)
        for name in _VARIABLES:
            own = _variables(get(node, name))
            environments = combined(environments, own) if own else environments
        for name, each in _pairs(node):
            place = f"{where}.{name}" if where else name
            if _SCRIPT.fullmatch(name):
                self.reader.script(each, place, environments)
            elif name not in _VARIABLES:
                if _CONTAINER.fullmatch(name):
                    self._images(each, place, environments)
                elif name in ("additional_containers", "steps") and is_sequence(each):
                    for index, container in enumerate(each.value):
                        self._images(container, f"{place}[{index}]", environments)
                self._visit(each, place, environments, depth - 1)

    def _images(self, node: Any, where: str, environments: list[Environment], depth: int = 3) -> None:
        """The image of a container, be it one of a matrix."""
        image = get(node, "image")
        for value in _alternatives(image):
            self.reader.image(value, f"{where}.image", environments)
        for index, each in enumerate(_alternatives(node) if depth and get(node, "matrix") is not None else []):
            self._images(each, f"{where}.matrix[{index}]", environments, depth - 1)


def _pairs(node: Any) -> Iterator[tuple[str, Any]]:
    """A mapping's keys and values, also those that stand there twice, those of merged mappings last."""
    merged: list[Any] = []
    for key, value in node.value if is_mapping(node) else ():
        name = string(key)
        if name == "<<":
            merged += value.value if is_sequence(value) else [value]
        elif name is not None:
            yield name, value
    for each in merged:
        if is_mapping(each):
            yield from ((string(key) or "", value) for key, value in each.value if string(key) != "<<")


def _alternatives(node: Any) -> list[Any]:
    """The values of a `matrix` that stands in place of a value; else the value itself."""
    matrix = get(node, "matrix")
    if matrix is None:
        return [node]
    return list(matrix.value) if is_sequence(matrix) else [matrix]


def _variables(node: Any) -> list[Environment]:
    shared: dict[str, Value] = {}
    alternatives: list[Environment] = []
    for name, each in _pairs(node):
        if name == "matrix":
            given = list(each.value) if is_sequence(each) else [each]
            alternatives += [one for entry in given for one in _variables(entry)]
        elif is_scalar(each):
            shared[name] = value_of(each) or Value("")
        elif get(each, "matrix") is not None:
            alternatives += [{name: value} for one in _alternatives(each) if (value := value_of(one))]
    return combined([shared] if shared else [], alternatives) if shared or alternatives else []
