"""What a shell word says once the variables that the script itself sets by a literal are filled in.

A variable has a known value where the assignments that can reach its use are literals; `${name:-default}`
has its default, unless that is empty, where nothing in the script sets the name. Everything else is not
known before the script runs. A `${{ }}` of a CI's template language stays in the text as it is written.
"""

from __future__ import annotations

import re
from itertools import product

from mooring.scanners.patterns import lazily
from mooring.scanners.shell.flow import MAX_ASSIGNMENTS, reaching_assignments
from mooring.scanners.shell.functions import Functions, function_of, is_all_parameters
from mooring.scanners.shell.sharing import Sharing
from mooring.scanners.shell.syntax import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mooring.scanners.shell.grammar import Script
    from mooring.scanners.shell.syntax import Assignment, Block, Command, Piece

MAX_ALTERNATIVES = 32
_MAX_DEPTH = 8
_MAX_EVALUATIONS = 50_000
_MAX_TEXT = 4096
_NAME = lazily(r"[A-Za-z_][A-Za-z0-9_]*")
_ELEMENTS = lazily(r"([A-Za-z_][A-Za-z0-9_]*)\[[@*]\]")
_ELEMENT = lazily(r"([A-Za-z_][A-Za-z0-9_]*)\[([^@*\]]+)\]")
_KEYED = lazily(r"\[([\"']?)([^\]\"'$`\s]*)\1\]=")
_WORDS = lazily(r"(?:\$\{\{.*?\}\}|[^ \t\r\n])+", re.DOTALL)
_BRACES = lazily(r"\{([^{},]*(?:,[^{},]*)+)\}")
_SEQUENCE = lazily(r"\{-?\w+\.\.-?\w+(?:\.\.-?\d+)?\}")

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
        self.functions = Functions(script)
        self._sharing: Sharing | None = None
        self._left = _MAX_EVALUATIONS
        self._open: set[Assignment] = set()

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
        """The elements of an array, in order."""
        reaching = reaching_assignments(self.assignments.get(name, ()), at, blocks)
        array = reaching[-1] if reaching else None
        if array is None or array.values is None or depth >= _MAX_DEPTH:
            return [[UNKNOWN]]
        if array.appends:
            before = self._elements(name, array.at - 1, blocks, depth + 1)
        elif len(reaching) > 1:
            return [[UNKNOWN]]
        else:
            before = []
        reason = self._shared(name, reaching)
        own = [
            [value.because(reason) for value in field]
            for word in array.values
            for field in self.fields(self._unkeyed(word)[1], array.at, array.blocks, depth + 1)
        ]
        return [*before, *own]

    def _unkeyed(self, word: Word) -> tuple[str | None, Word]:
        """The key of an array's element that is written with it, and the element: `[key]=value`."""
        match = _KEYED.match(self.script.text, word.start, word.end)
        if match is None:
            return None, word
        return match[2], Word(match.end(), word.end, self.script.pieces(match.end(), word.end))

    def _element(self, name: str, key: str, at: int, blocks: tuple[Block, ...], depth: int) -> list[Value]:
        """The texts that one element of an array may have, of any element when its key is not literal."""
        is_known = "$" not in key and "`" not in key
        key = key.strip("\"'")
        prefix = f"{name}["
        alone = [f"{prefix}{key}]"] if is_known else [other for other in self.assignments if other.startswith(prefix)]
        values = [value for other in alone for value in self._variable(other, at, blocks, depth + 1)]
        whole = [one for one in self.assignments.get(name, ()) if one.values is not None]
        if (values and is_known) or len(whole) != 1 or len(whole[0].values or ()) > MAX_ASSIGNMENTS:
            return values
        reason = self._shared(name, whole)
        for index, word in enumerate(whole[0].values or ()):
            written, value = self._unkeyed(word)
            if not is_known or key == (str(index) if written is None else written):
                values += self.word(value, whole[0].at, whole[0].blocks, depth + 1)
        return [value.because(reason).alone(apart=len(values) > 1 or value.apart) for value in values]

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
        assignments = self.assignments.get(name, ())
        self._left -= 1 + min(len(assignments), MAX_ASSIGNMENTS) // 8
        if depth > _MAX_DEPTH or self._left < 0:
            return [UNKNOWN]
        element = _ELEMENT.fullmatch(name)
        if element and name not in self.assignments:
            return self._element(element[1], element[2], at, blocks, depth) if depth < _MAX_DEPTH else []
        if name.isdecimal():
            return self._parameter(int(name), at, blocks, depth)
        if not element and not _NAME.fullmatch(name):
            return []
        reaching = reaching_assignments(assignments, at, blocks)
        if not reaching:
            return [Value(self.given[name], reason=COMPOSED)] if name in self.given else []
        if len(reaching) > MAX_ALTERNATIVES:
            return [UNKNOWN]
        reason = self._shared(name, reaching)
        values = []
        for assignment in reaching:
            if assignment.values is None:
                values += self._read(assignment)
                continue
            if len(assignment.values) > MAX_ASSIGNMENTS or assignment in self._open:
                values.append(UNKNOWN)
                continue
            self._open.add(assignment)
            values += self._assigned(assignment, depth)
            self._open.remove(assignment)
        return [
            value.because(reason).alone(apart=len(values) > 1 or value.apart) for value in values[:MAX_ALTERNATIVES]
        ]

    def _read(self, assignment: Assignment) -> list[Value]:
        """The texts that a loop's `while read` gives a variable; one that is not known where they are not."""
        loop = assignment.blocks[-1] if assignment.blocks else None
        given = self.script.inputs.get(loop.construct) if loop is not None and loop.kind == "head" else None
        if given is None:
            return [UNKNOWN]
        from mooring.scanners.shell.inputs import lines

        return lines(given, self.script.text)[:MAX_ALTERNATIVES] or [UNKNOWN]

    def _assigned(self, assignment: Assignment, depth: int) -> list[Value]:
        """The texts that one assignment gives its variable, a loop's in all its rounds."""
        looped = bool(assignment.blocks) and assignment.blocks[-1].kind == "for"
        values = []
        for word in assignment.values or ():
            if looped:
                fields = self._round(word, assignment, depth + 1)
                values += [value.alone(apart=True) for field in fields for value in field]
            elif assignment.appends:
                before = self._variable(assignment.name, assignment.at - 1, assignment.blocks, depth + 1) or [UNKNOWN]
                after = self.word(word, assignment.at - 1, assignment.blocks, depth + 1)
                many = len(before) * len(after) > MAX_ALTERNATIVES
                values += [UNKNOWN] if many else [_join(left, right) for left in before for right in after]
            else:
                values += self.word(word, assignment.at - 1, assignment.blocks, depth + 1)
        return values

    def _round(self, word: Word, loop: Assignment, depth: int) -> list[list[Value]]:
        """What a loop makes of one word of its list; of `$@` what the calls of its function give."""
        calls = self.functions.calls(function_of(loop.blocks) or "")
        shifted = self.functions.shifted(loop.at, loop.blocks) if calls else None
        if not is_all_parameters(word) or shifted is None or self._left < 0 or depth >= _MAX_DEPTH:
            return self.fields(word, loop.at, loop.blocks, depth)
        given = []
        for call in calls:
            words = call.words[1:MAX_ASSIGNMENTS]
            self._left -= len(words)
            fields = [field for each in words for field in self.fields(each, each.start, call.blocks, depth)]
            given += fields[shifted:]
        return given

    def _parameter(self, number: int, at: int, blocks: tuple[Block, ...], depth: int) -> list[Value]:
        """The texts that the calls of a function give it as one parameter; nothing where none is known."""
        calls = self.functions.calls(function_of(blocks) or "")
        shifted = self.functions.shifted(at, blocks)
        if not calls or not number:
            return []
        if shifted is None or self._left < 0 or depth >= _MAX_DEPTH or number + shifted > MAX_ASSIGNMENTS:
            return [UNKNOWN]
        values = []
        for call in calls:
            fields = self._given_fields(call, number + shifted, depth)
            given = [Value("")] if fields is None else fields
            values += given
        return [value.alone(apart=True) for value in values[:MAX_ALTERNATIVES]]

    def _given_fields(self, call: Command, number: int, depth: int) -> list[Value] | None:
        """The texts of one word that a call gives; None where it gives fewer."""
        at = 0
        for word in call.words[1 : number + 1]:
            self._left -= 1
            for field in self.fields(word, word.start, call.blocks, depth + 1):
                at += 1
                if at == number:
                    return field
            if is_all_parameters(word):
                return [UNKNOWN]
        return None

    def _shared(self, name: str, reaching: Sequence[Assignment]) -> str | None:
        if self._sharing is None:
            self._sharing = Sharing(self.script, self.assignments)
        return (
            f"the variable {name} is used in more than one place" if self._sharing.is_shared(name, reaching) else None
        )


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
