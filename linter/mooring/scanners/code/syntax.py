"""What a program's tokens say: calls with their arguments, and settings in blocks.

No language is read in full. A call is a name, or names joined by dots, and what stands in the parentheses behind it; a
literal of a struct (`Request{Image: "x"}`) is one too, whose callee ends with `{}`. A setting is `name = value`, in
some languages also `name: value` or `name value`, with the names of the blocks around it.
"""

from __future__ import annotations

from mooring.scanners.code.constants import Constants
from mooring.scanners.code.lexer import MARK, NAME, STRING, Language, Token, fragments, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Source
    from mooring.scanners.code.lexer import Fragment

    Range = tuple[int, int]

_DOTS = (".", "?.", "::", "->")
_NO_CALLEE = frozenset(
    {"if", "for", "while", "switch", "return", "catch", "in", "and", "or", "not", "elif", "else", "case", "when", "do"}
)
_DEFINES = frozenset({"class", "fun", "func", "function", "def", "fn", "void", "interface", "trait", "record"})
_CONTINUES = frozenset({".", "?.", "+", "?", ":", "||", "??", "?:", "&&", "::", "->", ")", "]", "}"})
_UNFINISHED = frozenset({"=", ":=", "+", "?", ":", "||", "??", "?:", ",", "(", "[", "{", ".", "=>"})
_ASSIGNS = ("=", ":=")
_GIVES = ("set", "value", "add")
_MAX_GENERICS = 40
_MAX_SCOPES = 60
_MAX_EXPRESSION = 400
_MAX_BEFORE_BLOCK = 12
_MAX_WORDS = 30


class Argument:
    """An argument of a call: its name, None where it has none, and its tokens, from the first up to the last."""

    __slots__ = ("name", "first", "last")

    def __init__(self, name: str | None, first: int, last: int) -> None:
        self.name = name
        self.first = first
        self.last = last


class Call:
    """A call: the names of its callee, the index of the bracket that opens its arguments, and what it is called on.

    `names` are those joined by dots before the arguments, `is_new` says whether `new` stands before them. `receiver`
    is the call on whose result it is made, None where it is called on none.
    """

    __slots__ = ("names", "is_new", "first", "last", "start", "receiver")

    def __init__(self, names: tuple[str, ...], start: int, first: int, last: int, *, is_new: bool) -> None:
        self.names = names
        self.start = start
        self.first = first
        self.last = last
        self.is_new = is_new
        self.receiver: Call | None = None


class Setting:
    """A value that a name is given: the names of the blocks around it and its own, and the tokens of the value."""

    __slots__ = ("path", "first", "last")

    def __init__(self, path: tuple[str, ...], first: int, last: int) -> None:
        self.path = path
        self.first = first
        self.last = last


class Code:
    """A program, read."""

    def __init__(self, source: Source, language: Language) -> None:
        self.source = source
        self.language = language
        self.text = source.data.decode("latin-1")
        self.tokens: list[Token] = tokens(self.text, language)
        self.calls: list[Call] = []
        self.constants = Constants(self)
        self._by_end: dict[int, Call] = {}
        self._read()

    def _read(self) -> None:
        for index, token in enumerate(self.tokens):
            if token.kind == MARK:
                if token.text in ("(", "{") and token.partner > 0:
                    self._note_call(index)
                elif token.text in _ASSIGNS:
                    self.constants.note(index)
            elif self.language.commands and token.kind == NAME:
                self._note_command(index)

    # -- calls

    def _note_call(self, index: int) -> None:
        token = self.tokens[index]
        names, start = self.names_before(index)
        if not names or (names[-1] in _NO_CALLEE and token.text == "("):
            return
        if token.text == "{":
            names = (*names[:-1], names[-1] + "{}")
        before = self.tokens[start - 1] if start else None
        is_new = before is not None and before.kind == NAME and before.text == "new"
        if before is not None and before.kind == NAME and before.text in _DEFINES:
            return
        call = Call(names, start - is_new, index + 1, token.partner, is_new=is_new)
        if before is not None and before.text in _DOTS and start > 1:
            call.receiver = self._by_end.get(start - 2)
        self.calls.append(call)
        self._by_end[token.partner] = call

    def names_before(self, index: int) -> tuple[tuple[str, ...], int]:
        """The names joined by dots that end before a token, and where they begin."""
        at = index - 1
        if at >= 0 and self.tokens[at].text == ">":
            at = self._before_generics(at)
        names: list[str] = []
        while at >= 0 and self.tokens[at].kind == NAME:
            names.append(self.tokens[at].text)
            at -= 1
            if at < 0 or self.tokens[at].text not in _DOTS:
                break
            at -= 1
        else:
            if names:
                at += 1
        return tuple(reversed(names)), at + 1

    def _before_generics(self, at: int) -> int:
        """The token before `<…>`; the last of it where it is no such thing."""
        depth = 0
        for back in range(at, max(at - _MAX_GENERICS, -1), -1):
            text = self.tokens[back].text
            depth += (text == ">") - (text == "<")
            if depth == 0:
                turbofish = back > 0 and self.tokens[back - 1].text == "::"
                return back - 1 - turbofish
        return at

    def _note_command(self, index: int) -> None:
        """Note a call without parentheses: a name, and behind it on the same line a literal or a named argument."""
        if index + 1 >= len(self.tokens) or self.tokens[index].text in _NO_CALLEE:
            return
        after = self.tokens[index + 1]
        if after.breaks or after.kind == MARK:
            return
        names, start = self.names_before(index + 1)
        last = self.end_of(index + 1)
        self.calls.append(Call(names, start, index + 1, last, is_new=False))

    def around(self, index: int) -> Iterator[Call]:
        """The calls that a token stands in the blocks of, from the innermost."""
        at = self.tokens[index].inside
        for _ in range(_MAX_SCOPES):
            if at < 0:
                return
            if self.tokens[at].text == "{" and at - 1 in self._by_end:
                yield self._by_end[at - 1]
            at = self.tokens[at].inside

    def arguments(self, call: Call) -> list[Argument]:
        """The arguments of a call, or the members of an object."""
        return list(self.members(call.first, call.last))

    def members(self, first: int, last: int) -> Iterator[Argument]:
        """What stands between tokens, parted by commas, semicolons, or the ends of lines within braces."""
        lines = first > 0 and self.tokens[first - 1].text == "{"
        start = at = first
        while at < last:
            token = self.tokens[at]
            parts = token.kind == MARK and token.text in (",", ";")
            if parts or (lines and at > start and token.breaks and not self._goes_on(at)):
                yield from self._member(start, at)
                start = at + parts
            at = token.partner + 1 if token.partner > at and not parts else at + 1
        yield from self._member(start, last)

    def _member(self, first: int, last: int) -> Iterator[Argument]:
        if first >= last:
            return
        key = self.tokens[first]
        mark = self.tokens[first + 1] if first + 2 < last else key
        arrow = mark.text == "=>" and key.kind == STRING
        if mark.kind == MARK and (mark.text in (":", "=") or arrow):
            name = key.text if key.kind == NAME else self.literal(first)
            if name is not None:
                yield Argument(name, first + 2, last)
                return
        yield Argument(None, first, last)

    # -- settings

    def settings(self) -> Iterator[Setting]:
        """Every `name = value`, `name value` and `name(value)`, and where the language has it `name: value`."""
        for index, token in enumerate(self.tokens):
            if token.kind != MARK:
                continue
            colon = self.language.colons and token.text == ":"
            if (token.text in _ASSIGNS or colon) and index and index + 1 < len(self.tokens):
                names, start = self.names_before(index)
                if names:
                    last = self.end_of(index + 1)
                    yield Setting((*self.blocks(start), *names), index + 1, last)
        for call in self.calls:
            if call.last > call.first and not call.names[-1].endswith("{}"):
                names = call.names[:-1] if call.names[-1] in _GIVES and len(call.names) > 1 else call.names
                members = self.arguments(call)
                if len(members) == 1 and members[0].name is None:
                    yield Setting((*self.blocks(call.start), *names), members[0].first, members[0].last)

    def blocks(self, index: int) -> list[str]:
        """The names of the blocks that a token stands in, from the outermost."""
        names: list[str] = []
        at = self.tokens[index].inside if index < len(self.tokens) else -1
        for _ in range(_MAX_SCOPES):
            if at < 0:
                break
            if self.tokens[at].text == "{":
                names += reversed(self._block_names(at))
            at = self.tokens[at].inside
        names.reverse()
        return names

    def _block_names(self, opening: int) -> tuple[str, ...]:
        at = opening - 1
        around = self.tokens[opening].inside
        if at >= 0 and self.tokens[at].text in ("[", ",") and around >= 0 and self.tokens[around].text == "[":
            at = around - 1
        given: list[str] = []
        if at >= 0 and self.tokens[at].text == ")" and self.tokens[at].partner >= 0:
            close, at = at, self.tokens[at].partner - 1
            given = self._words(at + 2, close) if self.language.lambdas else []
        if at >= 0 and self.tokens[at].text == ">":
            before = self._before_generics(at)
            given = [*self._words(before + 2, at), *given]
        if at >= 0 and self.tokens[at].text in ("=", ":"):
            at -= 1
        while at >= 0 and (self.tokens[at].kind == STRING or self.tokens[at].text in (":", ",")):
            at -= 1
            if opening - at > _MAX_BEFORE_BLOCK:
                return ()
        return (*self.names_before(at + 1)[0], *given)

    def _words(self, first: int, last: int) -> list[str]:
        """The names and texts that stand between tokens."""
        found = []
        for index in range(first, min(last, first + _MAX_WORDS)):
            word = self.tokens[index].text or self.literal(index)
            if word and self.tokens[index].kind != MARK:
                found.append(word)
        return found

    # -- expressions

    def end_of(self, first: int) -> int:
        """Where the expression ends that begins at a token."""
        at = first
        last = min(len(self.tokens), first + _MAX_EXPRESSION)
        while at < last:
            token = self.tokens[at]
            if (
                token.kind == MARK
                and token.text in (",", ";", ")", "]", "}")
                and not (token.text == "," and self.language.commands)
            ):
                return at
            if at > first and token.breaks and not self._goes_on(at):
                return at
            if at > first and token.kind == NAME and self.tokens[at - 1].kind == STRING and self._begins(at):
                return at
            at = token.partner + 1 if token.partner > at else at + 1
        return min(at, len(self.tokens))

    def _begins(self, index: int) -> bool:
        """Whether a name behind a literal begins something else: any in a command, a key where colons give values."""
        keyed = self.language.colons and index + 1 < len(self.tokens) and self.tokens[index + 1].text == ":"
        return self.language.commands or keyed

    def _goes_on(self, index: int) -> bool:
        """Whether a token at the beginning of a line belongs to the line before."""
        token, before = self.tokens[index], self.tokens[index - 1]
        return (token.kind == MARK and token.text in _CONTINUES) or (before.kind == MARK and before.text in _UNFINISHED)

    def literal(self, index: int) -> str | None:
        """What a string literal without holes says; None for another token."""
        stretches = self.fragments(index)
        if stretches is None or any(one.text is None for one in stretches):
            return None
        return "".join([one.text or "" for one in stretches])

    def fragments(self, index: int) -> list[Fragment] | None:
        """What a string literal says, in stretches; None for another token."""
        token = self.tokens[index]
        return fragments(self.text, token) if token.kind == STRING else None
