"""JSON with places, as people write it: comments, trailing commas, and JSON5's bare keys and single quotes.

Specifications: RFC 8259, Microsoft's JSON with Comments, https://spec.json5.org. The nodes are those of `nodes`. Of a
name that an object has twice, the last counts.
"""

from __future__ import annotations

import re

from mooring import Problem, Source, Span
from mooring.scanners.nodes import LITERAL, MAPPING, MAX_DEPTH, NOTHING, SCALAR, SEQUENCE, Node, NodeTree, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.nodes import Piece

_TOKEN = re.compile(
    rb"(?:\s|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*+(?:"
    rb'(?P<string>"[^"\\\n]*(?:\\(?:\r\n|[\s\S])[^"\\\n]*)*"|' + rb"'[^'\\\n]*(?:\\(?:\r\n|[\s\S])[^'\\\n]*)*')"
    rb"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)"
    rb"|(?P<word>(?:[^\s{}\[\],:\"'/]|/(?![/*]))+)|(?P<end>\Z))"
)
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\(?:\r\n|[\s\S])"
)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_PADDING = re.compile(rb"\s*")
_BOM = b"\xef\xbb\xbf"


class JsonTree(NodeTree):
    """A file of JSON; more than one document where several stand one behind the other."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._open: list[_Container] = []
        try:
            source.text  # noqa: B018 - decoding is what is tried
        except UnicodeDecodeError as error:
            self._fail(error.start, "the file is not UTF-8; save it as UTF-8", said=True)
            return
        self._read()

    def _read(self) -> None:
        data = self.source.data
        at = len(_BOM) if data.startswith(_BOM) else 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None or not self._take(token):
                start = token.start(token.lastgroup or 0) if token else _PADDING.match(data, at).end()  # type: ignore[union-attr]
                self._fail(start, f"unexpected `{data[start : start + 1].decode(errors='replace')}`")
                break
            at = token.end()
        if self._open:
            self._fail(len(data.rstrip()), "the file ends before what is open is closed")
        while self._open:
            self._close(at)

    def _take(self, token: re.Match[bytes]) -> bool:
        """Read one token; whether it can stand where it does."""
        kind, inside = token.lastgroup or "end", self._open[-1] if self._open else None
        if kind == "open":
            return self._begin(token.start(kind), token[kind])
        if kind == "close":
            if inside is None or inside.closed_by != token[kind] or inside.key is not None:
                return False
            self._close(token.end())
        elif kind == "comma":
            if inside is None or inside.key is not None:
                return False
            inside.full = False
        elif kind == "colon":
            if inside is None or inside.key is None or inside.named:
                return False
            inside.named = True
        elif kind != "end":
            span = Span(*token.span(kind))
            return self._value(self._string(token[kind], span) if kind == "string" else self._word(token[kind], span))
        return True

    def _begin(self, start: int, bracket: bytes) -> bool:
        if len(self._open) >= MAX_DEPTH:
            self._fail(start, "the JSON is nested too deeply; nothing after it was read", said=True)
            return False
        if self._open and self._open[-1].wants_key:
            return False
        self._open.append(_Container(start, is_mapping=bracket == b"{"))
        return True

    def _close(self, end: int) -> None:
        container = self._open.pop()
        span = Span(container.start, end)
        if container.is_mapping:
            node = Node(MAPPING, list(container.pairs.values()), self.source, span)
        else:
            node = Node(SEQUENCE, container.nodes, self.source, span)
        self._value(node)

    def _value(self, node: Node) -> bool:
        if not self._open:
            self.documents.append(node)
            return True
        inside = self._open[-1]
        if inside.full:
            self._fail(node.span.start, "a comma is missing before this")
            inside.full = False
        if inside.wants_key:
            if node.id == SCALAR:
                inside.key = node
            return node.id == SCALAR
        if inside.is_mapping and not inside.named:
            return False
        inside.add(node)
        return True

    def _string(self, raw: bytes, span: Span) -> Node:
        style = raw[:1].decode()
        if b"\\" not in raw:
            return Node(SCALAR, raw[1:-1].decode(errors="replace"), self.source, span, style=style)
        pieces = list(_pieces(self.source.data, span.start + 1, span.end - 1))
        return Node(SCALAR, text_of(pieces), self.source, span, style=style, pieces=pieces)

    def _word(self, word: bytes, span: Span) -> Node:
        """A bare word: a null, another literal, or a key."""
        wants_key = bool(self._open) and self._open[-1].wants_key
        id = NOTHING if word == b"null" and not wants_key else SCALAR
        return Node(id, word.decode(errors="replace"), self.source, span, style=LITERAL)

    def _fail(self, offset: int, what: str, *, said: bool = False) -> None:
        """Remember the first thing that is wrong."""
        if self.problem is None:
            line, _ = self.source.position(offset)
            self.problem = Problem(self.source.path, line, what if said else f"invalid JSON: {what}")


class _Container:
    """An object or array that is being read; `full` when a comma has to come before the next of its values."""

    __slots__ = ("start", "is_mapping", "pairs", "nodes", "key", "named", "full")

    def __init__(self, start: int, *, is_mapping: bool) -> None:
        self.start = start
        self.is_mapping = is_mapping
        self.pairs: dict[str, tuple[Node, Node]] = {}
        self.nodes: list[Node] = []
        self.key: Node | None = None
        self.named = False
        self.full = False

    @property
    def closed_by(self) -> bytes:
        return b"}" if self.is_mapping else b"]"

    @property
    def wants_key(self) -> bool:
        return self.is_mapping and self.key is None

    def add(self, node: Node) -> None:
        if self.key is None:
            self.nodes.append(node)
        else:
            self.pairs[self.key.value] = (self.key, node)
        self.key, self.named, self.full = None, False, True


def _pieces(data: bytes, start: int, end: int) -> Iterator[Piece]:
    at = start
    for escape in _ESCAPE.finditer(data, start, end):
        if at < escape.start():
            yield data[at : escape.start()], Span(at, escape.start())
        at = escape.end()
        yield _unescape(escape[0].decode(errors="replace")), Span(escape.start(), at)
    if at < end:
        yield data[at:end], Span(at, end)


def _unescape(escape: str) -> bytes:
    kind, digits = escape[1], escape[2:]
    if kind in "ux" and digits:
        codes = [int(code, base=16) for code in digits.split("\\u")]
        text = "".join(map(chr, codes)).encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
        return text.encode()
    return b"" if kind in "\r\n" else _ESCAPED.get(kind, kind).encode()
