"""GitHub's functions and operators on known values; whatever depends on an unknown one is unknown."""

from __future__ import annotations

from mooring import Span
from mooring.scanners.github.values import UNKNOWN, Place, Value, as_number, equal, made, text_of
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

_PLACEHOLDER = lazily(r"\{\{|\}\}|\{([0-9]+)[^{}]*\}|[{}]")
_JSON_STRING = lazily(r'"(?:[^"\\]|\\.)*"')


def compare(operator: str, left: Value, right: Value) -> Value:
    """The result of `==`, `!=`, `<`, `<=`, `>` or `>=`."""
    same = equal(left, right)
    if same is None:
        return UNKNOWN
    if operator in ("==", "!="):
        return Value(same == (operator == "=="))
    one, other = left.data, right.data
    if isinstance(one, str) and isinstance(other, str):
        less, more = one.upper() < other.upper(), one.upper() > other.upper()
    else:
        less, more = as_number(one) < as_number(other), as_number(one) > as_number(other)
    return Value((more if operator[0] == ">" else less) or (same and operator.endswith("=")))


def index(target: Value, key: Value) -> list[Value]:
    """The values of `target[key]`; null where there is none."""
    if not target.is_known or not key.is_known:
        return [UNKNOWN]
    if isinstance(target.data, dict):
        name = text_of(key)
        found: list[Value] = target.data.get((name or "").lower()) or target.data.get(ELSE) or [Value(None)]
        return found
    if isinstance(target.data, list):
        position = as_number(key.data)
        if position == position and 0 <= position < len(target.data):  # noqa: PLR0124 - NaN is no position
            return [target.data[int(position)]]
    return [Value(None)]


ELSE = "\0"
"""The key of an object under which the value of every other key stands."""


def star(target: Value) -> Value:
    """The value of `target.*`."""
    if isinstance(target.data, list):
        return target
    if isinstance(target.data, dict) and ELSE not in target.data:
        return Value([value for values in target.data.values() for value in values])
    return UNKNOWN


def call(name: str, arguments: Sequence[Value]) -> Value:
    """The result of a function."""
    function = _FUNCTIONS.get(name)
    if function is None or not arguments or not all(_is_known(argument) for argument in arguments):
        return UNKNOWN
    try:
        return function(*arguments)
    except (ValueError, TypeError, RecursionError, IndexError):
        return UNKNOWN


def _is_known(value: Value) -> bool:
    if isinstance(value.data, list):
        return all(item.is_known for item in value.data)
    return value.is_known


def _text(value: Value) -> str:
    return text_of(value) or ""


def _format(pattern: Value, *arguments: Value) -> Value:
    def fill(match: re.Match[str]) -> str:
        if match[1] is not None:
            return _text(arguments[int(match[1])])
        if len(match[0]) == 1:
            raise ValueError(match[0])
        return match[0][0]

    return made(_PLACEHOLDER.sub(fill, _text(pattern)))


def _join(items: Value, separator: Value | None = None) -> Value:
    if not isinstance(items.data, list):
        return Value(_text(items)) if items.is_primitive else Value("")
    return made((_text(separator) if separator is not None else ",").join([_text(item) for item in items.data]))


def _contains(search: Value, item: Value) -> Value:
    if isinstance(search.data, list):
        return Value(any(equal(each, item) for each in search.data))
    if search.is_primitive and item.is_primitive:
        return Value(_text(item).lower() in _text(search).lower())
    return Value(data=False)


def _starts_with(text: Value, start: Value) -> Value:
    return Value(_text(text).upper().startswith(_text(start).upper()))


def _ends_with(text: Value, end: Value) -> Value:
    return Value(_text(text).upper().endswith(_text(end).upper()))


def _from_json(value: Value) -> Value:
    """Read JSON; every text in it is found again where the JSON stands literally."""
    import json

    text = _text(value)
    tree = json.loads(text, object_pairs_hook=_Pairs)
    places = (match.span() for match in _JSON_STRING.finditer(text))
    return _json_value(tree, places, text, value.place)


class _Pairs(list["tuple[str, Any]"]):
    """A JSON object's members in order, keys given twice included."""


def _json_value(tree: Any, places: Iterator[tuple[int, int]], text: str, place: Place | None) -> Value:
    if isinstance(tree, _Pairs):
        members: dict[str, list[Value]] = {}
        for key, item in tree:
            next(places)
            members[key.lower()] = [_json_value(item, places, text, place)]
        return Value(members)
    if isinstance(tree, list):
        return Value([_json_value(item, places, text, place) for item in tree])
    if isinstance(tree, str):
        start, end = next(places)
        if place is None or text[start + 1 : end - 1] != tree:
            return Value(tree)
        return Value(tree, _within(place, text, start + 1, end - 1))
    if isinstance(tree, (int, float)) and not isinstance(tree, bool):
        return Value(float(tree))
    return Value(tree)


def _within(place: Place, text: str, start: int, end: int) -> Place:
    first = place.span.start + len(text[:start].encode())
    return Place(
        place.source, Span(first, first + len(text[start:end].encode())), place.context, place.name, place.reason
    )


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "format": _format,
    "join": _join,
    "contains": _contains,
    "startswith": _starts_with,
    "endswith": _ends_with,
    "fromjson": _from_json,
}
