"""The scopes of a Python module and what binds their names, by Python's reference, "Naming and binding".

One walk over the tree notes everything that the rest asks for: bindings, attributes set on `self`, calls, mappings,
and what functions give back.
"""

from __future__ import annotations

import ast

from mooring.scanners.python import indirect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

VALUE = "value"
ITEM = "item"
ENTERED = "entered"
IMPORTED = "imported"
PARAMETER = "parameter"
DEFINED = "defined"
DECLARED = "declared"
CHANGED = "changed"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
Loop = ast.For | ast.AsyncFor | ast.comprehension
_BLOCKS = ("body", "orelse", "finalbody")
_NOWHERE = (0, 0)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Binding:
    """One way in which a name gets its value.

    `how` is `VALUE` for the value of the expression `node`, `ITEM` for each of its items, `ENTERED` for what `with`
    makes of it, `IMPORTED` for what `path` names, `PARAMETER` for the argument `node` of the function whose scope this
    is, `DEFINED` for a function or class, `DECLARED` for a name with a type and no value, `CHANGED` for what nobody
    knows. `index` leads to the part that is meant of a value that is taken apart; `annotation` is the type, where there
    is one. `until` is where the block ends in which the name surely has this value once it is bound: line and column.
    """

    __slots__ = ("how", "node", "scope", "path", "index", "annotation", "until")

    def __init__(
        self,
        how: str,
        node: ast.AST,
        scope: Scope,
        *,
        path: str = "",
        index: tuple[int, ...] = (),
        annotation: ast.expr | None = None,
        until: tuple[int, int] = _NOWHERE,
    ) -> None:
        self.how = how
        self.node = node
        self.scope = scope
        self.path = path
        self.index = index
        self.annotation = annotation
        self.until = until

    @property
    def begin(self) -> tuple[int, int]:
        """Where the value begins: line and column."""
        return place(self.node)

    @property
    def end(self) -> tuple[int, int]:
        """Where the value ends: line and column; from there on the name has it."""
        return end_of(self.node)


def place(node: ast.AST) -> tuple[int, int]:
    """Where a node begins: line and column."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def end_of(node: ast.AST) -> tuple[int, int]:
    """Where a node ends: line and column."""
    return getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0


class Scope:
    """A module, class, function or comprehension: its names, for a class what its methods set on `self`.

    `entries` are the keys and values that are set in what a name stands for: `options["image"] = "a:1"`.
    `returns` are the expressions that a function gives back or yields, `stars` the modules of which a module imports
    everything.
    """

    __slots__ = ("node", "parent", "names", "attributes", "entries", "elsewhere", "returns", "stars", "margin")

    def __init__(self, node: ast.AST, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self.names: dict[str, list[Binding]] = {}
        self.attributes: dict[str, list[Binding]] = {}
        self.entries: dict[str, list[tuple[ast.expr, ast.expr]]] = {}
        self.elsewhere: dict[str, Scope] = {}
        self.returns: list[ast.expr] = []
        self.stars: list[str] = []
        body = getattr(node, "body", None)
        self.margin = body[0].col_offset if isinstance(body, list) and body else -1

    @property
    def is_class(self) -> bool:
        """Whether it is a class, whose names are not seen in its functions."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def method_of(self) -> Scope | None:
        """The class that a function is a method of."""
        is_function = isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef)
        return self.parent if is_function and self.parent is not None and self.parent.is_class else None

    @property
    def first_parameter(self) -> str | None:
        """The name of a function's first parameter."""
        arguments = getattr(self.node, "args", None)
        names = [*arguments.posonlyargs, *arguments.args] if isinstance(arguments, ast.arguments) else []
        return names[0].arg if names else None

    def bind(self, name: str, binding: Binding) -> None:
        """Note a binding of a name."""
        if name in self.elsewhere:
            binding.until = _NOWHERE
        self.elsewhere.get(name, self).names.setdefault(name, []).append(binding)

    def reaching(self, use: ast.Name) -> list[Binding]:
        """The bindings that a name may have where it is used: not those that another has surely replaced before."""
        found = self.find(use.id)
        if not found or found[0].scope is not self.function():
            return found
        at = place(use)
        found = [binding for binding in found if not binding.begin <= at < binding.end]
        last = next((n for n in reversed(range(len(found))) if found[n].end <= at <= found[n].until), 0)
        return found[last:]

    def find(self, name: str) -> list[Binding]:
        """The bindings that a name has here, those of the innermost scope that has any."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                return scope.elsewhere[name].names.get(name, [])
            if name in scope.names and (scope is self or not scope.is_class):
                return scope.names[name]
            scope = scope.parent
        return []

    @property
    def outside(self) -> Scope:
        """The scope around it, in which decorators, defaults and types are evaluated."""
        return self.parent or self

    def module(self) -> Scope:
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def owner(self) -> Scope | None:
        """The innermost class whose method this is in."""
        scope: Scope | None = self
        while scope is not None:
            if scope.method_of is not None:
                return scope.method_of
            scope = scope.parent
        return None

    def function(self) -> Scope:
        """The innermost function, class or module, comprehensions left out."""
        scope = self
        while isinstance(scope.node, COMPREHENSIONS) and scope.parent:
            scope = scope.parent
        return scope


_LEAVES = frozenset({ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del})
_WITHOUT_BLOCKS = frozenset({ast.Assign, ast.Attribute, ast.Call, ast.Expr, ast.keyword, ast.Return, ast.Subscript})


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below one, but those that are the end of it: names, constants, what is done with a name."""
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, ast.AST) and type(one) not in _LEAVES)
        elif isinstance(value, ast.AST) and type(value) not in _LEAVES:
            yield value


class Names:
    """The scopes of a module, and its calls, mappings and assignments to attributes in the order of the file."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree, None)
        self.scopes: dict[ast.AST, Scope] = {}
        self.calls: list[tuple[ast.Call, Scope]] = []
        self.mappings: list[tuple[ast.Dict, Scope]] = []
        self.assigned: list[tuple[ast.Attribute, ast.expr, Scope]] = []
        self._pending: list[tuple[ast.AST, Scope]] = [(tree, self.module)]
        self._ends: dict[ast.AST, tuple[int, int]] = {}
        self._until = _NOWHERE
        self._notes: dict[type[ast.AST], Callable[[Any, Scope], Scope | None]] = {
            **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda), self._define),
            **dict.fromkeys(COMPREHENSIONS, self._comprehend),
            **dict.fromkeys((ast.For, ast.AsyncFor, ast.comprehension), self._loop),
            **dict.fromkeys((ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping), self._other),
            **dict.fromkeys((ast.Return, ast.Yield), self._return),
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotate,
            ast.AugAssign: self._augment,
            ast.NamedExpr: self._name,
            ast.withitem: self._enter,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Global: self._declare,
            ast.Nonlocal: self._declare_nonlocal,
        }
        while self._pending:
            self._note(*self._pending.pop())

    def _note(self, node: ast.AST, scope: Scope) -> None:
        kind = type(node)
        self._until = self._ends.get(node, _NOWHERE)
        if kind not in _WITHOUT_BLOCKS:
            self._end_blocks(node)
        if kind is ast.Call:
            assert isinstance(node, ast.Call)
            self.calls += [(call, scope) for call in (node, *indirect.calls(node))]
        elif kind is ast.Dict:
            assert isinstance(node, ast.Dict)
            self.mappings.append((node, scope))
        note = self._notes.get(kind)
        if note is None or note(node, scope) is None:
            self._pending += [(child, scope) for child in reversed(list(_children(node)))]

    def _end_blocks(self, node: ast.AST) -> None:
        """Note where the blocks of a statement end, for each of the statements in them."""
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                self._ends.update(dict.fromkeys(block, end_of(block[-1])))
        for item in getattr(node, "items", ()) if isinstance(node, ast.With | ast.AsyncWith) else ():
            self._ends[item] = end_of(node)

    def _outside(self, nodes: list[ast.AST], scope: Scope) -> None:
        self._pending += [(node, scope) for node in reversed(nodes)]

    # -- what opens a scope; those that do give it

    def _define(self, node: Definition, scope: Scope) -> Scope:
        inner = Scope(node, scope)
        self.scopes[node] = inner
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        before: list[ast.AST] = list(getattr(node, "decorator_list", ()))
        if isinstance(node, ast.ClassDef):
            before += [*node.bases, *node.keywords]
        else:
            given = node.args
            before += [default for default in (*given.defaults, *given.kw_defaults) if default is not None]
            for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
                if parameter is not None:
                    starred = parameter in (given.vararg, given.kwarg)
                    how = CHANGED if starred else PARAMETER
                    inner.bind(parameter.arg, Binding(how, parameter, inner, annotation=parameter.annotation))
        if not isinstance(node, ast.Lambda):
            scope.bind(node.name, Binding(DEFINED, node, scope, until=self._until))
        else:
            inner.returns.append(node.body)
        self._outside(list(body), inner)
        self._outside(before, scope)
        return inner

    def _comprehend(self, node: ast.AST, scope: Scope) -> Scope:
        inner = self.scopes[node] = Scope(node, scope)
        self._outside(list(ast.iter_child_nodes(node)), inner)
        return inner

    # -- what binds names

    def _bind(self, target: ast.expr, how: str, value: ast.AST, scope: Scope, index: tuple[int, ...] = ()) -> None:
        """Bind what is assigned to, taking tuples apart."""
        if isinstance(target, ast.Name):
            scope.bind(target.id, Binding(how, value, scope, index=index, until=self._until))
        elif isinstance(target, ast.Tuple | ast.List):
            starred = [isinstance(one, ast.Starred) for one in target.elts]
            for number, one in enumerate(target.elts):
                place = number - len(starred) if any(starred[:number]) else number
                self._bind(one, how, value, scope, (*index, place))
        elif isinstance(target, ast.Starred):
            self._bind(target.value, CHANGED, value, scope)
        elif isinstance(target, ast.Attribute):
            self._bind_attribute(target, Binding(how, value, scope, index=index), scope)

    def _bind_attribute(self, target: ast.Attribute, binding: Binding, scope: Scope) -> None:
        function = scope.function()
        owner = function.method_of
        if isinstance(target.value, ast.Name) and owner is not None and target.value.id == function.first_parameter:
            owner.attributes.setdefault(target.attr, []).append(binding)
        elif isinstance(binding.node, ast.expr) and binding.how == VALUE and not binding.index:
            self.assigned.append((target, binding.node, scope))

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        for target in node.targets:
            self._bind(target, VALUE, node.value, scope)
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                scope.entries.setdefault(target.value.id, []).append((target.slice, node.value))

    def _annotate(self, node: ast.AnnAssign, scope: Scope) -> None:
        how = DECLARED if node.value is None else VALUE
        until = self._until if how == VALUE else _NOWHERE
        binding = Binding(how, node.value or node, scope, annotation=node.annotation, until=until)
        if isinstance(node.target, ast.Name):
            scope.bind(node.target.id, binding)
        elif isinstance(node.target, ast.Attribute):
            self._bind_attribute(node.target, binding, scope)

    def _augment(self, node: ast.AugAssign, scope: Scope) -> None:
        self._bind(node.target, CHANGED, node, scope)

    def _name(self, node: ast.NamedExpr, scope: Scope) -> None:
        self._bind(node.target, VALUE, node.value, scope.function())

    def _loop(self, node: Loop, scope: Scope) -> None:
        self._bind(node.target, ITEM, node.iter, scope)

    def _enter(self, node: ast.withitem, scope: Scope) -> None:
        if node.optional_vars is not None:
            self._bind(node.optional_vars, ENTERED, node.context_expr, scope)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            path = alias.name if alias.asname else name
            scope.bind(name, Binding(IMPORTED, node, scope, path=path, until=self._until))

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                scope.module().stars.append(module)
            else:
                separator = "" if module.endswith(".") else "."
                path = f"{module}{separator}{alias.name}"
                scope.bind(alias.asname or alias.name, Binding(IMPORTED, node, scope, path=path, until=self._until))

    def _other(self, node: ast.AST, scope: Scope) -> None:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            scope.bind(name, Binding(CHANGED, node, scope))

    def _declare(self, node: ast.Global, scope: Scope) -> None:
        for name in node.names:
            scope.elsewhere[name] = scope.module()

    def _declare_nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        for name in node.names:
            outer = scope.parent
            while outer is not None and outer.parent is not None and name not in outer.names:
                outer = outer.parent
            scope.elsewhere[name] = outer or scope

    def _return(self, node: ast.Return | ast.Yield, scope: Scope) -> None:
        if node.value is not None:
            scope.function().returns.append(node.value)
