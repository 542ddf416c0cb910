"""Other shells' texts written so that the POSIX shell's reader can read their plain command lines.

Every character stays at its place: PowerShell's backtick and cmd's caret become the backslash that ends a
continued line, and their backslash, a path's separator, becomes a slash; the brace around a block of
PowerShell ends a command; `%NAME%` and `!NAME!` become a variable with a filler behind it.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Source

POSIX = "sh"
POWERSHELL = "pwsh"
CMD = "cmd"

FILLER = "\x01"
"""What belongs to the variable before it and says nothing."""

_BY_ENDING = {".ps1": POWERSHELL, ".psm1": POWERSHELL, ".cmd": CMD, ".bat": CMD}
_IS_POWERSHELL = re.compile(rb"#![^\n]*\b(?:pwsh|powershell)\b")

_POWERSHELL = str.maketrans({"\\": "/", "`": "\\"})
_BRACE = re.compile(r"(?<!\S)[{}](?!\S)")
_CMD = str.maketrans({"\\": "/", "^": "\\", "'": "_", "`": "_", "#": "_", ";": "_", "{": "_", "}": "_", "$": "_"})
_CMD_VARIABLE = re.compile(r"%([A-Za-z_]\w*)%|!([A-Za-z_]\w*)!")
_CMD_COMMENT = re.compile(r"^[ \t]*@?(?:rem\b|::)[^\n]*", re.IGNORECASE | re.MULTILINE)
_ECHO_OFF = re.compile(r"^[ \t]*@", re.MULTILINE)


def dialect_of(source: Source) -> str:
    """The dialect of a script, by how its path ends or by its `#!` line."""
    for ending, dialect in _BY_ENDING.items():
        if source.path.lower().endswith(ending):
            return dialect
    return POWERSHELL if _IS_POWERSHELL.match(source.data) else POSIX


def translate(text: str, dialect: str) -> str:
    """The text of a dialect as one of the same length that the shell's reader can read."""
    if dialect == POWERSHELL:
        return _BRACE.sub(";", text.translate(_POWERSHELL))
    if dialect == CMD:
        text = _CMD_COMMENT.sub(lambda match: " " * len(match[0]), text)
        text = _ECHO_OFF.sub(lambda match: " " * len(match[0]), text)
        text = _translate_cmd(text)
        return _CMD_VARIABLE.sub(lambda match: f"${match[1] or match[2]}{FILLER}", text)
    return text


def _translate_cmd(text: str) -> str:
    pieces = []
    at = 0
    while (start := text.find("${{", at)) >= 0 and (end := text.find("}}", start)) >= 0:
        pieces += [text[at:start].translate(_CMD), text[start : end + 2]]
        at = end + 2
    return "".join([*pieces, text[at:].translate(_CMD)])
