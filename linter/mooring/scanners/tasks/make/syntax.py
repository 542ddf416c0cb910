"""A makefile cut into what it defines and what it runs, by the chapters on syntax of the GNU make manual.

Conditionals, `define`, target-specific variables, line continuation, `.RECIPEPREFIX` and `.ONESHELL` are followed;
other makefiles that one includes are not read. Input that is no makefile is read on as well as it can be.
"""

from __future__ import annotations

import re
from itertools import count

from mooring import Span
from mooring.scanners.shell.nesting import Nesting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Embedded, Source
    from mooring.scanners.shell.syntax import Block

    Blocks = tuple[Block, ...]

_BOM = "\xef\xbb\xbf"
_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\\r?\n\Z")
_JOIN = re.compile(r"(?<![ \t])[ \t]*\\\r?\n[ \t]*")
_COMMENT = re.compile(r"(?<!\\)#")
_DEFINITION = re.compile(
    r"[ \t]*(?P<before>(?:(?:export|override|private|unexport)[ \t]+)*)(?P<name>[^\s:#=!?+]+)[ \t]*"
    r"(?P<operator>:{0,3}=|\?=|\+=|!=)[ \t]*"
)
_DEFINE = re.compile(
    r"[ \t]*(?:(?:export|override)[ \t]+)*define[ \t]+(?P<name>[^\s=:+?]+)[ \t]*(?P<operator>:{0,3}=|\?=|\+=|!=)?"
)
_ENDEF = re.compile(r"[ \t]*endef\b")
_CONDITIONAL = re.compile(r"[ \t]*(ifeq|ifneq|ifdef|ifndef|else|endif)(?![\w:=?+-])")
_EXPORT = re.compile(r"[ \t]*export(?P<names>(?:[ \t]+[\w.-]+)*)[ \t]*\r?\Z")
_COLON = re.compile(r"\$[({]|[)}:=#\n]")
_PREFIX = re.compile(r"[-@+ \t]*")


class Definition:
    """A value given to a variable; `target` is the rule that it is for, "" for all.

    `body` is the text as it is written, `at` where in the file it stands, `blocks` the conditionals around it.
    """

    __slots__ = ("name", "operator", "body", "at", "blocks", "target")

    def __init__(self, name: str, operator: str, body: Embedded, at: int, *, blocks: Blocks, target: str) -> None:
        self.name = name
        self.operator = operator
        self.body = body
        self.at = at
        self.blocks = blocks
        self.target = target


class Recipe:
    """The lines of a rule that one shell runs."""

    __slots__ = ("target", "body", "blocks")

    def __init__(self, target: str, body: Embedded, blocks: Blocks) -> None:
        self.target = target
        self.body = body
        self.blocks = blocks


class Makefile:
    """What a makefile defines, and its recipes, in order."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.data.decode("latin-1")
        self.definitions: list[Definition] = []
        self.recipes: list[Recipe] = []
        self.exported: set[str] = set()
        self.exports_all = False
        self._nesting = Nesting((), count(1))
        self._target: str | None = None
        self._prefix = "\t"
        self._one_shell = ".ONESHELL" in self.text
        self._at = len(_BOM) if self.text.startswith(_BOM) else 0
        while self._at < len(self.text):
            self._read()

    def _read(self) -> None:
        """Read one line with those that it goes on in."""
        start = self._at
        is_recipe = self._target is not None and self.text.startswith(self._prefix, start)
        self._skip_line()
        line = self.text[start : self._at]
        if is_recipe:
            self._recipe(start + len(self._prefix), self._at)
        elif conditional := _CONDITIONAL.match(line):
            self._conditional(conditional[1])
        elif define := _DEFINE.match(line):
            self._define(define)
        elif not line.strip() or line.lstrip().startswith("#"):
            return
        elif definition := _DEFINITION.match(self.text, start, self._at):
            self._target = None
            self._definition(definition, "")
        elif export := _EXPORT.match(line.rstrip()):
            self._export(export["names"].split())
        else:
            self._target = None
            self._rule(start)

    def _skip_line(self) -> None:
        """Go on behind a line and those that it goes on in."""
        while self._at < len(self.text):
            match = _LINE.match(self.text, self._at)
            assert match is not None
            self._at = match.end()
            if not match[0].endswith("\n") or not _CONTINUED.search(match[0]):
                return

    # -- conditionals

    def _conditional(self, word: str) -> None:
        if word == "endif":
            self._nesting.close("then")
        elif word == "else":
            self._nesting.branch("then", kind="then")
        else:
            self._nesting.open("then")

    # -- variables

    def _define(self, match: re.Match[str]) -> None:
        """Read a `define` up to its `endef`."""
        start = end = self._at
        depth = 1
        while depth and self._at < len(self.text):
            end = self._at
            self._skip_line()
            line = self.text[end : self._at]
            depth += 1 if _DEFINE.match(line) else -1 if _ENDEF.match(line) else 0
        if depth:
            end = self._at
        body = self._embedded([(start, max(start, end - (end > start)))])
        self._add(match["name"], match["operator"] or "=", body, "")
        self._target = None

    def _definition(self, match: re.Match[str], target: str) -> None:
        if "export" in match["before"].split():
            self.exported.add(match["name"])
        body = self._embedded(self._value(match.end(), self._at))
        self._add(match["name"], match["operator"], body, target)
        if match["name"] == ".RECIPEPREFIX":
            self._prefix = body.data.decode("latin-1")[:1] or "\t"

    def _add(self, name: str, operator: str, body: Embedded, target: str) -> None:
        if "$" not in name:
            blocks = tuple(self._nesting.blocks)
            self.definitions.append(Definition(name, operator, body, self._at, blocks=blocks, target=target))

    def _value(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where the text of a value stands, in the lines that it goes on in, without a comment behind it."""
        comment = _COMMENT.search(self.text, start, end)
        end = start + len(self.text[start : comment.start() if comment else end].rstrip("\r\n"))
        pieces = []
        for join in _JOIN.finditer(self.text, start, end):
            pieces.append((start, join.start()))
            start = join.end()
        return [*pieces, (start, end)]

    def _export(self, names: list[str]) -> None:
        self.exported.update(names)
        self.exports_all = self.exports_all or not names

    def _embedded(self, places: list[tuple[int, int]]) -> Embedded:
        """The text of places, with a blank between any two."""
        data = self.source.data
        pieces: list[tuple[bytes, Span]] = []
        for start, end in places:
            if pieces:
                pieces.append((b" ", Span(pieces[-1][1].end, start)))
            pieces.append((data[start:end], Span(start, end)))
        return self.source.embed(pieces)

    # -- rules

    def _rule(self, start: int) -> None:
        """Read `targets: prerequisites ; recipe`, or `targets: name = value`."""
        colon = self._colon(start)
        if colon is None:
            return
        self._target = self.text[start:colon].strip().partition(" ")[0]
        start = colon + (2 if self.text.startswith("::", colon) else 1)
        definition = _DEFINITION.match(self.text, start, self._at)
        if definition:
            self._definition(definition, self._target)
            return
        semicolon = self.text.find(";", start, self._at)
        if semicolon >= 0:
            self._recipe(semicolon + 1, self._at)

    def _colon(self, start: int) -> int | None:
        """Where the colon behind a rule's targets stands, None for a line that is no rule."""
        depth = 0
        for match in _COLON.finditer(self.text, start, self._at):
            if match[0][0] == "$":
                depth += 1
            elif match[0] in ")}":
                depth = max(depth - 1, 0)
            elif depth == 0:
                return match.start() if match[0] == ":" else None
        return None

    def _recipe(self, start: int, end: int) -> None:
        """Add a line of a recipe: to the one before where one shell runs all lines."""
        assert self._target is not None
        prefix = _PREFIX.match(self.text, start, end)
        start = prefix.end() if prefix else start
        blocks = tuple(self._nesting.blocks)
        last = self.recipes[-1] if self.recipes else None
        piece = (self.source.data[start:end], Span(start, end))
        if self._one_shell and last and last.target == self._target and last.blocks == blocks:
            last.body = self.source.embed([*last.body.pieces, piece])
        elif start < end:
            self.recipes.append(Recipe(self._target, self.source.embed([piece]), blocks))
