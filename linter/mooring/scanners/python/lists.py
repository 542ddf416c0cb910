"""Lists that a Python module makes step by step: `command = ["docker"]`, `command += […]`, `command.append(…)`."""

from __future__ import annotations

import ast

from mooring.scanners.python import scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.scanners.python.resolver import Leaf, Resolver
    from mooring.scanners.python.scopes import Binding, Scope

    Step = tuple[ast.expr | ast.stmt, list[ast.expr] | None]

_ENOUGH = 2
_TEXTS = (ast.Constant, ast.JoinedStr)
_CHANGING = frozenset({"append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort"})


def built(resolver: Resolver, name: ast.Name, scope: Scope) -> list[Leaf] | None:
    """The items of a list that is made in steps up to where it is used, in order.

    None for one that is not made in steps, or in an order that is not sure: where what comes first, in a command line
    the program and its subcommand, depends on a condition.
    """
    bindings = scope.find(name.id)
    if not bindings or bindings[0].how != scopes.VALUE or isinstance(bindings[0].node, _TEXTS):
        return None
    if not resolver.bindings(name, scope):
        return None
    steps = _steps(resolver, name, bindings)
    if not steps:
        return None
    first = bindings[0]
    items: list[Leaf] = [(_spread(first.node), first.scope)]
    count = len(first.node.elts) if isinstance(first.node, ast.List) else 0
    for step, added in sorted(steps, key=lambda one: scopes.place(one[0])):
        if added is None or (step.col_offset != first.scope.margin and count < _ENOUGH):
            return None
        items += [(one, first.scope) for one in added]
        count += len(added)
    return items


def _steps(resolver: Resolver, name: ast.Name, bindings: list[Binding]) -> list[Step]:
    """What changes a list before it is used, each with what that adds to its end, None for another change."""
    scope = bindings[0].scope
    steps: list[Step] = []
    for binding in bindings[1:]:
        node = binding.node
        adds = isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)
        if isinstance(node, ast.AugAssign):
            steps.append((node, [_spread(node.value)] if adds else None))
        elif isinstance(node, ast.expr):
            steps.append((node, None))
    for call, at in resolver.methods(name.id):
        if at.function() is not scope or not isinstance(call.func, ast.Attribute) or call.func.attr not in _CHANGING:
            continue
        adding: dict[str, list[ast.expr]] = {"append": list(call.args), "extend": [_spread(one) for one in call.args]}
        steps.append((call, adding.get(call.func.attr)))
    return [step for step in steps if scopes.place(step[0]) < scopes.place(name)]


def _spread(node: ast.AST) -> ast.Starred:
    assert isinstance(node, ast.expr)
    return ast.Starred(node)
