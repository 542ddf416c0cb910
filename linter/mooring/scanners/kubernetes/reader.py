"""Reads the objects of a tree by the table of `kinds`."""

from __future__ import annotations

import re
from functools import lru_cache

from mooring import Mention
from mooring.scanners.json_patch import operations
from mooring.scanners.kubernetes import kinds, readings
from mooring.scanners.kubernetes.objects import Object, is_of, walk
from mooring.scanners.kubernetes.parameters import Parameters
from mooring.scanners.tables import Places, settled
from mooring.scanners.yaml_tree import is_mapping, is_scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mooring import Problem, Span
    from mooring.scanners.kubernetes.objects import Met
    from mooring.scanners.rows import Kind
    from mooring.scanners.yaml_tree import Tree

_CONTAINERS = frozenset({"containers[]", "initContainers[]", "ephemeralContainers[]"})
_ARGUMENT = ("args[]", "command[]")
_ARGUMENTS = ("args", "command")
_IMAGE_PATH = re.compile(r"/(?:initC|ephemeralC|c)ontainers/[^/]+/image$|/volumes/[^/]+/image/reference$")
_ITEM = re.compile(r"([^/]+)/(?:\d+|-)")
_STEPS: dict[str, list[tuple[str, str, Kind]]] = {}
for _step, _group, _place, _reading in kinds.STEPS:
    _STEPS.setdefault(_step, []).append((_group, _place, _reading))


def read(tree: Tree, root: Any, scanner: str, *, default: tuple[str, str] | None = None) -> Iterator[Mention | Problem]:
    """The mentions of a document. `default` is the version and kind of one that says neither itself."""
    owner = Object(root, "", *default) if default and is_mapping(root) else None
    reader = _Reader(tree, scanner)
    return _told_apart(reader.read(root, owner=owner), reader)


def read_patch(tree: Tree, root: Any, scanner: str = "kubernetes") -> Iterator[Mention | Problem]:
    """The mentions of a patch: a part of an object, or a list of JSON Patch operations."""
    reader = _Reader(tree, scanner)
    return _told_apart(reader.patch(root), reader)


class _Reader:
    def __init__(self, tree: Tree, scanner: str) -> None:
        self._tree = tree
        self._scanner = scanner
        self._parameters = Parameters()
        self._places: dict[tuple[int, int], tuple[Object | None, Places]] = {}

    def read(
        self, root: Any, *, owner: Object | None = None, step: str = "", where: str = ""
    ) -> Iterator[Mention | Problem]:
        for met in walk(root, kinds.LEFT_OUT, step=step, where=where, owner=owner):
            if met.owner is not None and met.node is met.owner.node:
                yield from self._kind(met.owner)
            yield from self._mapping(met)

    def patch(self, root: Any) -> Iterator[Mention | Problem]:
        if is_mapping(root):
            yield from self.read(root)
        for index, path, value in operations(root):
            where = f"[{index}].value"
            item = _ITEM.fullmatch("/".join(path.split("/")[-2:]))
            step = f"{item[1]}[]" if item else path.rpartition("/")[2]
            if step in _ARGUMENT and is_scalar(value):
                yield from readings.options(self._places_of(None), [(where, value)])
            elif step in _ARGUMENTS:
                yield from readings.options(self._places_of(None), readings.numbered(value, where))
            elif is_scalar(value):
                yield from self._patched(path, value, where)
            else:
                yield from self.read(value, step=step, where=where)

    def _patched(self, path: str, value: Any, where: str) -> Iterator[Mention | Problem]:
        """The image that an operation puts at a path."""
        places = self._places_of(None)
        if _IMAGE_PATH.search(path):
            yield from readings.sure(places, value, where)
        elif readings.speaks_of_image(path.rpartition("/")[2]):
            yield from readings.likely(places, value, where)

    @property
    def places(self) -> list[Places]:
        """All that has made the mentions."""
        return [places for _, places in self._places.values()]

    def _places_of(self, owner: Object | None, scopes: tuple[Any, ...] = ()) -> Places:
        key = id(owner), id(scopes[-1]) if scopes else 0
        if key not in self._places:
            hints = owner.hints() if owner else ()
            variables = self._parameters.variables(owner, scopes)
            self._places[key] = owner, Places(self._tree, self._scanner, variables=variables, hints=hints)
        return self._places[key][1]

    def _kind(self, owner: Object) -> Iterator[Mention | Problem]:
        for place, reading in _readings_of(owner.group, owner.kind):
            for where, node in readings.found(owner.node, place):
                yield from reading(self._places_of(owner), node, _joined(owner.where, where))

    def _mapping(self, met: Met) -> Iterator[Mention | Problem]:
        steps = [
            (place, reading)
            for group, place, reading in _STEPS.get(met.step, ())
            if group == "*" or (met.owner is not None and met.owner.is_of(group))
        ]
        taken = {place.partition(".")[0] for place, _ in steps}
        keys = [key for key in met.fields if key not in taken and readings.speaks_of_image(key)] if met.owner else []
        if not (steps or keys):
            return
        places = self._places_of(met.owner, met.scopes)
        for place, reading in steps:
            for where, node in readings.found(met.node, place):
                yield from reading(places, node, _joined(met.where, where))
        if met.step in _CONTAINERS:
            yield from readings.arguments(places, met.node, met.where)
        yield from readings.image_keys(places, met.node, keys, met.where, step=met.step)


@lru_cache(maxsize=1024)
def _readings_of(group: str, kind: str) -> tuple[tuple[str, Kind], ...]:
    """What is read of the objects of a group and kind: places, and how what stands there is read."""
    return tuple((place, reading) for in_group, of, place, reading in kinds.KINDS if is_of(group, kind, in_group, of))


def _joined(where: str, below: str) -> str:
    return f"{where}.{below}" if where and below else where or below


def _told_apart(found: Iterable[Mention | Problem], reader: _Reader) -> Iterator[Mention | Problem]:
    """Each mention once, and none of a parameter's own value that is mentioned where the parameter is used.

    A parameter that is used by itself in several places is one mention, at its value.
    """
    mentions = list(found)
    uses: dict[Span, set[Span]] = {}
    for one in mentions:
        if isinstance(one, Mention):
            for place in one.parts.values():
                uses.setdefault(place, set()).add(one.span)
    written = {place for place, spans in uses.items() if spans != {place}}
    seen = set()
    for one in settled([_at_its_value(one, uses) for one in mentions if not _is_own(one, written)], *reader.places):
        if isinstance(one, Mention):
            key = one.span, one.resolved, one.role
            if key in seen:
                continue
            seen.add(key)
        yield one


def _is_own(one: Mention | Problem, written: set[Span]) -> bool:
    """Whether a mention is a parameter's own value, which others are written at."""
    return isinstance(one, Mention) and one.span in written and one.parts.get("whole") == one.span


def _at_its_value(one: Mention | Problem, uses: dict[Span, set[Span]]) -> Mention | Problem:
    whole = one.parts.get("whole") if isinstance(one, Mention) else None
    if isinstance(one, Mention) and whole is not None and len(uses[whole] - {whole}) > 1:
        return one.replace(span=whole)
    return one
