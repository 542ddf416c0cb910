"""`.env` files, and the values that compose-go reads out of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.scanners.compose.dotenv import parse

FILES = [
    ("A=1\n", {"A": "1"}),
    ("A=1\nB=2\n", {"A": "1", "B": "2"}),
    ("A=1", {"A": "1"}),
    ("A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
    ("\ufeffA=1\n", {"A": "1"}),
    ("A: 1\n", {"A": "1"}),
    ("A =  1  \n", {"A": "1"}),
    ("  A=1\n", {"A": "1"}),
    ("export A=1\n", {"A": "1"}),
    ("export\tA=1\n", {"A": "1"}),
    ("exported=1\n", {"exported": "1"}),
    ("# A=1\nB=2 # two\n", {"B": "2"}),
    ("A=1#x\n", {"A": "1#x"}),
    ("A=#x\n", {"A": "#x"}),
    ("A= # x\n", {"A": "# x"}),
    ("A=\nB=2\n", {"A": "", "B": "2"}),
    ("A=", {"A": ""}),
    ("A\nB=2\n", {"B": "2"}),
    ("export A\nB=2\n", {"B": "2"}),
    ("A=nginx:1.25@sha256:0\n", {"A": "nginx:1.25@sha256:0"}),
    ("A=x=y\n", {"A": "x=y"}),
    ("A.b-c[0]=1\n", {"A.b-c[0]": "1"}),
    ("Ä=1\n", {"Ä": "1"}),
    ("A='x y'\n", {"A": "x y"}),
    ("A='$B'\n", {"A": "$B"}),
    ("A='x\\'y'\n", {"A": "x'y"}),
    ("A='x\\ny'\n", {"A": "x\\ny"}),
    ("A='x\ny'\nB=2\n", {"A": "x\ny", "B": "2"}),
    ("A='x # y' # z\nB=2\n", {"A": "x # y", "B": "2"}),
    ('A="x y"\n', {"A": "x y"}),
    ('A="x\\ty"\n', {"A": "x\ty"}),
    ('A="x\\"y"\n', {"A": 'x"y'}),
    ('A="x\\\\y"\n', {"A": "x\\y"}),
    ('A="x\\qy"\n', {"A": "x\\qy"}),
    ('A="\\0101"\n', {"A": "A"}),
    ('A="\\012"\n', {"A": "\\12"}),
    ('A="\\0777"\n', {"A": "\\777"}),
    ('A="x\ny"\nB=2\n', {"A": "x\ny", "B": "2"}),
    ("B=1\nA=$B\n", {"B": "1", "A": "1"}),
    ("B=1\nA=${B}x\n", {"B": "1", "A": "1x"}),
    ('B=1\nA="${B:-2}"\n', {"B": "1", "A": "1"}),
    ("A=${B:-2}\n", {"A": "2"}),
    ('A="\\$B"\n', {"A": "$B"}),
    ("A=$$B\n", {"A": "$B"}),
    ("A=$B\n", {"A": None}),
    ("A=$B\nC=x$A\n", {"A": None, "C": None}),
    ("A=1\nA=2\n", {"A": "2"}),
    ("A=1\nA=${A}2\n", {"A": "12"}),
]
REFUSED = [
    ("A=1\nB C=2\nD=3\n", {"A": "1"}),
    ("A=1\nB*=2\nD=3\n", {"A": "1"}),
    ("A=1\nB='2\nD=3\n", {"A": "1"}),
    ('A=1\nB="2\n', {"A": "1"}),
    ("A=1\n=2\nB", {"A": "1", "": "2"}),
]


@pytest.mark.parametrize(("text", "expected"), FILES)
def test_values(text, expected):
    assert parse(text.encode()) == expected


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_reading_ends_where_compose_refuses_the_file(text, expected):
    assert parse(text.encode()) == expected


def test_bytes_that_are_not_utf8_are_replaced():
    assert parse(b"A=\xff\nB=2\n") == {"A": "\ufffd", "B": "2"}


@pytest.mark.parametrize(
    "text",
    [
        "A=x\n" + "A=$A$A\n" * 200,
        "A=$A$A$A\n" * 20_000,
        'A="' + "\\" * 100_000,
        "A='" + "\\'" * 50_000,
        "export " * 20_000,
        "# \n" * 100_000,
        " " * 100_000 + "#",
        "A" * 200_000,
        "A\n" * 100_000,
    ],
)
def test_hostile_files_are_read_in_time(text):
    parse(text.encode())


TOKENS = [
    "A",
    "B",
    "=",
    ":",
    "\n",
    "'",
    '"',
    "\\",
    " ",
    "#",
    " #",
    "x",
    "$",
    "${A}",
    "$A",
    "export ",
    "\\n",
    "\t",
    "é",
    "\r\n",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=16).map("".join))
def test_no_file_makes_it_crash(text):
    parse(text.encode())
