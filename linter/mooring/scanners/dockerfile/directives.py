"""Directives: what the first comment lines of a Dockerfile say to the parser and to the build.

Follows BuildKit's `frontend/dockerfile/parser` (`DirectiveParser`, `DetectSyntax`): `escape` counts where the
parser reads it; `syntax` names an image, read as `# syntax=`, else as `// syntax=`, else as the key of a JSON file.
"""

from __future__ import annotations

import re

from mooring.scanners.dockerfile.words import SPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("check", "escape", "syntax")
_NAME = r"([a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=[\t\f\r ]*"
_JSON_SYNTAX = r'"syntax"\s*:\s*"([^"\\]*)"'


class Directive:
    """A directive: the line it stands in, its name in lower case, its value, and where that begins in the text."""

    __slots__ = ("line", "name", "start", "value")

    def __init__(self, line: int, name: str, value: str, start: int) -> None:
        self.line = line
        self.name = name
        self.value = value
        self.start = start


class Directives:
    """The escape token, and what is wrong with the directives: line and message, None when nothing is."""

    __slots__ = ("escape", "flaw")

    def __init__(self, text: str) -> None:
        self.escape = "\\"
        self.flaw: tuple[int, str] | None = None
        seen = set()
        for directive in _directives(text, "#", indented=True):
            if directive.name in seen:
                self.flaw = directive.line, f"the directive `{directive.name}` is given twice; remove one"
                return
            seen.add(directive.name)
            if directive.name == "escape":
                if directive.value not in ("\\", "`"):
                    self.flaw = directive.line, "`escape` is neither a backslash nor a backtick; write one of them"
                    return
                self.escape = directive.value


def syntax(text: str) -> tuple[int, int] | None:
    """From where to where the text names the image that reads the Dockerfile; None where it names none."""
    for comment in ("#", "//"):
        for directive in _directives(text, comment):
            if directive.name == "syntax":
                name = directive.value.partition(" ")[0]
                return (directive.start, directive.start + len(name)) if name else None
    return _json_syntax(text) if text.lstrip(" \t\r\n").startswith("{") else None


def _directives(text: str, comment: str, *, indented: bool = False) -> Iterator[Directive]:
    start = number = 0
    if not indented and text.startswith("#!"):
        start = text.find("\n") + 1 or len(text)
        number = 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        line = text[start:end].rstrip("\r")
        rest = line.lstrip(SPACE) if indented else line
        if not rest.startswith(comment):
            return
        rest = rest[len(comment) :].lstrip(SPACE)
        match = re.match(_NAME, rest)
        if match is None or match[1].lower() not in _NAMES:
            return
        value = rest[match.end() :].rstrip("\t\f\r ")
        if not value and rest[match.end() - 1] == "=":
            return
        at = start + len(line) - len(rest) + match.end()
        yield Directive(number, match[1].lower(), value, at)
        start = end + 1


def _json_syntax(text: str) -> tuple[int, int] | None:
    import json

    try:
        value = json.loads(text)["syntax"]
    except (ValueError, KeyError, RecursionError):
        return None
    found = [match.span(1) for match in re.finditer(_JSON_SYNTAX, text) if match[1] and match[1] == value]
    return found[-1] if found else None
