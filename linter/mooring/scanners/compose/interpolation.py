"""Interpolation: what Compose makes of the variables in a value before it reads it.

Specification: compose-spec, "Interpolation", as compose-go's template package reads it: `$NAME`, `${NAME}`,
`${NAME:-word}`, `${NAME-word}`, `${NAME:?word}`, `${NAME?word}`, `${NAME:+word}`, `${NAME+word}` with words that hold
variables themselves, and `$$` for a plain `$`. Compose refuses any other `${`; any other `$` stays as it is.
"""

from __future__ import annotations

import re

from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Embedded, Source

    Values = Mapping[str, str | None]

UNKNOWN = "\ufffc"
ENVIRONMENT_FILE = "the .env file"
MAX_NESTING = 40
MAX_GROWTH = 16_384

_NAME = r"[_a-z][_a-z0-9]*"
_VARIABLE = lazily(rf"\$(?:(?P<escaped>\$)|(?P<named>{_NAME})|\{{(?P<braced>{_NAME})?)", re.IGNORECASE)
_OPERATOR = lazily(r":?[-+?]")


class Piece:
    """A stretch of an interpolated text and where in the template it comes from.

    `text` is None where it is not known before Compose runs. `start` and `end` delimit the stretch of the template
    that it stands for, where it stands byte for byte if it is `literal`; `outer_start` and `outer_end` delimit the
    outermost variable around it. `variable` names the variable whose value it is, `origin` where that comes from.
    """

    __slots__ = ("text", "start", "end", "outer_start", "outer_end", "literal", "variable", "origin")

    def __init__(
        self,
        text: str | None,
        start: int,
        end: int,
        *,
        literal: bool = False,
        variable: str | None = None,
        origin: str = ENVIRONMENT_FILE,
    ) -> None:
        self.text = text
        self.start = self.outer_start = start
        self.end = self.outer_end = end
        self.literal = literal
        self.variable = variable
        self.origin = origin

    @property
    def is_variable(self) -> bool:
        """Whether the stretch comes from a variable, be it from the word in its braces."""
        return not self.literal or self.outer_start != self.start

    @property
    def shown(self) -> str:
        """The text, with a sign that stands in no file where it is not known."""
        return UNKNOWN if self.text is None else self.text


class Interpolated:
    """A template's text after interpolation, in pieces; `text` holds `UNKNOWN` for every piece that is not known."""

    __slots__ = ("pieces", "text")

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.text = "".join([piece.shown for piece in pieces])

    @property
    def static(self) -> str | None:
        """The text, None when it is not known before Compose runs."""
        return None if UNKNOWN in self.text else self.text

    @property
    def is_plain(self) -> bool:
        """Whether the text is the template as it is."""
        return len(self.pieces) == 1 and not self.pieces[0].is_variable

    def covering(self, start: int, end: int) -> list[Piece]:
        """The pieces that a stretch of the text is made of, with the empty ones that touch it."""
        return [piece for piece, _ in self._covering(start, end)]

    def _covering(self, start: int, end: int) -> list[tuple[Piece, int]]:
        covering = []
        at = 0
        for piece in self.pieces:
            stop = at + len(piece.shown)
            if (at < end and stop > start) or (at == stop and start <= at <= end):
                covering.append((piece, at))
            at = stop
        return covering

    def literal(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in the template a stretch of the text stands as a whole and by itself, None where it does not."""
        if self.is_plain:
            return start, end
        covering = self._covering(start, end)
        if len(covering) != 1 or not covering[0][0].literal:
            return None
        piece, at = covering[0]
        return piece.start + start - at, piece.start + end - at

    def used(self, start: int, end: int) -> tuple[int, int]:
        """Where in the template a stretch of the text, which is not empty, is used: variables count as a whole."""
        if self.is_plain:
            return start, end
        covering = self._covering(start, end)
        first, at = covering[0]
        last, stop = covering[-1]
        begin = first.outer_start if first.is_variable else first.start + start - at
        return begin, last.outer_end if last.is_variable else last.start + end - stop

    def replaced(self, start: int, end: int, text: str, *, variable: str, origin: str) -> Interpolated:
        """The text with a stretch of it replaced by a variable's value, if that stretch stands literally."""
        covering = self._covering(start, end)
        piece, at = covering[0]
        if len(covering) != 1 or piece.is_variable:
            return self
        index = self.pieces.index(piece)
        before, after = piece.start + start - at, piece.start + end - at
        split = [
            Piece(piece.shown[: start - at], piece.start, before, literal=True),
            Piece(text, before, after, variable=variable, origin=origin),
            Piece(piece.shown[end - at :], after, piece.end, literal=True),
        ]
        return Interpolated([*self.pieces[:index], *split, *self.pieces[index + 1 :]])

    def embed(self, source: Source) -> Embedded:
        """The interpolated text as a source of its own inside the template's source."""
        return source.embed([(piece.shown.encode(), source.span(piece.start, piece.end)) for piece in self.pieces])


def interpolate(template: str, values: Values) -> Interpolated:
    """Fill in a template's variables.

    A name that is not in `values` is not set; one whose value is None is set to something that is not known. A
    variable that is not set and has no default is not known either: Compose takes it from the environment. Nor is a
    text that its variables make longer by more than `MAX_GROWTH`.
    """
    if "$" not in template:
        return Interpolated([_literal(template, 0, len(template))])
    pieces = list(_pieces(template, 0, len(template), values, MAX_NESTING))
    if sum([len(piece.shown) for piece in pieces]) > len(template) + MAX_GROWTH:
        pieces = [Piece(None, 0, len(template))]
    return Interpolated(pieces)


def _pieces(template: str, start: int, end: int, values: Values, depth: int) -> Iterator[Piece]:
    at = plain = start
    while match := _VARIABLE.search(template, at, end):
        if plain < match.start():
            yield _literal(template, plain, match.start())
        if match["escaped"]:
            at = match.end()
            yield Piece("$", match.start(), at)
        elif match["named"]:
            at = match.end()
            yield Piece(values.get(match["named"]), match.start(), at, variable=match["named"])
        else:
            at = _closing(template, match.start(), end) if match["braced"] else match.end()
            for piece in _braced(template, match, at, values, depth):
                piece.outer_start, piece.outer_end = match.start(), at
                yield piece
        plain = at
    if plain < end or start == end:
        yield _literal(template, plain, end)


def _literal(template: str, start: int, end: int) -> Piece:
    return Piece(template[start:end], start, end, literal=True)


def _closing(template: str, dollar: int, end: int) -> int:
    """Where the variable that begins at `dollar` ends: behind its own brace, or behind the last of the line."""
    line_end = template.find("\n", dollar, end)
    stop = template.rfind("}", dollar, end if line_end < 0 else line_end) + 1
    if not stop:
        return dollar + 2
    opened = 0
    at = dollar
    while at < stop:
        if template[at] == "{":
            opened += 1
            at += 1
        elif template[at] == "}":
            opened -= 1
            if not opened:
                return at + 1
        at += 1
    return stop


def _braced(template: str, match: re.Match[str], end: int, values: Values, depth: int) -> Iterator[Piece]:
    """The pieces of `${NAME}` or `${NAME` operator word `}`; one that is not known where Compose refuses it."""
    start, name = match.start(), match["braced"]
    value = values.get(name, "")
    body = end - 1
    operator = _OPERATOR.match(template, match.end(), body)
    refused = name is None or template[body] != "}" or (operator is None and match.end() != body) or not depth
    if refused or (name in values and value is None):
        yield Piece(None, start, end, variable=name)
    elif operator is None:
        yield Piece(values.get(name), start, end, variable=name)
    elif _takes_word(operator[0], isset=name in values, empty=not value):
        if operator[0].endswith("?"):
            yield Piece(None, start, end, variable=name)
        else:
            yield from _pieces(template, operator.end(), body, values, depth - 1)
    else:
        yield Piece(value, start, end, variable=name)


def _takes_word(operator: str, *, isset: bool, empty: bool) -> bool:
    present = isset and not (empty and operator.startswith(":"))
    return present if operator.endswith("+") else not present
