"""What an expression of a program says, as far as that is known before the program runs, and where it says so."""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners.code.lexer import MARK, NAME, STRING
from mooring.scanners.tables import COMPOSED, ESCAPED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.scanners.code.lexer import Fragment
    from mooring.scanners.code.syntax import Argument, Code

_MAX_DEPTH = 6
_MAX_PARTS = 40
_WRAPPERS = frozenset(
    {"String", "parse", "from", "of", "Ptr", "StringPtr", "str", "toString", "to_string", "into", "to_owned", "trim",
     "asCompatibleSubstituteFor", "AsCompatibleSubstituteFor", "file", "as_str", "unwrap", "freeze", "Of"}
)  # fmt: skip
_DEFAULTS = frozenset({"getProperty", "getOrDefault", "getEnvOrDefault", "fetch", "envOr", "GetEnvOrDefault", "getenv"})
_CHOOSES = frozenset({"select_first"})
_MAX_LOOK = 400
_FORMATS = frozenset({"Sprintf", "format", "formatted"})
_PLACEHOLDER = re.compile(r"%[sv]")
_OR_ELSE = ("?:", "??", "||", "or")
_QUALIFIERS = frozenset({"this", "self", "env", "Companion"})


class Value:
    """One text that an expression may stand for.

    `text` is None where it is not known. `place` is where it stands literally in the file, None where it does not as
    a whole; `reason` says why it must not be rewritten. `silent` says that the expression is no text at all, or one
    that is found by itself.
    """

    __slots__ = ("text", "place", "reason", "silent")

    def __init__(
        self, text: str | None, place: Span | None = None, reason: str | None = None, *, silent: bool = False
    ) -> None:
        self.text = text
        self.place = place
        self.reason = reason
        self.silent = silent


def values(code: Code, first: int, last: int, *, anywhere: bool = False) -> list[Value]:
    """What the tokens from the first up to the last may say; several where a condition chooses."""
    return list(_Evaluation(code, anywhere=anywhere).of(first, last, _MAX_DEPTH))


def fill(code: Code, stretches: list[Fragment], use: int, *, anywhere: bool = False) -> Value:
    """What a literal says that stands at a token, its holes filled in."""
    return _Evaluation(code, anywhere=anywhere).literal(stretches, use, _MAX_DEPTH)


class _Evaluation:
    def __init__(self, code: Code, *, anywhere: bool) -> None:
        self.code = code
        self.anywhere = anywhere

    def of(self, first: int, last: int, depth: int) -> Iterator[Value]:
        tokens = self.code.tokens
        while last - first > 1 and tokens[first].text in ("(", "&") and tokens[first].kind == MARK:
            if tokens[first].text == "&":
                first += 1
            elif tokens[first].partner == last - 1:
                first, last = first + 1, last - 1
            else:
                break
        if first >= last or not depth:
            yield Value(None, reason=UNKNOWN)
            return
        top = self._top(first, last)
        marks = {tokens[index].text: index for index in reversed(top) if tokens[index].kind in (MARK, NAME)}
        question = marks.get("?")
        if question is not None and ":" in marks and marks[":"] > question:
            yield from self.of(question + 1, marks[":"], depth - 1)
            yield from self.of(marks[":"] + 1, last, depth - 1)
            return
        for mark in _OR_ELSE:
            if mark in marks and first < marks[mark] < last - 1:
                known = [value for value in self.of(first, marks[mark], depth - 1) if value.text is not None]
                yield from known or self.of(marks[mark] + 1, last, depth - 1)
                return
        if "+" in marks and tokens[marks["+"]].kind == MARK:
            yield self._sum(first, last, [index for index in top if tokens[index].text == "+"], depth)
            return
        yield from self._simple(first, last, depth)

    def _top(self, first: int, last: int) -> list[int]:
        """The tokens of an expression that stand in no brackets of their own."""
        top: list[int] = []
        at = first
        while at < last and len(top) < _MAX_LOOK:
            top.append(at)
            partner = self.code.tokens[at].partner
            at = partner + 1 if partner > at else at + 1
        return top

    def _sum(self, first: int, last: int, pluses: list[int], depth: int) -> Value:
        texts = []
        if len(pluses) > _MAX_PARTS:
            return Value(None, reason=UNKNOWN)
        for start, end in zip([first, *[plus + 1 for plus in pluses]], [*pluses, last], strict=True):
            parts = list(self.of(start, end, depth - 1))
            if len(parts) != 1 or parts[0].text is None:
                return Value(None, reason=UNKNOWN)
            texts.append(parts[0].text)
        return Value("".join(texts), reason=COMPOSED)

    def _simple(self, first: int, last: int, depth: int) -> Iterator[Value]:
        tokens = self.code.tokens
        token = tokens[first]
        if token.kind == STRING:
            stretches = self.code.fragments(first)
            if stretches is None:
                yield Value(None, silent=True)
            elif first + 1 == last or self._is_wrapped(first + 1, last):
                yield self.literal(stretches, first, depth)
            elif self._is_formatted(first + 1, last):
                yield self._formatted(first, list(self.code.members(first + 4, last - 1)), depth)
            else:
                yield Value(None, reason=UNKNOWN)
            return
        if token.kind != NAME:
            yield Value(None, silent=True)
            return
        if token.text in ("new", "function", "async", "lambda", "null", "nil", "None", "undefined", "true", "false"):
            yield Value(None, silent=True)
            return
        if token.text[0].isdigit():
            yield Value(None, silent=True)
            return
        at = first + 1
        while at + 1 < last and tokens[at].text in (".", "?.", "::", "->") and tokens[at + 1].kind == NAME:
            at += 2
        if at == last:
            yield from self._name(first, last, depth)
        elif tokens[at].text == "!" and at + 1 == last:
            yield from self._name(first, at, depth)
        elif tokens[at].text == "(" and 0 <= tokens[at].partner < last:
            yield from self._call(at, last, depth)
        elif tokens[at].text in ("{", "=>") or tokens[at].kind == NAME:
            yield Value(None, silent=True)
        else:
            yield Value(None, reason=UNKNOWN)

    def _is_wrapped(self, at: int, last: int) -> bool:
        """Whether nothing follows but calls that leave a text as it is."""
        tokens = self.code.tokens
        while at < last:
            called = at + 2 < last and tokens[at].text == "." and tokens[at + 1].text in _WRAPPERS
            if not called or tokens[at + 2].text != "(" or tokens[at + 2].partner < 0:
                return False
            at = tokens[at + 2].partner + 1
        return True

    def _call(self, opening: int, last: int, depth: int) -> Iterator[Value]:
        tokens = self.code.tokens
        name, close = tokens[opening - 1].text, tokens[opening].partner
        members = list(self.code.members(opening + 1, close))
        if not self._is_wrapped(close + 1, last):
            yield Value(None, reason=UNKNOWN)
        elif name in _WRAPPERS and len(members) == 1:
            yield from self.of(members[0].first, members[0].last, depth - 1)
        elif name in _WRAPPERS and not members and opening >= 3 and tokens[opening - 2].text == ".":
            yield from self._name(self._chain_start(opening - 3), opening - 2, depth)
        elif name in _FORMATS and members and members[0].last - members[0].first == 1:
            yield self._formatted(members[0].first, members[1:], depth)
        elif name in _DEFAULTS and len(members) == 2:
            yield from self.of(members[1].first, members[1].last, depth - 1)
        elif name in _CHOOSES and members and tokens[members[0].first].text == "[":
            yield from self._first_known(members[0].first, depth)
        else:
            says = any(tokens[index].kind == STRING for index in range(opening, min(close, opening + _MAX_LOOK)))
            yield Value(None, reason=UNKNOWN, silent=not says)

    def _is_formatted(self, at: int, last: int) -> bool:
        """Whether nothing follows a literal but a call that fills in its placeholders."""
        tokens = self.code.tokens
        called = at + 2 < last and tokens[at].text == "." and tokens[at + 1].text in _FORMATS
        return called and tokens[at + 2].text == "(" and tokens[at + 2].partner == last - 1

    def _formatted(self, template: int, given: Sequence[Argument], depth: int) -> Value:
        """A template of C's `printf` with a text for each placeholder, in their order."""
        pieces = _PLACEHOLDER.split(self.code.literal(template) or "")
        found = [list(self.of(one.first, one.last, depth - 1)) for one in given[:_MAX_PARTS]]
        texts = [one[0].text for one in found if len(one) == 1 and one[0].text is not None]
        if len(texts) != len(given) or len(pieces) != len(given) + 1 or "%" in "".join(pieces):
            return Value(None, reason=UNKNOWN)
        return Value("".join(one for pair in zip(pieces, [*texts, ""], strict=True) for one in pair), reason=COMPOSED)

    def _first_known(self, opening: int, depth: int) -> Iterator[Value]:
        """The elements of a list that are known; one of them is chosen."""
        close = self.code.tokens[opening].partner
        elements = [
            value
            for one in self.code.members(opening + 1, max(close, opening + 1))
            for value in self.of(one.first, one.last, depth - 1)
        ]
        yield from [value for value in elements if value.text is not None] or [Value(None, reason=UNKNOWN)]

    def _chain_start(self, at: int) -> int:
        tokens = self.code.tokens
        while at > 1 and tokens[at - 1].text in (".", "?.", "::") and tokens[at - 2].kind == NAME:
            at -= 2
        return at

    def _name(self, first: int, last: int, depth: int) -> Iterator[Value]:
        name = self.code.tokens[last - 1].text
        qualified = last - first > 1
        qualifier = self.code.tokens[first].text
        anywhere = self.anywhere or (qualified and (qualifier in _QUALIFIERS or qualifier[:1].isupper()))
        if qualified and not anywhere:
            yield Value(None, reason=UNKNOWN)
            return
        yield from self.named(name, first, depth, anywhere=anywhere)

    def named(self, name: str, use: int, depth: int, *, anywhere: bool) -> Iterator[Value]:
        """What a name says where a token uses it."""
        found = self.code.constants.find(name, use, anywhere=anywhere)
        if found is None or not depth or found[0] <= use < found[1]:
            yield Value(None, reason=UNKNOWN)
            return
        yield from self.of(*found, depth - 1)

    def literal(self, stretches: list[Fragment], use: int, depth: int) -> Value:
        if len(stretches) == 1 and stretches[0].text is None:
            values = list(self._hole(stretches[0].hole, use, depth))
            return values[0] if len(values) == 1 else Value(None, reason=UNKNOWN)
        texts, exact, filled = [], True, False
        for one in stretches:
            if one.text is None:
                values = list(self._hole(one.hole, use, depth))
                if len(values) != 1 or values[0].text is None:
                    return Value(None, reason=UNKNOWN)
                texts.append(values[0].text)
                filled = True
            else:
                texts.append(decoded(one.text))
                exact = exact and one.end - one.start == len(one.text)
        text = "".join(texts)
        if filled:
            return Value(text, reason=COMPOSED)
        place = trimmed(self.code.text, stretches) if stretches else None
        return Value(text.strip(), place, None if exact else ESCAPED)

    def _hole(self, expression: str, use: int, depth: int) -> Iterator[Value]:
        names = expression.split(".")
        if not depth or not all(name.replace("_", "a").isalnum() for name in names):
            yield Value(None, reason=UNKNOWN)
            return
        anywhere = self.anywhere or (len(names) > 1 and (names[0] in _QUALIFIERS or names[0][:1].isupper()))
        if len(names) > 1 and not anywhere:
            yield Value(None, reason=UNKNOWN)
            return
        yield from self.named(names[-1], use, depth - 1, anywhere=anywhere)


def decoded(text: str) -> str:
    """A text whose bytes were read as latin-1."""
    try:
        return text.encode("latin-1").decode(errors="replace")
    except UnicodeEncodeError:
        return text


def trimmed(text: str, stretches: list[Fragment]) -> Span:
    """Where a literal's text stands, blanks around it left out."""
    start, end = stretches[0].start, stretches[-1].end
    while start < end and text[start] in " \t\r\n":
        start += 1
    while start < end and text[end - 1] in " \t\r\n":
        end -= 1
    return Span(start, end)
