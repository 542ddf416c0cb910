"""The literals that the expressions of a Python module may stand for."""

from __future__ import annotations

import ast

from mooring.scanners.python import scopes
from mooring.scanners.python.libraries import DEFAULTS
from mooring.scanners.python.lists import built
from mooring.scanners.python.paths import SAME
from mooring.scanners.python.resolver import is_known, is_none, keyword, known_first, positional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.scanners.python.resolver import Leaf, Resolver
    from mooring.scanners.python.scopes import Binding, Scope

_MAX_LEAVES = 64
_PARSED = (".parse_args()", ".parse_known_args()", "argparse.Namespace()")
_SAME_METHODS = frozenset({"encode", "strip", "rstrip", "lstrip", "copy"})


class Leaves:
    """The leaves of a module's expressions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[ast.AST, list[Leaf]] = {}

    def of(self, node: ast.AST, scope: Scope) -> list[Leaf]:
        """The leaves of an expression; what is not known stands for itself."""
        if node not in self._known:
            with self._resolver.asking(node, "leaves") as fresh:
                if not fresh:
                    return [(node, scope)]
                found = {leaf[0]: leaf for leaf in self._of(node, scope)}
                self._known[node] = list(found.values())[:_MAX_LEAVES]
        return self._known[node]

    def _of(self, node: ast.AST, scope: Scope) -> list[Leaf]:
        if isinstance(node, ast.Name):
            return self._of_name(node, scope)
        if isinstance(node, ast.Attribute):
            return self._of_attribute(node, scope) or [(node, scope)]
        if isinstance(node, ast.Call):
            return self._of_call(node, scope) or [(node, scope)]
        if isinstance(node, ast.Subscript):
            return self._at_key(node.value, node.slice, scope) or [(node, scope)]
        if isinstance(node, ast.IfExp):
            return known_first([*self.of(node.body, scope), *self.of(node.orelse, scope)])
        if isinstance(node, ast.BoolOp):
            return known_first([leaf for value in node.values for leaf in self.of(value, scope)])
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Starred):
            return self.of(node.value, scope)
        return [(node, scope)]

    def _of_name(self, node: ast.Name, scope: Scope) -> list[Leaf]:
        bindings = [one for one in self._resolver.bindings(node, scope) if one.how != scopes.DECLARED]
        if built(self._resolver, node, scope) is not None:
            return [(node, scope)]
        inside = [leaf for one in bindings if one.how != scopes.PARAMETER for leaf in self.of_binding(one)]
        if len(inside) > 1 and not all(is_known(leaf) for leaf in inside):
            inside = [(node, scope)]
        outside = [leaf for one in bindings if one.how == scopes.PARAMETER for leaf in self.of_binding(one)]
        found = known_first([*outside, *inside]) or [(node, scope)]
        return [self._with_entries(leaf, node.id) for leaf in found]

    def _with_entries(self, leaf: Leaf, name: str) -> Leaf:
        """A mapping with what is set in it, in the function that it stands in, by the name that it has there."""
        mapping, at = leaf
        entries = at.entries.get(name)
        if not isinstance(mapping, ast.Dict) or entries is None or not self._resolver.spend(len(entries)):
            return leaf
        keys, values = zip(*entries, strict=True)
        return ast.Dict([*mapping.keys, *keys], [*mapping.values, *values]), at

    def of_binding(self, binding: Binding) -> list[Leaf]:
        """The leaves of a name that is bound so."""
        how, node, scope = binding.how, binding.node, binding.scope
        if how == scopes.PARAMETER:
            return self._resolver.parameters.leaves(binding)
        if how in (scopes.VALUE, scopes.ENTERED):
            found = self.of(node, scope)
        elif how == scopes.ITEM:
            found = self.items(node, scope)
        else:
            return [(node, scope)]
        for index in binding.index:
            found = [part for leaf in found for part in self.part(leaf, index)]
        return found

    def part(self, leaf: Leaf, index: int) -> list[Leaf]:
        """The leaves of what a tuple has at an index; what is not known stands for itself."""
        node, scope = leaf
        if isinstance(node, ast.Tuple | ast.List) and -len(node.elts) <= index < len(node.elts):
            return self.of(node.elts[index], scope)
        return [] if is_known(leaf) else [leaf]

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> list[Leaf]:
        resolver = self._resolver
        if node.attr == "param" and isinstance(node.value, ast.Name) and node.value.id == "request":
            return resolver.parameters.requested(scope.function())
        path = resolver.path(node.value, scope)
        if path is None:
            member = self.of(node.value, scope) if isinstance(node.value, ast.Attribute | ast.Name) else []
            return member if node.attr == "value" and all(map(is_known, member)) else []
        if path.endswith(_PARSED):
            return resolver.parameters.options(node.attr)
        local = resolver.paths.local(path)
        if local is None:
            made = [(call, at) for call, at in self.of(node.value, scope) if isinstance(call, ast.Call)]
            return [leaf for call, at in made if (given := keyword(call, node.attr)) for leaf in self.of(given, at)]
        if not local.is_class:
            return []
        is_self = scope.owner() is local and isinstance(node.value, ast.Name) and path.endswith("()")
        classes = [local, *(resolver.paths.heirs(local) if is_self else ())]
        return known_first([leaf for one in classes for leaf in self._of_members(one, node.attr)])

    def _of_members(self, local: Scope, name: str) -> list[Leaf]:
        """What an attribute of a class of the module is: set in the class, by its methods, or by who makes one."""
        paths = self._resolver.paths
        found: list[Leaf] = []
        members = list(paths.members(local, name))
        for member in members:
            function = self._resolver.names.scopes.get(member.node)
            if member.how == scopes.DEFINED and function is not None:
                results = function.returns if paths.is_property(function) else []
                found += [leaf for value in results for leaf in self.of(value, function)]
            elif member.how != scopes.DECLARED:
                found += self.of_binding(member)
        if members and next(paths.members(local, "__init__"), None) is None:
            for call, scope in self._resolver.parameters.sites(local):
                value = keyword(call, name)
                if value is None and name in (fields := paths.fields(local)):
                    value = positional(call, fields.index(name))
                found += self.of(value, scope) if value is not None else []
        return known_first([leaf for leaf in found if not is_none(leaf)])

    def _of_call(self, node: ast.Call, scope: Scope) -> list[Leaf]:
        path = self._resolver.path(node.func, scope)
        if path in DEFAULTS:
            position, name = DEFAULTS[path]
            default = keyword(node, name) or (positional(node, position) if position is not None else None)
            return self.of(default, scope) if default is not None else []
        if path in SAME and node.args:
            return self.of(node.args[path == "typing.cast" and len(node.args) > 1], scope)
        if path == "dict" and not node.args:
            keys: list[ast.expr | None] = [ast.Constant(one.arg) if one.arg else None for one in node.keywords]
            return [(ast.Dict(keys, [one.value for one in node.keywords]), scope)]
        local = self._resolver.paths.local(path) if path is not None else None
        if local is not None and not local.is_class:
            return [leaf for value in local.returns for leaf in self.of(value, local)]
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in _SAME_METHODS and not node.args:
                return self.of(node.func.value, scope)
            if node.func.attr == "apply" and node.args and isinstance(node.args[0], ast.Lambda):
                return self.of(node.args[0].body, self._resolver.names.scopes[node.args[0]])
            if node.func.attr in ("getoption", "getini") and node.args and isinstance(node.args[0], ast.Constant):
                return self._resolver.parameters.options(str(node.args[0].value))
            if node.func.attr == "get" and node.args:
                found = self._at_key(node.func.value, node.args[0], scope)
                default = positional(node, 1)
                return [*found, *self.of(default, scope)] if found and default is not None else found
        return []

    def _at_key(self, holder: ast.expr, key: ast.expr, scope: Scope) -> list[Leaf]:
        """What a mapping or list has at a key; all that it has where the key is not known."""
        keys = self.of(key, scope)
        if isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.USub) and isinstance(key.operand, ast.Constant):
            keys = [(ast.Constant(-key.operand.value), scope)] if isinstance(key.operand.value, int) else []
        wanted = [one.value for one, _ in keys if isinstance(one, ast.Constant)] if all(map(is_known, keys)) else None
        found: list[Leaf] = []
        for node, at in self.of(holder, scope):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                values = [value for name, value in pairs if wanted is None or _is_one_of(name, wanted)]
            elif isinstance(node, ast.List | ast.Tuple):
                count = len(node.elts)
                numbers = [one for one in wanted or () if isinstance(one, int) and -count <= one < count]
                values = node.elts if wanted is None else [node.elts[number] for number in numbers]
            else:
                return []
            found += [leaf for value in values[:_MAX_LEAVES] for leaf in self.of(value, at)]
        return found

    # -- items

    def items(self, node: ast.AST, scope: Scope) -> list[Leaf]:
        """What going through an expression gives: the leaves of all items."""
        with self._resolver.asking(node, "items") as fresh:
            if not fresh:
                return [(node, scope)]
            found: list[Leaf] = []
            for leaf in self.of(node, scope):
                for item, at in self._items_of(leaf):
                    found += self.of(item, at)
                    if len(found) >= _MAX_LEAVES:
                        return found[:_MAX_LEAVES]
            return found

    def _items_of(self, leaf: Leaf) -> Iterator[Leaf]:
        node, scope = leaf
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            for one in node.elts:
                if isinstance(one, ast.Starred):
                    yield from self.items(one.value, scope)
                else:
                    yield one, scope
        elif isinstance(node, ast.Name):
            yield from self._items_in_steps(node, scope)
        elif isinstance(node, ast.Dict):
            yield from ((key, scope) for key in node.keys if key is not None)
        elif isinstance(node, ast.ClassDef):
            yield from self._members_of_enum(node)
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            yield node.elt, self._resolver.names.scopes.get(node, scope)
        elif isinstance(node, ast.Call):
            yield from self._items_of_call(node, scope)
        elif not is_known(leaf):
            yield leaf

    def _members_of_enum(self, node: ast.ClassDef) -> Iterator[Leaf]:
        """The values of an enumeration."""
        for bindings in self._resolver.names.scopes[node].names.values():
            if bindings[0].how == scopes.VALUE:
                yield bindings[0].node, bindings[0].scope

    def _items_in_steps(self, node: ast.Name, scope: Scope) -> Iterator[Leaf]:
        """The items of a list that is made in steps."""
        for item, at in built(self._resolver, node, scope) or [(node, scope)]:
            if isinstance(item, ast.Starred):
                yield from self.items(item.value, at)
            else:
                yield item, at

    def _items_of_call(self, node: ast.Call, scope: Scope) -> Iterator[Leaf]:
        path = self._resolver.path(node.func, scope)
        if path == "enumerate" and node.args:
            for item, at in self.items(node.args[0], scope):
                yield _tuple(ast.Constant(0), item), at
        elif path == "zip":
            for row in zip(*[self.items(argument, scope) for argument in node.args], strict=False):
                yield _tuple(*[item for item, _ in row]), row[0][1]
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("items", "values", "keys"):
            for holder, at in self.of(node.func.value, scope):
                if isinstance(holder, ast.Dict):
                    for key, value in zip(holder.keys, holder.values, strict=True):
                        if key is not None:
                            yield {"items": _tuple(key, value), "values": value, "keys": key}[node.func.attr], at
        else:
            yield node, scope


def _tuple(*items: ast.AST) -> ast.Tuple:
    return ast.Tuple([item for item in items if isinstance(item, ast.expr)], ast.Load())


def _is_one_of(key: ast.expr | None, wanted: Sequence[object]) -> bool:
    return isinstance(key, ast.Constant) and key.value in wanted
