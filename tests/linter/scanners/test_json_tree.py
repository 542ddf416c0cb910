"""JSON as people write it, and where everything stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Source
from mooring.scanners import trees
from mooring.scanners.json_tree import JsonTree
from mooring.scanners.tables import find

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def read(text):
    return JsonTree(Source("f.json", text if isinstance(text, bytes) else text.encode()))


def plain(node):
    """A tree as Python's own values, literals as they are written."""
    if node.id == "mapping":
        return {key.value: plain(value) for key, value in node.value}
    if node.id == "sequence":
        return [plain(one) for one in node.value]
    return None if node.id == "nothing" else node.value


def literal(value):
    """What `plain` makes of a value."""
    if isinstance(value, dict):
        return {literal(key): literal(one) for key, one in value.items()}
    if isinstance(value, list):
        return [literal(one) for one in value]
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    return None if value is None else json.dumps(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "b"}', {"a": "b"}),
        ("\ufeff[1, -2.5e3, true, null]", ["1", "-2.5e3", "true", None]),
        ('// c\n{/* "a": */ "b": "//", // d\n "c": [1, /**/ 2,],}\n', {"b": "//", "c": ["1", "2"]}),
        ("{a: 'it\\'s', $b: 0x1F, 'c': \"\\x41\\\n\"}", {"a": "it's", "$b": "0x1F", "c": "A"}),
        (r'"\u00e9 \ud83d\ude00 \" \\ \/ \n"', 'é 😀 " \\ / \n'),
        (r'["\ud83d"]', ["\ufffd"]),
        ('{"null": null, "a": 1, "a": 2}', {"null": None, "a": "2"}),
        ('{"a": "https://x/*y*/"}', {"a": "https://x/*y*/"}),
    ],
)
def test_what_is_read(text, value):
    tree = read(text)
    assert ([plain(one) for one in tree.documents], tree.problem) == ([value], None)


@pytest.mark.parametrize(
    ("text", "values", "line", "what"),
    [
        ('{"a": "b",\n "c": {"d": "e', [{"a": "b", "c": {}}], 2, 'unexpected `"`'),
        ('{"a": ["b",\n', [{"a": ["b"]}], 1, "the file ends before what is open is closed"),
        ('{"a": "b"\n "c": "d"}', [{"a": "b", "c": "d"}], 2, "a comma is missing before this"),
        ('{"a" "b"}', [{}], 1, 'unexpected `"`'),
        ('{"a": }', [{}], 1, "unexpected `}`"),
        ("[}", [[]], 1, "unexpected `}`"),
        ("{[]: 1}", [{}], 1, "unexpected `[`"),
        ("{}\n,", [{}], 2, "unexpected `,`"),
        ("/*", [], 1, "unexpected `/`"),
    ],
)
def test_what_is_broken_is_read_so_far(text, values, line, what):
    tree = read(text)
    assert [plain(one) for one in tree.documents] == values
    assert (tree.problem.line, tree.problem.message) == (line, f"invalid JSON: {what}")


def test_what_is_nested_too_deeply():
    tree = read("[" * 100_000)
    assert tree.problem.message == "the JSON is nested too deeply; nothing after it was read"


def test_what_is_not_utf_8():
    tree = read(b'{\n"a": "\xff"}')
    assert (tree.documents, tree.problem.line, tree.problem.message) == (
        [],
        2,
        "the file is not UTF-8; save it as UTF-8",
    )


def test_nothing_is_no_problem():
    tree = read("")
    assert (tree.documents, tree.problem) == ([], None)


def test_several_documents():
    assert [plain(one) for one in read('{"a": 1}\n{"b": 2}').documents] == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize(
    ("text", "value", "exact"),
    [('"é nginx:1"', "é nginx:1", True), (r'"nginx\/x:1"', "nginx/x:1", False), ('""', "", True), ("'a'", "a", True)],
)
def test_where_a_text_stands(text, value, exact):
    tree = read(f'\ufeff{{"é": {text}}}')
    ((_, node),) = find(tree.documents[0], "é")
    embedded = tree.embed(node)
    assert embedded.data.decode() == value
    span, is_exact = embedded.lift(type(node.span)(0, len(embedded.data)))
    assert is_exact == exact
    assert tree.source.read(span) == text[1:-1]
    assert tree.source.text[node.start_mark.index : node.end_mark.index] == text


@given(values, st.sampled_from([None, 2]), st.booleans())
def test_it_reads_what_python_writes(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode(errors="replace").decode()
    tree = read(text)
    assert (plain(tree.documents[0]), tree.problem) == (literal(json.loads(text)), None)


@given(st.binary() | st.text(alphabet='{}[]:,"\\/* \nab1').map(str.encode))
def test_no_input_crashes_it(data):
    tree = read(data)
    for document in tree.documents:
        for _, node in find(document, "**"):
            assert 0 <= node.span.start <= node.span.end <= len(data)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.json", "JsonTree"),
        ("a.JSONC", "JsonTree"),
        ("a.json5", "JsonTree"),
        ("a.toml", "TomlTree"),
        ("a.yml", "Tree"),
        ("json", "Tree"),
    ],
)
def test_the_language_is_told_by_the_name(path, kind):
    assert type(trees.of(Source(path, b""))).__name__ == kind
