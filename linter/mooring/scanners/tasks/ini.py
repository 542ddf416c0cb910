"""INI files with places, as configparser and tox read them: sections, keys, values that go on in indented lines."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Source

    Place = tuple[int, int]

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_SECTION = re.compile(r"\[([^\]\n]+)\]")
_KEY = re.compile(r"([^\s=:#;\[][^=:\n]*?)[ \t]*[=:][ \t]*")
_BOM = "\xef\xbb\xbf"


class Setting:
    """A key of a section: where the lines of its value stand, blank ones and comments left out."""

    __slots__ = ("section", "key", "lines")

    def __init__(self, section: str, key: str) -> None:
        self.section = section
        self.key = key
        self.lines: list[Place] = []


def settings(source: Source) -> Iterator[Setting]:
    """The settings of a file, in order; places are those of its text with a character for each byte."""
    text = source.data.decode("latin-1")
    at = len(_BOM) if text.startswith(_BOM) else 0
    section = ""
    setting: Setting | None = None
    while at < len(text):
        match = _LINE.match(text, at)
        assert match is not None
        start, at = at, match.end()
        end = start + len(match[0].rstrip())
        begin = start + len(match[0]) - len(match[0].lstrip())
        if begin >= end or text[begin] in "#;":
            continue
        if begin > start:
            if setting:
                setting.lines.append((begin, end))
            continue
        if setting:
            yield setting
            setting = None
        named, key = _SECTION.match(text, start, end), _KEY.match(text, start, end)
        if named:
            section = named[1]
        elif key:
            setting = Setting(section, key[1])
            if key.end() < end:
                setting.lines.append((key.end(), end))
    if setting:
        yield setting
