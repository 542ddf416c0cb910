"""Spans, positions and splices: the arithmetic on offsets."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Edit, Source, Span, printable
from mooring.text import BOM, Overlap, splice


@pytest.mark.parametrize(
    ("data", "offset", "position", "utf16"),
    [
        (b"ab\ncd", 0, (1, 1), (0, 0)),
        (b"ab\ncd", 3, (2, 1), (1, 0)),
        (b"ab\ncd", 5, (2, 3), (1, 2)),
        (b"ab\r\ncd", 4, (2, 1), (1, 0)),
        ("é b".encode(), 3, (1, 3), (0, 2)),
        ("😀 b".encode(), 5, (1, 3), (0, 3)),
        (BOM + b"ab", 4, (1, 2), (0, 1)),
        (b"", 0, (1, 1), (0, 0)),
        (b"\xff\xfe x", 3, (1, 4), (0, 3)),
    ],
)
def test_position_of_an_offset(data, offset, position, utf16):
    source = Source("f", data)
    assert source.position(offset) == position
    assert source.position_utf16(offset) == utf16


@pytest.mark.parametrize("data", [b"one\ntwo", b"one\r\ntwo\r\n", BOM + b"one\ntwo\n", b"one\ntwo\nthree"])
def test_lines(data):
    source = Source("f", data)
    assert source.line(1) == "one"
    assert source.line(2) == "two"
    assert source.data[source.line_span(2).start : source.line_span(2).end] == b"two"


@pytest.mark.parametrize("text", ["plain", "é€😀 mixed", ""])
@pytest.mark.parametrize("bom", [b"", BOM])
def test_offset_of_a_code_point(text, bom):
    source = Source("f", bom + text.encode())
    assert source.text == text
    for index in range(len(text) + 1):
        assert source.offset(index) == len(bom) + len(text[:index].encode())


def test_splice_makes_edits_in_any_order_and_one_twice_once():
    edits = [Edit(Span(4, 5), "D"), Edit(Span(0, 1), "AA"), Edit(Span(4, 5), "D"), Edit(Span(6, 6), "!")]
    assert splice(b"a b d ", edits) == b"AA b D !"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")],
        [Edit(Span(0, 3), "x"), Edit(Span(0, 3), "y")],
        [Edit(Span(1, 1), "x"), Edit(Span(1, 2), "y")],
    ],
)
def test_splice_refuses_edits_that_touch(edits):
    with pytest.raises(Overlap):
        splice(b"abcdef", edits)


@given(st.binary(max_size=60), st.data())
def test_splice_leaves_every_other_byte(data, drawn):
    start = drawn.draw(st.integers(0, len(data)))
    end = drawn.draw(st.integers(start, len(data)))
    new = drawn.draw(st.text(max_size=5))
    result = splice(data, [Edit(Span(start, end), new)])
    assert result[:start] == data[:start]
    assert result[start : start + len(new.encode())] == new.encode()
    assert result[start + len(new.encode()) :] == data[end:]


def test_an_embedded_span_is_lifted_to_where_it_stands():
    outer = Source("f", b"run: |\n    docker pull \\\n      nginx:1\n")
    inner = outer.embed([(b"docker pull \\", Span(11, 24)), (b"\n  ", Span(24, 31)), (b"nginx:1\n", Span(31, 39))])
    assert inner.data == b"docker pull \\\n  nginx:1\n"
    at = inner.data.index(b"nginx")
    assert inner.lift(Span(at, at + 7)) == (Span(31, 38), True)
    assert inner.lift(Span(7, at + 7)) == (Span(18, 38), False)
    assert inner.lift(Span(len(inner.data), len(inner.data))) == (Span(39, 39), True)


def test_an_escaped_stretch_does_not_stand_byte_for_byte():
    outer = Source("f", b'image: "ngin\\x78:1"')
    inner = outer.embed([(b"ngin", Span(8, 12)), (b"x", Span(12, 16)), (b":1", Span(16, 18))])
    assert inner.lift(Span(0, 7)) == (Span(8, 18), False)
    assert inner.lift(Span(5, 7)) == (Span(16, 18), True)


def test_an_embedded_source_asks_the_outer_one_for_neighbours():
    outer = Source("f", b"x", {".env": b"A=1"}.get)
    assert outer.embed([(b"x", Span(0, 1))]).beside(".env") == b"A=1"
    assert Source("f", b"").beside(".env") is None


def test_sources_survive_pickling():
    outer = Source("f", b"ab")
    inner = outer.embed([(b"a", Span(0, 1))])
    assert pickle.loads(pickle.dumps(outer)) == outer
    copy = pickle.loads(pickle.dumps(inner))
    assert (copy.outer, copy.pieces, copy.data) == (outer, inner.pieces, b"a")


def test_control_characters_are_not_printed():
    assert printable("é\t日 a:1") == "é\t日 a:1"
    assert printable("a\x1b[31m\n\r\x9b\u202e\udcff") == "a\ufffd[31m" + "\ufffd" * 5
