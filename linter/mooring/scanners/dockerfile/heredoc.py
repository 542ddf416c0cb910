"""Heredocs: which lines below a RUN, COPY or ADD are text and no instructions.

Follows BuildKit's `heredocsFromLine` in `frontend/dockerfile/parser` with its shell lexer: the words of the
instruction are found with quotes, escapes and `${…}` in view, and each `<<NAME`, `<<-NAME`, `3<<NAME` or
`<< "NAME"` that is a word of its own opens a heredoc. A line whose quotes do not match opens none.
"""

from __future__ import annotations

import re

from mooring.scanners.dockerfile.words import SPACE

_HEREDOC = re.compile(r"[0-9]*<<(-?)[\t\n\f\r ]*([^<]*)")
_SPECIAL_PARAMETERS = "@*#?-$!0"
_MAX_DEPTH = 100


class Unbalanced(ValueError):
    """A quote or a brace is not closed, or a `${…}` is none that BuildKit knows."""


class Heredoc:
    """A heredoc's delimiter, and whether the tabs before it count for nothing (`<<-`)."""

    __slots__ = ("delimiter", "strips_tabs")

    def __init__(self, delimiter: str, *, strips_tabs: bool) -> None:
        self.delimiter = delimiter
        self.strips_tabs = strips_tabs

    def ended_by(self, line: str) -> bool:
        """Whether a line of the file is the heredoc's last."""
        line = line.rstrip("\r")
        return (line.lstrip("\t") if self.strips_tabs else line) == self.delimiter


def heredocs(instruction: str) -> list[Heredoc]:
    """The heredocs that an instruction opens, in order. Raises `Unbalanced` when a delimiter cannot be read."""
    try:
        words = _Words(instruction, raw=True).split()
    except Unbalanced:
        return []
    return [found for found in map(_heredoc, words) if found is not None]


def is_heredoc(word: str) -> bool:
    """Whether a word opens a heredoc."""
    try:
        return _heredoc(word) is not None
    except Unbalanced:
        return False


def _heredoc(word: str) -> Heredoc | None:
    match = _HEREDOC.fullmatch(word)
    if match is None or not match[2]:
        return None
    delimiter = _Words(match[2], raw=False).split()
    return Heredoc(delimiter[0], strips_tabs=bool(match[1])) if len(delimiter) == 1 else None


class _Words:
    """BuildKit's shell lexer as it splits words, with every variable unset and left as it stands.

    `raw` keeps quotes and escapes in the words.
    """

    def __init__(self, text: str, *, raw: bool) -> None:
        self.text = text
        self.raw_quotes = raw
        self.raw_escapes = raw
        self.index = 0
        self.depth = 0
        self.pending: list[str] = []

    def split(self) -> list[str]:
        return self._until("", raw_escapes=self.raw_escapes)[1]

    def _peek(self) -> str:
        return self.text[self.index : self.index + 1]

    def _next(self) -> str:
        char = self._peek()
        self.index += 1
        return char

    def _until(self, stop: str, *, raw_escapes: bool) -> tuple[str, list[str]]:
        """The text up to `stop` and its words. As in BuildKit, a nested call forgets the word begun outside."""
        if self.depth == _MAX_DEPTH:
            raise Unbalanced
        outside, self.raw_escapes = self.raw_escapes, raw_escapes
        self.depth += 1
        self.pending = []
        text: list[str] = []
        words: list[str] = []
        while char := self._peek():
            if char == stop:
                break
            piece = self._piece(char)
            text.append(piece)
            if char == "$":
                for inner in piece:
                    self._add(inner, words)
            elif char in "'\"<\\":
                self.pending.append(piece)
            else:
                self._add(char, words)
        if self._next() != stop:
            raise Unbalanced
        self._flush(words)
        self.depth -= 1
        self.raw_escapes = outside
        return "".join(text), words

    def _add(self, char: str, words: list[str]) -> None:
        if char in SPACE:
            self._flush(words)
        else:
            self.pending.append(char)

    def _flush(self, words: list[str]) -> None:
        word = "".join(self.pending)
        if word:
            words.append(word)
        self.pending = []

    def _piece(self, char: str) -> str:
        if char == "$":
            return self._dollar()
        if char == "'":
            return self._single_quoted()
        if char == '"':
            return self._double_quoted()
        if char == "<":
            return self._angle()
        self.index += 1
        if char == "\\":
            return (char if self.raw_escapes else "") + self._next()
        return char

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.index + 1)
        if end < 0:
            raise Unbalanced
        start, self.index = self.index, end + 1
        return self.text[start : end + 1] if self.raw_quotes else self.text[start + 1 : end]

    def _double_quoted(self) -> str:
        quote = self._next() if self.raw_quotes else self._next()[:0]
        text = [quote]
        while char := self._peek():
            if char == '"':
                self.index += 1
                return "".join([*text, quote])
            if char == "$":
                text.append(self._dollar())
                continue
            self.index += 1
            if char == "\\":
                if self.raw_escapes:
                    text.append(char)
                if not self._peek():
                    continue
                if self._peek() in '"$\\':
                    char = self._next()
            text.append(char)
        raise Unbalanced

    def _angle(self) -> str:
        self.index += 1
        if self._peek() != "<":
            return "<"
        start = self.index
        self.index += 1
        while self._peek() and self._peek() in "\t\r ":
            self.index += 1
        return "<" + self.text[start : self.index]

    def _dollar(self) -> str:
        self.index += 1
        if self._peek() != "{":
            return "$" + self._name()
        self.index += 1
        if self._peek() in ("", "{", "}", ":"):
            raise Unbalanced
        name = self._name()
        modifier = self._next()
        if modifier == "}":
            return f"${{{name}}}"
        if modifier == "/":
            if self._peek() == "/":
                self.index += 1
            pattern, _ = self._until("/", raw_escapes=True)
            replacement, _ = self._until("}", raw_escapes=True)
            return f"${{{name}/{pattern}/{replacement}}}"
        colon = modifier == ":"
        if colon:
            modifier = self._next()
        pattern_follows = modifier in ("#", "%")
        if (colon and pattern_follows) or not (colon or modifier in ("+", "-", "?", "#", "%")):
            raise Unbalanced
        word, _ = self._until("}", raw_escapes=pattern_follows)
        return f"${{{name}{':' if colon else ''}{modifier}{word}}}"

    def _name(self) -> str:
        first = self._peek()
        if first and first in _SPECIAL_PARAMETERS and not first.isdecimal():
            return self._next()
        start = self.index
        while (char := self._peek()) and (
            char.isdecimal() or (not first.isdecimal() and (char.isalpha() or char == "_"))
        ):
            self.index += 1
        return self.text[start : self.index]
