"""Unit files: sections, keys and values as systemd.syntax(7) reads them, and the command lines of systemd.service(5).

A command line is not a shell's: quotes group words, `%` specifiers and `$` variables are put in, everything else a
shell knows is text.
"""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners.shell.expanded import Literal, Stretch, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Embedded, Source
    from mooring.scanners.shell.expanded import Text

_LINE = re.compile(r"([^\n]*)(?:\n|\Z)")
_SECTION = re.compile(r"\s*\[([^\]\n]+)\]\s*")
_ENTRY = re.compile(r"\s*([A-Za-z][\w-]*)[ \t]*=[ \t]*")
_RENAMED = re.compile(r"\S+[ \t]+(\S+)")
_PREFIX = re.compile(r"\s*[-@:+!|]*")
_SPECIAL = re.compile(r"%%|%[A-Za-z]|\$\$|\\.|\$\{\w+\}|['\"]|(?P<end>(?<=\s);(?=\s))|[;|&<>()`#*?\[\]{}~!]", re.DOTALL)
_SETTING = re.compile(
    r"(?<!\S)(?:"
    r"\"(?P<double>[A-Za-z_]\w*)=(?P<double_value>[^\"\\%]*)\""
    r"|'(?P<single>[A-Za-z_]\w*)=(?P<single_value>[^'\\%]*)'"
    r"|(?P<bare>[A-Za-z_]\w*)=(?P<bare_value>[^\s\"'\\%]*))(?!\S)"
)
_USE = re.compile(r"\$\{?([A-Za-z_]\w*)")


class Entry:
    """A key with its value: the text as the lines it goes on in make it, a source of its own."""

    __slots__ = ("section", "key", "body")

    def __init__(self, section: str, key: str, body: Embedded) -> None:
        self.section = section
        self.key = key
        self.body = body

    @property
    def text(self) -> str:
        """The value, a character for each byte."""
        return self.body.data.decode("latin-1")


def entries(source: Source) -> Iterator[Entry]:
    """The keys of a unit file, in order; what is no unit file has none."""
    section = ""
    pieces: list[tuple[bytes, Span]] = []
    key = ""
    for begin, whole in _lines(source):
        start, line = begin, whole
        if line.lstrip()[:1] in ("#", ";"):
            continue
        if not pieces:
            named = _SECTION.fullmatch(line)
            entry = _ENTRY.match(line)
            section = named[1] if named else section
            if not entry:
                continue
            key, start, line = entry[1], start + entry.end(), line[entry.end() :]
        goes_on = line.endswith("\\")
        text = line[:-1] if goes_on else line.rstrip()
        pieces.append((text.encode("latin-1"), Span(start, start + len(text))))
        if goes_on:
            pieces.append((b" ", Span(start + len(text), start + len(text) + 1)))
            continue
        yield Entry(section, key, source.embed(pieces))
        pieces = []
    if pieces:
        yield Entry(section, key, source.embed(pieces))


def _lines(source: Source) -> Iterator[tuple[int, str]]:
    """The lines, with the offset of each, a character a byte, without line ends and byte order mark."""
    text = source.data.decode("latin-1")
    at = 3 if text.startswith("\xef\xbb\xbf") else 0
    while at < len(text):
        match = _LINE.match(text, at)
        assert match is not None
        yield at, match[1].removesuffix("\r")
        at = match.end()


def command(entry: Entry) -> Text:
    """A command line as a text that a shell reads alike."""
    literal = Literal(entry.body)
    text = literal.text
    prefix = _PREFIX.match(text)
    at = prefix.end() if prefix else 0
    stretches: Text = []
    renamed = _RENAMED.match(text, at) if prefix and "@" in prefix[0] else None
    if renamed:
        stretches, at = literal.cut(at, renamed.start(1)), renamed.end()
    quote = ""
    for match in _SPECIAL.finditer(text, at):
        stretches += literal.cut(at, match.start())
        at = match.end()
        found, used = match[0], literal.span(match.start(), match.end())
        if found == "%%":
            stretches.append(Stretch(b"%", used))
        elif found[0] == "%":
            stretches.append(unknown("instance" if found in ("%i", "%I") else f"specifier_{found[1]}", used))
        elif found == "$$":
            stretches.append(Stretch(b"\\$" if quote != "'" else b"$", used))
        elif found in ("'", '"'):
            quote = found if not quote else "" if quote == found else quote
            stretches += literal.cut(match.start(), at)
        elif quote or found[0] in "\\$" or match["end"]:
            stretches += literal.cut(match.start(), at)
        else:
            stretches.append(Stretch(b"_", used))
    return stretches + literal.cut(at, len(text))


def settings(entry: Entry) -> Iterator[tuple[str, Text]]:
    """The variables that an `Environment=` sets to texts that are known."""
    literal = Literal(entry.body)
    for match in _SETTING.finditer(literal.text):
        kind = (match.lastgroup or "").removesuffix("_value")
        if "'" not in match[f"{kind}_value"]:
            yield match[kind], literal.cut(*match.span(f"{kind}_value"))


def uses(source: Source) -> dict[str, int]:
    """How often a unit speaks of each variable."""
    count: dict[str, int] = {}
    for name in _USE.findall(source.data.decode("latin-1")):
        count[name] = count.get(name, 0) + 1
    return count
