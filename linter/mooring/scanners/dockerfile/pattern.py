r"""The patterns of `${V#p} ${V##p} ${V%p} ${V%%p} ${V/p/r} ${V//p/r}`, as BuildKit's shell lexer matches them.

`?` is any character, `*` any number of them, `\` takes `*`, `?` and itself literally; bracket expressions are none.
Each function is linear in the text for one place where a match may begin, however many `*` the pattern has.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = "?"
_ANY_NUMBER = "*"


class InvalidPattern(ValueError):
    """An escape in the pattern that BuildKit does not know."""


def trim_prefix(text: str, pattern: str, *, longest: bool) -> str:
    """`text` without the shortest or longest prefix that matches. Raises `InvalidPattern`."""
    match = re.match(_regex(_tokens(pattern), longest=longest), text)
    return text[match.end() :] if match else text


def trim_suffix(text: str, pattern: str, *, longest: bool) -> str:
    """`text` without the shortest or longest suffix that matches. Raises `InvalidPattern`."""
    match = re.match(_regex(_tokens(pattern)[::-1], longest=longest), text[::-1])
    return text[: len(text) - match.end()] if match else text


def replace(text: str, pattern: str, replacement: str, *, every: bool) -> str:
    """`text` with the first or every longest match replaced. Raises `InvalidPattern`."""
    regex = _regex(_tokens(pattern), longest=True)
    if not every:
        return re.sub(regex, lambda _: replacement, text, count=1)
    return _replace_all(re.compile(regex), text, replacement)


def _replace_all(regex: re.Pattern[str], text: str, replacement: str) -> str:
    """As Go's ReplaceAllString: an empty match right behind another match is none."""
    pieces = []
    index = copied = 0
    while match := regex.search(text, index):
        if match.end() > copied or not match.start():
            pieces += [text[copied : match.start()], replacement]
            copied = match.end()
        index = match.end() if match.end() > match.start() else match.end() + 1
        if index > len(text):
            break
    return "".join([*pieces, text[copied:]])


def _tokens(pattern: str) -> list[tuple[str, bool]]:
    """The pattern's characters, each with whether it is a wildcard."""
    tokens = []
    chars = iter(pattern)
    for char in chars:
        if char in (_ANY, _ANY_NUMBER):
            tokens.append((char, True))
        elif char != "\\":
            tokens.append((char, False))
        else:
            escaped = next(chars, "")
            if escaped not in ("*", "?", "\\", "}", "/"):
                raise InvalidPattern(f"`\\{escaped}` is not an escape in a pattern")
            tokens.append((escaped, False))
    return tokens


def _regex(tokens: Sequence[tuple[str, bool]], *, longest: bool) -> str:
    """A regular expression in which only the last `*` may be tried again: the others are right as early as can be."""
    stretches = [""]
    for char, wildcard in tokens:
        if wildcard and char == _ANY_NUMBER:
            stretches.append("")
        else:
            stretches[-1] += "." if wildcard else re.escape(char)
    first, *middle = stretches
    if not middle:
        return first
    last = middle.pop()
    return first + "".join([f"(?>.*?{stretch})" for stretch in middle]) + (".*" if longest else ".*?") + last
