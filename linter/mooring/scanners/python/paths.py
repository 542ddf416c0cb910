"""What the expressions of a Python module are in the terms of the libraries that it imports.

Classes and functions of the module itself are `#` and a number.
"""

from __future__ import annotations

import ast

from mooring.scanners.python import scopes
from mooring.scanners.python.libraries import ALIASES, taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring.scanners.python.resolver import Resolver
    from mooring.scanners.python.scopes import Binding, Scope

SAME = frozenset(
    {
        "copy.copy",
        "copy.deepcopy",
        "frozenset",
        "inspect.cleandoc",
        "iter",
        "json.dumps",
        "list",
        "reversed",
        "set",
        "sorted",
        "str",
        "textwrap.dedent",
        "tuple",
        "typing.cast",
    }
)
"""Functions that give what they are given, as far as images are concerned."""

_BUILTINS = frozenset({"super", "property", "staticmethod", "dict", "enumerate", "zip", "get_ipython"}) | SAME
_HANDED_BACK = {"contextlib.closing": 0, "contextlib.nullcontext": 0, "functools.partial": 0, "typing.cast": 1}
_ENTERING = frozenset({"enter_context", "enter_async_context"})
_PROPERTIES = frozenset({"property", "functools.cached_property"})
_HOLDERS = frozenset(
    {
        "Annotated",
        "AsyncGenerator",
        "AsyncIterable",
        "AsyncIterator",
        "Awaitable",
        "ClassVar",
        "ContextManager",
        "Coroutine",
        "Final",
        "Generator",
        "Iterable",
        "Iterator",
        "Optional",
        "Union",
    }
)
_MAX_ANCESTORS = 30
_MAX_HEIRS = 60


class Paths:
    """The paths of a module's expressions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._names = resolver.names
        self._definitions = list(self._names.scopes)
        self._numbers = {node: number for number, node in enumerate(self._definitions)}
        self._known: dict[ast.AST, str | None] = {}
        self._heirs: dict[ast.AST, list[Scope]] | None = None

    def of(self, node: ast.AST, scope: Scope) -> str | None:
        """The path of an expression, None where it is not known."""
        if node not in self._known:
            with self._resolver.asking(node, "path") as fresh:
                if not fresh:
                    return None
                self._known[node] = self._of(node, scope)
        return self._known[node]

    def _of(self, node: ast.AST, scope: Scope) -> str | None:
        if isinstance(node, ast.Name):
            return self._of_name(node, scope)
        if isinstance(node, ast.Attribute):
            return self._of_attribute(node, scope)
        if isinstance(node, ast.Call):
            return self._of_call(node, scope)
        if isinstance(node, ast.Await | ast.NamedExpr | ast.YieldFrom):
            return self.of(node.value, scope)
        if isinstance(node, ast.Subscript):
            inner = (leaf for leaf in self._resolver.leaves(node, scope) if leaf[0] is not node)
            return first(self.of(*leaf) for leaf in inner) or self.of(node.value, scope)
        if isinstance(node, ast.IfExp):
            return self.of(node.body, scope) or self.of(node.orelse, scope)
        if isinstance(node, ast.BoolOp):
            return first(self.of(value, scope) for value in node.values)
        return None

    def _of_name(self, node: ast.Name, scope: Scope) -> str | None:
        bindings = self._resolver.bindings(node, scope)
        if bindings:
            return first(self.of_binding(binding) for binding in bindings)
        if node.id in _BUILTINS:
            return node.id
        stars = [_canonical(f"{star}.{node.id}") for star in self._names.module.stars if not star.startswith(".")]
        return stars[0] if len(stars) == 1 else first(path for path in stars if any(taken(path)))

    def of_binding(self, binding: Binding) -> str | None:
        """What a name is that is bound so."""
        how, node, scope = binding.how, binding.node, binding.scope
        if how == scopes.IMPORTED:
            return None if binding.path.startswith(".") else _canonical(binding.path)
        if how == scopes.DEFINED:
            return f"#{self._numbers[node]}"
        if how == scopes.PARAMETER:
            return self._resolver.parameters.path(binding)
        found = None
        if how in (scopes.VALUE, scopes.ENTERED) and not binding.index:
            found = self.of(node, scope)
        elif how in (scopes.VALUE, scopes.ITEM):
            found = first(self.of(*leaf) for leaf in self._resolver.values.of_binding(binding))
        return found or self.of_type(binding.annotation, scope)

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> str | None:
        if isinstance(node.value, ast.Call) and self.of(node.value.func, scope) == "super":
            owner = scope.owner()
            base = self._base(owner) if owner is not None else None
            if base is None:
                return None
            return base if node.attr == "__init__" else _canonical(f"{base}().{node.attr}")
        path = self.of(node.value, scope)
        if path is None:
            return None
        local = self.local(path)
        if local is None:
            return _canonical(f"{path}.{node.attr}")
        if not local.is_class:
            decorated = next((decorator for decorator, _ in self.decorators(local)), None)
            return _canonical(f"{decorated.removesuffix('()')}().{node.attr}") if decorated else None
        members = list(self.members(local, node.attr))
        if members:
            return first(self._of_member(member) for member in members)
        base = self._base(local)
        return _canonical(f"{base}{'()' if path.endswith('()') else ''}.{node.attr}") if base else None

    def _of_member(self, member: Binding) -> str | None:
        """What a member of a class is: a property is what it gives."""
        path = self.of_binding(member)
        function = self.local(path) if path is not None else None
        return self.of_result(function) if function is not None and self.is_property(function) else path

    def _of_call(self, node: ast.Call, scope: Scope) -> str | None:
        path = self.of(node.func, scope) or ""
        position = _HANDED_BACK.get(path, 0 if getattr(node.func, "attr", None) in _ENTERING else None)
        if position is not None and len(node.args) > position:
            return self.of(node.args[position], scope)
        if not path:
            return None
        local = self.local(path)
        if local is None:
            return _canonical(f"{path}()")
        if local.is_class:
            return None if path.endswith("()") else f"{path}()"
        return self.of_result(local)

    def of_result(self, function: Scope) -> str | None:
        """What a function of the module gives back or yields."""
        typed = self.of_type(getattr(function.node, "returns", None), function.outside)
        return typed or first(self.of(value, function) for value in function.returns)

    def of_type(self, annotation: ast.expr | None, scope: Scope) -> str | None:
        """What is annotated with a type; quotes, `Optional` and the like are looked through."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value, mode="eval").body
            except (SyntaxError, ValueError, MemoryError, RecursionError):
                return None
        if isinstance(annotation, ast.BinOp):
            return self.of_type(annotation.left, scope) or self.of_type(annotation.right, scope)
        if isinstance(annotation, ast.Subscript):
            base = annotation.value
            name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            held = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
            return first(self.of_type(one, scope) for one in held) if name in _HOLDERS else None
        if not isinstance(annotation, ast.Name | ast.Attribute):
            return None
        path = self.of(annotation, scope)
        return _canonical(f"{path}()") if path and path not in _BUILTINS else None

    # -- classes and functions of the module

    def number(self, definition: Scope) -> str:
        """The path of a class or function of the module."""
        return f"#{self._numbers[definition.node]}"

    def local(self, path: str) -> Scope | None:
        """The class or function of the module that a path is, or is made by."""
        if not path.startswith("#"):
            return None
        return self._names.scopes[self._definitions[int(path[1:].removesuffix("()"))]]

    def constructor(self, path: str) -> str:
        """The path of what is called: for a class of the module without `__init__`, its base from elsewhere."""
        local = self.local(path)
        if local is None or not local.is_class or next(self.members(local, "__init__"), None):
            return path
        return self._base(local) or path

    def members(self, local: Scope, name: str) -> Iterator[Binding]:
        """The bindings of a member of a class of the module, those of the nearest class that has any."""
        for one in self._ancestry(local):
            found = [*one.names.get(name, ()), *one.attributes.get(name, ())]
            if found:
                yield from found
                return

    def decorators(self, definition: Scope) -> Iterator[tuple[str, ast.expr]]:
        """The decorators of a class or function that are known."""
        for decorator in getattr(definition.node, "decorator_list", ()):
            path = self.of(decorator, definition.outside)
            if path is not None:
                yield path, decorator

    def is_property(self, function: Scope) -> bool:
        """Whether a function is called by naming it."""
        return any(path in _PROPERTIES for path, _ in self.decorators(function))

    def _bases(self, local: Scope) -> Iterator[str]:
        for base in getattr(local.node, "bases", ()):
            path = self.of(base, local.outside)
            if path is not None:
                yield path

    def _ancestry(self, local: Scope) -> list[Scope]:
        """A class of the module, and those of the module that it comes from."""
        found = [local]
        for one in found:
            for base in self._bases(one):
                inner = self.local(base)
                if inner is not None and inner.is_class and inner not in found and len(found) < _MAX_ANCESTORS:
                    found.append(inner)
        return found

    def heirs(self, local: Scope) -> list[Scope]:
        """The classes of the module that come from one of it."""
        if self._heirs is None:
            self._heirs = {}
            for one in self._names.scopes.values():
                for other in self._ancestry(one)[1:] if one.is_class else ():
                    self._heirs.setdefault(other.node, []).append(one)
        return self._heirs.get(local.node, [])[:_MAX_HEIRS]

    def fields(self, local: Scope) -> list[str]:
        """The names that a class of the module declares with a type, in the order in which they are given to it."""
        names = {
            name: None
            for one in reversed(self._ancestry(local))
            for name, bindings in one.names.items()
            if bindings[0].annotation is not None
        }
        return list(names)

    def _base(self, local: Scope) -> str | None:
        """The class from elsewhere that a class of the module comes from."""
        ancestry = self._ancestry(local)
        return first(base for one in ancestry for base in self._bases(one) if self.local(base) is None)


def first(paths: Iterable[str | None]) -> str | None:
    """The first path that is known."""
    return next((path for path in paths if path is not None), None)


def _canonical(path: str) -> str:
    return ALIASES.get(path, path)
