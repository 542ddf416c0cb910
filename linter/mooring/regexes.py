"""Regular expressions of users and repositories, and words of our own, matched in linear time by RE2.

The syntax is RE2's (https://github.com/google/re2/wiki/Syntax): what could only be matched by trying things twice is
not in it. The expressions come with the repositories that are read, so their memory is bounded too.
"""

from __future__ import annotations

from mooring.record import Record
from mooring.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, ClassVar, Self

MAX_MEMORY = 1 << 20
"""How many bytes RE2 may take for one expression; a match that needs more is slower, one that cannot do is refused."""

SYNTAX = "https://github.com/google/re2/wiki/Syntax"

_SHOWN = 80
_LOOK_AROUND = "look-ahead and look-behind are not supported; write out what may stand there"
_BACK_REFERENCE = "back-references are not supported; write out what may be repeated"
_NOT_SUPPORTED = {
    "(?=": _LOOK_AROUND,
    "(?!": _LOOK_AROUND,
    "(?<=": _LOOK_AROUND,
    "(?<!": _LOOK_AROUND,
    "(?P": _BACK_REFERENCE,
    **{f"\\{digit}": _BACK_REFERENCE for digit in range(1, 10)},
    "(?>": "nothing is tried twice, so there are no atomic groups; write `(?:`",
    "++": "nothing is tried twice, so there are no possessive repetitions; write `+`",
    "*+": "nothing is tried twice, so there are no possessive repetitions; write `*`",
    "?+": "nothing is tried twice, so there are no possessive repetitions; write `?`",
    "(?(": "conditions are not supported; write the alternatives out, `a|b`",
    "(?#": "comments are not supported; leave it out",
    "(?x": "the flag `x` is not supported; leave the white space out",
    "\\Z": "the end of the text is `\\z`",
}


class Regex(Record):
    """A regular expression in RE2's syntax; usable as the type of a rule's option.

    Raises `ValueError` for what is none, with the reason and what to write instead.
    """

    __slots__ = ("pattern", "_compiled")

    schema: ClassVar[dict[str, object]] = {"type": "string", "description": f"a regular expression; {SYNTAX}"}

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled = _compile(pattern)

    @classmethod
    def read(cls, value: object) -> Self:
        """The expression that a text of the policy is. Raises `ValueError`."""
        if not isinstance(value, str):
            raise ValueError(f"a regular expression is a text; put `{value}` in quotes")
        return cls(value)

    def fullmatch(self, text: str) -> bool:
        """Whether it matches a text as a whole."""
        return self._compiled.fullmatch(text.encode(errors="replace")) is not None

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of its groups."""
        return tuple(self._compiled.groupindex)

    def find(self, data: bytes) -> Iterator[dict[str, Span]]:
        """The places of its named groups in each match in a text, of those groups that take part in it."""
        for match in self._compiled.finditer(data):
            places = {name: Span(*match.span(index)) for name, index in self._compiled.groupindex.items()}
            yield {name: place for name, place in places.items() if place.start >= 0}


def all_of(needles: Iterable[bytes]) -> Callable[[bytes], Iterable[int]]:
    """What looks for all of the needles at once in some bytes, and gives the indexes of those that stand in them."""
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    searched = re2.Set.SearchSet(options)
    for needle in needles:
        searched.Add(re2.escape(needle))
    searched.Compile()
    return lambda data: searched.Match(data) or ()


def _compile(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except UnicodeEncodeError as error:
        raise ValueError(f"{_shown(pattern)!a} is no regular expression: it holds half of a character") from error
    except re2.error as error:
        why = _why(error.args[0].decode(errors="replace"))
        raise ValueError(f"`{_shown(pattern)}` is no regular expression that can be used: {why}") from error


def _why(said: str) -> str:
    """RE2's word for what is wrong, with what to write instead where that is known."""
    what, _, piece = said.partition(": ")
    if piece in _NOT_SUPPORTED:
        return _NOT_SUPPORTED[piece]
    if what.startswith("pattern too large"):
        return f"it needs more than {MAX_MEMORY >> 20} MiB; write a shorter one"
    return f"{_shown(said)}; see {SYNTAX}"


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
