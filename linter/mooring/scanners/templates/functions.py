"""What the functions of Go's templates write that put texts together or choose one: `printf`, `print`, `ternary`.

Specification: https://pkg.go.dev/text/template (functions) and https://masterminds.github.io/sprig (`ternary`).
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNKNOWN = "qzqz"
"""Stands for an argument whose value is not known; the word that masks an expression."""

_STRING = r"\"[^\"\\\n]*+\"|`[^`\n]*+`"
_PIPES = r"(?:\s*+\|\s*+(?:quote|squote|trim|toString))*+"
_GROUP = rf"\((?:[^()\"`]|{_STRING}|\((?:[^()\"`]|{_STRING})*+\))*+\)"
_ARGUMENT = re.compile(rf"{_STRING}|{_GROUP}|[^\s\"`()|]++")
_ARGUMENTS = rf"(?P<arguments>(?:\s++(?:{_ARGUMENT.pattern}))++)"
_CALL = re.compile(rf"(?P<name>printf|print){_ARGUMENTS}{_PIPES}")
_CHOICE = re.compile(
    rf"(?:ternary\s++(?P<one>{_STRING})\s++(?P<other>{_STRING})\s++(?:{_ARGUMENT.pattern})"
    rf"|(?:{_ARGUMENT.pattern})(?:\s++(?:{_ARGUMENT.pattern}))*+\s*+\|\s*+"
    rf"ternary\s++(?P<first>{_STRING})\s++(?P<second>{_STRING})){_PIPES}"
)
_VERB = re.compile(r"%[svdq%]")


def put_together(body: str, default: Callable[[str], str | None]) -> str | None:
    """The text that a call of `printf` or `print` writes, with `UNKNOWN` in it; None where the body is no such call.

    `default` gives the value of an expression that has one of its own.
    """
    call = _CALL.fullmatch(body)
    if call is None:
        return None
    texts = [_text(one[0], default) for one in _ARGUMENT.finditer(call["arguments"])]
    if call["name"] == "print":
        return "".join(texts)
    values = iter(texts[1:])
    verbs = [one for one in _VERB.findall(texts[0]) if one != "%%"]
    if len(verbs) != len(texts) - 1 or "%q" in verbs:
        return None
    return _VERB.sub(lambda verb: "%" if verb[0] == "%%" else next(values), texts[0])


def chosen(body: str) -> Iterator[tuple[int, int]]:
    """Where in a body the two texts stand that `ternary` chooses from; nothing for another body."""
    choice = _CHOICE.fullmatch(body)
    if choice is not None:
        for group in ("one", "other") if choice["one"] else ("first", "second"):
            yield choice.start(group) + 1, choice.end(group) - 1


def _text(argument: str, default: Callable[[str], str | None]) -> str:
    if argument[0] in '"`':
        return argument[1:-1]
    value = default(argument[1:-1]) if argument.startswith("(") else None
    return UNKNOWN if value is None else value
