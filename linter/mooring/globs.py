"""Path patterns, as .gitignore writes them, compiled to one regular expression.

`*` and `?` stay within a folder, `**` crosses folders, `[…]` is a set, `{a,b}` is either. A pattern without `/` (other
than at its end) is matched against every part of the path, one with `/` from the root. What matches a folder matches
all below it. `!` takes back what an earlier pattern matched; the last pattern that matches decides.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PIECE = re.compile(r"\*\*/|/\*\*$|\*+|\?|\[[!^]?[^\]/]+\]|\{[^{}/]*\}|.", re.DOTALL)


def to_regex(pattern: str) -> str:
    """The regular expression, to be matched against a whole POSIX path, of one pattern without its `!`."""
    return "".join(_translate(piece) for piece in _PIECE.findall(pattern))


def _translate(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece == "/**":
        return "/.*"
    if piece.startswith("*"):
        return ".*" if len(piece) > 1 else "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("{") and len(piece) > 1:
        return f"(?:{'|'.join(re.escape(word) for word in piece[1:-1].split(','))})"
    if piece.startswith("[") and len(piece) > 1:
        inside = piece[1:-1]
        negated = inside[0] in "!^" and len(inside) > 1
        escaped = re.escape(inside[1:] if negated else inside).replace(r"\-", "-")
        return f"[{'^' if negated else ''}{escaped}]"
    return re.escape(piece)


class Globs:
    """A list of path patterns; `in` asks whether a POSIX path relative to the root is matched."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._rules = [(not pattern.startswith("!"), _anchored(pattern.removeprefix("!"))) for pattern in patterns]

    def __contains__(self, path: str) -> bool:
        for matches, regex in reversed(self._rules):
            if regex.fullmatch(path):
                return matches
        return False


def _anchored(pattern: str) -> re.Pattern[str]:
    folder = pattern.endswith("/")
    body = pattern.removesuffix("/").removeprefix("/")
    anywhere = "" if "/" in pattern.removesuffix("/") else "(?:.*/)?"
    return re.compile(f"{anywhere}{to_regex(body)}{'/.*' if folder else '(?:/.*)?'}", re.DOTALL)
