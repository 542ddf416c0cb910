"""YAML with places: every style of scalar maps to its bytes, and no file makes a walker crash or run on."""

import sys

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Source, Span
from mooring.scanners import yaml_tree
from mooring.scanners.yaml_tree import Tree

EXACT = [
    ("plain", "key: nginx:1.25\n", "nginx:1.25", "nginx:1.25"),
    ("plain at the end", "key: nginx", "nginx", "nginx"),
    ("plain before a comment", "key: nginx # web\n", "nginx", "nginx"),
    ("plain on the next line", "key:\n  nginx\n", "nginx", "nginx"),
    ("plain with inner spaces", "key: a  b\n", "a  b", "a  b"),
    ("single-quoted", "key: 'nginx'\n", "nginx", "nginx"),
    ("double-quoted", 'key: "nginx"\n', "nginx", "nginx"),
    ("flow", "{key: nginx, other: x}\n", "nginx", "nginx"),
    ("json", '{"key":"nginx"}', "nginx", "nginx"),
    ("anchored", "key: &a nginx\n", "nginx", "nginx"),
    ("tagged", "key: !x nginx\n", "nginx", "nginx"),
    ("tagged and anchored", "key: !x &a 'nginx'\n", "nginx", "nginx"),
    ("verbatim tag", "key: !<tag:x> nginx\n", "nginx", "nginx"),
    ("non-specific tag", "key: ! nginx\n", "nginx", "nginx"),
    ("anchored on another line", "key: &a\n  nginx\n", "nginx", "nginx"),
    ("anchored before a comment", "key: &a # why & how\n  nginx\n", "nginx", "nginx"),
    ("complex key", "? key\n: nginx\n", "nginx", "nginx"),
    ("byte order mark", "\ufeffkey: nginx\n", "nginx", "nginx"),
    ("behind what is not ascii", "# é\nother: '日本 😀'\nkey: nginx\n", "nginx", "nginx"),
    ("not ascii itself", "key: é日😀x\n", "é日😀x", "é日😀x"),
    ("carriage returns", "other: 1\r\nkey: nginx\r\n", "nginx", "nginx"),
    ("tab before a comment", "key: nginx\t# x\n", "nginx", "nginx"),
    ("literal", "key: |\n  FROM nginx\n  RUN x\n", "nginx", "nginx"),
    ("literal, second line", "key: |\n  FROM nginx\n  COPY x y\n", "COPY x y", "COPY x y"),
    ("literal without line end", "key: |-\n  nginx\n", "nginx", "nginx"),
    ("literal with line ends kept", "key: |+\n  nginx\n\n\nother: 1\n", "nginx", "nginx"),
    ("literal with an indentation indicator", "key: |2\n    nginx\n", "  nginx", "  nginx"),
    ("literal with an indentation indicator, word", "key: |2-\n    nginx\n", "nginx", "nginx"),
    ("literal that begins further in", "key: |2\n      a\n    nginx x\n", "nginx x", "nginx x"),
    ("literal with a line further in", "key: |\n  a\n    nginx x\n", "  nginx x", "  nginx x"),
    ("literal with a blank line of more spaces", "key: |\n  a\n      \n  nginx\n", "nginx", "nginx"),
    ("literal across lines", "key: |\n  a\n  nginx\n", "a\nnginx", None),
    ("literal with a tab", "key: |\n  \ta\n  nginx\tx\n", "nginx\tx", "nginx\tx"),
    ("literal that is not ascii", "key: |\n  é\u2028\n  日 nginx\n", "nginx", "nginx"),
    ("literal before a comment", "key: |\n  nginx\n# nginx\nother: 1\n", "nginx", "nginx"),
    ("literal with a comment in its header", "key: | # nginx\n  nginx\n", "nginx", "nginx"),
    ("literal with blank lines", "key: |\n\n  a\n\n  nginx\n", "nginx", "nginx"),
    ("literal with carriage returns", "key: |\r\n  a\r\n  nginx\r\n", "nginx", "nginx"),
    ("literal anchored", "key: &a |\n  a\n  nginx\n", "nginx", "nginx"),
    ("literal in a sequence", "key:\n- |\n  nginx\n", "nginx", "nginx"),
    ("folded", "key: >-\n  nginx\n", "nginx", "nginx"),
    ("folded, second line", "key: >\n  a\n  nginx\n", "nginx", "nginx"),
    ("folded, two words of a line", "key: >\n  a\n  b nginx\n", "b nginx", "b nginx"),
    ("folded across lines", "key: >\n  a\n  nginx\n", "a nginx", None),
    ("plain across lines", "key: a\n  nginx\n", "a nginx", None),
    ("plain across lines, a word", "key: a\n  nginx\n", "nginx", "nginx"),
    ("quoted across lines, a word", 'key: "a\n  nginx"\n', "nginx", "nginx"),
    ("quoted across lines, joined", 'key: "ng\\\n  inx"\n', "nginx", None),
    ("escaped line end, a word", 'key: "a \\\n  nginx"\n', "nginx", "nginx"),
    ("escaped slash", 'key: "org\\/nginx"\n', "org/nginx", None),
    ("escaped in hexadecimal", 'key: "\\x6eginx"\n', "nginx", None),
    ("behind an escape", 'key: "\\x41 nginx"\n', "nginx", "nginx"),
    ("behind an escaped space", 'key: "a\\x20nginx"\n', "nginx", "nginx"),
    ("behind an escaped tab", 'key: "\\tnginx"\n', "nginx", "nginx"),
    ("behind a long escape", 'key: "\\U0001F600 \\u00e9 nginx"\n', "nginx", "nginx"),
    ("behind an escaped quote", 'key: "\\" nginx"\n', "nginx", "nginx"),
    ("behind a doubled quote", "key: 'it''s nginx'\n", "nginx", "nginx"),
    ("a doubled quote", "key: 'it''s'\n", "it's", None),
    ("yaml 1.2 only: an anchor used again", "a: &x 1\nb: &x 2\nkey: nginx\n", "nginx", "nginx"),
    ("yaml 1.2 only: literal", "a: &x 1\nb: &x 2\nkey: &x |\n  a\n  nginx\n", "nginx", "nginx"),
    ("yaml 1.2 only: quoted", 'a: &x 1\nb: &x 2\nkey: "a\\x20nginx"\n', "nginx", "nginx"),
    ("unknown directive", "%FOO\n---\nkey: nginx\n", "nginx", "nginx"),
]


def scalar(tree):
    node = yaml_tree.get(tree.documents[0], "key")
    return yaml_tree.entries(node)[0] if yaml_tree.is_sequence(node) else node


@pytest.mark.parametrize(("text", "value", "standing"), [row[1:] for row in EXACT], ids=[row[0] for row in EXACT])
def test_embedded_text_stands_where_it_was_read_from(text, value, standing):
    source = Source("x.yaml", text.encode())
    tree = Tree(source)
    assert tree.problem is None
    embedded = tree.embed(scalar(tree))
    assert embedded.data.decode() == yaml_tree.string(scalar(tree))
    start = embedded.data.index(value.encode())
    span, exact = embedded.lift(embedded.span(*index_span(embedded, value)))
    assert exact == (standing is not None)
    assert start >= 0
    if standing is not None:
        assert source.read(span) == standing


@pytest.mark.parametrize("text", [row[1] for row in EXACT], ids=[row[0] for row in EXACT])
def test_it_makes_no_difference_whether_pyyaml_has_been_imported(monkeypatch, text):
    source = Source("x.yaml", text.encode())
    tree = Tree(source)
    embedded = tree.embed(scalar(tree))
    monkeypatch.delitem(sys.modules, "yaml")
    tree = Tree(source)
    assert tree.embed(scalar(tree)).pieces == embedded.pieces


@pytest.mark.parametrize(("text", "value"), [row[1:3] for row in EXACT], ids=[row[0] for row in EXACT])
def test_a_place_is_where_the_embedded_text_stands(text, value):
    tree = Tree(Source("x.yaml", text.encode()))
    embedded = tree.embed(scalar(tree))
    first, last = index_span(embedded, value)
    assert tree.place(scalar(tree), first, last) == embedded.lift(embedded.span(first, last))


PORTABLE = [row for row in EXACT if "\t" not in row[1]]  # PyYAML's own parser refuses a tab before a comment


@pytest.mark.parametrize(("text", "value", "standing"), [row[1:] for row in PORTABLE], ids=[row[0] for row in PORTABLE])
def test_it_is_the_same_without_the_fast_parser(text, value, standing, monkeypatch):
    monkeypatch.setattr(yaml_tree, "_loader", lambda: yaml.BaseLoader)
    test_embedded_text_stands_where_it_was_read_from(text, value, standing)


@pytest.mark.parametrize("before", ["", "a: &x 1\nb: &x 2\n"], ids=["yaml 1.1", "yaml 1.2"])
@pytest.mark.parametrize("after", ["", "\n", "\nc: 1\n", "  # why\nc: 1\n", "\n\n  # why:\nc: 1\n", "\n---\nc: 1\n"])
def test_a_value_that_is_not_there_stands_behind_its_key(before, after):
    source = Source("x.yaml", f"{before}key:{after}".encode())
    tree = Tree(source)
    span, _ = tree.embed(scalar(tree)).lift(Span(0, 0))
    assert span == Span(len(before) + 4, len(before) + 4)


def index_span(embedded, value):
    start = embedded.text.index(value)
    return start, start + len(value)


def test_a_folded_line_is_not_mapped_byte_for_byte_but_its_end_is():
    source = Source("x.yaml", b"key: >\n  a\n  b\n")
    embedded = Tree(source).embed(yaml_tree.get(Tree(source).documents[0], "key"))
    span, exact = embedded.lift(embedded.span(0, 3))
    assert not exact
    assert source.read(span) == "a\n  b"


@pytest.mark.parametrize("text", ['key: "\\ud83d x"\na: &x 1\nb: &x 2\n', 'a: &x 1\nb: &x 2\nkey: "\\ud83d x"\n'])
def test_half_a_surrogate_pair_is_replaced(text):
    tree = Tree(Source("x.yaml", text.encode()))
    if tree.problem is None:
        assert tree.embed(scalar(tree)).data == b"? x"


def test_a_byte_order_mark_in_a_scalar_is_dropped():
    tree = Tree(Source("x.yaml", b'key: "\\uFEFFnginx"\n'))
    embedded = tree.embed(scalar(tree))
    assert embedded.text == "nginx"
    assert not embedded.lift(embedded.span(0, 5))[1]


PROBLEMS = [
    (b"key: [\n", 2, "invalid YAML"),
    (b"a: 1\nkey: a: b\n", 2, "invalid YAML"),
    (b"key:\n\tx: 1\n", 2, "invalid YAML"),
    (b"key: {{ x }}:1\n", 1, "invalid YAML"),
    (b"key: *nowhere\n", 1, "invalid YAML"),
    (b"key: \x00\n", None, "invalid YAML"),
    (b"a: 1\nkey: \xff\n", 2, "UTF-8"),
    (b"\xef\xbb\xbfa: 1\nkey: \xff\n", 2, "UTF-8"),
    (b"[" * 5000, None, "too deeply"),
    (b"{a: " * 100_000, None, "too deeply"),
    (b"key: " + b"[" * 1000 + b"]" * 1000, None, "too deeply"),
    (b"".join(b" " * depth + b"a:\n" for depth in range(1000)), None, "too deeply"),
]


@pytest.mark.parametrize(("data", "line", "words"), PROBLEMS)
def test_what_cannot_be_read_is_a_problem_with_its_line(data, line, words):
    tree = Tree(Source("x.yaml", data))
    assert tree.problem.line == line
    assert words in tree.problem.message


@pytest.mark.parametrize("broken", ["\tx: y\n", " x: y\n", "x: [\n", "x: 'y\n", "x: {a: 'b}\n", "- x\n", "x: &\n"])
def test_what_stands_before_an_error_can_be_read(broken):
    tree = Tree(Source("x.yaml", f"a: 1\nb:\n  c: 2\n{broken}d: 3\n".encode()))
    tree.read_until_error()
    assert tree.problem is not None
    assert [yaml_tree.string(yaml_tree.get(tree.documents[0], *path)) for path in ("a", "bc")] == ["1", "2"]


@pytest.mark.parametrize("data", [b"\x80", b"[" * 1000, b"\t", b"'", b""])
def test_there_may_be_nothing_before_an_error(data):
    tree = Tree(Source("x.yaml", data))
    tree.read_until_error()
    assert tree.documents == []


def test_a_broken_file_with_many_brackets_is_a_problem():
    tree = Tree(Source("x.yaml", b"key: " + b"[], " * 1000 + b"]\n"))
    assert "invalid YAML" in tree.problem.message


def test_a_long_file_that_is_only_yaml_1_2_is_a_problem():
    data = b"a: &x 1\nb: &x 2\n"
    assert Tree(Source("x.yaml", data)).problem is None
    assert "second occurrence" in Tree(Source("x.yaml", data + b"# long\n" * 100_000)).problem.message


def test_a_stack_that_is_exhausted_all_the_same_is_a_problem(monkeypatch):
    def exhaust(*_):
        raise RecursionError

    monkeypatch.setattr(yaml, "compose_all", exhaust)
    assert "too deeply" in Tree(Source("x.yaml", b"a: 1\n")).problem.message


def test_the_documents_before_a_broken_one_are_there():
    tree = Tree(Source("x.yaml", b"key: 1\n---\nkey: 2\n---\nkey: [\n"))
    assert tree.problem
    assert [yaml_tree.string(yaml_tree.get(root, "key")) for root in tree.documents] == ["1", "2"]


def test_several_and_empty_documents():
    tree = Tree(Source("x.yaml", b"---\n---\nkey: 2\n---\n"))
    assert [yaml_tree.string(yaml_tree.get(root, "key")) for root in tree.documents] == [None, "2", None]


def test_an_empty_file_has_no_documents():
    tree = Tree(Source("x.yaml", b"# nothing\n"))
    assert (tree.documents, tree.problem) == ([], None)


def test_many_brackets_that_are_not_deep_are_read():
    data = b"key: [" + b"[], {}, " * 1000 + b"]\n"
    assert len(yaml_tree.entries(scalar_list(data))) == 2000


def scalar_list(data):
    return yaml_tree.get(Tree(Source("x.yaml", data)).documents[0], "key")


MAPPINGS = [
    ("plain", "a: 1\nb: 2\n", [("a", "1"), ("b", "2")]),
    ("first of a name", "a: 1\na: 2\n", [("a", "1")]),
    ("merge", "x: &x {a: 1, b: 2}\n<<: *x\na: 3\n", [("x", None), ("a", "3"), ("b", "2")]),
    ("merge list", "<<: [{a: 1}, {a: 2, b: 2}]\nc: 3\n", [("c", "3"), ("a", "1"), ("b", "2")]),
    ("merge twice", "<<: {a: 1}\n<<: {a: 2, b: 2}\n", [("a", "1"), ("b", "2")]),
    ("merge of a merge", "<<: {<<: {a: 1}, b: 2}\n", [("b", "2"), ("a", "1")]),
    ("merge of an aliased list", "x: &x [{a: 1}]\n<<: *x\n", [("x", None), ("a", "1")]),
    ("quoted merge key", "'<<': {a: 1}\n", [("<<", None)]),
    ("merge of text", "<<: text\na: 1\n", [("a", "1")]),
    ("merge of lists in a list", "<<: [[{a: 1}]]\n", []),
    ("keys that are no scalars", "[a]: 1\n{b: 1}: 2\nc: 3\n", [("c", "3")]),
    ("itself", "&x\n<<: *x\na: 1\n", [("a", "1")]),
    ("merge in yaml 1.2", "y: &y 1\nz: &y 2\n<<: {a: 1}\n", [("y", "1"), ("z", "2"), ("a", "1")]),
    ("sequence", "- a\n", []),
    ("scalar", "a\n", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in MAPPINGS], ids=[row[0] for row in MAPPINGS])
def test_items(text, expected):
    (root,) = Tree(Source("x.yaml", text.encode())).documents
    assert [(key, yaml_tree.string(value)) for key, value in yaml_tree.items(root)] == expected


def test_an_alias_is_the_node_that_it_stands_for():
    (root,) = Tree(Source("x.yaml", b"a: &x nginx\nb: *x\n")).documents
    assert yaml_tree.get(root, "a") is yaml_tree.get(root, "b")


def test_get_and_entries_of_what_is_not_there():
    (root,) = Tree(Source("x.yaml", b"a: {b: [c, d]}\n")).documents
    assert [yaml_tree.string(node) for node in yaml_tree.entries(yaml_tree.get(root, "a", "b"))] == ["c", "d"]
    assert yaml_tree.get(root, "a", "x", "y") is None
    assert yaml_tree.entries(yaml_tree.get(root, "a")) == []
    assert yaml_tree.string(yaml_tree.get(root, "a")) is None


def laughs(opening, closing, entry):
    levels = [
        f"x{level}: &x{level} {opening}{', '.join(entry.format(i, level - 1) for i in range(9))}{closing}\n"
        for level in range(1, 30)
    ]
    return "x0: &x0 {a: 1}\n" + "".join(levels)


HOSTILE = [
    ("laughing sequences", laughs("[", "]", "*x{1}") + "<<: *x29\n"),
    ("laughing mappings", laughs("{", "}", "k{0}: *x{1}") + "<<: *x29\n"),
    ("laughing merges", laughs("{<<: [", "]}", "*x{1}") + "<<: *x29\n"),
    ("a sequence in itself", "x: &x [*x, *x]\n<<: *x\n"),
    ("a mapping in itself", "&x\na: *x\n<<: [*x, *x]\n"),
    ("many merges", "x: &x {a: 1}\n" + "<<: *x\n" * 10_000),
    ("many lists merged", "x: &x [" + "a, " * 10_000 + "]\n" + "<<: *x\n" * 10_000),
]


@pytest.mark.parametrize("text", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_aliases_do_not_unfold(text):
    (root,) = Tree(Source("x.yaml", text.encode())).documents
    assert len(list(yaml_tree.items(root))) < 100


SCALARS = ["key", "a", "nginx:1", "'", '"', "''", "\\", "\\x41", "\\n", "|", ">-\n  ", "é", "\u2028", "\t"]
MARKS = [": ", ":\n", "\n", "\n  ", "\r\n  ", "- ", "[", "]", "{", "}", ", ", "&a ", "*a", "!t ", "<<: ", "# c\n", "? "]
PIECES = st.sampled_from([*SCALARS, *MARKS, "!!str ", "---\n", "...\n"])


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_scalar_of_any_file_is_embedded_with_its_whole_value(text):
    source = Source("x.yaml", text.encode())
    tree = Tree(source)
    pending, seen = list(tree.documents), set()
    while pending:
        node = pending.pop()
        if id(node) in seen or node is None:
            continue
        seen.add(id(node))
        if yaml_tree.is_scalar(node):
            embedded = tree.embed(node)
            assert embedded.data.decode() == yaml_tree.string(node)
            for _, span in embedded.pieces:
                assert 0 <= span.start <= span.end <= len(source.data)
        elif yaml_tree.is_mapping(node):
            list(yaml_tree.items(node))
            pending += [part for pair in node.value for part in pair]
        else:
            pending += yaml_tree.entries(node)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=60))
def test_no_bytes_make_it_crash(data):
    Tree(Source("x.yaml", data)).repeated_keys()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\nb: 2\n", []),
        ("a: 1\nb: {c: 1, c: 2}\na: 3\n", [2, 3]),
        ("- a: 1\n  'a': 2\n- a: 3\n", [2]),
        ("x: &x {a: 1}\ny: {<<: *x, a: 2}\nz: {<<: *x, <<: *x}\n", [3]),
        ("a: &a\n  b: *a\n  b: *a\n", [3]),
        ("a: 1\n---\na: 1\n---\na: 1\na: 2\n", [6]),
        ("? [a]\n: 1\n? [a]\n: 2\n", []),
    ],
)
def test_keys_given_twice(text, lines):
    assert [problem.line for problem in Tree(Source("x.yaml", text.encode())).repeated_keys()] == lines
