"""TOML with places. Specification: https://toml.io/en/v1.0.0. The nodes are those of `nodes`.

Numbers, dates and truth values are literals as they are written.
"""

from __future__ import annotations

import re

from mooring import Problem, Source, Span
from mooring.scanners.nodes import LITERAL, MAPPING, MAX_DEPTH, SCALAR, SEQUENCE, Node, NodeTree, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.scanners.nodes import Piece

_BLANK = re.compile(rb"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(rb"[ \t]*")
_LINE_END = re.compile(rb"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_BARE_KEY = re.compile(rb"[A-Za-z0-9_-]+")
_TIME = rb"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[-+][0-9]{2}:[0-9]{2})?"
_LITERAL = re.compile(
    rb"true|false|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ]" + _TIME + rb")?|" + _TIME + rb"|"
    rb"0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[-+]?(?:inf|nan|[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][-+]?[0-9_]+)?)"
)
_STRING = {
    b'"""': re.compile(rb'"""(?P<text>(?:[^\\"]++|\\[\s\S]|"{1,2}(?!"))*"{0,2})"""(?!")'),
    b"'''": re.compile(rb"'''(?P<text>(?:[^']++|'{1,2}(?!'))*'{0,2})'''(?!')"),
    b'"': re.compile(rb'"(?P<text>(?:[^\\"\n]++|\\[^\n])*)"'),
    b"'": re.compile(rb"'(?P<text>[^'\n]*)'"),
}
_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[ \t]*\r?\n[ \t\r\n]*|[^\n])")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_BOM = b"\xef\xbb\xbf"
_LAST_CODE_POINT = 0x10FFFF


class _Invalid(Exception):
    """What cannot be read: where, and why."""

    def __init__(self, offset: int, what: str) -> None:
        super().__init__(what)
        self.offset = offset


class TomlTree(NodeTree):
    """A file of TOML: one document, a mapping."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._data = source.data
        self._root = Node(MAPPING, [], source, Span(0, len(source.data)))
        self._children: dict[int, dict[str, Node]] = {id(self._root): {}}
        self._table = self._root
        self.documents.append(self._root)
        try:
            source.text  # noqa: B018 - decoding is what is tried
            self._read()
        except UnicodeDecodeError as error:
            line, _ = source.position(error.start)
            self.problem = Problem(source.path, line, "the file is not UTF-8; save it as UTF-8")
        except _Invalid as error:
            line, _ = source.position(error.offset)
            self.problem = Problem(source.path, line, f"invalid TOML: {error}; nothing after it was read")

    def _read(self) -> None:
        at = len(_BOM) if self._data.startswith(_BOM) else 0
        while (at := self._skip(_BLANK, at)) < len(self._data):
            at = self._header(at) if self._data.startswith(b"[", at) else self._pair(at, self._table)
            end = _LINE_END.match(self._data, at)
            if end is None:
                raise _Invalid(at, "a new line is missing here")
            at = end.end()

    def _skip(self, what: re.Pattern[bytes], at: int) -> int:
        match = what.match(self._data, at)
        return match.end() if match else at

    def _header(self, start: int) -> int:
        """Read `[table]` or `[[table]]`, which the pairs after it belong to."""
        brackets = b"]]" if self._data.startswith(b"[[", start) else b"]"
        keys, at = self._keys(start + len(brackets))
        if not self._data.startswith(brackets, at):
            raise _Invalid(at, f"`{brackets.decode()}` is missing here")
        span = Span(start, at + len(brackets))
        parent = self._descend(self._root, keys[:-1])
        if brackets == b"]":
            self._table = self._child(parent, keys[-1], MAPPING)
        else:
            tables = self._child(parent, keys[-1], SEQUENCE)
            self._table = self._new(MAPPING, [], span)
            tables.value.append(self._table)
        return span.end

    def _pair(self, start: int, table: Node, depth: int = 0) -> int:
        keys, at = self._keys(start)
        if not self._data.startswith(b"=", at):
            raise _Invalid(at, "`=` is missing after the key")
        value, at = self._value(self._skip(_SPACE, at + 1), depth)
        parent = self._descend(table, keys[:-1])
        if not self._put(parent, keys[-1], value):
            raise _Invalid(start, f"the key `{keys[-1].value}` is given twice")
        return at

    def _keys(self, at: int) -> tuple[list[Node], int]:
        """A dotted key's parts, and where the text goes on behind it and the space after it."""
        keys: list[Node] = []
        while len(keys) < MAX_DEPTH:
            at = self._skip(_SPACE, at)
            if self._data[at : at + 1] in (b'"', b"'"):
                key, at = self._string(at, self._data[at : at + 1])
            else:
                bare = _BARE_KEY.match(self._data, at)
                if bare is None:
                    raise _Invalid(at, "a key is missing here")
                key = Node(SCALAR, bare[0].decode(), self.source, Span(*bare.span()), style=LITERAL)
                at = bare.end()
            keys.append(key)
            at = self._skip(_SPACE, at)
            if not self._data.startswith(b".", at):
                return keys, at
            at += 1
        raise _Invalid(at, "the key has too many parts")

    def _descend(self, table: Node, keys: Sequence[Node]) -> Node:
        for key in keys:
            table = self._child(table, key, MAPPING)
        return table

    def _child(self, table: Node, key: Node, id_wanted: str) -> Node:
        """The table (the last of an array of tables) or the array that a key names, made where there is none."""
        child = self._children[id(table)].get(key.value)
        if child is None:
            child = self._new(id_wanted, [], key.span)
            self._put(table, key, child)
        elif child.id == SEQUENCE and id_wanted == MAPPING and child.value:
            child = child.value[-1]
        if child.id != id_wanted:
            raise _Invalid(key.span.start, f"the key `{key.value}` is given twice")
        return child

    def _new(self, id_: str, value: list[Node], span: Span) -> Node:
        node = Node(id_, value, self.source, span)
        if id_ == MAPPING:
            self._children[id(node)] = {}
        return node

    def _put(self, table: Node, key: Node, value: Node) -> bool:
        """Give a table a key; whether it did not have it."""
        children = self._children[id(table)]
        if key.value in children:
            return False
        children[key.value] = value
        table.value.append((key, value))
        return True

    def _value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth >= MAX_DEPTH // 4:
            raise _Invalid(at, "values are nested too deeply")
        if self._data.startswith(b"[", at):
            return self._array(at, depth)
        if self._data.startswith(b"{", at):
            return self._inline_table(at, depth)
        for quote in _STRING:
            if self._data.startswith(quote, at):
                return self._string(at, quote)
        literal = _LITERAL.match(self._data, at)
        if literal is None:
            raise _Invalid(at, "a value is missing here")
        node = Node(SCALAR, literal[0].decode(), self.source, Span(*literal.span()), style=LITERAL)
        return node, literal.end()

    def _array(self, start: int, depth: int) -> tuple[Node, int]:
        nodes: list[Node] = []
        at = self._skip(_BLANK, start + 1)
        while not self._data.startswith(b"]", at):
            node, at = self._value(at, depth + 1)
            nodes.append(node)
            at = self._skip(_BLANK, at)
            if self._data.startswith(b",", at):
                at = self._skip(_BLANK, at + 1)
            elif not self._data.startswith(b"]", at):
                raise _Invalid(at, "`,` or `]` is missing here")
        return self._new(SEQUENCE, nodes, Span(start, at + 1)), at + 1

    def _inline_table(self, start: int, depth: int) -> tuple[Node, int]:
        """Read `{…}`, over several lines and with a comma at its end too, as TOML 1.1 has it."""
        table = self._new(MAPPING, [], Span(start, start))
        at = self._skip(_BLANK, start + 1)
        while not self._data.startswith(b"}", at):
            at = self._skip(_BLANK, self._pair(at, table, depth + 1))
            if self._data.startswith(b",", at):
                at = self._skip(_BLANK, at + 1)
            elif not self._data.startswith(b"}", at):
                raise _Invalid(at, "`,` or `}` is missing here")
        table.span = Span(start, at + 1)
        return table, at + 1

    def _string(self, start: int, quote: bytes) -> tuple[Node, int]:
        string = _STRING[quote].match(self._data, start)
        if string is None:
            raise _Invalid(start, "the string is not closed")
        first, last = string.span("text")
        if len(quote) > 1:
            first += 2 if self._data.startswith(b"\r\n", first) else self._data.startswith(b"\n", first)
        style, span = quote.decode(), Span(start, string.end())
        if first == string.start("text") and (b"'" in quote or b"\\" not in string["text"]):
            return Node(SCALAR, string["text"].decode(), self.source, span, style=style), span.end
        pieces = [(self._data[first:last], Span(first, last))] if b"'" in quote else list(self._pieces(first, last))
        return Node(SCALAR, text_of(pieces), self.source, span, style=style, pieces=pieces), span.end

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        at = start
        for escape in _ESCAPE.finditer(self._data, start, end):
            if at < escape.start():
                yield self._data[at : escape.start()], Span(at, escape.start())
            at = escape.end()
            yield _unescape(escape[0].decode()), Span(escape.start(), at)
        if at < end or start == end:
            yield self._data[at:end], Span(at, end)


def _unescape(escape: str) -> bytes:
    kind, digits = escape[1], escape[2:]
    if kind in "uU" and digits:
        code = int(digits, base=16)
        return chr(code).encode(errors="replace") if code <= _LAST_CODE_POINT else b"?"
    return b"" if kind.isspace() else _ESCAPED.get(kind, kind).encode()
