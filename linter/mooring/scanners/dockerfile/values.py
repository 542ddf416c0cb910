"""What a word stands for: stretches of text, each with the place in the file where it stands literally, if any."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.scanners.dockerfile.words import Word

MAX_LENGTH = 2048
"""A longer value is none that could be a reference, and is not worked on."""


class TooLongError(Exception):
    """The text is too long to be a reference."""


class Piece:
    """A stretch of an expanded word.

    `text` is None when it is not known. `start` is where the text stands literally in the file, None where it
    does not. `note` says why a piece has no text, or none that is known. `empty` is whether an unknown piece is
    empty in a build without arguments, None when even that is unknown.
    """

    __slots__ = ("empty", "note", "start", "text")

    def __init__(
        self, text: str | None, start: int | None = None, *, note: str | None = None, empty: bool | None = None
    ) -> None:
        self.text = text
        self.start = start
        self.note = note
        self.empty = not text if text is not None else empty


class Definition:
    """An ARG before the first FROM: its name, its value's pieces (None without a default), and who uses it."""

    __slots__ = ("name", "pieces", "used", "users")

    def __init__(self, name: str, expanded: Expanded | None) -> None:
        self.name = name
        self.pieces = None if expanded is None else expanded.pieces
        self.used = () if expanded is None else expanded.used
        self.users = 0


class Expanded:
    """What a word expands to: its pieces in order, and the definitions it uses."""

    __slots__ = ("pieces", "used")

    def __init__(self, pieces: list[Piece], used: Sequence[Definition] = ()) -> None:
        self.pieces = pieces
        self.used = used

    @property
    def text(self) -> str | None:
        """The whole text, None when a piece of it is unknown."""
        return text_of(self.pieces)

    @property
    def note(self) -> str | None:
        """Why the text is not known or lacks something, None when nothing is amiss."""
        notes = [piece.note for piece in sorted(self.pieces, key=lambda piece: piece.text is not None) if piece.note]
        return notes[0] if notes else None

    @property
    def literal(self) -> Piece | None:
        """The only piece, when the word is that and stands literally in the file."""
        if len(self.pieces) == 1 and self.pieces[0].text and self.pieces[0].start is not None:
            return self.pieces[0]
        return None


def verbatim(word: Word) -> Expanded:
    """What a word stands for in which no character has a meaning of its own."""
    return Expanded([Piece(word.text, word.start)] if word.text and word.contiguous else list(runs(word)))


def runs(word: Word) -> Iterator[Piece]:
    """The stretches of a word that the file has in one piece."""
    start = 0
    for index in range(1, len(word.text) + 1):
        if index == len(word.text) or word.at[index] != word.at[index - 1] + 1:
            yield Piece(word.text[start:index], word.at[start])
            start = index


def text_of(pieces: Sequence[Piece]) -> str | None:
    """The pieces' whole text, None when one of them is unknown."""
    text = ""
    for piece in pieces:
        if piece.text is None:
            return None
        text += piece.text
    return text


def note_of(pieces: Sequence[Piece]) -> str | None:
    """The first note of the pieces, None when none has one."""
    return next((piece.note for piece in pieces if piece.note), None)


def merge(pieces: Sequence[Piece]) -> list[Piece]:
    """Join what stands side by side in the file. Raises `TooLongError`."""
    merged: list[Piece] = []
    length = 0
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and last.text and piece.text and last.start is not None and last.start + len(last.text) == piece.start:
            merged[-1] = Piece(last.text + piece.text, last.start)
        else:
            merged.append(piece)
        length += len(piece.text or "")
        if length > MAX_LENGTH:
            raise TooLongError
    return merged


def are_empty(pieces: Sequence[Piece]) -> bool | None:
    """Whether the pieces are empty together, None when that is not known."""
    states = [piece.empty for piece in pieces]
    if False in states:
        return False
    return None if None in states else True
