"""What a value of the policy file may be: one description that reads the value and gives its JSON Schema."""

from __future__ import annotations

from mooring.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from mooring.config.effective import ConfigError
    from mooring.config.given import Given

Keys = tuple[str, ...]


class Shape:
    """A kind of value. `noun` names it for people (`a text`), `nouns` several of them."""

    noun: str
    nouns: str

    def read(self, given: Given, keys: Keys) -> Any:
        """The value that is meant, at the place that `keys` lead to. Raises `ConfigError`."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of the value as it is written."""
        raise NotImplementedError

    def _refuse(self, given: Given, keys: Keys) -> ConfigError:
        return given.fail(f"{place(keys)} must be {self.noun}, not {_kind(given.value)}")


class Text(Shape):
    """A text."""

    noun, nouns = "a text", "texts"

    def read(self, given: Given, keys: Keys) -> str:
        """The text."""
        if not isinstance(given.value, str):
            raise self._refuse(given, keys)
        return given.value

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"}


class Flag(Shape):
    """True or false."""

    noun, nouns = "true or false", "truths"

    def read(self, given: Given, keys: Keys) -> bool:
        """The truth."""
        if not isinstance(given.value, bool):
            raise self._refuse(given, keys)
        return given.value

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class Whole(Shape):
    """A whole number."""

    noun, nouns = "a whole number, 0 or more", "whole numbers"

    def read(self, given: Given, keys: Keys) -> int:
        """The number."""
        if isinstance(given.value, bool) or not isinstance(given.value, int) or given.value < 0:
            raise self._refuse(given, keys)
        return given.value

    def schema(self) -> dict[str, Any]:
        """An integer."""
        return {"type": "integer", "minimum": 0}


class Positive(Shape):
    """A number above 0."""

    noun, nouns = "a number above 0", "numbers above 0"

    def read(self, given: Given, keys: Keys) -> float:
        """The number."""
        if isinstance(given.value, bool) or not isinstance(given.value, int | float) or not given.value > 0:
            raise self._refuse(given, keys)
        return given.value

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number", "exclusiveMinimum": 0}


class OneOf(Shape):
    """One of some words."""

    nouns = "words"

    def __init__(self, *words: str) -> None:
        self._words = words
        self.noun = f"one of {', '.join(words)}"

    def read(self, given: Given, keys: Keys) -> str:
        """The word."""
        if given.value not in self._words:
            hint = _closest(given.value, self._words) if isinstance(given.value, str) else ""
            raise given.fail(f"{place(keys)} must be {self.noun}, not {_kind(given.value, exactly=True)}{hint}")
        return str(given.value)

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self._words)}


class SeverityWord(OneOf):
    """The name of a severity; YAML 1.1 reads a bare `off` as false."""

    def __init__(self) -> None:
        super().__init__(*map(str, Severity))

    def read(self, given: Given, keys: Keys) -> Severity:  # type: ignore[override]
        """The severity."""
        return Severity.OFF if given.value is False else Severity[super().read(given, keys).upper()]


class ListOf(Shape):
    """A list of values of one shape; `length` is how many there have to be, where that matters."""

    nouns = "lists"

    def __init__(self, item: Shape, length: int | None = None) -> None:
        self._item = item
        self._length = length
        self.noun = f"a list of {f'{length} ' if length else ''}{item.nouns}"

    def read(self, given: Given, keys: Keys) -> list[Any]:
        """The values."""
        if not isinstance(given.value, list) or (self._length and len(given.value) != self._length):
            raise self._refuse(given, keys)
        for item in given.value:
            if isinstance(self._item, Text) and not isinstance(item.value, str):
                raise item.fail(f"{place(keys)} must be {self.noun}; one is {_kind(item.value)}")
        return [self._item.read(item, keys) for item in given.value]

    def schema(self) -> dict[str, Any]:
        """An array."""
        bounds = {"minItems": self._length, "maxItems": self._length} if self._length else {}
        return {"type": "array", "items": self._item.schema(), **bounds}


class MapOf(Shape):
    """A mapping from any names, or from the `known` ones, to values of one shape."""

    noun, nouns = "a mapping", "mappings"

    def __init__(self, item: Shape, known: Sequence[str] | None = None) -> None:
        self._item = item
        self._known = known

    def read(self, given: Given, keys: Keys) -> dict[str, Any]:
        """The values by name."""
        items = mapping(given, keys, self._known)
        return {name: self._item.read(item, (*keys, name)) for name, item in items.items()}

    def schema(self) -> dict[str, Any]:
        """An object."""
        if self._known is None:
            return {"type": "object", "additionalProperties": self._item.schema()}
        properties = {name: self._item.schema() for name in self._known}
        return {"type": "object", "properties": properties, "additionalProperties": False}


class Fields(Shape):
    """A mapping whose names are known, each with a shape of its own and a line about it.

    What is not there is left out of what `read` gives; what is `required` must be there.
    """

    noun, nouns = "a mapping", "mappings"

    def __init__(self, fields: Mapping[str, tuple[Shape, str]], required: Iterable[str] = ()) -> None:
        self._fields = fields
        self._required = tuple(required)

    def read(self, given: Given, keys: Keys) -> dict[str, Any]:
        """The values by name."""
        items = mapping(given, keys, tuple(self._fields))
        for name in self._required:
            if name not in items:
                raise given.fail(f"{place(keys)} needs `{name}`: {self._fields[name][1]}")
        return {name: self._fields[name][0].read(item, (*keys, name)) for name, item in items.items()}

    def schema(self) -> dict[str, Any]:
        """An object without further properties."""
        properties = {name: {**shape.schema(), "description": about} for name, (shape, about) in self._fields.items()}
        required = {"required": list(self._required)} if self._required else {}
        return {"type": "object", "properties": properties, "additionalProperties": False, **required}


class Either(Shape):
    """A value of one shape or, where it is a mapping or a list as `other` is, of another."""

    def __init__(self, one: Shape, other: Shape, python_type: type) -> None:
        self._one = one
        self._other = other
        self._type = python_type
        self.noun = f"{one.noun} or {other.noun}"
        self.nouns = f"{one.nouns} or {other.nouns}"

    def read(self, given: Given, keys: Keys) -> Any:
        """The value of either shape."""
        return (self._other if isinstance(given.value, self._type) else self._one).read(given, keys)

    def schema(self) -> dict[str, Any]:
        """Either schema."""
        return {"anyOf": [self._one.schema(), self._other.schema()]}


class Readable(Shape):
    """A value of a class that reads itself: `read(value)` raises `ValueError`, `schema` is its JSON Schema."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self.noun = f"{kind.__name__}"
        self.nouns = f"{kind.__name__}s"

    def read(self, given: Given, keys: Keys) -> Any:
        """What the class makes of the value."""
        try:
            return self._kind.read(given.plain())
        except ValueError as error:
            raise _culprit(self._kind.read, given).fail(f"{place(keys)}: {error}") from error

    def schema(self) -> dict[str, Any]:
        """The class's own."""
        return dict(self._kind.schema)


def _culprit(read: Callable[[Any], object], given: Given) -> Given:
    """The value in a list or mapping that is alone to blame, where there is one; else the whole."""
    parts: list[tuple[Given, Any]] = []
    if isinstance(given.value, list):
        parts = [(item, [item.plain()]) for item in given.value]
    elif isinstance(given.value, dict):
        parts = [(item, {name: item.plain()}) for name, item in given.value.items()]
    for item, alone in parts:
        try:
            read(alone)
        except ValueError:
            return item
    return given


def mapping(given: Given, keys: Keys, known: Sequence[str] | None = None) -> dict[str, Given]:
    """The items of a mapping, all their names among the `known` ones. Raises `ConfigError`."""
    if not isinstance(given.value, dict):
        raise given.fail(f"{place(keys)} must be a mapping, not {_kind(given.value)}")
    for name, item in given.value.items():
        if known is not None and name not in known:
            raise item.fail(f"unknown key `{name}` in {place(keys)}{closest(name, known)}")
    return given.value


def place(keys: Sequence[str]) -> str:
    """Where a value stands, for people."""
    return f"`{'.'.join(keys)}`" if keys else "the policy"


def _kind(value: object, *, exactly: bool = False) -> str:
    kinds = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    if exactly and isinstance(value, str):
        return f"`{value}`"
    return kinds.get(type(value), f"the {type(value).__name__} {value}")


def closest(word: str, known: Sequence[str]) -> str:
    """A hint at the name that was probably meant, or at all there are."""
    return _closest(word, known) or f" (known: {', '.join(sorted(known)) or 'none'})"


def _closest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
