"""A Python file as a syntax tree, each node's bytes known.

The parser is that of the Python which runs Mooring (`ast`); nothing of the file is run. What it cannot read is left
out: what older and newer Pythons write otherwise, else the line, else the statement at the left margin that it is part
of. So the rest of a file of another Python's syntax, or of a template, is read all the same.
"""

from __future__ import annotations

import ast
import re
import warnings
from sys import version_info

from mooring import Problem, Source, Span
from mooring.scanners.python.literals import Hole, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mooring.scanners.python.literals import Fragment

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n?|\n")
_TEMPLATE = re.compile(r"\{%[^\n]*?%\}|\{#[^\n]*?#\}|\{\{[^{}\n]*\}\}")
_STATEMENT = re.compile(r"[^\s#)\]}'\"]")
_CLAUSE = re.compile(r"(?:else|elif|except|finally|case)\b")
_OTHER_PYTHONS = (
    re.compile(r"^[ \t]*(?P<line>print\b(?![ \t]*[(=.,:)]).*[^\s\\(\[{])", re.MULTILINE),
    re.compile(r"^[ \t]*(?P<line>type[ \t]+\w+[^=\n]*=.*[^\s\\,(\[{])", re.MULTILINE),
    re.compile(r"^[ \t]*except\b[ \t]*\(?[\w., \t]+?\)?(?P<part>,[ \t]*\w+)[ \t]*:", re.MULTILINE | re.ASCII),
    re.compile(
        r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*(?P<part>\[(?:[^]\[\n]|\[[^]\[\n]*\])*\])",
        re.MULTILINE | re.ASCII,
    ),
)
"""What only Python 2 or only a Python after 3.11 writes so: lines, and parts that mean nothing here."""
_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<line>[^\s\])}#][^\r\n]{2,}[^\s\\,(\[{:])[ \t]*(?=[\r\n]|\Z)")
_MAX_READ_AGAIN = 4_000_000
_F_STRING = re.compile(r"[fF][rR]?(\"\"\"|'''|\"|')")
_MAX_SIZE = 5_000_000
_MAX_WORK = 1_000_000_000
"""A bound for the lengths of f-strings times their fields, which is what they cost Python before 3.12."""


class Module:
    """A file's syntax tree.

    `problem` says what could not be read of it, None where all of it was; `masked` that tags of a template were passed
    over.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = ast.Module([], [])
        self.problem: Problem | None = None
        self.masked = False
        self._encoding = "utf-8"
        self._text = self._decoded()
        self._bom = len(_BOM) if source.data.startswith(_BOM) else 0
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        self._before: list[int] | None = None
        if len(self._text) <= _MAX_SIZE and _work(self._text) <= _MAX_WORK:
            self._parse()

    def _decoded(self) -> str:
        """The text; one that is not UTF-8 is read as an encoding in which every byte is a character."""
        data = self.source.data.removeprefix(_BOM)
        try:
            return data.decode()
        except UnicodeDecodeError:
            self._encoding = "latin-1"
            return data.decode(self._encoding)

    def _parse(self) -> None:
        text = self._text
        error = self._try(text)
        if error is None:
            return
        if _TEMPLATE.search(text):
            self.masked = self._try(_TEMPLATE.sub(_masked, text)) is None
            if self.masked:
                return
        else:
            self.problem = self._said(error)
        passed: set[int] = set()
        for _ in range(_MAX_READ_AGAIN // (len(text) + 100_000)):
            line = getattr(error, "lineno", None)
            if error is None or not line:
                return
            text = self._mended(text, line, passed) or self._without(text, line)
            error = self._try(text)

    def _try(self, text: str) -> Exception | None:
        """Take the tree of a text; give what is wrong with one that has none."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tree = ast.parse(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            return error
        return None

    def _said(self, error: Exception) -> Problem:
        line = getattr(error, "lineno", None)
        what = f"Python {version_info[0]}.{version_info[1]} cannot read it: {getattr(error, 'msg', error)}"
        return Problem(
            self.source.path, line, f"{what}; correct it, or run Mooring with the Python that the file is for"
        )

    def _mended(self, text: str, line: int, passed: set[int]) -> str | None:
        """The text with nothing in place of what a line (from 1) has that this Python does not read.

        None for a line that is tried again, or is no statement of its own.
        """
        if line in passed:
            return None
        passed.add(line)
        start = self._starts[min(line, len(self._starts)) - 1]
        for pattern in _OTHER_PYTHONS:
            if pattern.match(text, start):
                return pattern.sub(_passed, text)
        found = _LINE.match(text, start)
        return text[:start] + _passed(found) + text[found.end() :] if found else None

    def _without(self, text: str, line: int) -> str:
        """The text with blanks for the statement at the left margin that a line (from 1) is in."""
        count = len(self._starts)
        first = min(line, count) - 1
        while first and not self._begins(text, first):
            first -= 1
        last = first + 1
        while last < count and not (self._begins(text, last) and last >= line):
            last += 1
        start, end = self._starts[first], self._starts[last] if last < count else len(text)
        return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]

    def _begins(self, text: str, line: int) -> bool:
        """Whether a statement begins at the left margin of a line (from 0)."""
        start = self._starts[line]
        return _STATEMENT.match(text, start) is not None and not _CLAUSE.match(text, start)

    def _offset(self, line: int, column: int) -> int:
        """The byte offset of a place as the parser gives it: a line from 1, a column in bytes of UTF-8."""
        start = self._starts[line - 1]
        if self._encoding == "utf-8":
            return self._bytes_before(line - 1) + column
        return self._bom + start + len(self._text[start : start + column].encode()[:column].decode(errors="ignore"))

    def _bytes_before(self, line: int) -> int:
        if self._text.isascii():
            return self._bom + self._starts[line]
        if self._before is None:
            self._before = []
            at, total = 0, self._bom
            for start in self._starts:
                total += len(self._text[at:start].encode())
                at = start
                self._before.append(total)
        return self._before[line]

    def span(self, node: Any) -> Span:
        """The bytes of a node that has a place."""
        return Span(self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset))

    def literal(self, node: ast.expr) -> list[Fragment | Hole] | None:
        """What a string literal says, with its places; None where that is not what the parser has read."""
        span = self.span(node)
        found = read(self.source.data, span.start, span.end, self._encoding)
        return found if found is not None and _texts(found) == _said_texts(node) else None


def _work(text: str) -> int:
    """The sum of the lengths of the f-strings in a text, each times its number of fields."""
    work = 0
    for opening in _F_STRING.finditer(text):
        end = text.find(opening[1], opening.end())
        inside = text[opening.end() : end if end >= 0 else len(text)]
        work += len(inside) * inside.count("{")
    return work


def _masked(template: re.Match[str]) -> str:
    """A template's tag as something of its length that Python reads: a comment, or a name."""
    tag = template[0]
    return "_" * len(tag) if tag.startswith("{{") else "#" + " " * (len(tag) - 1)


def _passed(found: re.Match[str]) -> str:
    """What is found with as many blanks for what is left out, `pass` for a line."""
    name = "line" if "line" in found.re.groupindex else "part"
    start, end = (at - found.start() for at in found.span(name))
    instead = "pass" if name == "line" else ""
    return found[0][:start] + instead.ljust(end - start) + found[0][end:]


def _texts(found: list[Fragment | Hole]) -> list[str]:
    """The texts between the replacement fields."""
    texts: list[list[str]] = [[]]
    for one in found:
        if isinstance(one, Hole):
            texts.append([])
        else:
            texts[-1].append(one[0])
    return ["".join(text) for text in texts]


def _said_texts(node: ast.expr) -> list[str]:
    """The texts between the replacement fields, as the parser has read them."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    texts: list[list[str]] = [[]]
    for value in getattr(node, "values", ()):
        if isinstance(value, ast.Constant):
            texts[-1].append(str(value.value))
        else:
            texts.append([])
    return ["".join(text) for text in texts]
