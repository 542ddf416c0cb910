"""XML with places, as build tools write it: elements as mappings of their children, texts as scalars.

Read by expat, which says at which byte everything stands. An element that stands there several times is a list; its
attributes are keys that begin with `@`. Nothing outside the file is read, and a file with entities of its own is not
read at all.
"""

from __future__ import annotations

from mooring import Problem, Source, Span
from mooring.scanners.nodes import LITERAL, MAPPING, SCALAR, SEQUENCE, Node, NodeTree, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.scanners.nodes import Piece

_MAX_DEPTH = 200


class _Refused(Exception):
    """What is not read; the message says why."""


class XmlTree(NodeTree):
    """A file of XML: one document, a mapping of the root element's name to the element."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        from xml.parsers import expat

        self._parser = expat.ParserCreate(encoding="UTF-8")
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._open: list[_Element] = [_Element("", 0)]
        self._pending: tuple[bytes, int] | None = None
        try:
            source.text  # noqa: B018 - decoding is what is tried
            self._parser.Parse(source.data, True)
        except UnicodeDecodeError as error:
            self._fail(error.start, "the file is not UTF-8; save it as UTF-8")
        except expat.ExpatError as error:
            self._fail(self._parser.ErrorByteIndex, f"invalid XML: {expat.ErrorString(error.code)}")
        except _Refused as error:
            self._fail(self._parser.CurrentByteIndex, str(error))
        end = len(source.data)
        self._flush(end)
        while len(self._open) > 1:
            self._close(end)
        if self._open[0].children:
            self.documents.append(self._node(self._open[0], end))

    def _fail(self, offset: int, what: str) -> None:
        line, _ = self.source.position(max(0, min(offset, len(self.source.data))))
        self.problem = Problem(self.source.path, line, what)

    def _entity(self, *_: object) -> None:
        raise _Refused("the file declares entities of its own, which are not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        self._flush(at)
        if len(self._open) >= _MAX_DEPTH:
            raise _Refused("elements are nested too deeply; nothing after them was read")
        element = _Element(name.rpartition(":")[2], at)
        for key, value in attributes.items():
            span = Span(at, at)
            element.add(f"@{key}", Node(SCALAR, value, self.source, span, pieces=[(value.encode(), span)]))
        self._open.append(element)

    def _end(self, _name: str) -> None:
        at = self._parser.CurrentByteIndex
        self._flush(at)
        self._close(at)

    def _text(self, text: str) -> None:
        at = self._parser.CurrentByteIndex
        self._flush(at)
        self._pending = text.encode(), at

    def _flush(self, end: int) -> None:
        """Keep the last piece of text, which ends where the next thing begins."""
        if self._pending is not None:
            data, start = self._pending
            stop = start + len(data) if self.source.data.startswith(data, start) else end
            self._open[-1].pieces.append((data, Span(start, stop)))
            self._pending = None

    def _close(self, end: int) -> None:
        element = self._open.pop()
        self._open[-1].add(element.name, self._node(element, end))

    def _node(self, element: _Element, end: int) -> Node:
        span = Span(element.start, end)
        if any(not name.startswith("@") for name in element.children):
            pairs = [
                (Node(SCALAR, name, self.source, span, style=LITERAL), self._one(nodes))
                for name, nodes in element.children.items()
            ]
            return Node(MAPPING, pairs, self.source, span)
        return Node(SCALAR, text_of(element.pieces), self.source, span, pieces=element.pieces)

    def _one(self, nodes: list[Node]) -> Node:
        return nodes[0] if len(nodes) == 1 else Node(SEQUENCE, nodes, self.source, nodes[0].span)


class _Element:
    """An element that is being read."""

    __slots__ = ("name", "start", "children", "pieces")

    def __init__(self, name: str, start: int) -> None:
        self.name = name
        self.start = start
        self.children: dict[str, list[Node]] = {}
        self.pieces: list[Piece] = []

    def add(self, name: str, node: Node) -> None:
        self.children.setdefault(name, []).append(node)
