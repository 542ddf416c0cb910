"""YAML with places: one way for every YAML format to walk a parsed tree and know each scalar's bytes.

Nodes are PyYAML's (libyaml's parser, YAML 1.1) or, for a document that libyaml refuses, ruamel.yaml's
(YAML 1.2); both say where they stand in code points. An alias is the very node it stands for, so a
scalar that is reached along several ways is one node.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from mooring import Embedded, Problem, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import ScalarNode

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN_WORD = re.compile(r"\S+")
_WORD = {
    "'": re.compile(r"''|[^\s']+"),
    '"': re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n|.)|[^\s\\]+", re.DOTALL),
}
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"} | {
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n?")
_MERGE = "<<"
_MAX_MERGES = 64


class Tree:
    """A YAML file: its documents' root nodes, and the first thing that is wrong with it, if any.

    The documents before a broken one are there all the same.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents: list[Any] = []
        self.problem: Problem | None = None
        try:
            self._compose()
        except UnicodeDecodeError as error:
            line, _ = source.position(error.start)
            self.problem = Problem(source.path, line, "the file is not UTF-8; save it as UTF-8")

    def _compose(self) -> None:
        loader = _LOADER(self.source.text)
        try:
            while loader.check_node():
                self.documents.append(loader.get_node())
        except yaml.YAMLError as error:
            self._compose_again(error)
        except RecursionError:
            self.problem = Problem(self.source.path, None, "the YAML is nested too deeply to be read")
        finally:
            loader.dispose()

    def _compose_again(self, first: yaml.YAMLError) -> None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            self.documents = list(YAML(typ="rt", pure=True).compose_all(self.source.text))
        except (YAMLError, ValueError, RecursionError, NotImplementedError):
            mark = getattr(first, "problem_mark", None)
            what = getattr(first, "problem", None) or str(first).partition("\n")[0]
            line = mark.line + 1 if mark is not None else None
            self.problem = Problem(self.source.path, line, f"invalid YAML: {what}; nothing after it was read")

    def embed(self, node: ScalarNode) -> Embedded:
        """A scalar's value as a source of its own, its bytes mapped to where they stand in the file."""
        value: str = node.value
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("'", '"'):
            start, end = start + 1, end - 1
        text = self.source.text
        if text[start:end] == value:
            return self.source.embed([(value.encode(), self.source.span(start, end))])
        if node.style in ("|", ">"):
            header = _BLOCK_HEADER.match(text, start)
            start = header.end() if header else start
        pieces = [
            (data.encode(), self.source.span(*place)) for data, place in _align(value, text, start, end, node.style)
        ]
        return self.source.embed(pieces)


def _align(value: str, text: str, start: int, end: int, style: str | None) -> list[tuple[str, tuple[int, int]]]:
    """Pair the pieces of a scalar's value with the stretches of `text` that they were read from.

    Words follow one another in the text as they do in the value; the white space between them may be
    folded, indented or escaped, so a gap stands for a gap as a whole. Where they do not match, the value
    as a whole stands for the text as a whole.
    """
    pieces = []
    done, at = 0, start
    for word, begin, stop in _words(text, start, end, style):
        index = value.find(word, done)
        gap = value[done:index]
        if index < 0 or gap.strip():
            break
        if gap:
            pieces.append((gap, (at, begin)))
        pieces.append((word, (begin, stop)))
        done, at = index + len(word), stop
    rest = value[done:]
    if rest.strip():
        return [(value, (start, end))]
    return [*pieces, (rest, (at, end))] if rest else pieces


def _words(text: str, start: int, end: int, style: str | None) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.get(style or "", _PLAIN_WORD).finditer(text, start, end):
        word = match[0]
        if style == "'" and word == "''":
            word = "'"
        elif style == '"' and word.startswith("\\"):
            word = _unescape(word)
        if word and not word.isspace():
            yield word, match.start(), match.end()


def _unescape(escape: str) -> str:
    kind = escape[1]
    if kind in "xuU":
        return chr(int(escape[2:], base=16))
    return "" if kind in "\r\n" else _ESCAPED.get(kind, kind)


def is_mapping(node: object) -> bool:
    """Whether the node is a mapping, of either parser."""
    return getattr(node, "id", None) == "mapping"


def is_sequence(node: object) -> bool:
    """Whether the node is a sequence, of either parser."""
    return getattr(node, "id", None) == "sequence"


def is_scalar(node: object) -> bool:
    """Whether the node is a scalar, of either parser."""
    return getattr(node, "id", None) == "scalar"


def items(node: Any) -> Iterator[tuple[str, Any]]:
    """A mapping's scalar keys with their values, merge keys followed: own keys first, and only the first of a name.

    Nothing for a node of another kind, so that a file of an unexpected shape is walked without care.
    """
    seen: set[str] = set()
    merged: set[int] = set()
    pending = [node]
    while pending and len(merged) < _MAX_MERGES:
        mapping = pending.pop(0)
        if is_sequence(mapping):
            pending[:0] = mapping.value
        if not is_mapping(mapping) or id(mapping) in merged:
            continue
        merged.add(id(mapping))
        for key, value in mapping.value:
            if not is_scalar(key):
                continue
            if key.value == _MERGE and key.style is None:
                pending.append(value)
            elif key.value not in seen:
                seen.add(key.value)
                yield key.value, value


def get(node: Any, *path: str) -> Any:
    """The node at a path of keys below a mapping, None where there is none."""
    for name in path:
        node = next((value for key, value in items(node) if key == name), None)
    return node


def entries(node: Any) -> list[Any]:
    """A sequence's nodes; nothing for a node of another kind."""
    return list(node.value) if is_sequence(node) else []


def string(node: Any) -> str | None:
    """A scalar's value as text, None for a node of another kind."""
    if not is_scalar(node):
        return None
    value: str = node.value
    return value
