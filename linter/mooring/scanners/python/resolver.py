"""What the expressions of a Python module stand for, as far as the module itself says.

Two questions are asked of an expression. Its path is what it is in the terms of the libraries that the module
imports: `docker.from_env().containers.run`, with `()` for what a call gives (`paths.py`). Its leaves are the literals
that it may stand for (`leaves.py`).

Nothing is guessed: a name that is bound in several ways stands for all of them, one that is also bound to something
unknown stands for nothing known. Only where a module lets a value come from outside, by a parameter, `or` or an `if`
expression, do the known alternatives stand for themselves.
"""

from __future__ import annotations

import ast
from contextlib import contextmanager

from mooring.scanners.python.scopes import Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.python.scopes import Binding, Scope

Leaf = tuple[ast.AST, "Scope"]
"""An expression and the scope it is in: a literal, or something of which no more is known."""

_MAX_DEPTH = 30
_MAX_BINDINGS = 500
_MIN_WORK = 100_000
_WORK_PER_CALL = 20
_LITERALS = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.BinOp)
_TEXT_METHODS = frozenset({"format", "join", "split"})


class Resolver:
    """Answers what the expressions of a module stand for.

    A module may be made to take long: questions cost work, of which there is so much for a module, and those that would
    lead back to themselves, or too deep, have no answer.
    """

    def __init__(self, tree: ast.Module) -> None:
        from mooring.scanners.python.leaves import Leaves
        from mooring.scanners.python.parameters import Parameters
        from mooring.scanners.python.paths import Paths

        self.names = Names(tree)
        self.paths = Paths(self)
        self.values = Leaves(self)
        self.parameters = Parameters(self)
        self._open: set[tuple[ast.AST, str]] = set()
        self._work = _MIN_WORK + _WORK_PER_CALL * len(self.names.calls)
        self._methods: dict[str, list[tuple[ast.Call, Scope]]] | None = None

    def path(self, node: ast.AST, scope: Scope) -> str | None:
        """What an expression is in terms of what the module imports, None where that is not known."""
        return self.paths.of(node, scope)

    def leaves(self, node: ast.AST, scope: Scope) -> list[Leaf]:
        """The literals that an expression may stand for; what is not known stands for itself."""
        return self.values.of(node, scope)

    def items(self, node: ast.AST, scope: Scope) -> list[Leaf]:
        """What going through an expression gives: the leaves of all items."""
        return self.values.items(node, scope)

    def bindings(self, name: ast.Name, scope: Scope) -> list[Binding]:
        """The bindings that a name may have where it is used; none for one that has too many."""
        every = scope.find(name.id)
        return scope.reaching(name) if len(every) <= _MAX_BINDINGS and self.spend(len(every) // 8) else []

    def methods(self, name: str) -> list[tuple[ast.Call, Scope]]:
        """The calls of methods of what a name stands for, wherever it does."""
        if self._methods is None:
            self._methods = {}
            for call, scope in self.names.calls:
                if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                    self._methods.setdefault(call.func.value.id, []).append((call, scope))
        found = self._methods.get(name, [])
        return found if len(found) <= _MAX_BINDINGS and self.spend(len(found)) else []

    def packages(self) -> set[str]:
        """The packages that the module imports."""
        every = (self.names.module, *self.names.scopes.values())
        bindings = [one for scope in every for found in scope.names.values() for one in found]
        return {one.path.partition(".")[0] for one in bindings if one.path}

    def spend(self, work: int) -> bool:
        """Take work from what there is; False where there is none left."""
        self._work -= work
        return self._work > 0

    @contextmanager
    def asking(self, node: ast.AST, question: str) -> Iterator[bool]:
        """Answer a question about a node; False where that is being done already, leads too deep, or costs too much."""
        key = (node, question)
        if not self.spend(1) or key in self._open or len(self._open) >= _MAX_DEPTH:
            yield False
            return
        self._open.add(key)
        try:
            yield True
        finally:
            self._open.discard(key)


def is_known(leaf: Leaf) -> bool:
    """Whether a leaf is a literal, or a text made of literals."""
    node = leaf[0]
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in _TEXT_METHODS
    return isinstance(node, _LITERALS)


def is_none(leaf: Leaf) -> bool:
    """Whether a leaf is `None`."""
    return isinstance(leaf[0], ast.Constant) and leaf[0].value is None


def known_first(leaves: list[Leaf]) -> list[Leaf]:
    """Those that are known, where any of them says something; else all."""
    known = [leaf for leaf in leaves if is_known(leaf)]
    return known if any(not is_none(leaf) for leaf in known) else leaves


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The argument of a call that is given by a name."""
    return next((given.value for given in call.keywords if given.arg == name), None)


def positional(call: ast.Call, position: int) -> ast.expr | None:
    """The argument of a call at a position; None where that is not sure."""
    before = call.args[: position + 1]
    return before[position] if len(before) > position and not any(isinstance(a, ast.Starred) for a in before) else None


def name_of(node: ast.AST) -> str:
    """What an expression is called in the file: names with dots between them, what calls are given left out."""
    parts: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append(f".{node.attr}")
            node = node.value
        elif isinstance(node, ast.Call):
            parts.append("()")
            node = node.func
        elif isinstance(node, ast.Await):
            node = node.value
        else:
            break
    return "".join([getattr(node, "id", ""), *reversed(parts)]).lstrip(".")
