"""HCL as a tree: its own syntax and its JSON, expressions, templates, what is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Source, Span
from mooring.scanners.build_options import HOLE
from mooring.scanners.hcl.expressions import HOLE_END
from mooring.scanners.hcl.tree import HclTree, tree_of, variables
from mooring.scanners.nodes import Node
from mooring.scanners.tables import find


def read(text, path="f.tf"):
    return tree_of(Source(path, text if isinstance(text, bytes) else text.encode()))


def plain(tree, node):
    """A tree as Python's own values; a hole as what is in it."""
    if node.id == "mapping":
        return {key.value: plain(tree, value) for key, value in node.value}
    if node.id == "sequence":
        return [plain(tree, one) for one in node.value]
    if node.id == "alternatives":
        return tuple(plain(tree, one) for one in node.value)
    return None if node.id == "nothing" else shown(tree, node.value)


def shown(tree, text):
    for number, content in enumerate(tree.holes):
        inside = content.value if isinstance(content, Node) else ".".join(content) if content else "?"
        text = text.replace(f"{HOLE}{number}{HOLE_END}", f"<{inside}>")
    return text if HOLE not in text else shown(tree, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 1 # c\nb = true // d\n/* e\n */ c = null", {"a": "1", "b": "true", "c": None}),
        ('\ufeffa = "é \\"x\\" \\u00e9\\n"', {"a": 'é "x" é\n'}),
        ('resource "t" "n" {\n  a = "b"\n}\n', {"resource": {"t": {"n": {"a": "b"}}}}),
        ("a {\n b = 1\n}\na {\n b = 2\n}\na {\n b = 3\n}", {"a": [{"b": "1"}, {"b": "2"}, {"b": "3"}]}),
        ('a "x" {\n b = 1\n}\na "y" {\n b = 2\n}', {"a": {"x": {"b": "1"}, "y": {"b": "2"}}}),
        ("job { a = 1, b = 2 }", {"job": {"a": "1", "b": "2"}}),
        ('x = [1, "a",\n  # c\n  [], {},\n]', {"x": ["1", "a", [], {}]}),
        ('x = { a = 1, "b" : 2\n c = "3"\n (var.d) = 4 }', {"x": {"a": "1", "b": "2", "c": "3", "(var.d)": "4"}}),
        ('x = var.a["b"].c[0]', {"x": "<var.a.b.c.0>"}),
        ("x = a[*].b + a.*.b", {"x": "<?>"}),
        ('x = "a${var.b}c${"d"}e$${f}%%{g}"', {"x": "a<var.b>c<d>e${f}%{g}"}),
        ('x = "%{ if a }b%{ endif }"', {"x": "<?>b<?>"}),
        ('x = a ? "b" : c == 1 ? "d" : null', {"x": ("b", ("d", None))}),
        ('x = a ?? "b"', {"x": ("<a>", "b")}),
        ('x = coalesce(var.a, "b")', {"x": ("<var.a>", "b")}),
        ('x = lookup(var.a, "k", "b")', {"x": ("<?>", "b")}),
        ('x = jsonencode([{ a = "b" }])', {"x": [{"a": "b"}]}),
        ('x = concat([1], ["a"])', {"x": ["1", "a"]}),
        ('x = format("%s/%s:1", var.a, "b")', {"x": "<<var.a>>/<b>:1"}),
        ('x = join(":", ["a", var.b])', {"x": "<a>:<<var.b>>"}),
        ('x = format("%d", 1)', {"x": "<?>"}),
        ('x = templatefile("f", { a = "b" })', {"x": {"a": "b"}}),
        ("x = f(a, b...)", {"x": "<?>"}),
        ('x = [for k, v in var.a : { b = "c" } if v]', {"x": [{"b": "c"}]}),
        ("x = {for k, v in a : k => v...}", {"x": []}),
        ("x = !a\ny = -1\nz = (1)", {"x": "<?>", "y": "<?>", "z": "1"}),
        ("x = <<EOF\n a\n b ${var.c}\nEOF\ny = 1", {"x": " a\n b <var.c>\n", "y": "1"}),
        ("x = <<-EOF\n    a\n\n      b\n  EOF\n", {"x": "a\n\n  b\n"}),
        ("x = <<-EOF\r\n  a\r\n  EOF\r\n", {"x": "a\r\n"}),
        ("x = <<EOF\nEOF\n", {"x": ""}),
        ('dynamic "a" {\n for_each = b\n content {\n  c = 1\n }\n}\na {\n c = 2\n}', {"a": [{"c": "1"}, {"c": "2"}]}),
    ],
)
def test_what_is_read(text, value):
    tree = read(text)
    assert (plain(tree, tree.documents[0]), tree.problem) == (value, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": {"b": "${var.c}"}}', {"a": {"b": "<var.c>"}}),
        ('{"a": ["x-${c}-\\u00e9"], "d": 1}', {"a": ["x-<c>-é"], "d": "1"}),
        ('{"a": "${jsonencode([{b = \\"c\\"}])}"}', {"a": [{"b": "c"}]}),
        ('{"a": "${broken"}', {"a": "<?>"}),
    ],
)
def test_the_json_syntax(text, value):
    tree = read(text, "f.tf.json")
    assert (plain(tree, tree.documents[0]), tree.problem) == (value, None)


@pytest.mark.parametrize(
    ("text", "value", "line", "what"),
    [
        ("a = = 1\nb = 2", {"b": "2"}, 1, "a value is missing here"),
        ("a {\n b = ]\n c = 1\n}\nd = 2", {"a": {"c": "1"}, "d": "2"}, 2, "a value is missing here"),
        ('a = "x\nb = 1', {"b": "1"}, 1, '`"` is missing here'),
        ("a = [1\nb", {}, 2, "`,` or `]` is missing here"),
        ("a = <<EOF\nb", {}, 1, "the heredoc is not ended by `EOF`"),
        ("a = 1 /* b", {}, 1, "the comment is not closed"),
        ("a {\n b = 1\n", {"a": {"b": "1"}}, 1, "the block is not closed"),
        ("}\na = 1", {"a": "1"}, 1, "`}` closes nothing"),
        ("a b\nc = 1", {"c": "1"}, 1, "neither `=` nor a block is here"),
        ("a = 1 b = 2\nc = 3", {"a": "1", "c": "3"}, 1, "a new line is missing here"),
        ("a = " + "(" * 100, {}, 1, "expressions are nested too deeply"),
        ("a {\n" * 100, None, 61, "blocks are nested too deeply"),
    ],
)
def test_what_is_broken_is_left_out(text, value, line, what):
    tree = read(text)
    assert value is None or plain(tree, tree.documents[0]) == value
    assert (tree.problem.line, tree.problem.message) == (line, f"invalid HCL: {what}")


def test_what_is_not_utf_8():
    tree = read(b"a = 1\nb = '\xff'")
    assert (tree.problem.line, tree.problem.message) == (2, "the file is not UTF-8; save it as UTF-8")


@pytest.mark.parametrize(
    ("text", "value", "written", "exact"),
    [
        ('"é n:1"', "é n:1", "é n:1", True),
        ('""', "", "", True),
        ('"n\\u003a1"', "n:1", "n\\u003a1", False),
        ("<<E\nn:1\nE", "n:1\n", "n:1\n", True),
    ],
)
def test_where_a_text_stands(text, value, written, exact):
    tree = read(f"\ufeff# é\nx = {text}\n")
    ((_, node),) = find(tree.documents[0], "x")
    embedded = tree.embed(node)
    assert embedded.data.decode() == value
    span, is_exact = embedded.lift(Span(0, len(embedded.data)))
    assert (tree.source.read(span), is_exact) == (written, exact)
    assert tree.source.read(node.span) == text


def test_values_are_looked_up_by_their_paths():
    tree = read('x = "${var.a}-${local.b.c}-${local.b.d[1]}-${var.none}-${var.number}"\n')
    other = read('b = { c = "1", d = ["2", "3"] }\na = "4"\nn = 5')
    nodes = {key.value: node for key, node in other.documents[0].value}
    values = variables(
        tree.holes, {("var", "a"): nodes["a"], ("local", "b"): nodes["b"], ("var", "number"): nodes["n"]}
    )
    texts = [values.fill(f"{HOLE}{number}{HOLE_END}").text for number in range(5)]
    assert texts == ["4", "1", "3", None, "5"]


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + "${" * 30_000,
        "a = " + "[" * 30_000,
        "x = [\n" * 30_000,
        "x = <<EOT\n" * 30_000,
        "x = /* \n" * 30_000,
        "a {\n" * 30_000,
        "x = a" + ".b" * 30_000,
        "x = a" + "?b:c" * 30_000,
        "x = [for " + "a " * 30_000,
        'x = "\n' * 30_000,
        "}" * 30_000,
        "".join(f"a{number} = 1\n" for number in range(20_000)),
    ],
)
def test_what_is_hostile_takes_no_time(text):
    read(text)


@given(st.binary() | st.text(alphabet='{}[]()=,:?"$%\\/*#<.-\n ab1é').map(str.encode))
def test_no_input_crashes_it(data):
    for tree in (HclTree(Source("f.tf", data)), read(data, "f.tf.json")):
        for document in tree.documents:
            for _, node in find(document, "**"):
                assert 0 <= node.span.start <= node.span.end <= len(node.source.data)
