"""The words of a command line after expansion, and the parts of them that hold images."""

from __future__ import annotations

from mooring.scanners.build_options import HOLE
from mooring.scanners.patterns import lazily
from mooring.scanners.shell.syntax import Command, Piece, Word
from mooring.scanners.shell.values import UNKNOWN, Value, Values

_NAMED_TEMPLATE = lazily(r"\$\{\{\s*[\w.-]+\s*\}\}")


class Argument:
    """One word of a command line: the texts it may have, and the word of the script it comes from.

    `split` says that the word has become several of these; `command` is the one that it stands in.
    """

    __slots__ = ("values", "word", "split", "command", "_owner")

    def __init__(
        self, values: list[Value], word: Word, owner: Values, command: Command, *, split: bool = False
    ) -> None:
        self.values = values
        self.word = word
        self.split = split
        self._owner = owner
        self.command = command

    @property
    def text(self) -> str | None:
        """The text, None when it is not known or one of several."""
        return self.values[0].text if len(self.values) == 1 else None

    @property
    def view(self) -> str:
        """The text, each unknown stretch as one private character."""
        if self.text is not None:
            return self.text
        return "".join([piece.text if piece.kind == "text" else HOLE for piece in self.word.pieces])

    @property
    def written(self) -> str:
        """The text as the word is written, each expansion as one private character."""
        if self.split:
            return self.view
        return "".join([piece.text if piece.kind == "text" else HOLE for piece in self.word.pieces])

    def slice(self, start: int, end: int) -> Argument:
        """The part of the word from one place of `written` up to another."""
        if self.split or (self.text is not None and self.written == HOLE):
            return Argument(
                [_cut(value, start, end) for value in self.values], self.word, self._owner, self.command, split=True
            )
        word = _cut_word(self.word, start, end)
        values = self._owner.word(word, self.word.start, self.command.blocks)
        return Argument(values or [UNKNOWN], word, self._owner, self.command)

    def after(self, mark: str) -> Word:
        """The rest of the word behind a mark that is written in it; nothing where it is not."""
        at = self.written.find(mark)
        return _cut_word(self.word, at + 1 if at >= 0 else len(self.written), len(self.written))

    def places(self, form: object) -> list[Argument]:
        """The parts that a function from `build_options` finds."""
        assert callable(form)
        view = self.view if self.written == HOLE else self.written
        return [self.slice(start, end) for start, end in form(view)]

    @property
    def template(self) -> str | None:
        """The word when it is all one unquoted `${{ }}`; None for any other."""
        piece = self.word.pieces[0] if len(self.word.pieces) == 1 else None
        return piece.text if piece is not None and piece.kind == "template" and not piece.quoted else None

    @property
    def substituted(self) -> str:
        """The text of the commands that stand in the word's place, "" for any other word, or a quoted one."""
        piece = self.word.pieces[0] if len(self.word.pieces) == 1 else None
        if piece is None or piece.kind != "unknown" or piece.quoted:
            return ""
        return self._owner.script.text[piece.start : piece.end]

    @property
    def loose_name(self) -> str | None:
        """What an unquoted unknown that may be several words or none is named; None for any other word."""
        if len(self.word.pieces) != 1:
            return None
        piece = self.word.pieces[0]
        if self.text is not None and not _NAMED_TEMPLATE.fullmatch(self.template or ""):
            return None
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
