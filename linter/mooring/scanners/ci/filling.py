"""Texts of a CI system with its variables filled in, each piece with the place where it stands literally."""

from __future__ import annotations

from itertools import islice, product

from mooring.scanners.yaml_tree import is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    Environment = Mapping[str, "Value"]

MAX_ENVIRONMENTS = 64
NOWHERE: Environment = {}
_MAX_DEPTH = 8
_MAX_PIECES = 256


class Value:
    """What a variable stands for: its text, and where that stands.

    `node` is the scalar that holds the text, from its character `start` on; None where the text stands nowhere in the
    file. `declares` says that this is a template's parameter, whose value is the reference that the file declares:
    mentions of it stand here, and not where it is used.
    """

    __slots__ = ("text", "node", "start", "declares")

    def __init__(self, text: str, node: Any = None, start: int = 0, *, declares: bool = False) -> None:
        self.text = text
        self.node = node
        self.start = start
        self.declares = declares


class Piece:
    """A stretch of a filled text: what it says (None: not known), where it is used, and where it stands literally.

    It is used in the scalar `node`, from character `start` up to `end`. `value` holds its text, from `offset` on; None
    where it is not known or stands nowhere. `name` is the variable that it comes from, None for the text itself.
    """

    __slots__ = ("text", "node", "start", "end", "value", "offset", "name")

    def __init__(self, text: str | None, value: Value | None, offset: int, name: str | None = None) -> None:
        self.text = text
        self.value = value
        self.offset = offset
        self.name = name
        self.node: Any = None
        self.start = self.end = 0


class Syntax:
    """How a system writes the use of a variable.

    `name` gives the variable that a match of the pattern names: "" for what stands for nothing, None for what is not
    known whatever the file says. The pattern's group `default`, where it has one, is the text for a variable that is
    not set; its group `escaped` what is left of an escape.
    """

    def __init__(self, pattern: re.Pattern[str], name: Callable[[re.Match[str]], str | None]) -> None:
        self.pattern = pattern
        self.name = name

    def names(self, text: str) -> Iterator[str]:
        """The variables that a text uses."""
        return (name for use in self.pattern.finditer(text) if (name := self.name(use)))

    def fill(self, node: Any, environment: Environment) -> list[Piece]:
        """The pieces of a scalar's text, its variables filled in."""
        text = string(node) or ""
        pieces = []
        for start, end, piece in islice(self._fill(Value(text, node), environment, _MAX_DEPTH), _MAX_PIECES):
            piece.node, piece.start, piece.end = node, start, end
            pieces.append(piece)
        if len(pieces) == _MAX_PIECES:
            pieces = [Piece(None, None, 0, "unknown")]
            pieces[0].node, pieces[0].end = node, len(text)
        return pieces

    def resolve(self, value: Value, environment: Environment) -> Value | None:
        """What a value is once its own variables are filled in; None where that is not known."""
        pieces = [piece for _, _, piece in islice(self._fill(value, environment, _MAX_DEPTH), _MAX_PIECES)]
        if len(pieces) == _MAX_PIECES or any(piece.text is None for piece in pieces):
            return None
        single = pieces[0] if len(pieces) == 1 else None
        if single is not None and single.value is not None:
            held = single.value
            return Value(single.text or "", held.node, held.start + single.offset, declares=held.declares)
        return Value("".join([piece.text or "" for piece in pieces]), declares=value.declares)

    def _fill(self, value: Value, environment: Environment, depth: int) -> Iterator[tuple[int, int, Piece]]:
        done = 0
        for use in self.pattern.finditer(value.text):
            if use.start() > done:
                yield done, use.start(), Piece(value.text[done : use.start()], value, done)
            done = use.end()
            for piece in self._used(use, value, environment, depth):
                yield use.start(), use.end(), piece
        if done < len(value.text):
            yield done, len(value.text), Piece(value.text[done:], value, done)

    def _used(self, use: re.Match[str], value: Value, environment: Environment, depth: int) -> Iterator[Piece]:
        name = self.name(use)
        if name == "":
            yield Piece("", None, 0, "")
            return
        inner = environment.get(name) if name is not None else None
        groups = use.groupdict()
        if groups.get("escaped") is not None:
            yield Piece(groups["escaped"], None, 0, "escaped")
            return
        default = groups.get("default")
        if inner is None and default is not None:
            inner = Value(default, value.node, value.start + use.start("default"), declares=value.declares)
        if inner is None or not depth:
            yield Piece(None, None, 0, name or "unknown")
            return
        for _, _, piece in self._fill(inner, environment, depth - 1):
            piece.name = name
            yield piece


def value_of(node: Any, *, declares: bool = False) -> Value | None:
    """A scalar as a variable's value; None for a node of another kind."""
    text = string(node)
    return None if text is None else Value(text, node, declares=declares)


def values(mapping: Any, prefix: str = "", *, declares: bool = False) -> dict[str, Value]:
    """A mapping's scalars as variables."""
    found = ((prefix + name, value_of(node, declares=declares)) for name, node in items(mapping))
    return {name: value for name, value in found if value is not None}


def products(mapping: Any, prefix: str = "", *, declares: bool = False) -> list[Environment]:
    """The combinations of a matrix: a mapping of names to values or lists of values."""
    names, choices = [], []
    for name, node in items(mapping):
        nodes = node.value if is_sequence(node) else [node]
        given = [value for each in nodes if is_scalar(each) and (value := value_of(each, declares=declares))]
        if given:
            names.append(prefix + name)
            choices.append(given)
    return [dict(zip(names, chosen, strict=True)) for chosen in bounded(choices)]


def bounded(choices: Sequence[Sequence[Value]]) -> list[tuple[Value, ...]]:
    """The combinations of choices; where they are too many, as many as show each choice once."""
    count = 1
    for each in choices:
        count *= len(each)
    if count <= MAX_ENVIRONMENTS:
        return list(product(*choices))
    longest = max(map(len, choices))
    return [tuple(each[index % len(each)] for each in choices) for index in range(min(longest, MAX_ENVIRONMENTS))]


def combined(*alternatives: Sequence[Environment]) -> list[Environment]:
    """Every way to lay one environment of each kind over those before it; no more than are bearable."""
    found: list[dict[str, Value]] = [{}]
    for kind in alternatives:
        if kind:
            found = [{**one, **other} for one in found for other in kind][:MAX_ENVIRONMENTS]
    return list(found)


def assignments(node: Any) -> dict[str, Value]:
    """The variables of a mapping, or of a list of `NAME=value`, of mappings, or of `name` and `value`."""
    if not is_sequence(node):
        return values(node)
    found: dict[str, Value] = {}
    for each in node.value:
        name, equals, text = (string(each) or "").partition("=")
        given = dict(items(each))
        if equals and name.isidentifier():
            found[name] = Value(text, each, len(name) + 1)
        elif "name" in given and "value" in given:
            value = value_of(given["value"])
            if value is not None:
                found[string(given["name"]) or ""] = value
        else:
            found |= values(each)
    return found
