"""Words of an instruction, each character with its place in the file; how BuildKit splits an instruction into them.

Follows BuildKit's `frontend/dockerfile/parser`: `extractBuilderFlags` (the flags before the arguments), `parseWords`
(the words of ARG, ENV and LABEL) and `parseStringsWhitespaceDelimited` (the words of FROM, COPY and ADD); a
`--mount` value is one line of CSV as encoding/csv reads it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""White space as Go's unicode.IsSpace has it."""

_BLANK_SEPARATED = re.compile(r"[^\t\v\f\r ]+")
_PLAIN_FLAG = re.compile(r"""--[^\s'"\\`]*(?=\s|\Z)""")
_JSON_STRING = r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*"[ \t\r]*'
_JSON_STRINGS = rf"\[[ \t\r]*(?:{_JSON_STRING}(?:,[ \t\r]*{_JSON_STRING})*)?\]"
_QUOTING = re.compile(r"[\s'\"\\`]")


class Word:
    """A text, and for each of its characters the index in the file where it stands."""

    __slots__ = ("at", "text")

    def __init__(self, text: str, at: Sequence[int]) -> None:
        self.text = text
        self.at = at

    def part(self, start: int, stop: int | None = None) -> Word:
        """The characters from `start` up to `stop` as a word of their own."""
        return Word(self.text[start:stop], self.at[start:stop])

    @property
    def start(self) -> int:
        """Where the first character stands."""
        return self.at[0]

    @property
    def stop(self) -> int:
        """Just behind the last character's place."""
        return self.at[-1] + 1

    @property
    def contiguous(self) -> bool:
        """Whether the file has the text in one piece, with no quote, escape or line end within."""
        return self.at[-1] - self.at[0] == len(self.text) - 1


class Joined:
    """A text that is joined from the lines of an instruction, without the blanks at its ends."""

    __slots__ = ("_first", "_places", "_starts", "text")

    def __init__(self, pieces: Sequence[str], places: Sequence[range]) -> None:
        text = "".join(pieces)
        self.text = text.strip(SPACE)
        self._first = len(text) - len(text.lstrip(SPACE))
        self._places = places
        self._starts = list(accumulate(map(len, places), initial=0))

    def part(self, start: int, stop: int | None = None) -> Word:
        """The characters from `start` up to `stop` as a word."""
        text = self.text[start:stop]
        begin = start + self._first
        number = min(bisect_right(self._starts, begin), len(self._places)) - 1
        head = self._places[number][begin - self._starts[number] :][: len(text)]
        if len(head) == len(text):
            return Word(text, head)
        at = list(head)
        while len(at) < len(text):
            number += 1
            at += self._places[number][: len(text) - len(at)]
        return Word(text, at)


def first_word(word: Word) -> Word:
    """The word before the first blank."""
    match = _BLANK_SEPARATED.match(word.text)
    return word.part(0, match.end()) if match else word


def split_flags(word: Word | Joined, start: int, escape: str) -> tuple[list[Word], int]:
    """The flags that stand from an index on, without quotes and escapes, and the index of what follows them."""
    flags: list[Word] = []
    text = word.text
    index = start
    while text.startswith("--", index := _end_of_space(text, index)):
        plain = _PLAIN_FLAG.match(text, index)
        if plain:
            flag = word.part(index, plain.end())
            index = plain.end()
        else:
            flag, index = _quoted_flag(word, index, escape)
        if flag.text == "--":
            return flags, _end_of_space(text, index)
        flags.append(flag)
    return flags, index


def _end_of_space(text: str, index: int) -> int:
    while text[index : index + 1] in SPACE and index < len(text):
        index += 1
    return index


def _quoted_flag(word: Word | Joined, index: int, escape: str) -> tuple[Word, int]:
    text = word.text
    kept: list[int] = []
    quote = ""
    while index < len(text):
        char = text[index]
        if not quote and char in SPACE:
            break
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        else:
            if char == escape:
                index += 1
            if index < len(text):
                kept.append(index)
        index += 1
    return _picked(word, kept), index


def blank_separated(text: str) -> list[str]:
    """The words between blanks; quotes mean nothing here."""
    return _BLANK_SEPARATED.findall(text)


def _picked(word: Word | Joined, kept: Sequence[int]) -> Word:
    """The characters at some indices as a word of their own."""
    if not kept:
        return Word("", ())
    whole = word.part(kept[0], kept[-1] + 1)
    indices = [index - kept[0] for index in kept]
    return Word("".join([whole.text[index] for index in indices]), [whole.at[index] for index in indices])


def arg_words(word: Word, escape: str) -> list[Word]:
    """The words of an ARG, ENV or LABEL, with their quotes and escapes; a quoted or escaped blank parts no words."""
    if not _QUOTING.search(word.text):
        return [word] if word.text else []
    return [word.part(match.start(), match.end()) for match in _arg_pattern(escape).finditer(word.text)]


def arg_texts(text: str, escape: str) -> list[str]:
    """As `arg_words`, of a text without places."""
    if not _QUOTING.search(text):
        return [text] if text else []
    return _arg_pattern(escape).findall(text)


def _arg_pattern(escape: str) -> re.Pattern[str]:
    """What matches a word, made of plain, escaped and quoted stretches; the separators of ASCII are no white space."""
    e = re.escape(escape)
    return re.compile(
        rf"""(?:[^\s'"{e}]+|[\x1c-\x1f]|{e}.|'[^']*(?:'|\Z)|"(?:[^"{e}]+|{e}.)*(?:"|(?={e}?\Z)))+""", re.DOTALL
    )


def csv_fields(word: Word) -> list[Word] | None:
    """The comma-separated fields of a word, unquoted; None where encoding/csv would refuse the line."""
    if not word.text:
        return None
    fields = []
    index = 0
    while True:
        if word.text.startswith('"', index):
            field, index = _quoted_field(word, index + 1)
        else:
            end = word.text.find(",", index)
            end = len(word.text) if end < 0 else end
            field, index = word.part(index, end), end
            if '"' in field.text:
                return None
        if field is None:
            return None
        fields.append(field)
        if index == len(word.text):
            return fields
        if word.text[index] != ",":
            return None
        index += 1


def _quoted_field(word: Word, index: int) -> tuple[Word | None, int]:
    kept: list[int] = []
    while index < len(word.text):
        if word.text[index] == '"':
            index += 1
            if not word.text.startswith('"', index):
                return _picked(word, kept), index
        kept.append(index)
        index += 1
    return None, index


def is_json_array(text: str) -> bool | None:
    """Whether a text is a JSON array of strings; None for an array of other things, which BuildKit refuses."""
    if not text.startswith("["):
        return False
    if re.fullmatch(_JSON_STRINGS, text):
        return True
    import json

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True if all(isinstance(item, str) for item in value) else None
