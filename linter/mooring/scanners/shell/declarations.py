"""The variables that commands give values: `export` and its like, `read` and its like, PowerShell's `$name = value`."""

from __future__ import annotations

from mooring.scanners.patterns import lazily
from mooring.scanners.shell.syntax import Assignment, Word
from mooring.scanners.shell.words import NAME, Limits, WordReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from mooring.scanners.shell.syntax import Block, Command

ASSIGNMENT = lazily(r"([A-Za-z_][A-Za-z0-9_]*)(\[[^\]\s]*\])?(\+?)=")
"""The beginning of a word that is an assignment: the variable's name, an element's key in brackets, `=` or `+=`."""

DECLARING = frozenset({"export", "readonly", "local", "declare", "typeset"})
"""Commands whose words are assignments."""

_SCOPE = lazily(r"-[gxlUuf]+|--(?:global|export|local|universal|unexport|function|path)")
_UNKNOWN = frozenset({"read", "mapfile", "readarray", "getopts", "unset"})
_NOTHING = frozenset({":", "true"})


def assigned(
    match: re.Match[str], values: list[Word], blocks: tuple[Block, ...], *, local: bool = False
) -> Iterator[Assignment]:
    """The assignments that a word makes: to a variable, or to an element of an array, which is then not all known."""
    name, element, plus = match.groups()
    if element:
        yield Assignment(name, None, match.start(), blocks, local=local)
        key = element[1:-1].strip("\"'")
        yield Assignment(f"{name}[{key}]", None if plus else values, match.start(), blocks, local=local)
    else:
        yield Assignment(name, values, match.start(), blocks, local=local, appends=bool(plus))


def declared(command: Command, text: str, limits: Limits) -> Iterator[Assignment]:
    """The assignments that a command with at least one word makes to variables of its script."""
    name = command.words[0].bare
    if name in DECLARING:
        yield from command.assignments
        for word in command.words[1:]:
            match = ASSIGNMENT.match(text, word.start, word.end)
            if match:
                values = [_value(match.end(), word, text, limits)]
                yield from assigned(match, values, command.blocks, local=name != "export")
    elif name in _NOTHING:
        for piece in [piece for word in command.words[1:] for piece in word.pieces]:
            if piece.operator.endswith("=") and NAME.fullmatch(piece.name):
                value = Word(piece.start, piece.end, [piece])
                yield Assignment(piece.name, [value], piece.start + 1, command.blocks)
    elif name in _UNKNOWN:
        for word in command.words[1:]:
            variable = word.bare or ""
            if NAME.fullmatch(variable):
                yield Assignment(variable, None, word.start, command.blocks)
    elif name == "set":
        yield from _set_by_cmd(command, text, limits)
    elif len(command.words) > 2 and command.words[1].bare == "=":
        yield from _set_by_powershell(command)


def _value(start: int, word: Word, text: str, limits: Limits) -> Word:
    """The rest of a word from `start` on, as a word of its own."""
    if start == word.end:
        return Word(start, start, [])
    return WordReader(text, start, word.end, limits).word()


def _set_by_cmd(command: Command, text: str, limits: Limits) -> Iterator[Assignment]:
    """The assignment `set NAME=value` or `set "NAME=value"`; what is asked for, and several words, are not known."""
    words = command.words[1:]
    if words and "=" not in text[words[0].start : words[-1].end]:
        yield from _set_by_fish(command)
        return
    asks = bool(words) and (words[0].bare or "").startswith("/")
    for word in words[asks : asks + 1]:
        quoted = text.startswith('"', word.start)
        match = ASSIGNMENT.match(text, word.start + quoted, word.end)
        if match and not match[2] and not match[3]:
            inside = Word(word.start, word.end - quoted, word.pieces)
            values = [_value(match.end(), inside, text, limits)] if len(words) == 1 else None
            yield Assignment(match[1], values, word.start, command.blocks)


def _set_by_fish(command: Command) -> Iterator[Assignment]:
    """The assignment `set -gx NAME value …` of the fish shell."""
    words = command.words[1:]
    while words and _SCOPE.fullmatch(words[0].bare or ""):
        words = words[1:]
    name = words[0].bare if words else None
    if name and len(words) > 1 and NAME.fullmatch(name):
        yield Assignment(name, words[1:], words[0].start, command.blocks)


def _set_by_powershell(command: Command) -> Iterator[Assignment]:
    """The assignment `$name = value`; the value of a pipeline is not known."""
    target, _, *value = command.words
    if len(target.pieces) == 1 and target.pieces[0].kind == "variable":
        is_known = len(value) == 1 and value[0].bare != "@"
        yield Assignment(target.pieces[0].name, value if is_known else None, target.start, command.blocks)
