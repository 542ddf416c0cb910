"""A command line after expansion, cut into flags and operands as pflag and getopt cut it."""

from __future__ import annotations

import re

from mooring.scanners.shell.syntax import Command, Piece, Word
from mooring.scanners.shell.values import UNKNOWN, Value, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.shell.commands import Usage

_LOOK_AHEAD = 64
_HOLE = "\ue000"
_IMAGE_NAME = re.compile(r"ima?ge?s?(?![a-z]*_?(?:args?|opts?|options|flags))|\bref$|repo|tag$|distro", re.IGNORECASE)
_OPTIONS_NAME = re.compile(
    r"opt|arg|flag|param|switch|env|vol|mount|port|ulimit|gpu|net|platform|user|tty|interactive|extra|run|label|"
    r"device|secur|priv|detach|memory|limit|cred|verbose|quiet|dry|[@*]",
    re.IGNORECASE,
)
_PLAINLY_REFERENCE = re.compile(
    r"[a-z0-9][\w.-]*(?::[0-9]+)?(?:/[a-z0-9][\w.-]*)*(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?"
)


class Argument:
    """One word of a command line: the texts it may have, and the word of the script it comes from.

    `split` says that the word has become several of these.
    """

    __slots__ = ("values", "word", "split", "_owner", "_command")

    def __init__(
        self, values: list[Value], word: Word, owner: Values, command: Command, *, split: bool = False
    ) -> None:
        self.values = values
        self.word = word
        self.split = split
        self._owner = owner
        self._command = command

    @property
    def text(self) -> str | None:
        """The text, None when it is not known or one of several."""
        return self.values[0].text if len(self.values) == 1 else None

    @property
    def view(self) -> str:
        """The text, each unknown stretch as one private character."""
        if self.text is not None:
            return self.text
        return "".join([piece.text if piece.kind == "text" else _HOLE for piece in self.word.pieces])

    @property
    def written(self) -> str:
        """The text as the word is written, each expansion as one private character."""
        if self.split:
            return self.view
        return "".join([piece.text if piece.kind == "text" else _HOLE for piece in self.word.pieces])

    def slice(self, start: int, end: int) -> Argument:
        """The part of the word from one place of `written` up to another."""
        if self.split or (self.text is not None and self.written == _HOLE):
            return Argument(
                [_cut(value, start, end) for value in self.values], self.word, self._owner, self._command, split=True
            )
        word = _cut_word(self.word, start, end)
        values = self._owner.word(word, self.word.start, self._command.blocks)
        return Argument(values or [UNKNOWN], word, self._owner, self._command)

    def places(self, form: object) -> list[Argument]:
        """The parts that a function from `build_options` finds."""
        assert callable(form)
        view = self.view if self.written == _HOLE else self.written
        return [self.slice(start, end) for start, end in form(view)]

    @property
    def loose_name(self) -> str | None:
        """What an unquoted unknown that may be several words or none is named; None for any other word."""
        if len(self.word.pieces) != 1 or self.text is not None:
            return None
        piece = self.word.pieces[0]
        several = piece.name in ("@", "*") or piece.name.endswith(("[@]", "[*]"))
        if piece.kind == "text" or (piece.quoted and not several):
            return None
        return piece.name or piece.text.rpartition(".")[2].strip(" }") or " "


def _cut(value: Value, start: int, end: int) -> Value:
    if value.text is None:
        return value
    place = (value.place[0] + start, value.place[0] + min(end, len(value.text))) if value.place else None
    return Value(value.text[start:end], place=place, reason=value.reason, apart=value.apart)


def _cut_word(word: Word, start: int, end: int) -> Word:
    pieces: list[Piece] = []
    at = 0
    for piece in word.pieces:
        length = len(piece.text) if piece.kind == "text" else 1
        first, last = max(start - at, 0), min(end - at, length)
        at += length
        if first >= last:
            continue
        if piece.kind != "text" or (first == 0 and last == length):
            pieces.append(piece)
        elif piece.end - piece.start == length:
            begin = piece.start + first
            text = piece.text[first:last]
            pieces.append(Piece("text", begin, begin + len(text), quoted=piece.quoted, text=text))
        else:
            pieces.append(Piece("unknown", piece.start, piece.end, quoted=piece.quoted))
    if not pieces:
        return Word(word.end, word.end, [])
    return Word(pieces[0].start, pieces[-1].end, pieces)


class CommandLine:
    """The flags with their values, and the operands, of one subcommand."""

    __slots__ = ("flags", "operands")

    def __init__(self, usage: Usage, arguments: list[Argument]) -> None:
        self.flags: list[tuple[str, Argument | None]] = []
        self.operands: list[Argument] = []
        only_operands = False
        index = 0
        while index < len(arguments):
            argument = arguments[index]
            index += 1
            view = argument.view
            if only_operands or not view.startswith("-") or view == "-":
                if not only_operands and _may_be_options(argument, arguments, index):
                    continue
                self.operands.append(argument)
                only_operands = only_operands or usage.stops
            elif view == "--":
                only_operands = True
            else:
                index += self._flag(usage.switches, argument, arguments[index : index + 1])

    def _flag(self, switches: frozenset[str], argument: Argument, following: list[Argument]) -> int:
        """Read one word of flags; answer how many words after it hold a value."""
        *_, last = flags = list(_names(argument, switches))
        self.flags += flags
        name, value = last
        if value is not None or name in switches:
            return 0
        if following:
            self.flags[-1] = (name, following[0])
        return 1

    def has(self, *names: str) -> bool:
        """Whether a switch is given, and not as `=false`."""
        return any(name in names and (value is None or value.text != "false") for name, value in self.flags)

    def value(self, *names: str) -> str | None:
        """The known text of a flag's value, the last one given."""
        values = [value for name, value in self.flags if name in names and value is not None]
        return values[-1].text if values else None


def _names(argument: Argument, switches: frozenset[str]) -> Iterator[tuple[str, Argument | None]]:
    """The flags in one word: `--name`, `--name=value`, `-abc`, `-avalue`, `-a=value`."""
    view = argument.view if argument.written == _HOLE else argument.written
    if not view.startswith("-"):
        view = argument.view
    if view.startswith("--"):
        name, equals, _ = view.partition("=")
        yield name, argument.slice(len(name) + 1, len(view)) if equals else None
        return
    for at in range(1, len(view)):
        name = f"-{view[at]}"
        rest = at + 2 if view[at + 1 : at + 2] == "=" else at + 1
        if name not in switches or rest == at + 2:
            yield name, argument.slice(rest, len(view)) if rest < len(view) else None
            return
        yield name, None


def _may_be_options(argument: Argument, arguments: list[Argument], index: int) -> bool:
    """Whether an unknown word before the operands at `index` is to be passed over, being perhaps flags.

    The name tells where it can; where it does not, the word is passed over only if a text follows that can
    hardly be anything but an image.
    """
    name = argument.loose_name
    if name is None:
        return False
    if argument.values[0].known.startswith("-"):
        return True
    if _IMAGE_NAME.search(name):
        return False
    following = arguments[index : index + _LOOK_AHEAD]
    after = next((other.text for other in following if not other.view.startswith("-")), None)
    if after is None and not any(other.loose_name is not None or _HOLE in other.view for other in following):
        return False
    if _OPTIONS_NAME.search(name):
        return True
    return after is not None and (":" in after or "/" in after) and _PLAINLY_REFERENCE.fullmatch(after) is not None


def operands(arguments: list[Argument], options: frozenset[str]) -> list[Argument]:
    """The words from the first that is no flag on; `options` are the flags that take the next word as a value."""
    index = 0
    while index < len(arguments):
        view = arguments[index].view
        if view == "--":
            return arguments[index + 1 :]
        if not view.startswith("-") or view == "-":
            break
        takes = view in options or (not view.startswith("--") and f"-{view[-1]}" in options and view[:2] not in options)
        index += 2 if takes else 1
    return arguments[index:]


def after_switches(arguments: list[Argument], switches: frozenset[str]) -> list[Argument]:
    """The words from the first that is no flag on; every flag but the switches takes a value."""
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        view = argument.view
        if argument.loose_name is not None and argument.loose_name != " " and index + 1 < len(arguments):
            index += 1
            continue
        if not view.startswith("-") or view == "-":
            break
        name, value = list(_names(argument, switches))[-1]
        index += 1 if value is not None or name in switches else 2
    return arguments[index:]
