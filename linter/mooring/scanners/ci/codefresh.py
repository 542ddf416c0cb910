"""Codefresh.

Specification: Codefresh's "Freestyle step", "Build step", "Push step", "Composition step", "Hooks in pipelines" and
"Service containers in pipelines". Read are the images of freestyle steps, of hooks, of services, of compositions and
what tests them, the shell text of `commands`, and what build and push steps name. `${{step}}` with the name of a build
step is what that step has built.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import Syntax
from mooring.scanners.ci.reader import CACHE, IMAGE, OUTPUT, Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.yaml_tree import get, is_mapping, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_SYNTAX = Syntax(re.compile(r"\$\{\{[^{}]*\}\}|\$\{[^{}\n]*\}|\$\w+"), lambda _: None)
_TEMPLATES = Syntax(re.compile(r"\$\{\{[^{}]*\}\}"), lambda _: None)
_BUILT = re.compile(r"\$\{\{\s*([\w-]+)\s*\}\}")
_PUBLISHING = ("build", "push")
_NO_STEPS = frozenset({"annotations", "build_arguments", "environment", "metadata", "variables", "when"})
_MAX_DEPTH = 30


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Codefresh pipeline."""
    yield from _Pipeline(source).found()


class _Pipeline:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.reader = Reader(source, "codefresh", _SYNTAX, _TEMPLATES)
        self.built: set[str] = set()
        self.visited: set[int] = set()

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        if self.reader.tree.problem:
            yield self.reader.tree.problem
        for root in self.reader.tree.documents[:1]:
            for visit in (self._gather, self._read):
                self.visited.clear()
                for key in ("steps", "hooks", "services"):
                    self._visit(get(root, key), key, visit, _MAX_DEPTH)
        yield from self.reader.finish()

    def _visit(self, node: Any, where: str, visit: Any, depth: int) -> None:
        """Visit every mapping below a node, steps and what they hold."""
        if not depth or id(node) in self.visited:
            return
        self.visited.add(id(node))
        if is_sequence(node):
            for index, each in enumerate(node.value):
                self._visit(each, f"{where}[{index}]", visit, depth - 1)
        elif is_mapping(node):
            visit(node, where)
            for name, each in items(node):
                if name not in _NO_STEPS:
                    self._visit(each, f"{where}.{name}", visit, depth - 1)

    def _gather(self, step: Any, where: str) -> None:
        if string(get(step, "type")) == "build":
            self.built.add(where.rpartition(".")[2])

    def _read(self, step: Any, where: str) -> None:
        image = get(step, "image")
        use = _BUILT.fullmatch((string(image) or "").strip())
        self.reader.image(image, f"{where}.image", kind=OUTPUT if use and use[1] in self.built else IMAGE)
        self.reader.script(get(step, "commands"), f"{where}.commands")
        if string(get(step, "type")) in _PUBLISHING:
            self.reader.image(get(step, "image_name"), f"{where}.image_name", kind=OUTPUT, pushed=True)
            for place, cache in lines(get(step, "cache_from"), f"{where}.cache_from"):
                self.reader.image(cache, place, kind=CACHE)
