"""What a shell text consists of: words and their pieces, simple commands, assignments, and where they stand.

Offsets are those of the text, one character a byte.
"""

from __future__ import annotations


class Piece:
    """A stretch of a word: literal text, or what the shell (or a CI's template language) puts in its place.

    `kind` is `text` (with its value in `text`), `variable` (named `name`; `operator` and the span `argument`
    when written as `${name:-argument}`), `template` (the `text` of a `${{ }}` or `{{ }}`) or `unknown`.
    """

    __slots__ = ("kind", "start", "end", "quoted", "text", "name", "operator", "argument")

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        *,
        quoted: bool,
        text: str = "",
        name: str = "",
        operator: str = "",
        argument: tuple[int, int] | None = None,
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.quoted = quoted
        self.text = text
        self.name = name
        self.operator = operator
        self.argument = argument


class Word:
    """One word of a command: its pieces and its place, quotes included."""

    __slots__ = ("start", "end", "pieces")

    def __init__(self, start: int, end: int, pieces: list[Piece]) -> None:
        self.start = start
        self.end = end
        self.pieces = pieces

    @property
    def bare(self) -> str | None:
        """The word's text when it is all literal and unquoted, as a reserved word is; else None."""
        if any(piece.kind != "text" or piece.quoted for piece in self.pieces):
            return None
        return "".join([piece.text for piece in self.pieces])


class Block:
    """One branch of a compound command, or the right side of `&&` and `||`: commands in it may not be run.

    `construct` tells compound commands apart, `branch` counts the branches of one. `kind` is the word that
    begins the branch (`then`, `do`, `{`, `(`), `head` for a condition, `for` for a loop's head, `in` for a
    `case` pattern and `case` for what follows it, `list`, or `function` for the body of the function `name`.
    """

    __slots__ = ("construct", "branch", "kind", "name")

    def __init__(self, construct: int, branch: int, kind: str, name: str = "") -> None:
        self.construct = construct
        self.branch = branch
        self.kind = kind
        self.name = name


class Document:
    """A here-document's body: its place, whether it is taken literally, and whether its leading tabs are removed."""

    __slots__ = ("start", "end", "literal", "tabs")

    def __init__(self, *, literal: bool, tabs: bool) -> None:
        self.start = 0
        self.end = 0
        self.literal = literal
        self.tabs = tabs


class Command:
    """A simple command: its words, its input that is written in the script, and where it stands.

    `words` are without assignments and redirections, `source` is the command whose output is piped in, and
    `outputs` are the names of the files that its output goes to.
    """

    __slots__ = ("words", "documents", "strings", "assignments", "blocks", "source", "outputs", "at")

    def __init__(self, blocks: tuple[Block, ...], source: Command | None) -> None:
        self.words: list[Word] = []
        self.documents: list[Document] = []
        self.strings: list[Word] = []
        self.assignments: list[Assignment] = []
        self.blocks = blocks
        self.source = source
        self.outputs: list[Word] = []
        self.at = 0


class Assignment:
    """A value given to a variable: `values` are the words, several for a loop's list or an array, None if unknown.

    One element of an array is a variable `name[key]` of its own. With `appends` the value follows the one before.
    """

    __slots__ = ("name", "values", "at", "blocks", "local", "appends")

    def __init__(
        self,
        name: str,
        values: list[Word] | None,
        at: int,
        blocks: tuple[Block, ...],
        *,
        local: bool = False,
        appends: bool = False,
    ) -> None:
        self.name = name
        self.values = values
        self.at = at
        self.blocks = blocks
        self.local = local
        self.appends = appends
