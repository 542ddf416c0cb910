"""Calls that a Python module has others make: `functools.partial(run, "a:1")`, `asyncio.to_thread(run, "a:1")`."""

from __future__ import annotations

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLED = {
    "imap": 0,
    "imap_unordered": 0,
    "map": 0,
    "partial": 0,
    "run_in_executor": 1,
    "run_sync": 0,
    "submit": 0,
    "to_thread": 0,
}


def calls(call: ast.Call) -> Iterator[ast.Call]:
    """The calls that are made of what a call is given, by the names of those who make them.

    What `map` goes through stands for its items. `Operator.partial(image="a:1")` is a call of the operator itself.
    """
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
    position = _CALLED.get(str(name))
    if position is None:
        return
    if len(call.args) > position and isinstance(call.args[position], ast.Name | ast.Attribute):
        yield _call(call, call.args[position], call.args[position + 1 :])
    if name == "partial" and isinstance(call.func, ast.Attribute):
        yield _call(call, call.func.value, call.args)


def _call(call: ast.Call, function: ast.expr, arguments: list[ast.expr]) -> ast.Call:
    return ast.copy_location(ast.Call(function, arguments, call.keywords), call)
