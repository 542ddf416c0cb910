"""HCL's expressions and templates as nodes.

A text with an interpolation in it has a hole there, a mark with the number of an expression, and so is any expression
that is not a literal a text that is all hole; `holes` says what is in each. What stands in a hole is looked up when the
whole file is read. Of functions those are understood that pass on what they are given, that choose among what they are
given (which makes several alternatives), and that put texts together.
"""

from __future__ import annotations

import re

from mooring import Source, Span
from mooring.scanners.build_options import HOLE
from mooring.scanners.hcl.functions import EXPRESSION, called
from mooring.scanners.nodes import ALTERNATIVES, LITERAL, MAPPING, NOTHING, SCALAR, SEQUENCE, Node, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.scanners.nodes import Piece

    Path = tuple[str, ...]

HOLE_END = "\ue001"
HOLE_SYNTAX = re.compile(rf"{HOLE}(?P<name>[0-9]+){HOLE_END}")
MAX_DEPTH = 60

_COMMENT = rb"/\*(?:[^*]|\*(?!/))*\*/"
_BLANK = re.compile(rb"(?:\s|#[^\n]*|//[^\n]*|" + _COMMENT + rb")*+")
_SPACE = re.compile(rb"(?:[ \t\r]|" + _COMMENT + rb")*+")
IDENTIFIER = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*")

_NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_OPERATOR = re.compile(rb"==|!=|<=|>=|&&|\|\||/(?![/*])|[-+*%<>]")
_HEREDOC = re.compile(rb"<<(?P<dash>-?)(?P<word>[A-Za-z_\x80-\xff][\w\x80-\xff-]*)[ \t]*\r?\n")
_PLAIN = {True: re.compile(rb'[^"\\$%\n]+'), False: re.compile(rb"[^$%]+")}
_ESCAPE = re.compile(rb"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\n])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_FUNCTION = re.compile(rb"(?P<name>(?:provider::)?[A-Za-z_][\w:-]*)[ \t]*\(")
_LAST_CODE_POINT = 0x10FFFF


class Invalid(Exception):
    """What cannot be read: where, and why; `is_last` where nothing can be read after it either."""

    def __init__(self, offset: int, what: str, *, is_last: bool = False) -> None:
        super().__init__(what)
        self.offset = offset
        self.is_last = is_last


class Expressions:
    """Reads the expressions of a source.

    Every function takes where something begins and gives the node and where it has ended, or raises `Invalid`. `holes`
    says for each hole, by its number: the literal in it, the names of a traversal, or None for what is not known.
    """

    def __init__(self, source: Source, holes: list[Node | Path | None] | None = None) -> None:
        self.source = source
        self.data = source.data
        self.holes: list[Node | Path | None] = [] if holes is None else holes

    def skip(self, at: int, *, lines: bool) -> int:
        """Where the next thing begins: behind spaces and comments, `lines` says whether also on another line."""
        match = (_BLANK if lines else _SPACE).match(self.data, at)
        end = match.end() if match else at
        if self.data.startswith(b"/*", end):
            raise Invalid(end, "the comment is not closed", is_last=True)
        return end

    def expression(self, start: int, depth: int = MAX_DEPTH, *, lines: bool = False) -> tuple[Node, int]:
        """Read an expression; `lines` says whether it stands in brackets, where line ends mean nothing."""
        if depth <= 0:
            raise Invalid(start, "expressions are nested too deeply")
        node, end = self._term(start, depth, lines=lines)
        at = self.skip(end, lines=lines)
        known = True
        while operator := _OPERATOR.match(self.data, at):
            _, end = self._term(self.skip(operator.end(), lines=True), depth, lines=lines)
            at = self.skip(end, lines=lines)
            known = False
        if not known:
            node = self.unknown(start, end)
        if self.data.startswith(b"??", at):
            other, end = self.expression(self.skip(at + 2, lines=True), depth - 1, lines=lines)
            node = Node(ALTERNATIVES, [node, other], self.source, Span(start, end))
        elif self.data.startswith(b"?", at):
            yes, at = self.expression(self.skip(at + 1, lines=True), depth - 1, lines=lines)
            at = self._expect(b":", self.skip(at, lines=True))
            no, end = self.expression(self.skip(at, lines=True), depth - 1, lines=lines)
            node = Node(ALTERNATIVES, [yes, no], self.source, Span(start, end))
        return node, end

    def unknown(self, start: int, end: int) -> Node:
        """A scalar of which nothing is known."""
        return self._held(None, start, end)

    def _held(self, content: Node | Path | None, start: int, end: int) -> Node:
        hole = self.hole(content)
        span = Span(start, end)
        return Node(SCALAR, hole.decode(), self.source, span, style=EXPRESSION, pieces=[(hole, span)])

    def hole(self, content: Node | Path | None) -> bytes:
        """A new hole, with what is in it."""
        self.holes.append(content)
        return f"{HOLE}{len(self.holes) - 1}{HOLE_END}".encode()

    def _expect(self, what: bytes, at: int) -> int:
        if not self.data.startswith(what, at):
            raise Invalid(at, f"`{what.decode()}` is missing here")
        return at + len(what)

    def _term(self, start: int, depth: int, *, lines: bool) -> tuple[Node, int]:
        node, end = self._operand(start, depth, lines=lines)
        at = end
        while self.data[at : at + 1] in (b".", b"[") and not self.data.startswith(b"...", at):
            at = self._step(at, depth)[1]
        return (node, end) if at == end else (self.unknown(start, at), at)

    def _operand(self, at: int, depth: int, *, lines: bool) -> tuple[Node, int]:
        first = self.data[at : at + 1]
        if first == b'"':
            return self._quoted(at, depth)
        if first == b"<" and (heredoc := _HEREDOC.match(self.data, at)):
            return self._heredoc(heredoc, depth)
        if first == b"[":
            return self._tuple(at, depth)
        if first == b"{":
            return self._object(at, depth)
        if first == b"(":
            node, end = self.expression(self.skip(at + 1, lines=True), depth - 1, lines=True)
            return node, self._expect(b")", self.skip(end, lines=True))
        if first in (b"!", b"-"):
            _, end = self._operand(self.skip(at + 1, lines=lines), depth - 1, lines=lines) if depth else (None, at)
            return self.unknown(at, end), end
        if number := _NUMBER.match(self.data, at):
            return self._literal(SCALAR, number), number.end()
        if function := _FUNCTION.match(self.data, at):
            return self._call(function, depth)
        if name := IDENTIFIER.match(self.data, at):
            return self._named(name, depth)
        raise Invalid(at, "a value is missing here")

    def _literal(self, id_: str, match: re.Match[bytes]) -> Node:
        return Node(id_, match[0].decode(errors="replace"), self.source, Span(*match.span()), style=LITERAL)

    def _named(self, name: re.Match[bytes], depth: int) -> tuple[Node, int]:
        """Read a word of the language, or a traversal, `var.images["web"]`."""
        if name[0] in (b"true", b"false"):
            return self._literal(SCALAR, name), name.end()
        if name[0] == b"null":
            return self._literal(NOTHING, name), name.end()
        path: list[str | None] = [name[0].decode(errors="replace")]
        at = name.end()
        while self.data[at : at + 1] in (b".", b"[") and not self.data.startswith(b"...", at):
            step, at = self._step(at, depth)
            path.append(step)
        known = tuple(step for step in path if step is not None)
        return self._held(known if len(known) == len(path) else None, name.start(), at), at

    def _step(self, at: int, depth: int) -> tuple[str | None, int]:
        """Read one step of a traversal: its name, None for one that is not known."""
        if self.data.startswith(b".", at):
            at = self.skip(at + 1 + self.data.startswith(b"?", at + 1), lines=False)
            step = IDENTIFIER.match(self.data, at) or _NUMBER.match(self.data, at)
            if step:
                return step[0].decode(errors="replace"), step.end()
            return None, self._expect(b"*", at)
        at = self.skip(at + 1, lines=True)
        if self.data.startswith(b"*", at):
            return None, self._expect(b"]", self.skip(at + 1, lines=True))
        key, at = self.expression(at, depth - 1, lines=True)
        literal = key.id == SCALAR and HOLE not in key.value
        return key.value if literal else None, self._expect(b"]", self.skip(at, lines=True))

    # -- calls

    def _call(self, function: re.Match[bytes], depth: int) -> tuple[Node, int]:
        given, end = self._arguments(function.end(), depth)
        name = function["name"].decode().rpartition("::")[2]
        return called(self, name, given, Span(function.start(), end)), end

    def _arguments(self, at: int, depth: int) -> tuple[list[Node], int]:
        """Read what a function is given, from behind its `(` up to its `)`."""
        given: list[Node] = []
        at = self.skip(at, lines=True)
        while not self.data.startswith(b")", at):
            node, at = self.expression(at, depth - 1, lines=True)
            given.append(node)
            at = self.skip(at, lines=True)
            if self.data.startswith(b"...", at):
                at = self.skip(at + 3, lines=True)
            if self.data.startswith(b",", at):
                at = self.skip(at + 1, lines=True)
            elif not self.data.startswith(b")", at):
                raise Invalid(at, "`,` or `)` is missing here")
        return given, at + 1

    # -- collections

    def _tuple(self, start: int, depth: int) -> tuple[Node, int]:
        nodes: list[Node] = []
        at = self.skip(start + 1, lines=True)
        if self._is_for(at):
            return self._for(start, b"]", depth)
        while not self.data.startswith(b"]", at):
            node, at = self.expression(at, depth - 1, lines=True)
            nodes.append(node)
            at = self.skip(at, lines=True)
            if self.data.startswith(b",", at):
                at = self.skip(at + 1, lines=True)
            elif not self.data.startswith(b"]", at):
                raise Invalid(at, "`,` or `]` is missing here")
        return Node(SEQUENCE, nodes, self.source, Span(start, at + 1)), at + 1

    def _object(self, start: int, depth: int) -> tuple[Node, int]:
        pairs: dict[str, tuple[Node, Node]] = {}
        at = self.skip(start + 1, lines=True)
        if self._is_for(at):
            return self._for(start, b"}", depth)
        while not self.data.startswith(b"}", at):
            key, at = self._key(at, depth)
            at = self.skip(at, lines=True)
            if self.data[at : at + 1] not in (b"=", b":"):
                raise Invalid(at, "`=` is missing here")
            value, at = self.expression(self.skip(at + 1, lines=True), depth - 1)
            pairs[key.value] = (key, value)
            at = self.skip(at, lines=True)
            if self.data.startswith(b",", at):
                at = self.skip(at + 1, lines=True)
        return Node(MAPPING, list(pairs.values()), self.source, Span(start, at + 1)), at + 1

    def _key(self, at: int, depth: int) -> tuple[Node, int]:
        """Read an object's key: a word, which stands for itself, or an expression."""
        word = IDENTIFIER.match(self.data, at)
        if word and self.data[self.skip(word.end(), lines=False) :][:1] in (b"=", b":"):
            return self._literal(SCALAR, word), word.end()
        key, end = self.expression(at, depth - 1, lines=True)
        if key.id == SCALAR and HOLE not in key.value:
            return key, end
        return Node(SCALAR, self.data[at:end].decode(errors="replace"), self.source, Span(at, end)), end

    def _is_for(self, at: int) -> bool:
        return re.compile(rb"for\s").match(self.data, at) is not None

    def _for(self, start: int, closing: bytes, depth: int) -> tuple[Node, int]:
        """Read `[for …]`, of which the objects count that it makes."""
        nodes: list[Node] = []
        at = self.skip(start + 1, lines=True)
        while not self.data.startswith(closing, at):
            if at >= len(self.data):
                raise Invalid(at, f"`{closing.decode()}` is missing here")
            try:
                node, at = self.expression(at, depth - 1, lines=True)
                nodes += [node] if node.id == MAPPING else []
            except Invalid as error:
                if error.offset > at:
                    raise
                at += 1
            at = self.skip(at, lines=True)
        return Node(SEQUENCE, nodes, self.source, Span(start, at + 1)), at + 1

    # -- templates

    def _quoted(self, start: int, depth: int) -> tuple[Node, int]:
        pieces, end = self._template(start + 1, len(self.data), depth, quoted=True)
        end = self._expect(b'"', end)
        return self._text(pieces, start, end, '"'), end

    def _heredoc(self, heredoc: re.Match[bytes], depth: int) -> tuple[Node, int]:
        first = heredoc.end()
        last = re.compile(rb"^[ \t]*" + re.escape(heredoc["word"]) + rb"[ \t]*\r?$", re.MULTILINE).search(
            self.data, first
        )
        if last is None:
            word = heredoc["word"].decode(errors="replace")
            raise Invalid(heredoc.start(), f"the heredoc is not ended by `{word}`", is_last=True)
        indent = _indent(self.data[first : last.start()]) if heredoc["dash"] else 0
        pieces: list[Piece] = []
        at = first
        while at < last.start():
            newline = self.data.find(b"\n", at)
            begins = self.data.startswith(b"\n", at - 1)
            found, at = self._template(min(at + indent, newline) if begins else at, newline + 1, depth, quoted=False)
            pieces += found
        return self._text(pieces, heredoc.start(), last.end(), "<<"), last.end()

    def _text(self, pieces: Sequence[Piece], start: int, end: int, style: str) -> Node:
        if not pieces and style == '"':
            pieces = [(b"", Span(start + 1, start + 1))]
        return Node(SCALAR, text_of(pieces), self.source, Span(start, end), style=style, pieces=pieces)

    def template(self) -> Node:
        """Read the whole source as a template, as HCL's JSON syntax has it in texts.

        One that is all interpolation is what the expression in it is.
        """
        if self.data.startswith(b"${"):
            node, at = self.expression(self.skip(2, lines=True), lines=True)
            if node.id != SCALAR and self.skip(at, lines=True) == len(self.data) - 1:
                return node
        pieces, _ = self._template(0, len(self.data), MAX_DEPTH, quoted=False)
        return self._text(pieces, 0, len(self.data), '"')

    def _template(self, start: int, stop: int, depth: int, *, quoted: bool) -> tuple[list[Piece], int]:
        """Read the pieces of a template up to where it stops: the closing quote, the line end, or `stop`."""
        pieces: list[Piece] = []
        at = start
        while at < stop:
            first = self.data[at : at + 1]
            if plain := _PLAIN[quoted].match(self.data, at, stop):
                pieces.append((plain[0], Span(*plain.span())))
                at = plain.end()
            elif quoted and first in (b'"', b"\n"):
                break
            elif quoted and first == b"\\":
                escape = _ESCAPE.match(self.data, at)
                if escape is None:
                    break
                pieces.append((_unescape(escape[0].decode(errors="replace")), Span(*escape.span())))
                at = escape.end()
            elif self.data[at : at + 3] in (b"$${", b"%%{"):
                pieces.append((self.data[at + 1 : at + 3], Span(at, at + 3)))
                at += 3
            elif self.data[at : at + 2] in (b"${", b"%{"):
                piece, at = self._interpolation(at, depth)
                pieces.append(piece)
            else:
                pieces.append((first, Span(at, at + 1)))
                at += 1
        return pieces, at

    def _interpolation(self, start: int, depth: int) -> tuple[Piece, int]:
        """Read `${…}`, or a directive `%{…}`, of which nothing is known."""
        at = self.skip(start + 2 + self.data.startswith(b"~", start + 2), lines=True)
        if self.data.startswith(b"%", start):
            content, at = self._for(at - 1, b"}", depth)
        else:
            content, at = self.expression(at, depth - 1, lines=True)
            at = self.skip(at, lines=True)
            at = self._expect(b"}", at + self.data.startswith(b"~", at))
        span = Span(start, at)
        if content.style == EXPRESSION:
            return (content.value.encode(), span), at
        return (self.hole(content if content.id == SCALAR else None), span), at


def _indent(body: bytes) -> int:
    """How many spaces all lines of a text have in common that are not blank."""
    lines = [line for line in body.split(b"\n") if line.strip()]
    return min((len(line) - len(line.lstrip(b" \t")) for line in lines), default=0)


def _unescape(escape: str) -> bytes:
    kind, digits = escape[1], escape[2:]
    if digits:
        code = int(digits, base=16)
        return chr(code).encode(errors="replace") if code <= _LAST_CODE_POINT else b"?"
    return _ESCAPED.get(kind, kind).encode()
