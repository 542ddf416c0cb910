"""The lock file, `mooring.lock`: which digest each name and tag had when a person last looked, for all to agree on.

    version = 1

    [image."docker.io/library/redis:8.2.3"]
    digest = "sha256:…"
    platforms = ["linux/amd64", "linux/arm64/v8"]
    resolved = "2026-01-02T03:04:05Z"
    from = "docker.io/library/redis"

It is TOML (https://toml.io/en/v1.0.0) for every other program, but only so much of it as is written: one block an
image, in the order of the names, one field a line, values as JSON writes them too. So it is read line by line, every
mistake that a merge can leave has its line, and a change is a change of one block. `digest` is that of the index where
the image has one, `from` the repository that answered, `resolved` the time when it first gave this digest.
"""

from __future__ import annotations

import json
import re

from mooring.model import Mention, Role
from mooring.record import Record
from mooring.reference import DEFAULT_TAG, InvalidReference, Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from mooring.text import Source, Span

FILE_NAME = "mooring.lock"
VERSION = 1
FIELDS = ("digest", "platforms", "resolved", "from")
_HEAD = f"""\
# Written by `mooring lock`. After a conflict keep the blocks of either side and run it again.
version = {VERSION}
"""
_BLOCK = """
[image.{name}]
digest = {digest}
platforms = {platforms}
resolved = {resolved}
from = {place}
"""
_TABLE = re.compile(r'\[image\."([^"\\]*)"\]')
_FIELD = re.compile(r"(\w+)[ \t]*=[ \t]*(.+)")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7}|={7})(?: .*)?")
_PLATFORM = re.compile(r"[\w.-]+(?:/[\w.-]+){1,2}")
_MEND = "mend the line, or take the block out and run `mooring lock`"
_MERGE = "keep the blocks of either side, take out the marks, and run `mooring lock`"
_ANEW = "delete it and run `mooring lock`"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class LockError(Exception):
    """The lock file is wrong; the message names the file, the line, what is wrong and what to do."""


class Entry(Record):
    """What one name, `registry/repository:tag` in full, was found to be.

    `platforms` are in order and without repetition; `resolved` is an RFC 3339 time in UTC, `place` the repository
    that answered.
    """

    __slots__ = ("name", "digest", "platforms", "resolved", "place")

    def __init__(self, name: str, digest: str, platforms: Iterable[str], resolved: str, place: str) -> None:
        self.name = name
        self.digest = digest
        self.platforms = tuple(sorted(set(platforms)))
        self.resolved = resolved
        self.place = place


class Lock:
    """The entries of a lock file by name, and, for one that was read, the places of their digests as mentions."""

    def __init__(self, entries: Iterable[Entry] = (), mentions: Mapping[str, Mention] | None = None) -> None:
        self.entries = {entry.name: entry for entry in entries}
        self._mentions = dict(mentions or {})

    def find(self, reference: Reference) -> Mention | None:
        """The place that says which digest the reference's name and tag have; None where none does."""
        return self._mentions.get(name_of(reference) or "")

    def digest(self, reference: Reference) -> str | None:
        """The digest that the reference's name and tag have; None where there is none."""
        entry = self.entries.get(name_of(reference) or "")
        return entry.digest if entry else None


def name_of(reference: Reference) -> str | None:
    """The name by which a lock has a reference; None for a digest without a tag, of which there is nothing to lock."""
    if reference.digest and not reference.tag:
        return None
    return f"{reference.name}:{reference.tag or DEFAULT_TAG}"


def by_name(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """The mentions of images to pull that a lock can hold, by the names that it has them by."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        name = name_of(mention.reference) if mention.reference else None
        if name and mention.role is Role.PULL and not mention.all_tags:
            found.setdefault(name, []).append(mention)
    return found


def render(lock: Lock) -> str:
    """The file's content: the same for the same entries."""
    return "".join([_HEAD, *(_block(entry) for _, entry in sorted(lock.entries.items()))])


def _block(entry: Entry) -> str:
    values = {field: json.dumps(getattr(entry, field), ensure_ascii=False) for field in entry.__slots__}
    return _BLOCK.format(**values)


def parse(source: Source) -> Lock:
    """The lock that a file holds. Raises `LockError`."""
    reader = _Reader(source)
    try:
        return reader.read(source.text)
    except UnicodeDecodeError as error:
        raise LockError(f"{source.path}: the file is not UTF-8; {_ANEW}") from error


class _Block:
    """One block of the file while it is read: its line, its name, its fields, and where its digest stands."""

    def __init__(self, line: int, name: str) -> None:
        self.line = line
        self.name = name
        self.fields: dict[str, Any] = {}
        self.place: Span | None = None


class _Reader:
    """Reads the file from line to line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._line = 1
        self._has_version = False
        self._blocks: dict[str, _Block] = {}
        self._block: _Block | None = None

    def read(self, text: str) -> Lock:
        """Read all lines, then see that nothing is missing."""
        start = 0
        for self._line, line in enumerate(text.split("\n"), 1):
            content = line.strip(" \t\r")
            if content and not content.startswith("#"):
                self._read_line(content, start + line.index(content))
            start += len(line) + 1
        if not self._has_version:
            raise self._wrong(f"the first line, `version = {VERSION}`, is missing", 1, remedy=f"write it, or {_ANEW}")
        entries = [self._entry(block) for block in self._blocks.values()]
        return Lock(entries, {name: self._mention(block) for name, block in self._blocks.items()})

    def _read_line(self, content: str, start: int) -> None:
        if not content.isprintable():
            raise self._wrong("a control character stands in it")
        table, field = _TABLE.fullmatch(content), _FIELD.fullmatch(content)
        if table:
            self._open(table[1])
        elif field:
            self._read_field(field, start)
        elif _CONFLICT.fullmatch(content):
            raise self._wrong("a merge left the mark of a conflict", remedy=_MERGE)
        else:
            raise self._wrong(
                'neither a block\'s head, such as `[image."NAME:TAG"]`, nor a field, such as `digest = …`'
            )

    def _open(self, name: str) -> None:
        try:
            is_full = name_of(Reference.parse(name)) == name
        except InvalidReference:
            is_full = False
        if not is_full:
            raise self._wrong(f"`{name}` is not a name in full, `REGISTRY/REPOSITORY:TAG`")
        if name in self._blocks:
            raise self._wrong(f"`{name}` has a block on line {self._blocks[name].line} already")
        self._block = self._blocks[name] = _Block(self._line, name)

    def _read_field(self, field: re.Match[str], start: int) -> None:
        key = field[1]
        try:
            value = json.loads(field[2])
        except (ValueError, RecursionError):
            raise self._wrong(f"the value of `{key}` cannot be read; texts stand in double quotes") from None
        if self._block is None:
            self._read_version(key, field[2])
            return
        if key not in FIELDS:
            raise self._wrong(f"unknown field `{key}` (known: {', '.join(FIELDS)})")
        if key in self._block.fields:
            raise self._wrong(f"`{key}` stands twice in this block")
        wanted = self._wanted(key, value, self._block.name)
        if wanted:
            raise self._wrong(f"`{key}` must be {wanted}")
        self._block.fields[key] = value
        if key == "digest":
            self._block.place = self._source.span(start + field.start(2) + 1, start + field.end(2) - 1)

    def _read_version(self, key: str, value: str) -> None:
        if key != "version" or self._has_version:
            raise self._wrong(f"`{key}` stands before the first block, where only `version = {VERSION}` does, once")
        if value != str(VERSION):
            raise self._wrong(
                f"this Mooring reads version {VERSION} of the lock file, not {value}",
                remedy="use the Mooring that wrote it",
            )
        self._has_version = True

    @staticmethod
    def _wanted(key: str, value: object, name: str) -> str | None:
        """What a field's value has to be; None where it is so."""
        if key == "platforms":
            known = isinstance(value, list) and all(isinstance(one, str) and _PLATFORM.fullmatch(one) for one in value)
            return None if known else 'a list of platforms, such as `["linux/amd64"]`'
        if not isinstance(value, str):
            return "a text in double quotes"
        if key == "digest":
            return None if _is_reference(f"{name}@{value}") else "a digest, such as `sha256:` and 64 hex digits"
        if key == "resolved":
            return None if _TIME.fullmatch(value) else "a time in UTC, such as `2026-01-02T03:04:05Z`"
        return None if value.isprintable() and value else "the name of a repository"

    def _entry(self, block: _Block) -> Entry:
        missing = next((key for key in FIELDS if key not in block.fields), None)
        if missing:
            raise self._wrong(f"`{block.name}` has no `{missing}`", block.line)
        fields = block.fields
        return Entry(block.name, fields["digest"], fields["platforms"], fields["resolved"], fields["from"])

    def _mention(self, block: _Block) -> Mention:
        assert block.place is not None
        resolved = f"{block.name}@{block.fields['digest']}"
        reason = "`mooring lock` writes it"
        return Mention(self._source, block.place, resolved, scanner="lock", where="digest", reason=reason)

    def _wrong(self, message: str, line: int | None = None, remedy: str = _MEND) -> LockError:
        return LockError(f"{self._source.path}:{line or self._line}: {message}; {remedy}")


def _is_reference(text: str) -> bool:
    try:
        Reference.parse(text)
    except InvalidReference:
        return False
    return True
