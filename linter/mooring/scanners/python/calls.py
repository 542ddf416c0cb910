"""The images in a Python module's calls, decorators, mappings and settings."""

from __future__ import annotations

import ast

from mooring import Span
from mooring.scanners.hints import hints_of
from mooring.scanners.likely import is_file
from mooring.scanners.python import commands, manifests
from mooring.scanners.python.arguments import Argument
from mooring.scanners.python.libraries import OBJECTS, in_mappings, taken
from mooring.scanners.python.references import Named, Used, find, find_split
from mooring.scanners.python.resolver import is_known, is_none, keyword, name_of, positional
from mooring.scanners.python.texts import Texts
from mooring.scanners.shell import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypedDict

    from mooring import Problem
    from mooring.scanners.python.resolver import Leaf
    from mooring.scanners.python.scopes import Scope
    from mooring.scanners.python.syntax import Module
    from mooring.scanners.python.texts import Text

    class Given(TypedDict):
        """What else a call says of its images."""

        platform: str | None
        hints: tuple[str, ...]


_NOTHING: Given = {"platform": None, "hints": ()}
_CONTAINERS = frozenset(
    {"containers", "initContainers", "ephemeralContainers", "init_containers", "ephemeral_containers"}
)
_IMAGE = Argument("image")
_SPAWNED = frozenset({"image", "container_image"})


class Reader:
    """Reads the images of one module."""

    def __init__(self, module: Module) -> None:
        self.source = module.source
        self.texts = Texts(module)
        self.resolver = self.texts.resolver

    def found(self) -> Iterator[Named | Problem]:
        """What is done with images: by calls, in mappings, by settings."""
        names = self.resolver.names
        for call, scope in names.calls:
            path = self.resolver.path(call.func, scope)
            if path is not None:
                for one in self._of_call(path, self._spread(call, scope), scope):
                    if isinstance(one, Named):
                        one.function = scope.function()
                    yield one
        described = in_mappings(self.resolver.packages())
        if described:
            yield from self._described(described)
        for target, value, scope in names.assigned:
            if _is_spawner(target) or self._is_image(target, scope):
                yield from self._images((value, scope), _IMAGE, name_of(target))

    def _spread(self, call: ast.Call, scope: Scope) -> ast.Call:
        """The call with the items of what it spreads (`*SOURCE`), where that is one list of literals."""
        given: list[ast.expr] = []
        for one in call.args:
            leaves = self.resolver.leaves(one.value, scope) if isinstance(one, ast.Starred) else []
            node = leaves[0][0] if len(leaves) == 1 else None
            if isinstance(node, ast.List | ast.Tuple) and all(isinstance(item, ast.Constant) for item in node.elts):
                given += node.elts
            else:
                given.append(one)
        return call if given == call.args else ast.copy_location(ast.Call(call.func, given, call.keywords), call)

    def _of_call(self, path: str, call: ast.Call, scope: Scope) -> Iterator[Named | Problem]:
        for argument in taken(self.resolver.paths.constructor(path)):
            yield from self._argument(argument, call, scope)
        yield from commands.found(self.texts, path, call, scope)
        yield from manifests.found(self.texts, path, call, scope)

    # -- arguments of calls

    def _argument(self, argument: Argument, call: ast.Call, scope: Scope) -> Iterator[Named]:
        """The images that an argument of a call names."""
        if argument.unless and _is_false(keyword(call, argument.unless)):
            argument = Argument(argument.name)
        where = f"{name_of(call.func)}({argument})"
        given: Given = {
            "platform": self._text(keyword(call, "platform"), scope),
            "hints": hints_of(self._text(keyword(call, "namespace"), scope)),
        }
        tags = self._places(argument.tag, call, scope) if argument.tag else []
        for place in self._places(argument, call, scope):
            if tags and not is_none(tags[0]):
                yield from self._split(argument, place, tags[0], where, given)
            else:
                yield from self._images(place, argument, where, given)

    def _places(self, argument: Argument, call: ast.Call, scope: Scope) -> list[Leaf]:
        """The expressions that stand at an argument's place."""
        given = keyword(call, argument.name) if argument.name else None
        if given is None and argument.position is not None:
            given = positional(call, argument.position)
        if given is None:
            spread = [(one.value, scope) for one in call.keywords if one.arg is None] if argument.name else []
            found = list(self._at_key(spread, argument.name))
        else:
            found = [(given, scope)]
        return self._follow(found, argument.steps)

    def _follow(self, places: list[Leaf], steps: Sequence[str]) -> list[Leaf]:
        """What stands at the end of steps into mappings and lists."""
        for step in steps:
            if step == "[]":
                places = [item for place in places for item in self.resolver.items(*place)]
            else:
                places = list(self._at_key(places, step))
        return places

    def _at_key(self, places: Iterable[Leaf], key: str) -> Iterator[Leaf]:
        """What mappings have at a key."""
        for place in places:
            for mapping, scope in self.resolver.leaves(*place):
                if not isinstance(mapping, ast.Dict):
                    continue
                for name, value in zip(mapping.keys, mapping.values, strict=True):
                    if isinstance(name, ast.Constant) and name.value == key:
                        yield value, scope
                    elif name is None and value is not place[0]:
                        yield from self._at_key([(value, scope)], key)

    def _text(self, node: ast.expr | None, scope: Scope) -> str | None:
        """The one text that an expression has."""
        found = self.texts.of(node, scope) if node is not None else []
        return found[0].text if len(found) == 1 else None

    def _images(self, place: Leaf, argument: Argument, where: str, given: Given = _NOTHING) -> Iterator[Named]:
        used = Used(argument.use, where, self._span(place), (place[0],), prefix=argument.prefix, **given)
        for text in self._texts(place):
            yield from find(self.source, text, used)

    def _split(self, argument: Argument, name: Leaf, tag: Leaf, where: str, given: Given) -> Iterator[Named]:
        """The images that a name and a tag name."""
        used = Used(argument.use, where, self._span(name), (name[0], tag[0]), **given)
        for first in self._texts(name):
            for second in self._texts(tag):
                yield from find_split(self.source, first, second, used, digest_for_tag=argument.digest_for_tag)

    def _span(self, place: Leaf) -> Span:
        return self.texts.span(place[0]) or Span(0, 0)

    def _texts(self, place: Leaf) -> Iterator[Text]:
        """The texts of an expression or, where it is a list, of its items; none of what a library has made."""
        for leaf in self.resolver.leaves(*place):
            several = isinstance(leaf[0], ast.List | ast.Tuple | ast.Set | ast.Name)
            for one in self.resolver.items(*leaf) if several else [leaf]:
                if is_known(one) or not (self._is_object(one) or self._is_object(place)):
                    yield from self.texts.of_leaf(one)

    def _is_object(self, place: Leaf) -> bool:
        """Whether an expression is something that a library has made, and no text."""
        path = self.resolver.path(*place)
        return path is not None and "(" in path and path.partition(".")[0] in OBJECTS

    # -- other places

    def _described(self, described: dict[str, list[Argument]]) -> Iterator[Named]:
        """The images in what a library takes as mappings, or as the arguments that stand for the keys of one."""
        names = self.resolver.names
        entries = [
            (name.value, value, scope)
            for mapping, scope in names.mappings
            for name, value in zip(mapping.keys, mapping.values, strict=True)
            if isinstance(name, ast.Constant) and isinstance(name.value, str)
        ]
        entries += [(str(given.arg), given.value, scope) for call, scope in names.calls for given in call.keywords]
        for name, value, scope in entries:
            for argument in described.get(name, ()):
                for place in self._follow([(value, scope)], argument.steps):
                    found = self._images(place, _IMAGE, str(argument))
                    yield from (one for one in found if not is_file(one.mention.resolved or ""))

    def _is_image(self, target: ast.Attribute, scope: Scope) -> bool:
        """Whether it is the image of what a library has made, or of a container of a Kubernetes object."""
        holder = target.value
        path = self.resolver.path(holder, scope) or ""
        if path.endswith("()"):
            arguments = taken(self.resolver.paths.constructor(path.removesuffix("()")))
            return any(one.name == target.attr and not one.steps and one.use == uses.RUN for one in arguments)
        if target.attr != "image" or not in_mappings(self.resolver.packages()):
            return False
        lists = [
            node.value if isinstance(node, ast.Subscript) else node for node, _ in self.resolver.leaves(holder, scope)
        ]
        return any(isinstance(one, ast.Attribute) and one.attr in _CONTAINERS for one in lists)


def _is_spawner(target: ast.Attribute) -> bool:
    """Whether it is a setting of JupyterHub that names the image of users' servers: `c.DockerSpawner.image`."""
    holder = target.value
    if target.attr not in _SPAWNED or not isinstance(holder, ast.Attribute) or not holder.attr.endswith("Spawner"):
        return False
    return isinstance(holder.value, ast.Name) and holder.value.id == "c"


def _is_false(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
