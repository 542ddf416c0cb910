"""What a shell word says once the variables that the script itself sets by a literal are filled in.

A variable has a known value where the assignments that can reach its use are literals; `${name:-default}`
has its default, unless that is empty, where nothing in the script sets the name. Everything else is not
known before the script runs. A `${{ }}` of a CI's template language stays in the text as it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product

from mooring.scanners.shell.flow import MAX_ASSIGNMENTS, reaching_assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring.scanners.shell.grammar import Script
    from mooring.scanners.shell.syntax import Assignment, Block, Piece, Word

MAX_ALTERNATIVES = 32
_MAX_DEPTH = 8
_MAX_EVALUATIONS = 50_000
_MAX_TEXT = 4096
_USE = re.compile(r"\$\{?(?:(?i:env:)|[!#])?([A-Za-z_][A-Za-z0-9_]*)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ELEMENTS = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[[@*]\]")
_WORDS = re.compile(r"(?:\$\{\{.*?\}\}|[^ \t\r\n])+", re.DOTALL)
_BRACES = re.compile(r"\{([^{},]*(?:,[^{},]*)+)\}")
_SEQUENCE = re.compile(r"\{-?\w+\.\.-?\w+(?:\.\.-?\d+)?\}")

COMPOSED = "the reference is put together from parts"


class Value:
    """One text that a word may stand for: None when it is not known.

    `known` is the text before the first unknown part, `place` where the whole text stands literally in the
    script, `reason` why it must not be rewritten there. `apart` says that this is one of several texts that
    the word stands for, so that each is a mention at its own place.
    """

    __slots__ = ("text", "known", "place", "reason", "apart")

    def __init__(
        self,
        text: str | None,
        known: str = "",
        place: tuple[int, int] | None = None,
        reason: str | None = None,
        *,
        apart: bool = False,
    ) -> None:
        self.text = text
        self.known = known if text is None else text
        self.place = place
        self.reason = reason
        self.apart = apart

    def because(self, reason: str | None) -> Value:
        """The same value with a reason, unless it has one already."""
        return Value(self.text, self.known, self.place, self.reason or reason, apart=self.apart)

    def alone(self, *, apart: bool) -> Value:
        """The same value, one of several or not."""
        return Value(self.text, self.known, self.place, self.reason, apart=apart)


UNKNOWN = Value(None)


class Values:
    """Evaluates the words of one script. `given` are variables set from outside, by name."""

    def __init__(self, script: Script, given: Mapping[str, str]) -> None:
        self.script = script
        self.given = given
        self.assignments: dict[str, list[Assignment]] = {}
        for assignment in script.assignments:
            self.assignments.setdefault(assignment.name, []).append(assignment)
        self._uses: Counter[str] | None = None
        self._left = _MAX_EVALUATIONS

    def uses(self, name: str) -> int:
        """How often the script's text speaks of a variable's value, its own default (`A=${A:-a}`) left out."""
        if self._uses is None:
            self._uses = Counter(_names(self.script.text))
            for assignment in self.script.assignments:
                self._uses[assignment.name] -= self.script.text.startswith("$", assignment.at)
                for word in assignment.values or ():
                    own = [name for name in _names(self.script.text[word.start : word.end]) if name == assignment.name]
                    self._uses.subtract(own)
        return self._uses[name]

    def fields(self, word: Word, at: int, blocks: tuple[Block, ...], depth: int = 0) -> list[list[Value]]:
        """What the word becomes: its fields, in order, each with the texts it may have."""
        single = word.pieces[0] if len(word.pieces) == 1 else None
        elements = _ELEMENTS.fullmatch(single.name) if single and single.kind == "variable" else None
        if elements and depth < _MAX_DEPTH:
            return self._elements(elements[1], at, blocks, depth)
        values = self.word(word, at, blocks, depth)
        text = values[0].text if len(values) == 1 else None
        expanded = any(piece.kind == "variable" and not piece.quoted for piece in word.pieces)
        if not expanded or text is None or _WORDS.fullmatch(text):
            return [values]
        return [[value] for value in _split(values[0])]

    def _elements(self, name: str, at: int, blocks: tuple[Block, ...], depth: int) -> list[list[Value]]:
        reaching = reaching_assignments(self.assignments.get(name, ()), at, blocks)
        if len(reaching) != 1 or reaching[0].values is None:
            return [[UNKNOWN]]
        array = reaching[0]
        reason = self._shared(name)
        return [
            [value.because(reason) for value in field]
            for word in array.values or []
            for field in self.fields(word, array.at, array.blocks, depth + 1)
        ]

    def word(self, word: Word, at: int, blocks: tuple[Block, ...], depth: int = 0) -> list[Value]:
        """The texts that the word may stand for, not split into fields."""
        return self._pieces(word.pieces, at, blocks, depth)

    def _pieces(self, pieces: list[Piece], at: int, blocks: tuple[Block, ...], depth: int) -> list[Value]:
        if all(piece.kind in ("text", "template") for piece in pieces):
            return _braces(pieces) or [self._literal(pieces)]
        if len(pieces) == 1:
            return self._piece(pieces[0], at, blocks, depth)
        combined = [Value("")]
        for piece in pieces:
            values = [Value(piece.text)] if piece.kind == "text" else self._piece(piece, at, blocks, depth)
            if len(combined) * len(values) > MAX_ALTERNATIVES:
                values = [UNKNOWN]
            combined = [_join(left, right) for left in combined for right in values]
        return [value.alone(apart=False) for value in combined]

    def _literal(self, pieces: list[Piece]) -> Value:
        text = "".join([piece.text for piece in pieces])
        if not pieces:
            return Value(text)
        place = pieces[0].start, pieces[-1].end
        if any(piece.kind == "template" and not piece.text.startswith("$") for piece in pieces):
            return Value(None, text.partition("{{")[0])
        if self.script.text[place[0] : place[1]] != text:
            return Value(text, reason="it is written with quotes or escapes inside")
        return Value(text, place=place)

    def _piece(self, piece: Piece, at: int, blocks: tuple[Block, ...], depth: int) -> list[Value]:
        self._left -= 1
        if piece.kind in ("text", "template"):
            return [self._literal([piece])]
        if piece.kind != "variable" or depth >= _MAX_DEPTH or self._left < 0:
            return [UNKNOWN]
        values = self._variable(piece.name, at, blocks, depth)
        operator = piece.operator.removeprefix(":")
        if operator in ("-", "=") and piece.argument is not None:
            known = [value for value in values if value.text]
            if len(known) == len(values) and values:
                return values
            default = self._pieces(self.script.pieces(*piece.argument), at, blocks, depth + 1)
            return known + [value if value.text else UNKNOWN for value in default]
        if operator == "+" and piece.argument is not None:
            argument = self._pieces(self.script.pieces(*piece.argument), at, blocks, depth + 1)
            return argument if values and all(value.text for value in values) else [UNKNOWN]
        return values or [UNKNOWN]

    def _variable(self, name: str, at: int, blocks: tuple[Block, ...], depth: int) -> list[Value]:
        """The texts that a variable may have at a place; nothing when the script does not set it."""
        if not _NAME.fullmatch(name):
            return []
        reaching = reaching_assignments(self.assignments.get(name, ()), at, blocks)
        if not reaching:
            return [Value(self.given[name], reason=COMPOSED)] if name in self.given else []
        if len(reaching) > MAX_ALTERNATIVES:
            return [UNKNOWN]
        reason = self._shared(name)
        values = []
        for assignment in reaching:
            if assignment.values is None or len(assignment.values) > MAX_ASSIGNMENTS:
                values.append(UNKNOWN)
                continue
            looped = bool(assignment.blocks) and assignment.blocks[-1].kind == "for"
            for word in assignment.values:
                if looped:
                    fields = self.fields(word, assignment.at, assignment.blocks, depth + 1)
                    values += [value.alone(apart=True) for field in fields for value in field]
                else:
                    values += self.word(word, assignment.at, assignment.blocks, depth + 1)
        return [
            value.because(reason).alone(apart=len(values) > 1 or value.apart) for value in values[:MAX_ALTERNATIVES]
        ]

    def _shared(self, name: str) -> str | None:
        return f"the variable {name} is used in more than one place" if self.uses(name) > 1 else None


def _names(text: str) -> Iterator[str]:
    """The variables whose values a text speaks of."""
    return (match[1] for match in _USE.finditer(text))


def _join(left: Value, right: Value) -> Value:
    if left.text is None:
        return left
    if right.text is None:
        return Value(None, left.text + right.known)
    if len(left.text) + len(right.text) > _MAX_TEXT:
        return UNKNOWN
    return Value(left.text + right.text, reason=COMPOSED)


def _braces(pieces: list[Piece]) -> list[Value]:
    """The texts that bash's brace expansion makes of a word (`{a,b}`, not nested); nothing where there is none."""
    if any(piece.quoted or piece.kind != "text" for piece in pieces):
        return []
    text = "".join([piece.text for piece in pieces])
    if _SEQUENCE.search(text):
        return [UNKNOWN]
    parts = [part.split(",") if number % 2 else [part] for number, part in enumerate(_BRACES.split(text))]
    if len(parts) == 1:
        return []
    count = 1
    for part in parts:
        count *= len(part)
    if count > MAX_ALTERNATIVES:
        return [UNKNOWN]
    return [Value("".join(chosen), reason=COMPOSED) for chosen in product(*parts)]


def _split(value: Value) -> list[Value]:
    """A text cut at white space, each field with its own place in the literal it comes from."""
    fields = []
    for match in _WORDS.finditer(value.text or ""):
        place = (value.place[0] + match.start(), value.place[0] + match.end()) if value.place else None
        fields.append(Value(match[0], place=place, reason=value.reason, apart=value.place is not None))
    return fields
