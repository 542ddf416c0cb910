"""The baseline as a file: read line by line, and changed so that all else in it stays byte for byte."""

from __future__ import annotations

import re

from mooring.baseline.entries import Entry
from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mooring.text import Source

VERSION = 1
EMPTY = f"""\
# Findings that `mooring check` passes by. `mooring baseline` writes the entries and keeps your comments.
version: {VERSION}
findings:
"""
_FIELDS = ("path", "rule", "text", "where", "fingerprint", "count")
_OPTIONAL = ("where", "count")
_LONGEST = 10_000
_FIELD = re.compile(r" *(?:(-) +)?([a-z]+):(?:[ \t]+|(?=\r?$))")
_OPENING = re.compile(r"findings:(?:[ \t]*\[ *\])?")
_COUNT = re.compile(r"( *(?:- +)?count:[ \t]+)['\"]?\d+['\"]?")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_INDICATORS = frozenset("[]{}&*!|>%@`,?-#")
_PLAIN = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off|y|n|\.inf|\.nan)$)(?!.*: )"
    r"(?:[a-z/$_]|\.(?=[a-z]))(?:[\w./:@+=,$(){}\[\] -]*[\w./@+=$(){}\[\]-])?",
    re.ASCII | re.IGNORECASE,
)
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7}|={7})(?: .*)?")
_MEND = "mend the line, or take the entry out and run `mooring baseline`"
_MERGE = "keep the entries of either side, take out the marks, and run `mooring baseline`"
_ANEW = "delete the file and run `mooring baseline`"


class BaselineError(Exception):
    """The baseline is wrong; the message names the file, the line, what is wrong and what to do."""


class _Block(Record):
    """An entry in the file: the indices of the first and the last line that have fields of it."""

    __slots__ = ("entry", "first", "last")

    def __init__(self, entry: Entry, first: int, last: int) -> None:
        self.entry = entry
        self.first = first
        self.last = last


class Document:
    """A baseline as it stands in its file; `entries` has them by fingerprint."""

    def __init__(self, lines: Sequence[str], opening: int, blocks: Sequence[_Block]) -> None:
        self._lines = lines
        self._opening = opening
        self._blocks = blocks
        self._line_end = "\r" if lines[0].endswith("\r") else ""
        self.entries = {block.entry.fingerprint: block.entry for block in blocks}

    def written(self, entries: Mapping[str, Entry]) -> str:
        """The file's text with other entries, by fingerprint; new ones stand at their place in the order."""
        added = sorted((entries[name] for name in entries.keys() - self.entries.keys()), key=lambda one: one.sort_key)
        lines = [*self._lines[: self._opening], self._opening_line(bool(entries))]
        at = len(lines)
        for block, start, end in self._places():
            while added and added[0].sort_key < block.entry.sort_key:
                lines += self._new_lines(added.pop(0))
            lines += self._lines[at:start]
            at = end
            if kept := entries.get(block.entry.fingerprint):
                lines += self._kept_lines(block, start, end, kept.count)
            elif not lines[-1].strip() and not "".join(self._lines[at : at + 1]).strip():
                lines.pop()
        rest = self._lines[at:]
        if added and not rest:
            lines[-1] += self._line_end
            rest = [""]
        return "\n".join([*lines, *(line for entry in added for line in self._new_lines(entry)), *rest])

    def _opening_line(self, has_entries: bool) -> str:
        line = self._lines[self._opening]
        if has_entries == bool(self.entries):
            return line
        return _OPENING.sub("findings:" if has_entries else "findings: []", line, count=1)

    def _places(self) -> Iterator[tuple[_Block, int, int]]:
        """The blocks, each with the range of lines that belong to it: its fields and its comments."""
        at = self._opening + 1
        limits = [*(block.first for block in self._blocks[1:]), len(self._lines)]
        for block, limit in zip(self._blocks, limits, strict=False):
            start, end = block.first, block.last + 1
            while start > at and _is_comment(self._lines[start - 1]):
                start -= 1
            dash = _indentation(self._lines[block.first])
            while end < limit and _is_comment(self._lines[end]) and _indentation(self._lines[end]) > dash:
                end += 1
            yield block, start, end
            at = end

    def _kept_lines(self, block: _Block, start: int, end: int, count: int) -> list[str]:
        """The lines of a block whose entry now stands for so many findings."""
        lines = list(self._lines[start:end])
        if count == block.entry.count:
            return lines
        for index, line in enumerate(lines):
            if _COUNT.match(line):
                lines[index] = _COUNT.sub(rf"\g<1>{count}", line, count=1)
                return lines
        indent = " " * _indentation(self._lines[block.last])
        lines.insert(block.last + 1 - start, f"{indent}count: {count}{self._line_end}")
        return lines

    def _new_lines(self, entry: Entry) -> list[str]:
        indent = " " * (_indentation(self._lines[self._blocks[0].first]) if self._blocks else 2)
        texts = {field: _scalar(getattr(entry, field)) for field in ("path", "rule", "text")}
        if entry.where:
            texts["where"] = _scalar(entry.where)
        texts["fingerprint"] = entry.fingerprint
        if entry.count > 1:
            texts["count"] = str(entry.count)
        return [
            f"{indent}{' ' if number else '-'} {field}: {text}{self._line_end}"
            for number, (field, text) in enumerate(texts.items())
        ]


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _scalar(text: str) -> str:
    """A text as YAML: plain where it cannot be taken for anything else, else in double quotes."""
    import json

    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def parse(source: Source) -> Document:
    """The baseline that a file holds. Raises `BaselineError`."""
    try:
        lines = source.text.split("\n")
    except UnicodeDecodeError as error:
        raise BaselineError(f"{source.path}: the file is not UTF-8; save it as UTF-8, or {_ANEW}") from error
    return _Reader(source.path, lines).read()


class _Reader:
    """Reads the file from line to line."""

    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self._path = path
        self._lines = lines
        self._index = 0
        self._has_version = False
        self._opening: int | None = None
        self._blocks: list[_Block] = []
        self._fields: dict[str, str] = {}
        self._first = self._last = 0
        self._seen: dict[str, int] = {}

    def read(self) -> Document:
        """Read all lines, then see that nothing is missing."""
        for index, line in enumerate(self._lines):
            self._index = index
            field = _FIELD.match(line)
            if field is None:
                self._pass_by(line.strip())
            elif self._opening is None:
                self._read_head(field[0].strip(), line[field.end() :])
            else:
                self._read_field(field[1] is not None, field[2], self._value(field[2], line[field.end() :]))
        self._close()
        if self._opening is None:
            missing = "findings:" if self._has_version else f"version: {VERSION}"
            raise self._wrong(f"the line `{missing}` is missing", 0, remedy=f"write it, or {_ANEW}")
        return Document(self._lines, self._opening, self._blocks)

    def _pass_by(self, content: str) -> None:
        """Pass by a line without a field, if it may stand there."""
        if not content or content[0] == "#" or (content == "---" and not self._has_version):
            return
        if _CONFLICT.fullmatch(content):
            raise self._wrong("a merge left the mark of a conflict", remedy=_MERGE)
        raise self._wrong("neither a field, such as `rule: implicit-latest`, nor a comment")

    def _read_head(self, key: str, text: str) -> None:
        if key == "version:" and not self._has_version:
            if self._value("version", text) != str(VERSION):
                raise self._wrong(
                    f"this Mooring reads version {VERSION} of the baseline, and this is another",
                    remedy="use the Mooring that wrote it",
                )
            self._has_version = True
        elif key == "findings:" and self._has_version:
            if not _OPENING.fullmatch(f"findings:{text.partition('#')[0].rstrip()}"):
                raise self._wrong("the entries stand below `findings:`, one field a line", remedy=_ANEW)
            self._opening = self._index
        else:
            raise self._wrong(
                f"`version: {VERSION}`, then `findings:`, and nothing else stands before the first entry",
                remedy="mend the line",
            )

    def _read_field(self, is_first: bool, key: str, value: str) -> None:
        if is_first:
            self._close()
            self._first = self._index
        elif not self._fields:
            raise self._wrong("the first field of an entry stands behind a dash, such as `- path: Dockerfile`")
        if key not in _FIELDS:
            raise self._wrong(
                f"unknown field `{key}` (known: {', '.join(_FIELDS)})", remedy="make a comment of what is for people"
            )
        if key in self._fields:
            raise self._wrong(f"`{key}` stands twice in this entry")
        if key == "fingerprint":
            self._see(value)
        elif key == "count" and not _NUMBER.fullmatch(value):
            raise self._wrong("`count` must be a number from 1")
        self._fields[key] = value
        self._last = self._index

    def _see(self, fingerprint: str) -> None:
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise self._wrong("`fingerprint` must be 32 hex digits")
        if fingerprint in self._seen:
            line = self._seen[fingerprint] + 1
            raise self._wrong(f"the entry of line {line} stands here again", self._first, remedy="take one of them out")
        self._seen[fingerprint] = self._first

    def _close(self) -> None:
        """Make an entry of the fields read."""
        fields, self._fields = self._fields, {}
        if not fields:
            return
        missing = next((key for key in _FIELDS if key not in fields and key not in _OPTIONAL), None)
        if missing:
            raise self._wrong(f"the entry has no `{missing}`", self._first)
        entry = Entry(
            fields["path"],
            fields["rule"],
            fields["text"],
            fields.get("where", ""),
            fingerprint=fields["fingerprint"],
            count=int(fields.get("count", "1")),
        )
        self._blocks.append(_Block(entry, self._first, self._last))

    def _value(self, key: str, text: str) -> str:
        """The text of a scalar, without the comment behind it."""
        if text[:1] in ("'", '"'):
            quoted = _QUOTED.match(text, 0, _LONGEST)
            rest = text[quoted.end() :].rstrip() if quoted else ""
            if quoted and (not rest or (rest[0] in " \t" and _is_comment(rest))):
                return self._unquoted(key, quoted[0])
        elif text and text[0] not in _INDICATORS:
            return (re.split("[ \t]#", text, maxsplit=1)[0] if "#" in text else text).rstrip()
        raise self._unreadable(key)

    def _unquoted(self, key: str, text: str) -> str:
        if text[0] == "'":
            return text[1:-1].replace("''", "'")
        import json

        try:
            value: str = json.loads(text)
        except ValueError:
            raise self._unreadable(key) from None
        return value

    def _unreadable(self, key: str) -> BaselineError:
        return self._wrong(f"the value of `{key}` cannot be read; it is written as in JSON, in double quotes")

    def _wrong(self, message: str, index: int | None = None, remedy: str = _MEND) -> BaselineError:
        return BaselineError(f"{self._path}:{(self._index if index is None else index) + 1}: {message}; {remedy}")
