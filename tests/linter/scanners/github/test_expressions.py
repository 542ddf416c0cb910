"""Expressions and the values they have, as GitHub's own evaluator gives them."""

import math

import pytest

from mooring.scanners.github.expressions import Evaluator, InvalidExpression, parse, split
from mooring.scanners.github.functions import ELSE
from mooring.scanners.github.values import UNKNOWN, Value, number, text_of


def value(data):
    if isinstance(data, dict):
        return Value({key.lower(): [value(item)] for key, item in data.items()})
    if isinstance(data, list):
        return Value([value(item) for item in data])
    return Value(float(data) if isinstance(data, (int, float)) and not isinstance(data, bool) else data)


MATRIX = {
    "node": 18,
    "py": 3.1,
    "image": "node:18",
    "flag": True,
    "none": None,
    "os": "Ubuntu",
    "list": ["a", "b", 3],
    "obj": {"a": "x", "B": "y", "deep": {"k": [1, 2]}},
}
CONTEXTS = {"matrix": value(MATRIX), "github": Value({ELSE: [UNKNOWN]})}


def evaluate(text):
    return [text_of(each) for each in Evaluator(CONTEXTS, lambda *_: None).values(parse(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("matrix.node", "18"),
        ("matrix.py", "3.1"),
        ("matrix.IMAGE", "node:18"),
        ("matrix['image']", "node:18"),
        ("matrix.none", ""),
        ("matrix.flag", "true"),
        ("matrix.missing.more", ""),
        ("matrix.list[1]", "b"),
        ("matrix.list[9]", ""),
        ("matrix.obj.b", "y"),
        ("matrix.obj.deep.k[1]", "2"),
        ("matrix.list", "Array"),
        ("matrix.obj", "Object"),
        ("matrix.os == 'ubuntu'", "true"),
        ("matrix.node == '18'", "true"),
        ("matrix.node > 17 && 'new' || 'old'", "new"),
        ("matrix.none || 'b'", "b"),
        ("'a' && '' || 'c'", "c"),
        ("1 == 1.0", "true"),
        ("0x10", "16"),
        ("0o10", "8"),
        ("-1.5", "-1.5"),
        ("1e3", "1000"),
        ("null == 0", "true"),
        ("NaN == NaN", "false"),
        ("'a' < 'B'", "true"),
        ("1 < 2 == true", "true"),
        ("!matrix.none && 'x'", "x"),
        ("!!matrix.flag", "true"),
        ("'it''s'", "it's"),
        ("format('{0}:{1}', 'node', matrix.node)", "node:18"),
        ("format('{{{0}}}', 'x')", "{x}"),
        ("format('{0}', matrix.none)", ""),
        ("format('{2}', 'x')", None),
        ("format('{', 'x')", None),
        ("join(matrix.list, '-')", "a-b-3"),
        ("join(matrix.obj.deep.*)", "Array"),
        ("contains(matrix.list, 'A')", "true"),
        ("contains('Hello', 'ELL')", "true"),
        ("startsWith('node:18', 'NODE')", "true"),
        ("endsWith('node:18', ':18')", "true"),
        ('fromJSON(\'["a","b"]\')[1]', "b"),
        ('fromJSON(\'{"A": {"b": 3.10}}\').a.b', "3.1"),
        ("fromJSON('[')", None),
        ("case(matrix.flag, 'a', 'b')", "a"),
        ("case(matrix.node == 1, 'a', 'b')", "b"),
        ("unheard('x')", None),
        ("github.sha", None),
        ("github.event.inputs['x']", None),
        ("github.ref == 'x'", None),
    ],
)
def test_value(text, expected):
    assert evaluate(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("github.x && 'a' || 'b'", ["a", "b"]),
        ("github.x || 'b'", [None, "b"]),
        ("github.x && github.y && 'a' || 'b'", ["a", "b"]),
        ("(github.x && 'a') || (github.y && 'b') || 'c'", ["a", "b", "c"]),
        ("case(github.x, 'a', github.y, 'b', 'c')", ["a", "b", "c"]),
        ("format('{0}', github.x && 'a' || 'b')", ["a", "b"]),
        ("matrix.flag && 'a' || 'b'", ["a"]),
        ('fromJSON(\'["a","b"]\')[github.x && 1 || 0]', ["b", "a"]),
    ],
)
def test_values_where_an_operand_is_not_known(text, expected):
    assert sorted(evaluate(text), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "matrix.",
        "'open",
        "== 1",
        "(1",
        "1)",
        "matrix.image ||",
        "f(1",
        "a[1",
        "=1",
        "(" * 60 + "1" + ")" * 60,
        "1" * 30_000,
    ],
)
def test_not_an_expression(text):
    with pytest.raises(InvalidExpression):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", [(False, "a")]),
        ("${{ a }}", [(True, " a ")]),
        ("x${{a}}y${{ b }}", [(False, "x"), (True, "a"), (False, "y"), (True, " b ")]),
        ("${{ '}}' }}z", [(True, " '}}' "), (False, "z")]),
        ("${{ a", [(False, "${{ a")]),
        ("${{ 'a }}", [(False, "${{ 'a }}")]),
        ("", []),
    ],
)
def test_split(text, expected):
    assert [(kind, text[start:end]) for kind, start, end in split(text)] == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (3.10, "3.1"),
        (18.0, "18"),
        (-0.0, "0"),
        (1 / 3, "0.333333333333333"),
        (1e15, "1E+15"),
        (123456789012345.0, "123456789012345"),
        (0.00001, "1E-05"),
        (0.0001, "0.0001"),
        (1.5e300, "1.5E+300"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
    ],
)
def test_number_as_text(data, expected):
    assert text_of(Value(data)) == expected


@pytest.mark.parametrize(("text", "expected"), [("", 0), (" 12 ", 12), ("0x1F", 31), ("1.5e1", 15), ("x", math.nan)])
def test_text_as_number(text, expected):
    assert number(text) == expected or (math.isnan(expected) and math.isnan(number(text)))
