"""Other shells' texts written so that the POSIX shell's reader can read their plain command lines.

Every character stays at its place: cmd's caret becomes the backslash that ends a continued line, and its backslash, a
path's separator, a slash; `%NAME%`, `!NAME!` and a loop's `%%i` become a variable with a filler behind it. PowerShell's
is in a module of its own.
"""

from __future__ import annotations

import re

from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Source

POSIX = "sh"
POWERSHELL = "pwsh"
CMD = "cmd"

FILLER = "\x01"
"""What belongs to the variable before it and says nothing."""

_BY_ENDING = {".ps1": POWERSHELL, ".psm1": POWERSHELL, ".cmd": CMD, ".bat": CMD}
_IS_POWERSHELL = lazily(rb"#![^\n]*\b(?:pwsh|powershell)\b")

_CMD = str.maketrans({"\\": "/", "^": "\\", "'": "_", "`": "_", "#": "_", ";": "_", "{": "_", "}": "_", "$": "_"})
_CMD_VARIABLE = lazily(r"%%([A-Za-z])(?![\w%])|%([A-Za-z_]\w*)%|!([A-Za-z_]\w*)!")
_CMD_LOOP = lazily(r"\bfor[ \t]+%%([A-Za-z])[ \t]+in[ \t]*\(([^()\n]*)\)[ \t]*do\b", re.IGNORECASE)
_COMMA = lazily(r"[,;]")
_CMD_COMMENT = lazily(r"^[ \t]*@?(?:rem\b|::)[^\n]*", re.IGNORECASE | re.MULTILINE)
_ECHO_OFF = lazily(r"^[ \t]*@", re.MULTILINE)


def dialect_of(source: Source) -> str:
    """The dialect of a script, by how its path ends or by its `#!` line."""
    for ending, dialect in _BY_ENDING.items():
        if source.path.lower().endswith(ending):
            return dialect
    return POWERSHELL if _IS_POWERSHELL.match(source.data) else POSIX


def translate(text: str, dialect: str) -> str:
    """The text of a dialect as one of the same length that the shell's reader can read."""
    if dialect == POWERSHELL:
        from mooring.scanners.shell import powershell

        return powershell.translate(text)
    if dialect == CMD:
        text = _CMD_COMMENT.sub(lambda match: " " * len(match[0]), text)
        text = _ECHO_OFF.sub(lambda match: " " * len(match[0]), text)
        text = _CMD_LOOP.sub(_cmd_loop, _translate_cmd(text))
        return _CMD_VARIABLE.sub(lambda match: f"${match[1] or match[2] or match[3]}{FILLER}", text)
    return text


def _cmd_loop(match: re.Match[str]) -> str:
    """`for %%i in (a b) do` as the shell writes it."""
    head = f"for {match[1]} in ".rjust(match.start(2) - match.start())
    return head + _COMMA.sub(" ", match[2]) + ";do".ljust(match.end() - match.end(2))


def _translate_cmd(text: str) -> str:
    pieces = []
    at = 0
    while (start := text.find("${{", at)) >= 0 and (end := text.find("}}", start)) >= 0:
        pieces += [text[at:start].translate(_CMD), text[start : end + 2]]
        at = end + 2
    return "".join([*pieces, text[at:].translate(_CMD)])
