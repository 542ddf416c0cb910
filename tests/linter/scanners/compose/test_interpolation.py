"""Templates, and what compose-go makes of them with A=aa, B empty and C=c-c, and with K set to what is not known."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.scanners.compose.interpolation import MAX_GROWTH, UNKNOWN, interpolate

VALUES = {"A": "aa", "B": "", "C": "c-c", "K": None}

KNOWN = [
    ("", ""),
    ("plain", "plain"),
    ("$A", "aa"),
    ("${A}", "aa"),
    ("x$A-y", "xaa-y"),
    ("$A$A", "aaaa"),
    ("${A}${C}", "aac-c"),
    ("$B", ""),
    ("${A:-d}", "aa"),
    ("${B:-d}", "d"),
    ("${U:-d}", "d"),
    ("${A-d}", "aa"),
    ("${B-d}", ""),
    ("${U-d}", "d"),
    ("${U:-}", ""),
    ("${U-}", ""),
    ("${A:+r}", "r"),
    ("${B:+r}", ""),
    ("${U:+r}", ""),
    ("${A+r}", "r"),
    ("${B+r}", "r"),
    ("${U+r}", ""),
    ("${A:?e}", "aa"),
    ("${B?e}", ""),
    ("${U:-${A}}", "aa"),
    ("${U:-$A}", "aa"),
    ("${U:-${V:-${W:-d}}}", "d"),
    ("${U:-x${B:-y}z}", "xyz"),
    ("${A:+${U:-d}}", "d"),
    ("${U:-a:b}", "a:b"),
    ("${U:-a-b}", "a-b"),
    ("${U-a:-b}", "a:-b"),
    ("${U:-a?b}", "a?b"),
    ("${U:-d}-${A}", "d-aa"),
    ("${U:-d}}", "d}"),
    ("${U:-{d}}", "{d}"),
    ("${U:-{d}", "{d"),
    ("${U:-d} {x}", "d {x}"),
    ("${U:-$$}", "$"),
    ("$$", "$"),
    ("$$A", "$A"),
    ("$${A}", "${A}"),
    ("$$$A", "$aa"),
    ("$", "$"),
    ("a$", "a$"),
    ("$1", "$1"),
    ("$ A", "$ A"),
    ("$-A", "$-A"),
    ("$A.b", "aa.b"),
    ("$A/b", "aa/b"),
    ("{A}", "{A}"),
    ("${A}\n${C}", "aa\nc-c"),
    ("${U:-d}\n}", "d\n}"),
]
UNKNOWABLE = [
    "$_a",
    "$U",
    "${U}",
    "x${U}y",
    "${U:-$V}",
    "${U:?}",
    "${U:?e}",
    "${B:?e}",
    "${U?e}",
    "$K",
    "${K}",
    "${K:-d}",
    "${K-d}",
    "${K:+r}",
    "${K?e}",
    "${}",
    "${",
    "${A",
    "${A:-d",
    "${1}",
    "${A/x/y}",
    "${A b}",
    "${A:d}",
    "${A:-d\n}",
    "${-d}",
    "${ A}",
    "${U:-" * 60 + "d" + "}" * 60,
]

LITERAL = [
    ("nginx:1", "nginx:1"),
    ("${U:-nginx:1}", "nginx:1"),
    ("${U:-${V-nginx:1}}", "nginx:1"),
    ("${A:+nginx:1}", "nginx:1"),
    ("${B:-nginx:1}", "nginx:1"),
    ("nginx:1$", "nginx:1$"),
    ("$A", None),
    ("$$", None),
    ("nginx${U:-}", None),
    ("${U:-}nginx", None),
    ("${U:-nginx${V:-}}", None),
    ("nginx:${U:-1}", None),
    ("${U:-nginx}:1", None),
    ("${A:+nginx}${B}", None),
]


@pytest.mark.parametrize(("template", "expected"), KNOWN)
def test_known(template, expected):
    assert interpolate(template, VALUES).static == expected


@pytest.mark.parametrize("template", UNKNOWABLE)
def test_not_known(template):
    interpolated = interpolate(template, VALUES)
    assert interpolated.static is None
    assert UNKNOWN in interpolated.text


@pytest.mark.parametrize(("template", "expected"), LITERAL)
def test_where_the_whole_text_stands_literally(template, expected):
    interpolated = interpolate(template, VALUES)
    place = interpolated.literal(0, len(interpolated.text))
    assert (place and template[slice(*place)]) == expected


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        ("docker-image://nginx:1", "nginx:1", "nginx:1"),
        ("docker-image://${U:-nginx:1}", "nginx:1", "${U:-nginx:1}"),
        ("docker-image://nginx:${U:-1}", "nginx:1", "nginx:${U:-1}"),
        ("${U:-docker-image://nginx:1}", "nginx:1", "${U:-docker-image://nginx:1}"),
        ("a=${U:-nginx},b", "nginx", "${U:-nginx}"),
        ("a,${U:-}nginx,b", "nginx", "${U:-}nginx"),
    ],
)
def test_where_a_part_of_the_text_is_used(template, text, expected):
    interpolated = interpolate(template, VALUES)
    start = interpolated.text.index(text)
    assert template[slice(*interpolated.used(start, start + len(text)))] == expected


def test_a_text_that_its_variables_blow_up_is_not_known():
    assert interpolate("$A" * 100, {"A": "x" * 200}).static is None
    assert interpolate("$A", {"A": "x" * MAX_GROWTH}).static is not None


@pytest.mark.parametrize(
    "template",
    [
        "${A:-" * 20_000,
        "${A:-" * 20_000 + "}",
        "${U:-" * 20_000 + "}" * 20_000,
        "${U:-x}" * 20_000,
        "$" * 100_001,
        "{" * 50_000 + "${U:-" + "{}" * 50_000 + "}",
    ],
)
def test_long_templates_are_read_in_time(template):
    interpolate(template, VALUES)


TOKENS = [
    "$",
    "$$",
    "${",
    "}",
    "{",
    "A",
    "B",
    "U",
    "K",
    ":-",
    "-",
    ":+",
    "+",
    ":?",
    "?",
    "x",
    "é",
    ":",
    " ",
    "\n",
    "${U:-",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join))
def test_every_piece_lies_where_it_says(template):
    interpolated = interpolate(template, VALUES)
    at = 0
    for piece in interpolated.pieces:
        assert at <= piece.start <= piece.end <= len(template)
        assert piece.outer_start <= piece.start
        assert piece.end <= piece.outer_end
        if piece.literal:
            assert template[piece.start : piece.end] == piece.text
        at = piece.end
    assert "".join(piece.shown for piece in interpolated.pieces) == interpolated.text
    if "$" not in template:
        assert interpolated.static == template
