"""Literals are read as Python reads them, each character with its place."""

import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Source
from mooring.scanners.python.literals import Hole, read
from mooring.scanners.python.syntax import Module

LITERALS = [
    "'a'",
    '"a"',
    "'''a\nb'''",
    '"""a"b"""',
    "r'a\\'b'",
    "r'\\\\'",
    "'a\\\nb'",
    "'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\0\\101\\x41\\u0041\\U00000041\\q'",
    "'a' 'b'",
    "('a'  # c\n 'b')",
    "'a' \\\n 'b'",
    "u'é' \"𝄞\"",
    "f''",
    "f'{{}}'",
    "f'a{x}b'",
    "f'{x}{y}' 'z' r'\\n'",
    "f'{x!r:>{w}}'",
    "f'{d[\"k\"]}'",
    "f'{x:%Y}'",
    'f"{f(a, b=[1, {2: 3}])}"',
    "f'{(lambda x: x)(1)}'",
    "f'{x if x != y else z}'",
    'f"""{\nx\n}"""',
    "rf'\\{x}'",
    "f'{\"}\"}'",
    "f\"{'{'}\"",
]


@pytest.mark.parametrize("text", LITERALS)
def test_a_literal(text):
    module = Module(Source("x.py", f"ü = ({text})\n".encode()))
    node = module.tree.body[0].value
    assert module.literal(node) is not None


def test_the_places_of_a_literal():
    data = "'aé' f'{x}\\n'".encode()
    a, hole, end = read(data, 0, len(data))
    assert (a[0], data[a[1].start : a[1].end].decode()) == ("aé", "aé")
    assert isinstance(hole, Hole)
    assert data[hole.span.start : hole.span.end] == b"{x}"
    assert (end[0], data[end[1].start : end[1].end]) == ("\n", b"\\n")


@pytest.mark.parametrize("text", ["x", "'a", "'''a'", "f'{x", "f'}'", "f'{\"'", "1"])
def test_what_is_no_literal(text):
    assert read(text.encode(), 0, len(text)) is None


@given(st.text(alphabet="'\"\\{}ab\n\rré#:!=xNuU0()[]", max_size=30))
def test_no_text_crashes_and_what_python_reads_is_read_alike(text):
    data = text.encode()
    found = read(data, 0, len(data))
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return
    if isinstance(value, str) and not text[:1].isspace() and "\\N" not in text and "#" not in text:
        assert found is not None
        assert "".join(one[0] for one in found) == value


def test_the_literals_of_the_standard_library():
    folder = Path(sysconfig.get_paths()["stdlib"])
    count = 0
    for path in sorted(folder.glob("*.py"))[::8]:
        module = Module(Source("x.py", path.read_bytes()))
        inside = {
            id(inner)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.JoinedStr)
            for inner in ast.walk(node)
            if inner is not node
        }
        for node in ast.walk(module.tree):
            if id(node) in inside or not isinstance(node, ast.Constant | ast.JoinedStr):
                continue
            span = module.span(node)
            written = module.source.data[span.start : span.end]
            if isinstance(getattr(node, "value", ""), str) and b"\\N" not in written:
                assert module.literal(node) is not None, written
                count += 1
    assert count > 1000
