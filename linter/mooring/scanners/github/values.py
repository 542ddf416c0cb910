"""The values of GitHub's expressions, each with the place in the file where its text stands literally.

Conversions are GitHub's (actions/runner, `ExpressionUtility`): a number becomes text with at most fifteen
digits, null the empty text; texts are compared without regard to letter case, different kinds as numbers.
Plain YAML scalars are read by YAML 1.2's core schema, so that `3.10` is the number 3.1.
"""

from __future__ import annotations

from mooring.scanners import yaml_tree
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from mooring import Embedded, Span

MAX_TEXT = 65_536
_NAN, _INFINITY = float("nan"), float("inf")
_NUMBER = lazily(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OTHER_BASE = lazily(r"0x[0-9a-fA-F]+|0o[0-7]+")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL = lazily(r"([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class Place:
    """Where a text stands in a source, and how it came from there to its use.

    `context` and `name` are those it is read from (`matrix`, `image`), empty for a literal in an expression;
    `reason` says why it must not be rewritten there.
    """

    __slots__ = ("source", "span", "context", "name", "reason")

    def __init__(
        self, source: Embedded, span: Span, context: str = "", name: str = "", reason: str | None = None
    ) -> None:
        self.source = source
        self.span = span
        self.context = context
        self.name = name
        self.reason = reason


class _Unknown:
    """What is not known before the workflow runs."""

    def __init__(self, *, falsy: bool) -> None:
        self.falsy = falsy


class Value:
    """A value: None, a bool, a float, a str, a list of values, or a dict of lists of the values a key may have.

    One that is not `certain` may be another when the workflow runs (an input's default).
    """

    __slots__ = ("data", "place", "certain")

    def __init__(self, data: Any, place: Place | None = None, *, certain: bool = True) -> None:
        self.data = data
        self.place = place
        self.certain = certain

    @property
    def is_known(self) -> bool:
        """Whether the value is known at all."""
        return not isinstance(self.data, _Unknown)

    @property
    def is_primitive(self) -> bool:
        """Whether the value is neither a list nor an object."""
        return not isinstance(self.data, (list, dict))


UNKNOWN = Value(_Unknown(falsy=False))
FALSY = Value(_Unknown(falsy=True))


def is_true(value: Value) -> bool | None:
    """Whether the value counts as true; None when that is not known."""
    data = value.data
    if isinstance(data, _Unknown):
        return False if data.falsy else None
    if not value.certain:
        return None
    if isinstance(data, (list, dict)):
        return True
    return bool(data) and data == data  # noqa: PLR0124 - NaN counts as false


def made(value: str) -> Value:
    """A text that an expression has made, not known when it is too long to be one of use."""
    return Value(value) if len(value) <= MAX_TEXT else UNKNOWN


def text_of(value: Value) -> str | None:
    """The value as GitHub writes it into a text; None when it is not known."""
    data = value.data
    if isinstance(data, _Unknown):
        return None
    if data is None:
        return ""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float):
        return _number_text(data)
    if isinstance(data, list):
        return "Array"
    if isinstance(data, dict):
        return "Object"
    return str(data)


def _number_text(data: float) -> str:
    if data != data:  # noqa: PLR0124 - only NaN is not itself
        return "NaN"
    if abs(data) == _INFINITY:
        return "Infinity" if data > 0 else "-Infinity"
    if data == 0:
        return "0"
    mantissa, exponent = f"{data:.14e}".split("e")
    power = int(exponent)
    if -5 < power < 15:
        text = f"{data:.{14 - power}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{mantissa.rstrip('0').rstrip('.')}E{'-' if power < 0 else '+'}{abs(power):02}"


def number(text: str) -> float:
    """The number that a text is, as JavaScript's `Number` reads it; NaN when it is none."""
    text = text.strip()
    if not text:
        return 0.0
    if _NUMBER.fullmatch(text):
        return float(text)
    if _OTHER_BASE.fullmatch(text):
        return float(int(text, 0))
    return _NAN


def as_number(data: Any) -> float:
    """A primitive value as a number."""
    if isinstance(data, str):
        return number(data)
    return _NAN if isinstance(data, (list, dict)) else float(data or 0)


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal as `==` compares them; None when that is not known."""
    if not (left.is_known and right.is_known and left.certain and right.certain):
        return None
    one, other = left.data, right.data
    if isinstance(one, str) and isinstance(other, str):
        return one.upper() == other.upper()
    if isinstance(one, (list, dict)) or isinstance(other, (list, dict)):
        return one is other
    if one is None and other is None:
        return True
    return as_number(one) == as_number(other)


def scalar(node: Any) -> Any:
    """A YAML scalar's value by the core schema of YAML 1.2: None, a bool, a float or a str."""
    text: str = node.value
    if node.style in ("'", '"', "|", ">") or ((node.tag or "").endswith(":str") and node.style):
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _NUMBER.fullmatch(text):
        return float(text)
    if _OTHER_BASE.fullmatch(text):
        return float(int(text, 0))
    special = _SPECIAL.fullmatch(text)
    if special:
        return _NAN if special[1] is None else float(f"{special[1]}inf")
    return text


def from_node(node: Any, read: Callable[[Any], list[Value]]) -> list[Value]:
    """The values that a YAML node may have; `read` gives those of a scalar."""
    return _from_node(node, read, {})


def _from_node(node: Any, read: Callable[[Any], list[Value]], done: dict[int, list[Value]]) -> list[Value]:
    """Read every node once, however many aliases lead to it; one that holds itself is not known inside."""
    if id(node) in done:
        return done[id(node)]
    done[id(node)] = [UNKNOWN]
    if yaml_tree.is_scalar(node):
        values = read(node)
    elif yaml_tree.is_sequence(node):
        values = [Value([item for entry in node.value for item in _from_node(entry, read, done)])]
    elif yaml_tree.is_mapping(node):
        values = [Value({key.lower(): _from_node(value, read, done) for key, value in yaml_tree.items(node)})]
    else:
        values = [Value(None)]
    done[id(node)] = values
    return values
