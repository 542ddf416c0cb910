"""Words of a shell text: quoting, expansions and substitutions, by the POSIX shell's grammar and bash's.

What a word expands to is not decided here. Input that is no valid shell is read on as well as it can be;
nothing is ever raised.
"""

from __future__ import annotations

import re

from mooring.scanners.patterns import lazily
from mooring.scanners.shell.dialects import FILLER
from mooring.scanners.shell.syntax import Piece, Word

BLANKS = lazily(r"(?:[ \t\r\f\v]|\\\r?\n)+")
NAME = lazily(r"[A-Za-z_][A-Za-z0-9_]*")

_PLAIN = lazily(r"[^\s\\'\"$`;&|()<>{}#]+")
_QUOTED_PLAIN = lazily(r"[^\"\\$`]+")
_VARIABLE = lazily(r"(?:env:)?([A-Za-z_][A-Za-z0-9_]*)", re.IGNORECASE)
_EXPRESSION_STOP = lazily(r"'|\}\}")
_PLACEHOLDER = lazily(r"\{\{[^\n{}]*\}\}")
_PARAMETER = lazily(r"(!?)(?:env:)?([A-Za-z_][A-Za-z0-9_]*(?:\[[^\]\n]*\])?|[0-9]+|[-@*#?$!])(:?[-=+?])?")
_BACKTICKED = lazily(r"(?:[^`\\]|\\.)*", re.DOTALL)
_ANSI_QUOTED = lazily(r"(?:[^'\\]|\\.)*", re.DOTALL)
_SPECIAL = "@*#?$!-0123456789"
_WORD_ENDS = " \t\r\n\f\v;&|()<>"


class Limits:
    """What the readers of one text know together: from where on no `${{` is closed any more."""

    __slots__ = ("unclosed",)

    def __init__(self, text: str) -> None:
        self.unclosed = len(text)


class WordReader:
    """Reads words from a stretch of a text; commands in substitutions are passed over."""

    def __init__(self, text: str, start: int, end: int, limits: Limits) -> None:
        self.text = text
        self.at = start
        self.end = end
        self.limits = limits

    def pieces(self) -> list[Piece]:
        """All pieces of the stretch, white space included."""
        pieces: list[Piece] = []
        while self.at < self.end:
            self.piece(pieces, quoted=False)
        return pieces

    def word(self) -> Word:
        """Read one word. At least one character is read."""
        start = self.at
        pieces: list[Piece] = []
        while self.at < self.end and (self.text[self.at] not in _WORD_ENDS or self.is_process()):
            self.piece(pieces, quoted=False)
        if self.at == start:
            self.at += 1
        return Word(start, self.at, pieces)

    def is_process(self) -> bool:
        """Whether `<(` or `>(` stands here."""
        return self.text[self.at] in "<>" and self.text.startswith("(", self.at + 1)

    def piece(self, pieces: list[Piece], *, quoted: bool) -> None:
        """Read the next piece, or the pieces of a quoted string."""
        text, start = self.text, self.at
        char = text[start]
        if char == "\\":
            self._escape(pieces, quoted=quoted)
        elif char == "$":
            self._dollar(pieces, quoted=quoted)
        elif char == "`":
            self._backticks(pieces, quoted=quoted)
        elif not quoted and char == "'":
            self._single(pieces, start + 1)
        elif not quoted and char == '"':
            self._double(pieces)
        elif not quoted and char in "<>":
            self._substitution(pieces, start + 2, quoted=False)
        elif not quoted and (placeholder := _PLACEHOLDER.match(text, start, self.end)):
            self._add(pieces, "template", placeholder.end(), quoted=quoted, text=placeholder[0])
        else:
            plain = (_QUOTED_PLAIN if quoted else _PLAIN).match(text, start, self.end)
            end = plain.end() if plain else start + 1
            self._add(pieces, "text", end, quoted=quoted, text=text[start:end])

    def _add(self, pieces: list[Piece], kind: str, end: int, *, quoted: bool, text: str = "") -> None:
        pieces.append(Piece(kind, self.at, end, quoted=quoted, text=text))
        self.at = end

    def _escape(self, pieces: list[Piece], *, quoted: bool) -> None:
        following = self.text[self.at + 1 : min(self.at + 2, self.end)]
        if following == "\n":
            self.at += 2
        elif self.text.startswith("\r\n", self.at + 1):
            self.at += 3
        elif quoted and following not in ("$", "`", '"', "\\"):
            self._add(pieces, "text", self.at + 1, quoted=True, text="\\")
        else:
            self._add(pieces, "text", min(self.at + 2, self.end), quoted=True, text=following)

    def _single(self, pieces: list[Piece], start: int) -> None:
        closing = self.text.find("'", start, self.end)
        stop = self.end if closing < 0 else closing
        at = start
        while (begin := self.text.find("${{", at, stop)) >= 0 and (end := self._expression_end(begin)):
            if begin > at:
                pieces.append(Piece("text", at, begin, quoted=True, text=self.text[at:begin]))
            pieces.append(Piece("template", begin, end, quoted=True, text=self.text[begin:end]))
            at = end
            closing = self.text.find("'", at, self.end)
            stop = self.end if closing < 0 else closing
        if stop > at or at == start:
            pieces.append(Piece("text", at, stop, quoted=True, text=self.text[at:stop]))
        self.at = min(stop + 1, self.end)

    def _expression_end(self, start: int) -> int:
        """Where the `${{` at `start` is closed, strings passed over; 0 when it is not."""
        if start >= self.limits.unclosed:
            return 0
        at = start
        while stop := _EXPRESSION_STOP.search(self.text, at, self.end):
            if stop[0] == "}}":
                return stop.end()
            at = self.text.find("'", stop.end(), self.end) + 1
            if at == 0:
                break
        self.limits.unclosed = start
        return 0

    def _double(self, pieces: list[Piece]) -> None:
        self.at += 1
        start, before = self.at, len(pieces)
        while self.at < self.end and self.text[self.at] != '"':
            self.piece(pieces, quoted=True)
        if len(pieces) == before:
            pieces.append(Piece("text", start, self.at, quoted=True))
        self.at = min(self.at + 1, self.end)

    def _dollar(self, pieces: list[Piece], *, quoted: bool) -> None:
        text, start = self.text, self.at
        following = text[start + 1 : min(start + 2, self.end)]
        name = _VARIABLE.match(text, start + 1, self.end)
        if text.startswith("{{", start + 1) and (end := self._expression_end(start)):
            self._add(pieces, "template", end, quoted=quoted, text=text[start:end])
        elif text.startswith("$((", start):
            self.at = self.matching(start + 2, "(", ")")
            pieces.append(Piece("unknown", start, self.at, quoted=True))
        elif following == "(":
            self._substitution(pieces, start + 2, quoted=quoted)
        elif following == "{":
            self._parameter(pieces, quoted=quoted)
        elif name:
            end = name.end() + text.startswith(FILLER, name.end(), self.end)
            pieces.append(Piece("variable", start, end, quoted=quoted, name=name[1]))
            self.at = end
        elif following and following in _SPECIAL:
            pieces.append(Piece("variable", start, start + 2, quoted=quoted, name=following))
            self.at = start + 2
        elif following == "'" and not quoted:
            self._ansi(pieces)
        elif following == '"' and not quoted:
            self.at += 1
        else:
            self._add(pieces, "text", start + 1, quoted=quoted, text="$")

    def _ansi(self, pieces: list[Piece]) -> None:
        closing = _ANSI_QUOTED.match(self.text, self.at + 2, self.end)
        end = closing.end() if closing else self.end
        inner = self.text[self.at + 2 : end]
        kind = "unknown" if "\\" in inner else "text"
        pieces.append(Piece(kind, self.at + 2, end, quoted=True, text=inner))
        self.at = min(end + 1, self.end)

    def _substitution(self, pieces: list[Piece], start: int, *, quoted: bool) -> None:
        """Read `$(…)`, `<(…)` or `>(…)`, whose commands begin at `start`."""
        begin = self.at
        self.at = self.substitute(start)
        pieces.append(Piece("unknown", begin, self.at, quoted=quoted))

    def substitute(self, start: int) -> int:
        """Read the commands of a substitution; answer where it ends, its `)` included."""
        return self.matching(start, "(", ")")

    def _backticks(self, pieces: list[Piece], *, quoted: bool) -> None:
        begin = self.at
        closing = _BACKTICKED.match(self.text, begin + 1, self.end)
        end = min(closing.end() if closing else self.end, self.end)
        self.backticked(begin + 1, end)
        self.at = min(end + 1, self.end)
        pieces.append(Piece("unknown", begin, self.at, quoted=quoted))

    def backticked(self, start: int, end: int) -> None:
        """Read the commands between backticks."""

    def _parameter(self, pieces: list[Piece], *, quoted: bool) -> None:
        start = self.at
        end = self.matching(start + 2, "{", "}")
        inner = _PARAMETER.match(self.text, start + 2, end - 1)
        self.at = end
        if inner is None or inner[1]:
            pieces.append(Piece("unknown", start, end, quoted=quoted))
            return
        argument = (inner.end(), end - 1) if inner[3] else None
        if argument is None and inner.end() != end - 1:
            pieces.append(Piece("unknown", start, end, quoted=quoted))
            return
        operator = inner[3] or ""
        pieces.append(Piece("variable", start, end, quoted=quoted, name=inner[2], operator=operator, argument=argument))

    def matching(self, at: int, opening: str, closing: str) -> int:
        """Where the bracket opened before `at` is closed, quotes and nested brackets passed over."""
        depth = 1
        while at < self.end:
            char = self.text[at]
            if char == "\\":
                at += 1
            elif char == "'" and closing == ")":
                at = self.text.find("'", at + 1, self.end)
                at = self.end if at < 0 else at
            elif char == opening:
                depth += 1
            elif char == closing:
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1
        return min(at, self.end)
