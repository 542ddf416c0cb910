"""Variables in a word, expanded as BuildKit does, with the place in the file where each part of the result stands.

Follows BuildKit's `frontend/dockerfile/shell` (`Lex.ProcessWord`): quotes, the escape token, `$V ${V} ${V:-d} ${V-d}
${V:+d} ${V+d} ${V:?e} ${V?e} ${V#p} ${V##p} ${V%p} ${V%%p} ${V/p/r} ${V//p/r}`, nested. Beyond BuildKit, a value
may be unknown: an ARG without default is unset unless the build gives it a value, so a form that provides for the
unset (`${V:-d}`) is known and any other is not.
"""

from __future__ import annotations

import re

from mooring.scanners.dockerfile.values import (
    MAX_LENGTH,
    Definition,
    Expanded,
    Piece,
    TooLongError,
    are_empty,
    merge,
    note_of,
    runs,
    text_of,
    verbatim,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mooring.scanners.dockerfile.words import Word

_MAX_DEPTH = 100
_SPECIAL = re.compile(r"[$'\"\\`{<]")
TEMPLATE = re.compile(r"(?<!\$)\{\{|\{%|<%|\$\{templateOption:")
"""What only a template for a Dockerfile has: tags of Jinja, Go and ERB, and the options of devcontainer templates."""

_PLAIN = re.compile(r"[^$'\"\\`}/]+")
_SPECIAL_PARAMETERS = "@*#?-$!"
_NEVER_EMPTY = (
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETSTAGE",
)
_MAYBE_EMPTY = ("BUILDOSVERSION", "BUILDVARIANT", "TARGETOSVERSION", "TARGETVARIANT")
PLATFORM_ARGS = frozenset(_NEVER_EMPTY + _MAYBE_EMPTY)
"""The variables that every build defines for FROM, with values that only the build knows."""


class SubstitutionError(ValueError):
    """BuildKit cannot expand the word; the message says why."""


_FILLED_IN = Piece(None, note="a template fills it in")
_TOO_LONG = Piece(None, note="the text is too long to be a reference", empty=False)


def expand(word: Word, scope: Mapping[str, Definition], escape: str) -> Expanded:
    """Expand a word. Raises `SubstitutionError`."""
    if not _SPECIAL.search(word.text):
        return verbatim(word)
    if TEMPLATE.search(word.text):
        return Expanded([_FILLED_IN])
    if len(word.text) > MAX_LENGTH:
        return Expanded([_TOO_LONG])
    lexer = _Lexer(word, scope, escape)
    try:
        pieces = merge(lexer.until(""))
    except TooLongError:
        pieces = [_TOO_LONG]
    return Expanded(pieces, tuple(lexer.used.values()))


class _Lexer:
    def __init__(self, word: Word, scope: Mapping[str, Definition], escape: str) -> None:
        self.word = word
        self.text = word.text
        self.scope = scope
        self.escape = escape
        self.used: dict[int, Definition] = {}
        self.index = 0
        self.depth = 0
        self.raw_escapes = False
        self.pieces_taken = 0

    def until(self, stop: str, *, raw_escapes: bool = False) -> list[Piece]:
        """Expand up to a character, or to the end for the empty one."""
        if self.depth == _MAX_DEPTH:
            raise SubstitutionError("`${` is nested too deeply")
        outside, self.raw_escapes = self.raw_escapes, raw_escapes
        self.depth += 1
        pieces: list[Piece] = []
        while char := self._peek():
            if char == stop:
                break
            if char == "$":
                pieces += self._dollar()
            elif char == "'":
                pieces += self._single_quoted()
            elif char == '"':
                pieces += self._double_quoted()
            elif char == self.escape:
                pieces += self._escaped()
            else:
                pieces += self._literal(self._end_of_run())
        if self._next() != stop:
            raise SubstitutionError(f"a `{stop}` is missing")
        self.depth -= 1
        self.raw_escapes = outside
        return pieces

    def _peek(self) -> str:
        return self.text[self.index : self.index + 1]

    def _next(self) -> str:
        char = self._peek()
        self.index += 1
        return char

    def _end_of_run(self) -> int:
        plain = _PLAIN.match(self.text, self.index)
        return plain.end() if plain else self.index + 1

    def _literal(self, stop: int) -> list[Piece]:
        """The characters up to `stop` as they stand, in as many pieces as the file has them in."""
        start, self.index = self.index, stop
        return list(runs(self.word.part(start, stop)))

    def _escaped(self) -> list[Piece]:
        pieces = []
        if self.raw_escapes:
            pieces += self._literal(self.index + 1)
        else:
            self.index += 1
        if self.index < len(self.text):
            pieces += self._literal(self.index + 1)
        return pieces

    def _single_quoted(self) -> list[Piece]:
        end = self.text.find("'", self.index + 1)
        if end < 0:
            raise SubstitutionError("a single quote is not closed")
        self.index += 1
        pieces = self._literal(end)
        self.index += 1
        return pieces

    def _double_quoted(self) -> list[Piece]:
        self.index += 1
        pieces: list[Piece] = []
        while char := self._peek():
            if char == '"':
                self.index += 1
                return pieces
            if char == "$":
                pieces += self._dollar()
            elif char == self.escape:
                pieces += self._escaped_in_quotes()
            else:
                pieces += self._literal(self._end_of_run())
        raise SubstitutionError("a double quote is not closed")

    def _escaped_in_quotes(self) -> list[Piece]:
        following = self.text[self.index + 1 : self.index + 2]
        if not following:
            self.index += 1
            return []
        if following in ('"', "$", self.escape):
            return self._escaped()
        kept = self._literal(self.index + 1)
        return kept * 2 if self.raw_escapes else kept

    def _dollar(self) -> list[Piece]:
        self.index += 1
        if self._peek() != "{":
            name = self._name()
            if name:
                return self._value(name)
            self.index -= 1
            return self._literal(self.index + 1)
        self.index += 1
        if self._peek() in ("", "{", "}", ":"):
            raise SubstitutionError("`${` is followed by no name")
        name = self._name()
        modifier = self._next()
        if modifier == "}":
            return self._value(name)
        if modifier == "/":
            return self._replaced(name)
        colon = modifier == ":"
        if colon:
            modifier = self._next()
        if not modifier:
            raise SubstitutionError("a `}` is missing")
        if modifier not in "+-?#%" or (colon and modifier in "#%"):
            raise SubstitutionError(f"`${{{name}{':' if colon else ''}{modifier}…}}` is no form that Docker knows")
        word = self.until("}", raw_escapes=modifier in "#%")
        if modifier in "#%":
            return self._trimmed(name, modifier, word)
        return self._chosen(name, modifier, word, unset_if_empty=colon)

    def _name(self) -> str:
        first = self._peek()
        if first and first in _SPECIAL_PARAMETERS:
            return self._next()
        start = self.index
        while (char := self._peek()) and (
            char.isdecimal() or (not first.isdecimal() and (char.isalpha() or char == "_"))
        ):
            self.index += 1
        return self.text[start : self.index]

    def _look_up(self, name: str) -> tuple[list[Piece], bool]:
        """A variable's value, and whether it is set."""
        definition = self.scope.get(name)
        if definition is not None:
            self.used[id(definition)] = definition
            if definition.pieces is not None:
                self.pieces_taken += len(definition.pieces)
                if self.pieces_taken > MAX_LENGTH:
                    raise TooLongError
                return definition.pieces or [Piece("", note=f"`{name}` is empty by default")], True
        if name in PLATFORM_ARGS:
            empty = False if name in _NEVER_EMPTY else None
            return [Piece(None, note=f"`{name}` is known only to the build", empty=empty)], True
        if definition is not None:
            return [Piece(None, note=f"`{name}` has no default", empty=True)], False
        return [Piece("", note=f"`{name}` is not declared before the first FROM")], False

    def _value(self, name: str) -> list[Piece]:
        return self._look_up(name)[0]

    def _chosen(self, name: str, modifier: str, word: list[Piece], *, unset_if_empty: bool) -> list[Piece]:
        value, is_set = self._look_up(name)
        unset: bool | None = not is_set
        if is_set and unset_if_empty:
            unset = are_empty(value)
        if unset is None:
            return [_unknown(value, empty=None)]
        if modifier == "-":
            return word if unset else value
        if modifier == "+":
            return [Piece("", note=note_of(value))] if unset else word
        return [_unknown(value, empty=False)] if unset else value

    def _trimmed(self, name: str, modifier: str, word: list[Piece]) -> list[Piece]:
        from mooring.scanners.dockerfile import pattern

        wanted = text_of(word)
        if wanted is None:
            return self._changed(name, None)
        longest = wanted.startswith(modifier)
        trim = pattern.trim_prefix if modifier == "#" else pattern.trim_suffix
        return self._changed(name, lambda text: trim(text, wanted[longest:], longest=longest))

    def _replaced(self, name: str) -> list[Piece]:
        from mooring.scanners.dockerfile import pattern

        every = self._peek() == "/"
        self.index += every
        wanted = text_of(self.until("/", raw_escapes=True))
        replacement = text_of(self.until("}", raw_escapes=True))
        if wanted is None or replacement is None or (every and "$" in replacement):
            return self._changed(name, None)
        return self._changed(name, lambda text: pattern.replace(text, wanted, replacement, every=every))

    def _changed(self, name: str, change: Callable[[str], str] | None) -> list[Piece]:
        """A variable's value after a pattern was applied; it then stands nowhere in the file."""
        from mooring.scanners.dockerfile.pattern import InvalidPattern

        value = self._value(name)
        text = text_of(value)
        if change is None or text is None:
            return [_unknown(value, empty=None)]
        try:
            return [Piece(change(text), note=note_of(value))]
        except InvalidPattern as error:
            raise SubstitutionError(str(error)) from error


def _unknown(value: Sequence[Piece], *, empty: bool | None) -> Piece:
    return Piece(None, note=note_of(value) or "a pattern is not known", empty=empty)
