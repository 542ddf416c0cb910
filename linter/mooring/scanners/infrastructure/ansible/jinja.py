"""Jinja in Ansible's values: what is in its braces is filled in, or left out as a hole.

Specification: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_templating.html. Filled in are the names
of variables, with the filter `default` and a literal.
"""

from __future__ import annotations

import re

from mooring import Embedded, Source, Span
from mooring.scanners.build_options import HOLE
from mooring.scanners.hcl.expressions import HOLE_END
from mooring.scanners.tables import Variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from mooring.scanners.tables import Value
    from mooring.scanners.yaml_tree import Tree

USE = re.compile(
    r"\{\{-?\s*(?P<name>[A-Za-z_]\w*(?:\.\w+)*)\s*"
    r"(?:\|\s*(?:default|d)\(\s*(?P<quote>['\"])(?P<default>[^'\"{}]*)(?P=quote)\s*(?:,[^(){}]*)?\)\s*)?-?\}\}"
)
NAMES = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
_EXPRESSION = re.compile(rb"\{\{(?:[^{}]|\{[^{}]*\})*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\}")
_NAME = re.compile(r"[A-Za-z_]\w*")
_HOLE = re.compile(rf"{HOLE}(?P<name>[0-9]+){HOLE_END}")


class Masked:
    """A tree whose texts have a hole for each of Jinja's expressions; `holes` says what stood there."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.source: Source = tree.source
        self.holes: list[str] = []

    def embed(self, node: Any) -> Embedded:
        """A scalar's text with its holes, mapped to where it stands in the file."""
        whole = self._tree.embed(node)
        found = list(_EXPRESSION.finditer(whole.data))
        if not found:
            return whole
        pieces: list[tuple[bytes, Span]] = []
        at = 0
        for expression in found:
            pieces += _cut(whole, at, expression.start())
            self.holes.append(expression[0].decode(errors="replace"))
            hole = f"{HOLE}{len(self.holes) - 1}{HOLE_END}".encode()
            pieces.append((hole, whole.lift(Span(*expression.span()))[0]))
            at = expression.end()
        return self.source.embed([*pieces, *_cut(whole, at, len(whole.data))])

    def place(self, node: Any, first: int, last: int) -> tuple[Span, bool]:
        """Where characters of a scalar's text, its expressions included, stand, and whether byte for byte."""
        return self._tree.place(node, first, last)

    def variables(self, values: Variables) -> Variables:
        """What stands in the holes."""
        return Variables(_HOLE, _Holes(self.holes, values))


class _Holes(dict[str, "Value | None"]):
    """What stands in each hole, by its number; a hole that there is not has no value."""

    def __init__(self, holes: list[str], values: Variables) -> None:
        super().__init__()
        self._holes = holes
        self._values = values

    def __contains__(self, number: object) -> bool:
        return True

    def __missing__(self, number: str) -> Value | None:
        index = int(number)
        filled = self._values.fill(self._holes[index]) if index < len(self._holes) else None
        known = filled is not None and filled.text is not None and not NAMES.search(filled.text)
        self[number] = (filled.text or "", next(iter(filled.used), None)) if filled is not None and known else None
        return self[number]


def _cut(whole: Embedded, start: int, end: int) -> Iterator[tuple[bytes, Span]]:
    """The pieces of an embedded text from one of its bytes up to another."""
    at = 0
    for data, span in whole.pieces:
        first, last = max(start, at) - at, min(end, at + len(data)) - at
        if first < last:
            literal = len(data) == span.end - span.start
            yield data[first:last], Span(span.start + first, span.start + last) if literal else span
        at += len(data)


def variables(values: Mapping[str, Value | None]) -> Variables:
    """Variables by their dotted names."""
    return Variables(USE, values)


def names_in(text: str) -> Iterator[str]:
    """The names that Jinja's expressions in a text use."""
    for expression in NAMES.findall(text):
        yield from _NAME.findall(expression)
