"""TOML, as Python's own reader reads it, and where everything stands."""

import tomllib
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Source, Span
from mooring.scanners.tables import find
from mooring.scanners.toml_tree import TomlTree


def read(text):
    return TomlTree(Source("f.toml", text if isinstance(text, bytes) else text.encode()))


def plain(node):
    """A tree as Python's own values."""
    if node.id == "mapping":
        return {key.value: plain(value) for key, value in node.value}
    if node.id == "sequence":
        return [plain(one) for one in node.value]
    return tomllib.loads(f"x = {node.value}")["x"] if node.style == "literal" else node.value


DOCUMENT = '''\
# é
title = "TOML \\u00e9\\t\\"x\\"" # c
"quoted key" . b.'c d' = 'C:\\path'
date = [1979-05-27T07:32:00Z, 1979-05-27 07:32:00.5-07:00, 1979-05-27, 07:32:00,]
numbers = [+99, 0xDEAD_beef, 0o17, 0b1, -1.5e+3, 5e2, inf, -0.0, 1_000]
text = """
one \\
   two
three ""quoted"" \\U0001F600"""
raw = \'\'\'
it's \\n \'\'\'
empty = ["", '', """""", \'\'\'\'\'\', [], {}]
edge = """""two quotes"""""

[table]
x.y = 1
x.z = true
[table.sub]
inline = { a = 1, b.c = [ {d = "e"}, ] }
[[list]]
a = 1
[list.sub]
b = 2
[[list]]
[[list.more]]
c = "3"
[ spaced . "out" ]
'''


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_it_reads_what_python_reads(ends):
    text = DOCUMENT.replace("\n", ends)
    tree = read("\ufeff" + text)
    found = plain(tree.documents[0])
    expected = tomllib.loads(text)
    assert tree.problem is None
    assert {key: _same_ends(value) for key, value in found.items()} == expected


def _same_ends(value):
    """Python's reader makes one kind of line end of both."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


bare = st.from_regex(r"[A-Za-z0-9_-]{1,4}", fullmatch=True)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8)


def basic(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


strings = (
    words.map(basic)
    | words.map(lambda text: '""' + basic(text + "x\\n\n").replace("\\\\n", "\\n") + '""')
    | words.filter(lambda text: "'" not in text).map(lambda text: f"'{text}'")
    | words.filter(lambda text: "'" not in text).map(lambda text: f"'''\n{text}\n'''")
    | words.map(lambda text: basic(text).encode("ascii", "backslashreplace").decode()).filter(
        lambda text: "\\x" not in text
    )
)
zones = st.none() | st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
dates = st.dates(date(1000, 1, 1)) | st.times() | st.datetimes(datetime(1000, 1, 1), timezones=zones)  # noqa: DTZ001
literals = (
    st.booleans().map(lambda value: "true" if value else "false")
    | st.integers(-(2**63), 2**63 - 1).map(str)
    | st.floats(allow_nan=False).map(repr)
    | dates.map(lambda value: value.isoformat() if isinstance(value, date | time) else value)
)
values = st.recursive(
    strings | literals,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", # c\n".join([*items, "]"]))
        | st.dictionaries(bare, inner, max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=6,
)
keys = st.lists(bare | words.map(basic), min_size=1, max_size=3).map(" . ".join)
headers = st.tuples(st.sampled_from([("[", "]"), ("[[", "]]")]), keys).map(lambda pair: pair[1].join(pair[0]))
pairs = st.tuples(keys, values).map(lambda pair: f"{pair[0]} = {pair[1]} # c")


@given(st.lists(headers | pairs | st.just("") | st.just("# c"), max_size=8).map("\n".join))
def test_it_reads_all_that_python_does(text):
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        read(text)
        return
    tree = read(text)
    assert (tree.problem, plain(tree.documents[0])) == (None, expected)


@pytest.mark.parametrize(
    ("text", "value", "line", "what"),
    [
        ("a = 1\nb = \nc = 3", {"a": 1}, 2, "a value is missing here"),
        ("a = 1\n= 2", {"a": 1}, 2, "a key is missing here"),
        ("a 1", {}, 1, "`=` is missing after the key"),
        ("a = 1 b = 2", {"a": 1}, 1, "a new line is missing here"),
        ("a = 'x", {}, 1, "the string is not closed"),
        ("[a\nb = 1", {}, 1, "`]` is missing here"),
        ("[[a]\nb = 1", {}, 1, "`]]` is missing here"),
        ("a = [1 2]", {}, 1, "`,` or `]` is missing here"),
        ("a = {b = 1 c = 2}", {}, 1, "`,` or `}` is missing here"),
        ("a = 1\na = 2", {"a": 1}, 2, "the key `a` is given twice"),
        ("a = 1\n[a]", {"a": 1}, 2, "the key `a` is given twice"),
        ("a = " + "[" * 500, {}, 1, "values are nested too deeply"),
        ("a." * 500 + "a = 1", {}, 1, "the key has too many parts"),
    ],
)
def test_what_is_broken_is_read_so_far(text, value, line, what):
    tree = read(text)
    assert plain(tree.documents[0]) == value
    assert (tree.problem.line, tree.problem.message) == (line, f"invalid TOML: {what}; nothing after it was read")


def test_what_is_not_utf_8():
    tree = read(b"a = 1\nb = '\xff'")
    assert (tree.problem.line, tree.problem.message) == (2, "the file is not UTF-8; save it as UTF-8")


@pytest.mark.parametrize(
    ("text", "value", "exact"),
    [
        ('"é nginx:1"', "é nginx:1", True),
        ("'nginx:1'", "nginx:1", True),
        ('"""\nnginx:1"""', "nginx:1", True),
        ("'''nginx:1'''", "nginx:1", True),
        (r'"nginx\u003a1"', "nginx:1", False),
        ('""', "", True),
    ],
)
def test_where_a_text_stands(text, value, exact):
    tree = read(f"é = 1\n'é' = {text}\n".replace("é =", "e ="))
    ((_, node),) = find(tree.documents[0], "é")
    embedded = tree.embed(node)
    assert embedded.data.decode() == value
    span, is_exact = embedded.lift(Span(0, len(embedded.data)))
    assert is_exact == exact
    assert tree.source.read(span) == text.replace("\n", "").strip("\"'")
    assert tree.source.text[node.start_mark.index : node.end_mark.index] == text


@given(st.binary() | st.text(alphabet="[]{}=.,'\"\\# \nab1-:").map(str.encode))
def test_no_input_crashes_it(data):
    tree = read(data)
    for _, node in find(tree.documents[0], "**"):
        assert 0 <= node.span.start <= node.span.end <= len(data)
