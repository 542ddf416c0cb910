"""Bake files, `docker-bake.hcl` and `docker-bake.json`: what buildx builds, and from what.

Specification: https://docs.docker.com/build/bake/reference. Read are the targets' contexts, arguments, caches, tags,
outputs, attestations and inline Dockerfiles. Variables have their defaults, and a target with a matrix is read once for
each value of a list of texts.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners import build_options, rows
from mooring.scanners.build_options import HOLE
from mooring.scanners.hcl.tree import tree_of, variables
from mooring.scanners.infrastructure.terraform import distinct, filled
from mooring.scanners.tables import Places, find, settled
from mooring.scanners.yaml_tree import entries, get, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Problem, Source
    from mooring.scanners.hcl.expressions import Path

SCANNER = "bake"

_TARGET = re.compile(rb"^[ \t]*target[ \t]+\"?[\w.-]+\"?[ \t]*\{|\"target\"[ \t]*:[ \t]*[{\[]", re.MULTILINE)
_USED = re.compile(
    rb"\b(?:dockerfile|context|contexts|tags|inherits|args|cache-from|cache-to|platforms|output|matrix)[\"]?[ \t]*[=:{]"
)
_MAX_MATRIX = 64


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a bake file."""
    tree = tree_of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        values = _values(root)
        found: list[Mention | Problem] = []
        readings: list[Places] = []
        for where, target in find(root, "target.*", through_lists=True):
            for matrix in _matrix(target):
                places = Places(tree, SCANNER, variables=variables(tree.holes, {**values, **matrix}))
                readings.append(places)
                found += [filled(places, one) for one in _target(places, target, where)]
        yield from settled(distinct(found), *readings)


def recognises(data: bytes) -> bool:
    """Whether the bytes have a target of a build in them."""
    return _TARGET.search(data) is not None and _USED.search(data) is not None


def _values(root: Any) -> dict[Path, Any]:
    """What stands for variables: their defaults, and attributes at the top of the file."""
    values: dict[Path, Any] = {(name,): node for name, node in items(root) if is_scalar(node)}
    for _, block in find(root, "variable", through_lists=True):
        values |= {(name,): get(one, "default") for name, one in items(block)}
    return values


def _matrix(target: Any) -> list[dict[Path, Any]]:
    """The choices of a target's matrix; none is made where that is not known, or would be too many."""
    choices: list[dict[Path, Any]] = [{}]
    for name, axis in items(get(target, "matrix")):
        values = entries(axis)
        if values and len(choices) * len(values) <= _MAX_MATRIX:
            choices = [{**chosen, (name,): value} for chosen in choices for value in values]
    return choices


def _target(places: Places, target: Any, where: str) -> Iterator[Mention | Problem]:
    yield from rows.read(places, target, _ROWS, where)
    for place in ("contexts", "named-contexts"):
        for name, node in items(get(target, place)):
            yield from _context(places, node, f"{where}.{place}.{name}")


def _context(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The image of a context `docker-image://image`."""
    text = string(node) or ""
    for start, end in build_options.context(f"={text}"):
        yield from places.reference(node, where, inside=(start - 1, end - 1))


def _arguments(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The arguments of a build, whose value may be a variable's."""
    for name, value in items(node):
        text = string(value) or ""
        whole = places.variables.fill(text).text if HOLE in text and places.variables else text
        if whole is None:
            continue
        for start, _ in build_options.argument(f"{name}={whole}"):
            if start == len(name) + 1:
                yield from places.reference(value, f"{where}.{name}")


def _cached(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """A cache: a text, or an object with a `type` and a `ref`."""
    if is_scalar(node):
        yield from rows.cached(places, node, where)
    elif string(get(node, "type")) == "registry":
        for mention in places.reference(get(node, "ref"), f"{where}.ref"):
            yield mention.replace(role=Role.CACHE, reason=rows.CACHED)


def _exported(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An output: a text, or an object with a `type` and a `name`."""
    if is_scalar(node):
        yield from rows.exported(places, node, where)
    elif string(get(node, "type")) in ("image", "registry", "docker", "oci"):
        yield from rows.built(places, get(node, "name"), f"{where}.name")


def _attested(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The image that makes an attestation, `type=sbom,generator=image`."""
    if not is_scalar(node):
        yield from places.reference(get(node, "generator"), f"{where}.generator")
    elif place := build_options.options(string(node) or "").get("generator"):
        yield from places.reference(node, where, inside=place)


_ROWS: rows.Rows = (
    ("args", _arguments),
    ("cache-from[]", _cached),
    ("cache-to[]", _cached),
    ("tags[]", rows.built),
    ("output[]", _exported),
    ("attest[]", _attested),
    ("dockerfile-inline", rows.dockerfile),
)
