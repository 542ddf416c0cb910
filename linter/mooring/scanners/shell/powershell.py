"""PowerShell's text written so that the POSIX shell's reader can read its plain command lines.

Every character stays at its place: the backtick becomes the backslash that ends a continued line, the backslash, a
path's separator, a slash; the brace around a block ends a command. A variable, whose letter case says nothing, is
written as it is first; the types before parameters and variables are left out, and `@('a', 'b')` becomes an array,
`foreach ($name in …) {` a `for` loop.
"""

from __future__ import annotations

import re

from mooring.scanners.patterns import lazily

_CHARACTERS = str.maketrans({"\\": "/", "`": "\\"})
_BRACE = lazily(r"(?<!\S)[{}](?!\S)")
_COMMENT = lazily(r"<#.*?(?:#>|\Z)", re.DOTALL)
_NOT_BLANK = lazily(r"\S")
_VARIABLE = lazily(r"(?<=\$)[A-Za-z_]\w*\b(?!:)")
_ATTRIBUTE = lazily(r"\[[A-Za-z]\w*\([^()\n]*\)\](?=\s*(?:\[|\$|#|$))", re.MULTILINE)
_TYPE = lazily(r"\[[A-Za-z][\w.]*(?:\[\])?\](?=[ \t]*\$\w+[ \t]*=(?!=))")
_PARAMETERS = lazily(r"\bparam\s*\(", re.IGNORECASE)
_NESTED = lazily(r"\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*|[(){},]")
_TEXT = r"(?:\"[^\"\n]*\"|'[^'\n]*')"
_ITEMS = rf"(?:[\s,]|{_TEXT})*"
_ARRAY = lazily(rf"\$(\w+)[ \t]*=[ \t]*@\(({_ITEMS})\)")
_LOOP = lazily(
    rf"\bforeach\s*\(\s*\$(\w+)\s+in\s+(?:(@\({_ITEMS}\)|{_TEXT}(?:[ \t]*,[ \t]*{_TEXT})*|\$\w+))(\s*\)\s*\{{)",
    re.IGNORECASE,
)
_COMMA = lazily(rf"({_TEXT})|,")
_SHORTEST_TAIL = 3


def translate(text: str) -> str:
    """The text as one of the same length that the shell's reader can read."""
    text = _COMMENT.sub(_blank, text)
    spellings: dict[str, str] = {}
    text = _VARIABLE.sub(lambda match: spellings.setdefault(match[0].lower(), match[0]), text)
    text = _TYPE.sub(_blank, _ATTRIBUTE.sub(_blank, text))
    text = _ARRAY.sub(_array, _LOOP.sub(_loop, _parameters(text)))
    return _BRACE.sub(";", text.translate(_CHARACTERS))


def _blank(match: re.Match[str]) -> str:
    return _NOT_BLANK.sub(" ", match[0])


def _parameters(text: str) -> str:
    """The text with the parameters of `param(…)` as assignments of their own."""
    characters = list(text)
    at = 0
    while opening := _PARAMETERS.search(text, at):
        characters[opening.start() : opening.end()] = " " * len(opening[0])
        at, depth = opening.end(), 1
        while depth and (match := _NESTED.search(text, at)):
            at = match.end()
            depth += (match[0] in "({") - (match[0] in ")}")
            if depth == 0 or (depth == 1 and match[0] == ","):
                characters[match.start()] = ";"
        if depth:
            break
    return "".join(characters)


def _words(items: str) -> str:
    """A list of texts with blanks for the commas between them."""
    return _COMMA.sub(lambda match: match[1] or " ", items)


def _array(match: re.Match[str]) -> str:
    return f"{match[1]}=(".rjust(match.start(2) - match.start()) + _words(match[2]) + ")"


def _loop(match: re.Match[str]) -> str:
    items, tail = match[2], match[3]
    if items.startswith("@"):
        items, tail = f"  {items[2:-1]}", f"){tail}"
    if len(tail) < _SHORTEST_TAIL:
        return match[0]
    head = f"for {match[1]} in ".rjust(match.start(2) - match.start())
    return head + _words(items) + ";do".ljust(len(tail))
