"""A policy file as it was written: every value with the file and the line that it stands on."""

from __future__ import annotations

import os
import re

from mooring.config.effective import ConfigError
from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

MAX_SIZE = 1024 * 1024
MAX_VALUES = 100_000
PYPROJECT = "pyproject.toml"

_TEXT = re.compile(r"\.?[A-Za-z_/]")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_MEANT = {"": None, "null": None, "true": True, "false": False}
_NO_TEXTS = frozenset({"null", "true", "false", "yes", "no", "on", "off", ".inf", ".nan"})


class _Unsure(Exception):
    """A plain scalar may be something else than it seems."""


class Given(Record):
    """A value of a policy file: a scalar, a list of `Given`, or a dict from names to `Given`.

    `file` is the file's name as people see it, `line` counts from 1 and is the key's for a value of a mapping.
    """

    __slots__ = ("value", "file", "line")

    def __init__(self, value: Any, file: str, line: int | None) -> None:
        self.value = value
        self.file = file
        self.line = line

    @property
    def place(self) -> str:
        """File and line, for people."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def fail(self, message: str) -> ConfigError:
        """The error that something is wrong with the value."""
        return ConfigError(f"{self.place}: {message}")

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: given.plain() for key, given in self.value.items()}
        if isinstance(self.value, list):
            return [given.plain() for given in self.value]
        return self.value


def joined(base: Given, own: Given) -> Given:
    """What `own` says laid over `base`: mappings key by key, lists one after the other, anything else replaced.

    Where `own` says nothing, the very object of `base` is kept.
    """
    if isinstance(base.value, dict) and isinstance(own.value, dict):
        both = {key: joined(base.value[key], given) for key, given in own.value.items() if key in base.value}
        return Given({**base.value, **own.value, **both}, own.file, own.line)
    if isinstance(base.value, list) and isinstance(own.value, list):
        return Given([*base.value, *own.value], own.file, own.line)
    return own


def read(path: str, name: str | None = None) -> Given | None:
    """The content of a policy file, None where it is empty; `name` is what people know the file as.

    Of pyproject.toml the table `[tool.mooring]` counts. Raises `ConfigError`.
    """
    name = name or path
    return _read_toml(path, name) if path.endswith(".toml") else _read_yaml(path, name)


def _text(path: str, name: str) -> str:
    try:
        if not os.path.isfile(path) and os.path.exists(path):
            raise ConfigError(f"{name}: is not a regular file; name a file")
        with open(path, "rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    if len(data) > MAX_SIZE:
        raise ConfigError(
            f"{name}: is larger than {MAX_SIZE >> 20} MiB, which no policy is; check that it is the file meant"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: the file is not UTF-8; save it as UTF-8") from error


def _read_yaml(path: str, name: str) -> Given | None:
    from mooring import plain_yaml

    text = _text(path, name)
    documents = plain_yaml.read(text)
    if documents is None or len(documents) != 1:
        return _read_any_yaml(text, name)
    node = documents[0]
    try:
        content = _plain_content(node)
    except _Unsure:
        return _read_any_yaml(text, name)
    _refuse(node, name)
    return _given(node, content, name)


def _plain_content(node: Any) -> Any:
    """What PyYAML's `SafeLoader` makes of a plain node. Raises `_Unsure` where that takes more than a glance."""
    if node.id == "mapping":
        content = {_plain_content(key): _plain_content(value) for key, value in node.value}
        if not all(isinstance(key, str) for key in content):
            raise _Unsure
        return content
    if node.id == "sequence":
        return [_plain_content(value) for value in node.value]
    text: str = node.value
    if node.style or (_TEXT.match(text) and text.lower() not in _NO_TEXTS):
        return text
    if text in _MEANT:
        return _MEANT[text]
    if _NUMBER.fullmatch(text):
        return int(text)
    raise _Unsure


def _read_any_yaml(text: str, name: str) -> Given | None:
    import yaml

    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse(node, name)
        return _given(node, loader.construct_document(node), name)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        remedy = "; indent with spaces" if "'\\t'" in str(reason) else ""
        raise ConfigError(f"{name}{line}: invalid YAML: {reason}{remedy}") from error
    except ValueError as error:  # a timestamp of an impossible date
        raise ConfigError(f"{name}: invalid YAML: {error}; put the text in quotes") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: the YAML is nested too deeply") from error


def _refuse(node: Any, name: str) -> None:
    """Refuse what YAML allows, or PyYAML, and a policy cannot have."""
    for key in _repeated_keys(node):
        raise ConfigError(f"{name}:{key.start_mark.line + 1}: the key `{key.value}` is given twice; remove one")
    _refuse_endless(node, name, {})


def _given(node: Any, content: Any, name: str) -> Given | None:
    return _Builder(name).from_yaml(node, content, node.start_mark.line) if content is not None else None


def _repeated_keys(root: Any) -> Iterator[Any]:
    """The keys that a mapping has a second time."""
    pending = [root]
    walked: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in walked or node.id == "scalar":
            continue
        walked.add(id(node))
        if node.id == "sequence":
            pending += node.value
            continue
        names: set[object] = set()
        for key in (key for key, _ in node.value if key.id == "scalar"):
            if key.value in names:
                yield key
            names.add(key.value)
        pending += (value for _, value in node.value)


def _refuse_endless(node: Any, name: str, sizes: dict[int, int]) -> int:
    """How many values a node has once its merge keys are followed; a small file can make that endless."""
    if node.id == "scalar":
        return 1
    if id(node) not in sizes:
        sizes[id(node)] = 0
        size = 0
        for key, value in node.value if node.id == "mapping" else ((None, item) for item in node.value):
            below = _refuse_endless(value, name, sizes)
            size += below if key is not None and key.value == "<<" else 1
        if size > MAX_VALUES:
            raise ConfigError(f"{name}: has more than {MAX_VALUES} values; merge fewer mappings")
        sizes[id(node)] = size if node.id == "mapping" else sum(sizes.get(id(item), 1) for item in node.value)
    return sizes[id(node)]


class _Builder:
    """Makes `Given` of what a parser read; aliases can make a small file endless, so values are counted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MAX_VALUES

    def _given(self, value: Any, line: int | None) -> Given:
        self._left -= 1
        if self._left < 0:
            raise ConfigError(f"{self._name}: has more than {MAX_VALUES} values; write fewer aliases")
        return Given(value, self._name, line)

    def from_yaml(self, node: Any, content: Any, line: int) -> Given:
        """A node and what was made of it; `line` counts from 0."""
        if isinstance(content, dict):
            items = {}
            for key, value in node.value:
                at = key.start_mark.line
                if key.value not in content:
                    raise self._given(None, at + 1).fail(f"the key `{key.value}` must be text; put it in quotes")
                items[key.value] = self.from_yaml(value, content[key.value], at)
            return self._given(items, line + 1)
        if isinstance(content, list):
            items_of = zip(node.value, content, strict=True)
            return self._given([self.from_yaml(one, value, one.start_mark.line) for one, value in items_of], line + 1)
        return self._given(content, line + 1)

    def from_toml(
        self, content: Any, keys: tuple[str | int, ...], line: Callable[[tuple[str | int, ...]], int | None]
    ) -> Given:
        """What a table or value says, with the line of the keys that lead to it."""
        if isinstance(content, dict):
            items = {key: self.from_toml(value, (*keys, key), line) for key, value in content.items()}
            return self._given(items, line(keys))
        if isinstance(content, list):
            values = [self.from_toml(value, (*keys, index), line) for index, value in enumerate(content)]
            return self._given(values, line(keys))
        return self._given(content, line(keys))


def _read_toml(path: str, name: str) -> Given | None:
    import tomllib

    text = _text(path, name)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: invalid TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: the TOML is nested too deeply") from error
    prefix: tuple[str, ...] = ()
    if os.path.basename(path) == PYPROJECT:
        prefix = ("tool", "mooring")
        content = content.get("tool", {}).get("mooring")
        if content is None:
            return None
    lines = _toml_lines(text)

    def line_of(keys: tuple[str | int, ...]) -> int | None:
        at = (*prefix, *keys)
        return next((lines[at[:end]] for end in range(len(at), 0, -1) if at[:end] in lines), None)

    return _Builder(name).from_toml(content, (), line_of)


def _toml_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line (from 1) of every table and key that begins a line."""
    lines: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"[ \t]*(\[\[?)(.+?)\]\]?[ \t]*(?:#.*)?$", line)
        if header and (keys := _toml_key(header[2])):
            table = keys
            if header[1] == "[[":
                counts[keys] = counts.get(keys, -1) + 1
                lines.setdefault(keys, number)
                table = (*keys, counts[keys])
            lines.setdefault(table, number)
        elif "=" in line and (keys := _toml_key(line.partition("=")[0])):
            for end in range(1, len(keys) + 1):
                lines.setdefault((*table, *keys[:end]), number)
    return lines


def _toml_key(text: str) -> tuple[str | int, ...]:
    """The parts of a dotted key; none where the text is no key."""
    import tomllib

    try:
        at = tomllib.loads(f"{text} = 0")
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    keys = []
    while isinstance(at, dict) and len(at) == 1:
        key, at = next(iter(at.items()))
        keys.append(key)
    return tuple(keys)
