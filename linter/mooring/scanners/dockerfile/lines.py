"""A Dockerfile's lines put together into instructions.

Follows BuildKit's `frontend/dockerfile/parser` (`Parse`): a line that ends with the escape token goes on in the
next, comments and blank lines between are left out, and the lines of a heredoc are text.
"""

from __future__ import annotations

import re

from mooring.scanners.dockerfile.words import SPACE, Joined, Word, is_json_array, split_flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEYWORD = re.compile(r"([^\t\v\f\r ]*)[\t\v\f\r ]*")
_TAKES_HEREDOCS = ("add", "copy", "run")
_MAX_LINE = 65535


class Instruction:
    """One instruction: the line where it begins, its keyword in lower case, its flags, and the text after them.

    `flaw` says what is wrong with the lines it is made of, None when nothing is.
    """

    __slots__ = ("_start", "_word", "flags", "flaw", "keyword", "line", "text")

    def __init__(self, line: int, word: Word | Joined, escape: str) -> None:
        match = _KEYWORD.match(word.text)
        assert match
        self.line = line
        self.keyword = match[1].lower()
        self.flags: Sequence[Word] = ()
        self.flaw: str | None = None
        self._word = word
        self._start = match.end()
        first = word.text[self._start : self._start + 1]
        if first == "-" or (first and first in SPACE):
            self.flags, self._start = split_flags(word, self._start, escape)
        self.text = word.text[self._start :]

    @property
    def whole_text(self) -> str:
        """The keyword as it is written, the flags and the text."""
        return self._word.text

    @property
    def rest(self) -> Word:
        """The text after the flags, with its places."""
        return self._word.part(self._start)

    def trigger(self, escape: str) -> Instruction:
        """The instruction that an ONBUILD holds."""
        return Instruction(self.line, self.rest, escape)


def overlong_line(text: str) -> int | None:
    """The number of the first line that is longer than BuildKit reads, None when there is none."""
    if len(text) <= _MAX_LINE // 4:
        return None
    lines = text.encode().split(b"\n")
    return next((number for number, line in enumerate(lines, 1) if len(line) > _MAX_LINE), None)


def instructions(text: str, escape: str) -> Iterator[Instruction]:
    """A Dockerfile's instructions in order, known or not."""
    lines = _Lines(text)
    while lines.take():
        stripped = lines.line.lstrip(SPACE)
        if not stripped or stripped[0] == "#":
            continue
        first = lines.number
        start = lines.start + len(lines.line) - len(stripped)
        body, goes_on = _without_escape(stripped, escape)
        word: Word | Joined
        if goes_on:
            word = _joined(lines, body, start, escape)
        else:
            body = stripped.rstrip(SPACE)
            word = Word(body, range(start, start + len(body)))
        instruction = Instruction(first, word, escape)
        if "<<" in word.text:
            _pass_heredocs(instruction, lines, escape)
        yield instruction


class _Lines:
    """The lines of a text, taken one after the other."""

    __slots__ = ("_following", "_lines", "line", "number", "start")

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._following = 0
        self.number = 0
        self.start = 0
        self.line = ""

    def take(self) -> bool:
        """Go to the next line; False when there is none."""
        if self.number == len(self._lines):
            return False
        self.line = self._lines[self.number]
        self.start = self._following
        self.number += 1
        self._following += len(self.line) + 1
        return True


def _without_escape(line: str, escape: str) -> tuple[str, bool]:
    """A line without its end, and whether an escape token stood there; a doubled one is none."""
    if line[-1:] not in (escape, " ", "\t", "\r"):
        return line, False
    line = line.rstrip("\r")
    bare = line.rstrip(" \t")
    if bare[-1:] != escape or bare[-2:-1] == escape:
        return line, False
    return bare[:-1], True


def _joined(lines: _Lines, first: str, start: int, escape: str) -> Joined:
    """The text of an instruction over several lines."""
    pieces = [first]
    places = [range(start, start + len(first))]
    goes_on = True
    while goes_on and lines.take():
        if lines.line.lstrip(SPACE)[:1] in ("", "#"):
            continue
        piece, goes_on = _without_escape(lines.line, escape)
        pieces.append(piece)
        places.append(range(lines.start, lines.start + len(piece)))
    return Joined(pieces, places)


def _pass_heredocs(instruction: Instruction, lines: _Lines, escape: str) -> None:
    from mooring.scanners.dockerfile.heredoc import Unbalanced, heredocs

    holder = instruction.trigger(escape) if instruction.keyword == "onbuild" else instruction
    if holder.keyword not in _TAKES_HEREDOCS or is_json_array(holder.text):
        return
    try:
        opened = heredocs(instruction.whole_text)
    except Unbalanced:
        instruction.flaw = "the name of a heredoc cannot be read; close its quotes"
        return
    for heredoc in opened:
        while lines.take():
            if heredoc.ended_by(lines.line):
                break
        else:
            instruction.flaw = f"the heredoc is not ended by a line with `{heredoc.delimiter}` alone; add it"
