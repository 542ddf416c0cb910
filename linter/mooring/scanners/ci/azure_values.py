"""Parameters and variables of Azure Pipelines, whose names do not tell upper from lower case."""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import MAX_ENVIRONMENTS, Syntax, Value, value_of
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring.scanners.ci.filling import Environment

EXPRESSION = "${{"
_EXPRESSION = (
    r"\$\{\{\s*(?:(?P<dotted>[A-Za-z_][\w.-]*)|(?P<context>\w+)\[\s*'(?P<key>[^'\n]*)'\s*\])\s*\}\}|\$\{\{.*?\}\}"
)
_MACRO = r"\$\((?P<macro>[\w.-]+)\)"
_RUNTIME = r"\$\[\s*variables(?:\.(?P<field>[\w.-]+)|\[\s*'(?P<index>[^'\n]*)'\s*\])\s*\]|\$\[[^\]\n]*\]"
_EACH = re.compile(r"\$\{\{\s*each\s+(\w+)\s+in\s+([\w.]+)\s*\}\}")
_MAX_DEPTH = 4


def _name(use: re.Match[str]) -> str | None:
    groups = use.groupdict()
    variable = groups["macro"] or groups.get("field") or groups.get("index")
    if variable:
        return f"variables.{variable}".lower()
    dotted = groups["dotted"] or (f"{groups['context']}.{groups['key']}" if groups["key"] else None)
    return dotted.lower() if dotted else None


SYNTAX = Syntax(re.compile(f"{_EXPRESSION}|{_MACRO}|{_RUNTIME}"), _name)
"""`${{ parameters.name }}`, `$(name)` and `$[ variables.name ]`, where an image is named."""
TEMPLATES = Syntax(re.compile(f"{_EXPRESSION}|{_MACRO}"), _name)
"""What is replaced in scripts before a shell reads them."""


def fields(node: Any) -> Iterator[tuple[str, Any]]:
    """A mapping's keys and values, with those under `${{ if }}` and the like among them."""
    for name, value in items(node):
        if name.startswith(EXPRESSION) and is_mapping(value):
            yield from fields(value)
        else:
            yield name, value


def field(node: Any, name: str) -> Any:
    """The value of a key, whatever conditions it stands under; None where there is none."""
    return next((value for key, value in fields(node) if key == name), None)


def every(node: Any, name: str) -> Iterator[Any]:
    """All that a key may have, by the conditions it stands under."""
    return (value for key, value in fields(node) if key == name)


def parameters(node: Any) -> Iterator[tuple[str, Any]]:
    """A template's parameters with their defaults: a list of definitions, or a mapping."""
    if is_sequence(node):
        for entry in entries(node):
            name, default = string(get(entry, "name")), get(entry, "default")
            if name and default is not None:
                yield f"parameters.{name}".lower(), default
    else:
        for name, default in items(node):
            yield f"parameters.{name}".lower(), default


def flattened(name: str, node: Any, depth: int = _MAX_DEPTH) -> Iterator[tuple[str, Value]]:
    """A parameter's scalars as values, those of an object by their path."""
    value = value_of(node, declares=True)
    if value is not None:
        yield name, value
    elif is_mapping(node) and depth:
        for key, inner in items(node):
            yield from flattened(f"{name}.{key}".lower(), inner, depth - 1)


def variables(node: Any) -> list[Environment]:
    """What a mapping or a list of variables sets; several where conditions give one variable several values."""
    base: dict[str, Value] = {}
    alternatives: list[Environment] = []
    for name, value in _pairs(node, _MAX_DEPTH):
        given = {f"variables.{name}".lower(): value, re.sub(r"[. ]", "_", name).upper(): value}
        if any(key in base for key in given):
            alternatives.append(given)
        else:
            base |= given
    return [base, *({**base, **given} for given in alternatives[:MAX_ENVIRONMENTS])]


def _pairs(node: Any, depth: int) -> Iterator[tuple[str, Value]]:
    if is_sequence(node):
        for entry in entries(node):
            name, value = string(get(entry, "name")), value_of(get(entry, "value"))
            if name and value is not None:
                yield name, value
            elif depth:
                for key, inner in items(entry):
                    if key.startswith(EXPRESSION):
                        yield from _pairs(inner, depth - 1)
    else:
        for name, inner in fields(node):
            value = value_of(inner)
            if value is not None and not name.startswith(EXPRESSION):
                yield name, value


def loops(key: str, defaults: dict[str, Any]) -> list[Environment]:
    """What `${{ each name in parameters.list }}` gives the name, where the list is a default."""
    each = _EACH.fullmatch(key.strip())
    found = entries(defaults.get(each[2].lower())) if each else []
    return [dict(flattened(each[1].lower(), item)) for item in found if each and (is_scalar(item) or is_mapping(item))]
