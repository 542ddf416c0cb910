"""Playbooks, tasks and variables, walked once."""

from __future__ import annotations

from mooring import Mention, Problem, Source
from mooring.scanners import rows, trees
from mooring.scanners.infrastructure.ansible.jinja import Masked, names_in, variables
from mooring.scanners.infrastructure.ansible.modules import MODULES, Call
from mooring.scanners.infrastructure.naming import in_two, named, names_image
from mooring.scanners.infrastructure.terraform import filled
from mooring.scanners.tables import COMPOSED, Places, Variables, find, settled
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring.scanners.tables import Value

SCANNER = "ansible"

_LISTS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_LOOPS = ("loop", "with_items", "with_list", "with_flattened", "with_dict")
_MAX_ITEMS = 100
_MAX_DEPTH = 20


class Reader:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.tree = trees.of(source)
        self.values: dict[str, Value | None] = {}
        self.used: set[str] = set()
        self.masked = Masked(self.tree)
        self.readings: list[Places] = []

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        if self.tree.problem:
            yield self.tree.problem
        for root in self.tree.documents:
            self._gather(root)
        found = [one for root in self.tree.documents for one in self._root(root)]
        written = {part for one in found if isinstance(one, Mention) for part in one.parts.values()}
        for root in self.tree.documents:
            found += [one for one in self._by_name(root) if written.isdisjoint(one.parts.values())]
        yield from settled(found, *self.readings)

    def _gather(self, root: Any) -> None:
        """Remember what variables are set to, and which are used in expressions; one set twice is not known."""
        for _, mapping in _variables(root):
            for name, node in items(mapping):
                for dotted, value in _flattened(name, node):
                    known = self.values.get(dotted, value)
                    is_same = known is not None and value is not None and known[0] == value[0]
                    self.values[dotted] = known if is_same else None
        for _, node in find(root, "**"):
            if is_scalar(node) and "{" in node.value:
                self.used.update(names_in(node.value))

    # -- playbooks and tasks

    def _root(self, root: Any) -> Iterator[Mention | Problem]:
        for index, one in enumerate(entries(root)):
            yield from self._entry(one, f"[{index}]", _MAX_DEPTH)

    def _entry(self, node: Any, where: str, depth: int) -> Iterator[Mention | Problem]:
        """A play, a block or a task."""
        if not is_mapping(node) or depth <= 0:
            return
        items_of = self._items(node)
        for key, value in items(node):
            if key in _LISTS and is_sequence(value):
                for index, one in enumerate(value.value):
                    yield from self._entry(one, f"{where}.{key}[{index}]", depth - 1)
                continue
            name, given = self._module(key, value)
            if name in MODULES:
                for item in items_of:
                    yield from self._call(name, self._parameters(node, given), f"{where}.{key}", item)

    def _module(self, key: str, node: Any) -> tuple[str, Any]:
        """The module that a keyword of a task calls, and its parameters; `action` names it among them."""
        if key in ("action", "local_action") and is_mapping(node):
            return _short(string(get(node, "module")) or ""), node
        return _short(key), node

    def _parameters(self, task: Any, given: Any) -> Any:
        """A module's parameters, which may stand in the task's `args`."""
        own = get(task, "args")
        return own if is_mapping(own) and not is_mapping(given) and not string(given) else given

    def _call(self, name: str, node: Any, where: str, item: dict[str, Value | None]) -> Iterator[Mention | Problem]:
        values = variables({**self.values, **item} if item else self.values)
        places = Places(self.tree, SCANNER, variables=values)
        masked: Any = self.masked
        call = Call(places, Places(masked, SCANNER, variables=masked.variables(values)), node, where)
        self.readings += [call.places, call.masked]
        for found in MODULES[name](call):
            one = filled(call.masked, found)
            yield _known(one, values) if isinstance(one, Mention) else one

    def _items(self, task: Any) -> list[dict[str, Value | None]]:
        """What `item` is in each round of a loop over literal items; one round for any other task."""
        name = string(get(task, "loop_control", "loop_var")) or "item"
        for key in _LOOPS:
            rounds = [dict(_flattened(name, one)) for one in entries(get(task, key))[:_MAX_ITEMS]]
            if rounds:
                return rounds
        return [{}]

    # -- variables

    def _by_name(self, root: Any) -> Iterator[Mention]:
        places = Places(self.tree, SCANNER, variables=variables(self.values))
        self.readings.append(places)
        for where, mapping in _variables(root):
            for name, node in items(mapping):
                at = f"{where}.{name}" if where else name
                if is_scalar(node) and names_image(name) and "{{" in node.value:
                    yield from (rows.known(mention) for mention in places.reference(node, at))
                elif name not in self.used:
                    yield from named(places, node, at, name)
            yield from in_two(Places(self.tree, SCANNER), mapping, where, self.used)


def _short(name: str) -> str:
    """A module's name without its collection."""
    return name.rpartition(".")[2]


def _known(mention: Mention, values: Variables) -> Mention:
    """The mention with what Jinja makes of its text, where another reader has left it open."""
    if mention.resolved is None and "{{" in mention.text:
        text = values.fill(mention.text).text
        if text is not None and "{" not in text:
            return mention.replace(resolved=text, reason=COMPOSED)
    return rows.known(mention)


def _variables(root: Any) -> Iterator[tuple[str, Any]]:
    """The mappings that set variables, with where they are: a file of them, or those of plays, roles, blocks, tasks."""
    if is_mapping(root):
        yield "", root
        return
    for place in ("**.vars", "**.set_fact", '**."ansible.builtin.set_fact"', "**.roles[]"):
        yield from ((where, node) for where, node in find(root, place) if is_mapping(node))


def _flattened(name: str, node: Any, depth: int = 4) -> Iterator[tuple[str, Value | None]]:
    """A variable's value, and those of the keys below it by their dotted names."""
    if is_scalar(node):
        yield name, (node.value, node)
    elif is_mapping(node) and depth:
        for key, one in items(node):
            yield from _flattened(f"{name}.{key}", one, depth - 1)
