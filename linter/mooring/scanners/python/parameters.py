"""What the parameters of a Python module's functions are given.

That is their default, what the module's own calls give, a pytest fixture of the module, the cases of
`pytest.mark.parametrize`, the default of a click option; the first parameter of a method, or of a task of nox and
Invoke, is given by whoever calls it.
"""

from __future__ import annotations

import ast

from mooring.scanners.python.paths import first
from mooring.scanners.python.resolver import is_none, keyword, known_first, positional
from mooring.scanners.python.scopes import DEFINED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.python.resolver import Leaf, Resolver
    from mooring.scanners.python.scopes import Binding, Scope

_FIXTURES = frozenset(
    {
        "pytest.fixture",
        "pytest.fixture()",
        "pytest.yield_fixture",
        "pytest.yield_fixture()",
        "pytest_asyncio.fixture",
        "pytest_asyncio.fixture()",
    }
)
_OPTIONS = frozenset({"click.option()", "click.argument()", "rich_click.option()", "rich_click.argument()"})
_ADDING = frozenset({"add_argument", "add_option", "addoption", "addini"})
_GIVEN_FIRST = {
    "nox.session": "nox.Session()",
    "nox.session()": "nox.Session()",
    "invoke.task": "invoke.Context()",
    "invoke.task()": "invoke.Context()",
    "fabric.task": "fabric.Connection()",
    "fabric.task()": "fabric.Connection()",
}


class Parameters:
    """Answers what parameters are given."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._calls: dict[str, list[tuple[ast.Call, Scope]]] | None = None
        self._known: dict[ast.AST, list[tuple[ast.Call, Scope]]] = {}
        self._renamed: dict[object, Scope] | None = None

    def path(self, binding: Binding) -> str | None:
        """What a parameter is in terms of what the module imports."""
        paths = self._resolver.paths
        function, name = binding.scope, getattr(binding.node, "arg", "")
        owner, is_first = function.method_of, name == function.first_parameter
        if owner is not None and is_first:
            return f"{paths.number(owner)}()"
        typed = paths.of_type(binding.annotation, function)
        if typed is not None:
            return typed
        fixture = self._fixture(name, function)
        if fixture is not None:
            return paths.of_result(fixture)
        given = first(_GIVEN_FIRST.get(path) for path, _ in paths.decorators(function)) if is_first else None
        return given or first(paths.of(*one) for one in self._given(binding))

    def leaves(self, binding: Binding) -> list[Leaf]:
        """The literals that a parameter may stand for."""
        resolver = self._resolver
        function, name = binding.scope, getattr(binding.node, "arg", "")
        found: list[Leaf] = []
        default = _default(function.node, binding.node)
        if default is not None:
            found += resolver.leaves(default, function.outside)
        for definition in (function, *([function.method_of] if function.method_of else [])):
            for path, decorator in resolver.paths.decorators(definition):
                for call, scope in resolver.leaves(decorator, definition.outside):
                    if isinstance(call, ast.Call):
                        found += self._decorated(path, call, name, scope)
        fixture = self._fixture(name, function)
        if fixture is not None:
            found += [leaf for value in fixture.returns for leaf in resolver.leaves(value, fixture)]
        found += [leaf for given in self._given(binding) for leaf in resolver.leaves(*given)]
        found = known_first(found)
        return found if any(not is_none(leaf) for leaf in found) else [(binding.node, function)]

    def requested(self, function: Scope) -> list[Leaf]:
        """What `request.param` is in a fixture: the items of its `params`."""
        for path, decorator in self._resolver.paths.decorators(function):
            params = keyword(decorator, "params") if isinstance(decorator, ast.Call) else None
            if path in _FIXTURES and params is not None:
                cases = [self._case(leaf) for leaf in self._resolver.items(params, function.outside)]
                return [item for case in cases for item in case[:1]]
        return []

    def sites(self, definition: Scope) -> list[tuple[ast.Call, Scope]]:
        """The calls of a function or class of the module."""
        if self._calls is None:
            self._calls = {}
            for call, scope in self._resolver.names.calls:
                name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
                if name is not None:
                    self._calls.setdefault(name, []).append((call, scope))
        node = definition.node
        if node not in self._known:
            path, named = self._resolver.paths.number(definition), self._calls.get(getattr(node, "name", ""), ())
            self._known[node] = [site for site in named if self._resolver.path(site[0].func, site[1]) == path]
        found = self._known[node]
        return found if self._resolver.spend(len(found)) else []

    def _fixture(self, name: str, function: Scope) -> Scope | None:
        """The pytest fixture of the module that a parameter is given."""
        if self._renamed is None:
            self._renamed = dict(self._renamed_fixtures())
        if name in self._renamed:
            return self._renamed[name]
        for scope in (function.method_of, self._resolver.names.module):
            for binding in scope.names.get(name, ()) if scope is not None else ():
                if binding.how == DEFINED and binding.node is not function.node:
                    fixture = self._resolver.names.scopes[binding.node]
                    if any(path in _FIXTURES for path, _ in self._resolver.paths.decorators(fixture)):
                        return fixture
        return None

    def _renamed_fixtures(self) -> Iterator[tuple[object, Scope]]:
        """The pytest fixtures that have another name than their function."""
        for scope in self._resolver.names.scopes.values():
            for path, decorator in self._resolver.paths.decorators(scope):
                name = keyword(decorator, "name") if isinstance(decorator, ast.Call) and path in _FIXTURES else None
                if isinstance(name, ast.Constant):
                    yield name.value, scope

    def _given(self, binding: Binding) -> Iterator[Leaf]:
        """What the module itself gives to a parameter of one of its functions, at every call."""
        function = binding.scope
        node = function.node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return
        owner = function.method_of
        called = owner if owner is not None and node.name == "__init__" else function
        is_static = any(path == "staticmethod" for path, _ in self._resolver.paths.decorators(function))
        names = [parameter.arg for parameter in (*node.args.posonlyargs, *node.args.args)]
        name = getattr(binding.node, "arg", "")
        position = names.index(name) - (owner is not None and not is_static) if name in names else -1
        for call, scope in self.sites(called):
            value = keyword(call, name)
            if value is None and position >= 0:
                value = positional(call, position)
            if value is not None:
                yield value, scope

    def _decorated(self, path: str, decorator: ast.Call, name: str, scope: Scope) -> list[Leaf]:
        """What a decorator gives to a parameter of a function."""
        if path == "pytest.mark.parametrize()":
            return self._parametrized(decorator, name, scope)
        if path in _OPTIONS:
            return self._option(decorator, name, scope)
        return []

    def options(self, name: str) -> list[Leaf]:
        """The defaults of the command-line options of a name that the module adds to a parser."""
        calls = self._resolver.names.calls
        if not self._resolver.spend(len(calls) // 8):
            return []
        adding = [one for one in calls if isinstance(one[0].func, ast.Attribute) and one[0].func.attr in _ADDING]
        return [leaf for call, scope in adding for leaf in self._option(call, name, scope)]

    def _option(self, call: ast.Call, name: str, scope: Scope) -> list[Leaf]:
        """The default of a command-line option that a call describes, if it is that of a name."""
        named = keyword(call, "dest")
        flags = [flag.value for flag in (call.args if named is None else [named]) if isinstance(flag, ast.Constant)]
        default = keyword(call, "default")
        if default is None or _as_name(name) not in map(_as_name, flags):
            return []
        return self._resolver.leaves(default, scope)

    def _parametrized(self, decorator: ast.Call, name: str, scope: Scope) -> list[Leaf]:
        names = positional(decorator, 0) or keyword(decorator, "argnames")
        values = positional(decorator, 1) or keyword(decorator, "argvalues")
        parameters = self._parameters(names, scope) if names is not None else []
        if values is None or name not in parameters:
            return []
        cases = [self._case(leaf) for leaf in self._resolver.items(values, scope)]
        if len(parameters) == 1:
            return [item for case in cases for item in case[:1]]
        at = parameters.index(name)
        found: list[Leaf] = []
        for case in cases:
            found += self._resolver.values.part(case[0], at) if len(case) == 1 else case[at : at + 1]
        return found

    def _parameters(self, names: ast.expr, scope: Scope) -> list[str]:
        """The names of the parameters of a parametrized test."""
        found = self._resolver.leaves(names, scope)
        node = found[0][0] if len(found) == 1 else None
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [name.strip() for name in node.value.split(",") if name.strip()]
        if isinstance(node, ast.List | ast.Tuple):
            return [str(one.value) for one in node.elts if isinstance(one, ast.Constant)]
        return []

    def _case(self, leaf: Leaf) -> list[Leaf]:
        """The arguments of one case of a parametrized test: those of `pytest.param`, or the one item itself."""
        node, scope = leaf
        if isinstance(node, ast.Call) and self._resolver.path(node.func, scope) == "pytest.param":
            return [found for argument in node.args for found in self._resolver.leaves(argument, scope)[:1]]
        return [leaf]


def _as_name(flag: object) -> str:
    """The name that the value of a command-line option gets."""
    return str(flag).lstrip("-").replace("-", "_")


def _default(function: ast.AST, parameter: ast.AST) -> ast.expr | None:
    """The default of a function's parameter."""
    given = getattr(function, "args", None)
    if not isinstance(given, ast.arguments):
        return None
    placed = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(placed) - len(given.defaults)) + list(given.defaults)
    pairs = [*zip(placed, defaults, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    return next((default for one, default in pairs if one is parameter), None)
