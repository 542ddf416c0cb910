"""Terraform and OpenTofu: configurations, also in JSON, variable files, tests, and Terragrunt's `terragrunt.hcl`.

Specification: https://developer.hashicorp.com/terraform/language, and each provider's reference for what its resources
hold (`terraform_places`). Variables have the defaults and locals the values that the file itself gives them. Elsewhere
(values of variables and locals that the file does not use, inputs of modules) an image is what has `image` in its name
and can hardly be anything else by its look. Images of virtual machines are none.
"""

from __future__ import annotations

import re

from mooring import Mention, Role, Source, Span
from mooring.scanners import rows
from mooring.scanners.build_options import HOLE
from mooring.scanners.hcl.tree import resolved, tree_of, variables
from mooring.scanners.infrastructure.naming import named, unseen
from mooring.scanners.infrastructure.terraform_places import KUBERNETES, LOCAL_IMAGES, PROVISIONERS, RESOURCES
from mooring.scanners.nodes import LITERAL, SCALAR, Node
from mooring.scanners.tables import COMPOSED, UNKNOWN, Places, find, settled
from mooring.scanners.yaml_tree import get, is_mapping, is_sequence, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mooring import Problem
    from mooring.scanners.hcl.expressions import Path
    from mooring.scanners.hcl.tree import HclJsonTree, HclTree

SCANNER = "terraform"

_VALUES = re.compile(r"\.(?:tfvars|tofuvars)(?:\.json)?$")
_VALUED = (
    "module.*",
    "inputs",
    "variables",
    "run.*.variables",
    "data.template_file.*.vars",
    "resource.*.*.container_definitions",
    "resource.*.*.user_data",
    "locals",
)
_MAX_ROUNDS = 64


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a configuration or of a file of values."""
    tree = tree_of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        yield from _Configuration(tree, root).found()


def known(root: Any) -> dict[tuple[str, ...], Any]:
    """The values of variables and locals, by how they are written in expressions."""
    known: dict[tuple[str, ...], Any] = {}
    for _, block in find(root, "variable", through_lists=True):
        known |= {("var", name): get(one, "default") for name, one in items(block)}
    for _, block in find(root, "locals", through_lists=True):
        known |= {("local", name): one for name, one in items(block)}
    return known


class _Configuration:
    """What a configuration says, with the values that it gives its variables."""

    def __init__(self, tree: HclTree | HclJsonTree, root: Any) -> None:
        self.tree = tree
        self.root = root
        self.values = known(root)
        self.readings: list[Places] = []
        self.places = self._places({})

    def _places(self, values: dict[Path, Any]) -> Places:
        """Places in which names have some values beside those of the file."""
        places = Places(self.tree, SCANNER, variables=variables(self.tree.holes, {**self.values, **values}))
        self.readings.append(places)
        return places

    def found(self) -> Iterator[Mention | Problem]:
        """Yield every mention once, those of resources before those by name."""
        found = distinct(self._resources())
        found += list(unseen(self._by_name(), found, self.places))
        yield from settled(found, *self.readings)

    def _resources(self) -> Iterator[Mention | Problem]:
        for group, types in RESOURCES.items():
            for _, blocks in find(self.root, group, through_lists=True):
                for type_, of_type in items(blocks):
                    table = KUBERNETES if type_.startswith("kubernetes_") else types.get(type_, ())
                    for where, block in find(of_type, "*", through_lists=True):
                        place = f"{group}.{type_}.{where}"
                        for places in self._rounds(block) if table else [self.places]:
                            rows_ = _without_local(rows.read(places, block, table, place, through_lists=True))
                            yield from (filled(places, one) for one in rows_)
                        yield from rows.read(self.places, block, PROVISIONERS, place, through_lists=True)

    def _rounds(self, block: Any) -> list[Places]:
        """Places for each of the resources that `for_each` makes of a block; one for any other block."""
        each = resolved(get(block, "for_each"), self.tree.holes, self.values)
        pairs: list[tuple[Any, Any]] = []
        if is_mapping(each):
            pairs = [(_text(key), value) for key, value in each.value]
        elif is_sequence(each):
            pairs = [(one, one) for one in each.value]
        if not 0 < len(pairs) <= _MAX_ROUNDS:
            return [self.places]
        return [self._places({("each", "key"): key, ("each", "value"): value}) for key, value in pairs]

    def _by_name(self) -> Iterator[Mention]:
        """The values that say by their name and their look that they are images, those that use others first."""
        for place in _VALUED:
            for where, node in find(self.root, place, through_lists=True):
                yield from named(self.places, node, where, "")
        for where, node in find(self.root, "variable.*.default", through_lists=True):
            yield from named(self.places, node, where, where.split(".")[1])
        if _VALUES.search(self.tree.source.path):
            yield from named(self.places, self.root, "", "")


def _text(key: Any) -> Any:
    """An object's key as a text, of which one without quotes cannot be rewritten."""
    if key.style != LITERAL:
        return key
    start = Span(key.span.start, key.span.start)
    return Node(SCALAR, key.value, key.source, key.span, pieces=[(key.value.encode(), start)])


def _without_local(found: Iterable[Mention | Problem]) -> Iterator[Mention | Problem]:
    """The same without the images that another resource of the file stands for."""
    for one in found:
        if not (isinstance(one, Mention) and one.resolved is None and LOCAL_IMAGES.match(one.text)):
            yield one


def filled(places: Places, found: Mention | Problem) -> Mention | Problem:
    """What was found in a text with holes in it, once they are filled."""
    if not isinstance(found, Mention) or found.resolved is None:
        return found
    if "${" in found.resolved or "%{" in found.resolved:
        return found.replace(resolved=None, reason=found.reason or UNKNOWN)
    if HOLE not in found.resolved or places.variables is None:
        return found
    text = places.fill(found.resolved, as_part=True).text
    if text is not None and HOLE in text:
        text = None
    why = UNKNOWN if text is None else COMPOSED
    return found.replace(resolved=text, reason=why if found.role is Role.PULL else found.reason)


def distinct(found: Iterable[Mention | Problem]) -> list[Mention | Problem]:
    """Each mention once, where several readings make the same of a text."""
    kept: dict[object, Mention | Problem] = {}
    for one in found:
        key = (one.span.start, one.span.end, one.resolved, one.role) if isinstance(one, Mention) else one
        kept.setdefault(key, one)
    return list(kept.values())
