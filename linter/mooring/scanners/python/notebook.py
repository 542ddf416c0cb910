"""Jupyter notebooks (nbformat 3 and 4): the code cells of a notebook, read as one Python module.

Specifications: the notebook format of Jupyter (https://nbformat.readthedocs.io), the magics of IPython. A command after
`!` or in a `%%bash` cell is read as what it runs, names of the notebook in it (`{image}`, `$image`) as their values; a
file that `%%writefile` writes is read as the file that it becomes.
"""

from __future__ import annotations

import re

from mooring import Mention, Span
from mooring.scanners import python, within
from mooring.scanners.json_tree import JsonTree
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Embedded, Problem, Source

    Pieces = list[tuple[bytes, Span]]

SCANNER = "notebook"

_NOTEBOOK = re.compile(rb'"nbformat"\s*:\s*[0-9]')
_LANGUAGES = ("metadata.language_info.name", "metadata.kernelspec.language")
_CELLS = ("cells[]", "worksheets[].cells[]")
_CELL_MAGIC = re.compile(rb"\s*%%(\w+)[ \t]*([^\r\n]*)\r?\n?")
_SHELLS = frozenset({b"bash", b"sh", b"zsh", b"ksh", b"script", b"system", b"sx"})
_FILES = frozenset({b"writefile", b"file"})
_STILL_PYTHON = frozenset({b"time", b"timeit", b"capture", b"prun", b"python", b"python3", b"px", b"debug"})
_LINE = re.compile(rb"(?:[^\\\n]|\\[^\n]|\\\n)*+\\?\n?")
_COMMAND = re.compile(rb"([ \t]*)(?:[\w.,() \t]+=[ \t]*)?(?:!!?|%(?:sx|system|sh)[ \t])")
_MAGIC = re.compile(rb"([ \t]*)(?:[\w.,() \t]+=[ \t]*)?(?:%[A-Za-z]|\?|[\w.]+\?+[ \t]*\n?\Z)")
_BLANK = re.compile(rb"(?:[ \t]*\r?\n)*")
_INDENT = re.compile(rb"[ \t]*")
_EXPANDED = re.compile(rb"(?P<dollar>\$)(?P<name>[A-Za-z_]\w*)|\{[A-Za-z_][\w.]*(?:\[[\w'\"]+\])?\}|(?P<brace>[{}])")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a notebook's code."""
    cells = [cell for cell in _code_cells(source) if cell.data.strip()]
    for cell in cells:
        yield from _written(cell)
    code = source.embed([piece for cell in cells for piece in (*cell.pieces, _after(cell))])
    module = code.embed(list(_module(code, [len(cell.data) + 1 for cell in cells])))
    for one in python.scan(module):
        if isinstance(one, Mention):
            yield one.lift().lift().replace(scanner=SCANNER)


def recognises(data: bytes) -> bool:
    """Whether the bytes are a notebook."""
    return _NOTEBOOK.search(data) is not None


def _code_cells(source: Source) -> Iterator[Embedded]:
    """The texts of the code cells; none of a notebook in another language than Python."""
    tree = JsonTree(source)
    for notebook in tree.documents[:1]:
        languages = [string(node) for where in _LANGUAGES for _, node in find(notebook, where)]
        if any(language and not language.lower().startswith(("python", "ipython")) for language in languages):
            return
        for place in _CELLS:
            for _, cell in find(notebook, place):
                if string(get(cell, "cell_type")) == "code":
                    yield source.embed(list(_pieces(tree, get(cell, "source") or get(cell, "input"))))


def _pieces(tree: JsonTree, node: Any) -> Iterator[tuple[bytes, Span]]:
    for line in [node] if is_scalar(node) else [one for _, one in find(node, "[]")]:
        if is_scalar(line):
            yield from tree.embed(line).pieces


def _after(cell: Embedded) -> tuple[bytes, Span]:
    """The line end behind a cell."""
    end = cell.pieces[-1][1].end
    return b"\n", Span(end, end)


def _written(cell: Embedded) -> Iterator[Mention | Problem]:
    """The images in a file that a cell writes."""
    magic = _CELL_MAGIC.match(cell.data)
    if magic is None or magic[1] not in _FILES:
        return
    name = magic[2].decode(errors="replace").split("-a ")[-1].strip().strip("\"'")
    body = cell.data[magic.end() :]
    read = within.reader(name, body)
    if read is not None:
        for one in read(cell.embed([(body, Span(magic.end(), len(cell.data)))])):
            if isinstance(one, Mention):
                yield one.lift().lift().replace(scanner=SCANNER, where=f"{name}: {one.where}")


def _module(code: Embedded, lengths: list[int]) -> Iterator[tuple[bytes, Span]]:
    """The code of all cells as Python: commands as calls that run them, other magics left out."""
    start = 0
    for length in lengths:
        end = start + length
        magic = _CELL_MAGIC.match(code.data, start, end)
        if magic is None or magic[1] in _STILL_PYTHON:
            yield from _lines(code, magic.end() if magic else _beginning(code, start, end), end)
        elif magic[1] in _SHELLS:
            yield from _call(code, magic.end(), end, b"get_ipython().run_cell_magic('bash', '', r")
        start = end


def _beginning(code: Embedded, start: int, end: int) -> int:
    """Where a cell's first line begins that is not blank."""
    blank = _BLANK.match(code.data, start, end)
    return blank.end() if blank else start


def _lines(code: Embedded, start: int, end: int) -> Iterator[tuple[bytes, Span]]:
    """The lines of a cell without what the first of them is indented by, which IPython takes from all."""
    indent = _INDENT.match(code.data, start, end)
    margin = indent[0] if indent else b""
    while start < end:
        if code.data.startswith(margin, start, end):
            start += len(margin)
        line = _LINE.match(code.data, start, end)
        assert line is not None
        command = _COMMAND.match(code.data, start, line.end())
        magic = _MAGIC.match(code.data, start, line.end())
        if command:
            yield from _call(code, command.end(), line.end(), command[1] + b"get_ipython().system(rf", is_line=True)
        elif magic:
            yield magic[1] + b"pass\n", Span(start, line.end())
        else:
            yield line[0], Span(start, line.end())
        start = line.end()


def _call(
    code: Embedded, start: int, end: int, before: bytes, *, is_line: bool = False
) -> Iterator[tuple[bytes, Span]]:
    """A call that runs the text between two offsets; nothing for a text that no raw literal can hold."""
    quotes = next((quotes for quotes in (b"'''", b'"""') if quotes not in code.data[start:end]), None)
    at = Span(start, start)
    if quotes is None:
        yield before[: len(before) - len(before.lstrip())] + b"pass\n", at
        return
    yield before + quotes + b"\n", at
    yield from _expanded(code, start, end) if is_line else [(code.data[start:end], Span(start, end))]
    yield b"\n" + quotes + b")\n", Span(end, end)


def _expanded(code: Embedded, start: int, end: int) -> Iterator[tuple[bytes, Span]]:
    """A command as the text of an f-string that has the fields which IPython fills in."""
    for one in _EXPANDED.finditer(code.data, start, end):
        yield code.data[start : one.start()], Span(start, one.start())
        if one["dollar"]:
            yield b"{" + one["name"] + b"}", Span(*one.span())
        elif one["brace"]:
            yield one[0] * 2, Span(*one.span())
        else:
            yield one[0], Span(*one.span())
        start = one.end()
    yield code.data[start:end], Span(start, end)
