"""The plain part of YAML, in which most files are written, read as PyYAML reads it and without importing that.

That is: block mappings and sequences, scalars of one line, plain or in quotes, literal and folded blocks, collections
in brackets on one line, comments, and documents that begin with `---`. The reader declines a text at the first thing
that it is not sure of: anchors, tags, tabs, scalars of several lines, every mistake. What it accepts has the very tree
that libyaml makes of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAX_DEPTH = 64
_MAX_KEY = 1000
_SINGLE = r"'(?:[^'\n\t]|'')*+'"
_DOUBLE = r'"(?:[^"\\\n\t]|\\["\\nt])*+"'
_REST = r"[^\s:\#]*+"
_PLAIN = (
    r"(?:[^-?:,\[\]{}\#&*!|>'\"%@`\s]|-(?=\S))"
    rf"{_REST}(?:(?::++(?=\S)|\#++|\x20++(?=[^\s:\#])){_REST})*+"
)
_REST_IN_BRACKETS = r"[^\s:\#?,\[\]{}]*+"
_PLAIN_IN_BRACKETS = (
    r"(?:[\w./$~+(]|-(?=[\w-]))"
    rf"{_REST_IN_BRACKETS}(?:(?::(?=[\w/.*])|\x20++(?=[^\s:\#?,\[\]{{}}])){_REST_IN_BRACKETS})*+"
)
_BLANKS = r"(?:\x20*+(?:\#[^\n]*+)?+\n)*+"
_END = r"\x20*+(?:(?<=\x20)\#[^\n]*+)?+\n"

_BLANK_LINES = re.compile(_BLANKS)
_REST_OF_LINE = re.compile(_END + _BLANKS)
_MARKER = re.compile(rf"---{_END}{_BLANKS}")
_LINE = re.compile(
    rf"""(?!---|\.\.\.)\x20*+
    ((?:-(?:\x20++|(?=\n)))*+)
    (?:({_SINGLE}|{_DOUBLE}|{_PLAIN})\x20*+(:)(?:\x20++|(?=\n)))?+
    (?:(?=([\[{{]))
    |  ([|>][-+]?){_END}
    |  ({_SINGLE}|{_DOUBLE}|{_PLAIN})?+{_END}{_BLANKS}
    )""",
    re.VERBOSE,
)
_LINES_OF_BLOCK = re.compile(r"((?:\x20*+\n)*+)(\x20++)(?=[^\t\n])[^\n]*+\n(?:\2[^\n]*+\n|\x20*+\n)*+")
_DASH = re.compile("-")
_ITEM = re.compile(rf"{_SINGLE}|{_DOUBLE}|{_PLAIN_IN_BRACKETS}")
_SPACES = re.compile(r"\x20*+")
_COLON = re.compile(r":\x20++")
_SEPARATOR = re.compile(r"\x20*+([,\]}])\x20*+")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class Mark:
    """A place in a text: how many code points are before it, how many lines, and how many code points on its line."""

    __slots__ = ("index", "line", "column")

    def __init__(self, index: int, line: int, column: int) -> None:
        self.index = index
        self.line = line
        self.column = column


class Node:
    """A node as PyYAML has it: `value` is a scalar's text, a sequence's nodes or a mapping's pairs of nodes.

    `style` is what a scalar begins with, empty for a plain one; `flow_style` tells whether a collection has brackets.
    """

    __slots__ = ("value", "style", "flow_style", "end", "_start", "_text")
    id: str
    tag: str

    def __init__(
        self, text: _Text, start: int, end: int, value: Any, *, style: str = "", flow_style: bool | None = None
    ) -> None:
        self.value = value
        self.style = style
        self.flow_style = flow_style
        self.end = end
        self._start = start
        self._text = text

    @property
    def start_mark(self) -> Mark:
        """Where the node begins, its quote, bracket, dash or indicator included."""
        return self._text.mark(self._start)

    @property
    def end_mark(self) -> Mark:
        """Where the node has ended: a collection without brackets where what follows begins."""
        return self._text.mark(self.end, ends_line=self.flow_style is False)


class _Scalar(Node):
    __slots__ = ()
    id = "scalar"
    tag = "tag:yaml.org,2002:str"


class _Sequence(Node):
    __slots__ = ()
    id = "sequence"
    tag = "tag:yaml.org,2002:seq"


class _Mapping(Node):
    __slots__ = ()
    id = "mapping"
    tag = "tag:yaml.org,2002:map"


class _Text:
    """The text that nodes stand in, its lines counted when the first is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []

    def mark(self, index: int, *, ends_line: bool = False) -> Mark:
        """The place of a code point; the end of the text ends its line, if need be."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        line = bisect_right(self._starts, index)
        column = index - self._starts[line - 1]
        if ends_line and column and index == len(self._text):
            return Mark(index, line, 0)
        return Mark(index, line - 1, column)


class _Declined(Exception):
    """There is something in the text that the reader is not sure of."""


def read(text: str) -> list[Node] | None:
    """The root nodes of a text's documents, as PyYAML's `CBaseLoader` composes them; None where it is declined."""
    ends_in_blanks = not text.endswith("\n") and text.rpartition("\n")[2].lstrip(" ")[:1] in ("", "#")
    if ends_in_blanks or not text.replace("\n", "").replace("\t", "").isprintable():
        return None
    try:
        return _Reader(text).documents()
    except _Declined:
        return None


class _Reader:
    """Reads one text, line by line.

    `_open` are the block collections that the next line may go on with, the outermost first, each with its column.
    `_wanted` is where the value of the last one's `_key` or item is if it is an empty one, None where there is none to
    come; without a collection it is the document's root that is wanted.
    """

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._lines = text if text.endswith("\n") else f"{text}\n"
        self._text = _Text(text)
        self._roots: list[Node] = []
        self._open: list[tuple[int, Node]] = []
        self._key: _Scalar | None = None
        self._wanted: int | None = None

    def documents(self) -> list[Node]:
        """The root nodes. Raises `_Declined`."""
        at = self._skip(_BLANK_LINES, 0)
        if not self._lines.startswith("---", at) and at < len(self._lines):
            self._wanted = at
        while at < len(self._lines):
            line = _LINE.match(self._lines, at)
            at = self._line(line, at) if line else self._marker(at)
        self._end_document(self._size)
        return self._roots

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        """Where what a pattern matches has ended."""
        match = pattern.match(self._lines, at)
        if match is None:
            raise _Declined
        return match.end()

    def _marker(self, at: int) -> int:
        """Begin a document; give where its first line begins."""
        after = self._skip(_MARKER, at)
        self._end_document(at)
        self._wanted = at
        return after

    def _end_document(self, at: int) -> None:
        self._close(-1, at)
        if self._wanted is not None:
            raise _Declined

    def _line(self, line: re.Match[str], begin: int) -> int:
        """Take in a line; give where the next one with anything on it begins."""
        dashes, key, _, bracket, block, value = line.groups()
        at = line.start(1)
        self._reach(at - begin, at, is_item=bool(dashes))
        for dash in _DASH.finditer(dashes):
            start = at + dash.start()
            if self._wanted is not None:
                self._begin(_Sequence, start, start - begin)
            self._wanted = start + 1
        if key:
            at = line.start(2)
            if self._wanted is not None:
                self._begin(_Mapping, at, at - begin)
            self._key = self._scalar(key, at)
            self._wanted = line.end(3)
            if self._wanted - at > _MAX_KEY:
                raise _Declined
        if value:
            self._put(self._scalar(value, line.start(6)))
        elif block:
            return self._block(block, line.start(5), line.end())
        elif bracket:
            node = self._in_brackets(line.end(), _MAX_DEPTH - len(self._open))
            self._put(node)
            return self._skip(_REST_OF_LINE, node.end)
        return line.end()

    def _reach(self, column: int, at: int, *, is_item: bool) -> None:
        """End what does not go on at a column of a line, with the dash of an item or without."""
        self._close(column, at)
        innermost, last = self._open[-1] if self._open else (-1, None)
        if innermost < column or (is_item and type(last) is _Mapping):
            if self._wanted is None:
                raise _Declined
            return
        self._put_nothing()
        if type(last) is _Sequence and not is_item:
            last.end = at
            self._open.pop()
            if not self._open or self._open[-1][0] != column:
                raise _Declined

    def _close(self, column: int, at: int) -> None:
        """End the collections that are further right than a column, where the next thing is."""
        while self._open and self._open[-1][0] > column:
            self._put_nothing()
            self._open.pop()[1].end = at

    def _begin(self, kind: type[Node], at: int, column: int) -> None:
        """Put a collection without brackets where a node is wanted."""
        node = kind(self._text, at, at, [], flow_style=False)
        self._put(node)
        self._open.append((column, node))
        if len(self._open) > _MAX_DEPTH:
            raise _Declined

    def _put(self, node: Node) -> None:
        """Put a node where one is wanted."""
        if self._wanted is None:
            raise _Declined
        self._wanted = None
        if not self._open:
            self._roots.append(node)
            return
        last = self._open[-1][1]
        last.value.append((self._key, node) if type(last) is _Mapping else node)

    def _put_nothing(self) -> None:
        """Put an empty scalar where a node is wanted, if one is."""
        if self._wanted is not None:
            self._put(_Scalar(self._text, self._wanted, self._wanted, ""))

    def _scalar(self, written: str, at: int) -> _Scalar:
        """A scalar as it is written on a line."""
        value, style = written, written[0]
        if style == "'":
            value = written[1:-1].replace("''", "'")
        elif style == '"':
            value = _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], written[1:-1])
        else:
            style = ""
        return _Scalar(self._text, at, at + len(written), value, style=style)

    def _block(self, header: str, start: int, at: int) -> int:
        """Take in the scalar whose lines follow its header; give where the next line with anything on it begins."""
        lines = _LINES_OF_BLOCK.match(self._lines, at)
        parent = self._open[-1][0] if self._open else -1
        if lines is None:
            raise _Declined
        before, indent = lines.groups()
        width = len(indent)
        if width <= parent or any(len(line) > width for line in before.split("\n")):
            raise _Declined
        texts = [line[width:] for line in lines[0].split("\n")]
        text = "\n".join(texts) if header[0] == "|" else _folded(texts)
        end = min(lines.end(), self._size)
        if header.endswith("-") or end < lines.end():
            text = text.rstrip("\n")
        elif not header.endswith("+"):
            text = text.rstrip("\n") + "\n"
        self._put(_Scalar(self._text, start, end, text, style=header[0]))
        return self._skip(_BLANK_LINES, lines.end())

    def _in_brackets(self, start: int, depth: int) -> Node:
        """The collection in brackets that begins at a place, in which others may be so deep."""
        lines = self._lines
        is_mapping = lines[start] == "{"
        kind, closing = (_Mapping, "}") if is_mapping else (_Sequence, "]")
        node = kind(self._text, start, start, [], flow_style=True)
        at = self._skip(_SPACES, start + 1)
        separator = _SEPARATOR.match(lines, at)
        while separator is None or separator[1] != closing:
            if is_mapping:
                key = self._item(at, depth, is_key=True)
                at = self._skip(_COLON, key.end)
            item = self._item(at, depth)
            node.value.append((key, item) if is_mapping else item)
            separator = _SEPARATOR.match(lines, item.end)
            if separator is None or separator[1] not in (",", closing):
                raise _Declined
            at = separator.end()
        node.end = separator.end(1)
        return node

    def _item(self, at: int, depth: int, *, is_key: bool = False) -> Node:
        """A node in brackets."""
        if self._lines[at] in "[{" and not is_key and depth:
            return self._in_brackets(at, depth - 1)
        scalar = _ITEM.match(self._lines, at)
        if scalar is None or (is_key and len(scalar[0]) > _MAX_KEY):
            raise _Declined
        return self._scalar(scalar[0], at)


def _folded(lines: list[str]) -> str:
    """The lines of a folded scalar as one text: line ends are spaces except beside lines that are indented further."""
    pieces: list[str] = []
    breaks = 0
    is_kept = False
    for line in lines:
        if not line:
            breaks += 1
            continue
        was_kept, is_kept = is_kept, line[0] in " \t"
        folded = "\n" * breaks or (" " if pieces else "")
        pieces += ["\n" * (breaks + 1) if pieces and (was_kept or is_kept) else folded, line]
        breaks = 0
    return "".join(pieces) + "\n" * breaks
