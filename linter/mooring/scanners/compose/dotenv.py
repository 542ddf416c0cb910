"""The `.env` file beside a compose file, which gives its variables their values.

Specification: compose-spec, "Interpolation" and Docker's page on `.env` files, as compose-go's dotenv package reads
them: `NAME=value` or `NAME: value`, `export` before it, comments, values in double quotes (escapes and variables),
in single quotes (neither), or in none (variables, ending at ` #`).
"""

from __future__ import annotations

import re

from mooring.scanners.compose.interpolation import interpolate
from mooring.scanners.patterns import lazily

_SPACE = r" \t\v\f\r\x85\xa0"
_SKIPPED = lazily(r"(?:\s+|#[^\n]*)*")
_KEY = lazily(rf"(?:export\s+)?(?P<key>[\w.\-\[\]{_SPACE}]*)(?P<end>[=:\n])[{_SPACE}]*")
_QUOTED = {
    "'": lazily(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL),
    '"': lazily(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL),
}
_PAIR = lazily(r"\\(.)", re.DOTALL)
_ESCAPE = lazily(r'\\(?:([abfnrtv$"\\])|0([0-9]{0,3}))')
_BYTE = lazily(r"[0-3][0-7]{2}")
_ESCAPED = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "$": "$$",
    '"': '"',
    "\\": "\\",
}


def parse(data: bytes) -> dict[str, str | None]:
    """Read a `.env` file's values, None for one that is built on a variable which the file does not set.

    Reading ends at the first line that Compose refuses.
    """
    text = data.decode("utf-8-sig", errors="replace")
    values: dict[str, str | None] = {}
    at = _skip(text, 0)
    while at < len(text):
        key = _KEY.match(text, at)
        if key is None:
            break
        name = key["key"].rstrip()
        if " " in name:
            break
        at = key.end()
        if key["end"] != "\n":
            read = _value(text, at, values)
            if read is None:
                break
            values[name], at = read
        at = _skip(text, at)
    return values


def _skip(text: str, at: int) -> int:
    skipped = _SKIPPED.match(text, at)
    return skipped.end() if skipped else at


def _value(text: str, at: int, values: dict[str, str | None]) -> tuple[str | None, int] | None:
    """A value and where the text goes on behind it; None for quotes that are not closed."""
    quote = text[at : at + 1]
    if quote not in _QUOTED:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        return interpolate(text[at:end].partition(" #")[0].rstrip(), values).static, end
    quoted = _QUOTED[quote].match(text, at)
    if quoted is None:
        return None
    value = _PAIR.sub(lambda pair: quote if pair[1] == quote else pair[0], quoted[1])
    if quote == '"':
        return interpolate(_ESCAPE.sub(_unescape, value), values).static, quoted.end()
    return value, quoted.end()


def _unescape(escape: re.Match[str]) -> str:
    letter, digits = escape.groups()
    if letter:
        return _ESCAPED[letter]
    return chr(int(digits, base=8)) if _BYTE.fullmatch(digits) else f"\\{digits}"
