"""The images of a chart's values, in any of the ways that charts split a reference.

Values have no schema that all charts share. What is read here is what charts have in common: `image: reference`, and
mappings whose keys hold the registry, repository, tag and digest of one image (`keys` knows their words, `images` what
they come to). Helm lays the values of a file over the chart's own `values.yaml`
(https://helm.sh/docs/chart_template_guide/values_files), so what a file leaves out stands there where the chart is
beside it.
"""

from __future__ import annotations

import re

from mooring.scanners.helm.images import Context, image_in, with_registry
from mooring.scanners.helm.keys import is_about_images, lists_images, meaning
from mooring.scanners.helm.named import parts_by_image
from mooring.scanners.image_variables import holds_image
from mooring.scanners.likely import is_likely
from mooring.scanners.tables import SHARED, Places
from mooring.scanners.yaml_tree import Tree, fields, is_mapping, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mooring import Mention, Span
    from mooring.scanners.helm.chart import Chart
    from mooring.scanners.helm.named import Parts

    Pending = tuple[Any, str, tuple[str, ...], Any, Parts | None]

_MAX_WALKED = 200_000
_NAMES_IMAGES = re.compile(r"^[ \t]*(?:-[ \t]+)*[\"']?image[\"']?[ \t]*:", re.MULTILINE)
_WHOLE = frozenset({"full", "ref", "reference"})
_PINNED_IN = ("tag", "digest", "hex")


def values(places: Places, node: Any, where: str, chart: Chart | None = None) -> Iterator[Mention]:
    """The mentions of the values at a node; `where` is its place in the file, "" for a file of values.

    `chart` is the chart that they are for, where that is known.
    """
    return settled(_Reader(places, node, chart).read(where))


def settings(places: Places, found: Iterable[tuple[str, Any]], where: str) -> Iterator[Mention]:
    """The mentions of values that are set one by one: dotted names (`image.tag`) with the nodes of their values."""
    by_path: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
    for name, node in found:
        *above, key = name.split(".")
        by_path.setdefault(tuple(above), []).append((key, node))
    context = Context(places, None, None)
    for path, pairs in by_path.items():
        at = ".".join((where, *path) if where else path)
        for parts in parts_by_image(pairs, ()):
            yield from image_in(context, parts, path, at)


class _Reader:
    """Walks the values, each node once."""

    def __init__(self, places: Places, root: Any, chart: Chart | None) -> None:
        self._places = places
        self._root = root
        self._context = Context(places, root, chart)
        self._base = chart.values if chart else None

    def read(self, where: str) -> Iterator[Mention]:
        """The mentions of everything below the root."""
        pending: list[Pending] = [(self._root, where, (), self._base, None)]
        seen: set[int] = set()
        while pending:
            node, at, path, base, around = pending.pop()
            if id(node) in seen or len(seen) > _MAX_WALKED:
                continue
            seen.add(id(node))
            if is_mapping(node):
                given, below_base = fields(node), fields(base)
                found = parts_by_image(given.items(), below_base.items())
                for parts in found:
                    parts.around = around
                    yield from image_in(self._context, parts, path, at)
                around = next((one for one in found if not one.which and is_about_images(path)), around)
                yield from self._mapping(given, at, path, around)
                below = [
                    (value, _at(at, key), (*path, key), below_base.get(key), around)
                    for key, value in given.items()
                    if not is_scalar(value)
                ]
                pending += reversed(below)
            elif is_sequence(node):
                yield from self._listed(node, at, path)
                below = [
                    (item, f"{at}[{index}]", path, None, around)
                    for index, item in enumerate(node.value)
                    if not is_scalar(item)
                ]
                pending += reversed(below)

    def _mapping(
        self, given: dict[str, Any], at: str, path: tuple[str, ...], around: Parts | None
    ) -> Iterator[Mention]:
        """The mentions of a mapping's keys that hold whole references."""
        for key, value in given.items():
            if meaning(key):
                continue
            text = (string(value) or "").strip()
            if not text:
                continue
            is_named = _are_images(path) or (key in _WHOLE and is_about_images(path))
            if holds_image(key, text) or (is_named and is_likely(text)):
                yield from with_registry(self._places.reference(value, _at(at, key)), around if is_named else None)
            elif value.style == "|" and _NAMES_IMAGES.search(text):
                yield from self._text(value, _at(at, key))
        name, value = string(given.get("name")), given.get("value")
        if name and len(given) <= len(("name", "value")) and holds_image(name, (string(value) or "").strip()):
            yield from self._places.reference(value, _at(at, "value"))

    def _listed(self, node: Any, at: str, path: tuple[str, ...]) -> Iterator[Mention]:
        for index, item in enumerate(node.value):
            text = (string(item) or "").strip()
            if not text:
                continue
            if lists_images(path) and is_likely(text):
                yield from self._places.reference(item, f"{at}[{index}]")
            elif item.style == "|" and _NAMES_IMAGES.search(text):
                yield from self._text(item, f"{at}[{index}]")

    def _text(self, node: Any, at: str) -> Iterator[Mention]:
        """The mentions of values that are written as YAML in a text."""
        tree = Tree(self._places.tree.embed(node))
        places = Places(tree, self._places.scanner, hints=self._places.hints)
        for document in tree.documents if tree.problem is None else ():
            for mention in values(places, document, at):
                yield mention.lift()


def _are_images(path: tuple[str, ...]) -> bool:
    """Whether the values of a mapping at a path of keys are images; `images.tags` are, in OpenStack's charts."""
    return lists_images(path) or (path[-1:] == ("tags",) and lists_images(path[:-1]))


def _at(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def settled(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The same, each once: none rewritable whose tag or digest is another's too, none to be renamed whose name is.

    One that has but its tag for itself, since its name was merged in, stands at that.
    """
    found = list({_key(one): one for one in reversed(list(mentions))}.values())[::-1]
    uses: dict[Span, set[object]] = {}
    for one in found:
        for place in one.parts.values():
            uses.setdefault(place, set()).add(_key(one))
    placed: set[Span] = set()
    for one in found:
        shared = {part for part, place in one.parts.items() if len(uses[place]) > 1}
        own = {part: place for part, place in one.parts.items() if part not in shared}
        if not shared:
            yield one
        elif own.keys().isdisjoint(_PINNED_IN) or not shared.isdisjoint(_PINNED_IN):
            yield one.replace(reason=one.reason or SHARED)
        else:
            yield one.replace(parts=own, span=min(own.values()) if one.span in placed else one.span)
        placed.add(one.span)


def _key(one: Mention) -> tuple[Span, str | None, tuple[Span, ...]]:
    return one.span, one.resolved, tuple(one.parts.values())
