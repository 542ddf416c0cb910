"""Path patterns, as .gitignore writes them, compiled to one regular expression.

`*` and `?` stay within a folder, `**` crosses folders, `[…]` is a set, `{a,b}` is either. A pattern without `/` (other
than at its end) is matched against every part of the path, one with `/` from the root. What matches a folder matches
all below it. `!` takes back what an earlier pattern matched; the last pattern that matches decides.

Patterns come with the repositories that are read, so none may take long, whatever it is made of. What stands between
two wildcards matches texts of one length, so from the first place where it is found the second wildcard reaches all
that it would reach from a later one: that place is kept, by an atomic group, and no other is tried. Words of several
lengths in braces are written out there as expressions of their own, and there is a limit to how many.
"""

from __future__ import annotations

import re
from itertools import groupby, product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

MAX_LENGTH = 4096
"""How long a pattern may be, in characters, with its alternatives written out."""

MAX_ALTERNATIVES = 16
"""How many ways there may be to choose among the lengths of the words in a pattern's braces."""

_TOGETHER = 16
_SHOWN = 80

_PIECE = re.compile(r"(?<![^/])\*\*/|\*+|\?|\[[!^]?[^\]/]+\]|\{[^{}/]*\}|[^*?\[{]+|.", re.DOTALL)
_MEMBER = r"(?s:(.)-(.)|(.))"


def to_regex(pattern: str) -> str:
    """The regular expression, to be matched against a whole POSIX path, of one pattern without its `!`.

    Raises `ValueError` where it is too long, or its braces leave too many alternatives.
    """
    if len(pattern) > MAX_LENGTH:
        raise ValueError(f"`{pattern[:_SHOWN]}…` is longer than any path; write at most {MAX_LENGTH} characters")
    pieces = _PIECE.findall(pattern)
    braces = {index: _by_length(piece) for index, piece in enumerate(pieces) if piece[0] == "{" and len(piece) > 1}
    wildcards = [index for index, piece in enumerate(pieces) if piece[0] == "*"] or [-1]
    choices = []
    for index, piece in enumerate(pieces):
        if index not in braces:
            choices.append([_translate(piece)])
        elif wildcards[0] < index < wildcards[-1]:
            choices.append([_either(words) for words in braces[index]])
        else:
            choices.append([_either(word for words in braces[index] for word in words)])
    ways = _product(map(len, braces.values()))
    if ways > MAX_ALTERNATIVES or len(pattern) * _product(map(len, choices)) > MAX_LENGTH:
        raise ValueError(f"`{pattern[:_SHOWN]}` has too many alternatives in its braces; write it as several patterns")
    return _either(_join(chosen) for chosen in product(*choices))


def _product(numbers: Iterable[int]) -> int:
    total = 1
    for number in numbers:
        total *= number
    return total


def _by_length(brace: str) -> list[list[str]]:
    """The words of a brace, each once, those of one length together."""
    words: dict[int, dict[str, None]] = {}
    for word in brace[1:-1].split(","):
        words.setdefault(len(word), {})[re.escape(word)] = None
    return [list(same) for same in words.values()]


def _either(expressions: Iterable[str]) -> str:
    expressions = list(expressions)
    return expressions[0] if len(expressions) == 1 else f"(?:{'|'.join(expressions)})"


def _translate(piece: str) -> str:
    """The expression of a piece; wildcards stay as they are."""
    if piece[0] == "*":
        return piece
    if piece == "?":
        return "[^/]"
    if piece[0] == "[" and len(piece) > 1:
        return _set(piece[1:-1])
    return re.escape(piece)


def _set(inside: str) -> str:
    """The expression of a set, which never has `/` in it; of a range that runs backwards git takes the first."""
    negated = inside[0] in "!^" and len(inside) > 1
    members = guard = ""
    for first, last, single in re.findall(_MEMBER, inside[negated:]):
        if single or first > last:
            members += re.escape(single or first)
        else:
            members += f"{re.escape(first)}-{re.escape(last)}"
            guard = "(?!/)" if first < "/" < last else guard
    return f"[^/{members}]" if negated else f"{guard}[{members}]"


def _join(pieces: Sequence[str]) -> str:
    """The expression of a pattern whose pieces are expressions of one length each, and wildcards."""
    blocks = [("", [""])]
    for piece in pieces:
        if piece == "*":
            blocks[-1][1].append("")
        elif piece.startswith("*"):
            blocks.append(("(?:.*?/)??" if piece.endswith("/") else ".*?", [""]))
        else:
            blocks[-1][1][-1] += piece
    *before, (lead, chunks) = blocks
    start = "".join(f"(?>{lead}{_in_turn(chunks)})" if lead else _in_turn(chunks) for lead, chunks in before)
    end = f"{_in_turn(chunks[:-1])}[^/]*{chunks[-1]}" if len(chunks) > 1 else chunks[0]
    return f"{start}{lead}{end}"


def _in_turn(chunks: Sequence[str]) -> str:
    """The expression of chunks with `*` between them, each at the first place that it has after the one before."""
    first, *others = chunks
    return first + "".join(f"(?>[^/]*?{chunk})" for chunk in others)


class Globs:
    """A list of path patterns; `in` asks whether a POSIX path relative to the root is matched.

    The patterns are translated when a path is asked for that one of them may match; whoever has not written them asks
    for them `checked`.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(patterns)
        self._words = {word for one in self._patterns if not one.startswith("!") for word in sure_words(one)}
        self._compiled: list[tuple[bool, re.Pattern[str]]] | None = None

    def checked(self) -> Self:
        """These patterns. Raises `ValueError` as `to_regex` does."""
        for pattern in self._patterns:
            _translated(pattern)
        return self

    def __contains__(self, path: str) -> bool:
        for word in self._words:
            if word in path:
                break
        else:
            return False
        if self._compiled is None:
            self._compiled = list(_compile(map(_translated, reversed(self._patterns))))
        return next((matches for matches, regex in self._compiled if regex.fullmatch(path)), False)


def _translated(pattern: str) -> tuple[bool, str]:
    """Whether a pattern matches, or takes back, and its expression."""
    return not pattern.startswith("!"), _anchored(pattern.removeprefix("!"))


def _compile(expressions: Iterable[tuple[bool, str]]) -> Iterator[tuple[bool, re.Pattern[str]]]:
    """The expressions, as many as follow one another to the same end compiled together, but not too many."""
    for matches, run in groupby(expressions, key=lambda pair: pair[0]):
        alike = [expression for _, expression in run]
        for start in range(0, len(alike), _TOGETHER):
            yield matches, re.compile("|".join(alike[start : start + _TOGETHER]), re.DOTALL)


def sure_words(pattern: str) -> list[str]:
    """Words of which every path that the pattern matches has one in it: an empty one where nothing is sure."""
    choices = [[""]]
    for piece in _PIECE.findall(pattern.strip("/")):
        if piece[0] == "{" and len(piece) > 1:
            choices.append(piece[1:-1].split(","))
        elif piece[0] not in "*?[":
            choices.append([piece])
    return max(choices, key=lambda words: min(map(len, words)))


def _anchored(pattern: str) -> str:
    folder = pattern.endswith("/")
    body = pattern.removesuffix("/").removeprefix("/")
    anywhere = "" if "/" in pattern.removesuffix("/") else "**/"
    return f"{to_regex(anywhere + body)}{'/.*' if folder else '(?:/.*)?'}"
