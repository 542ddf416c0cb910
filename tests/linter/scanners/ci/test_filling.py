"""Variables filled into texts, with the place of every piece."""

import re

import pytest

from mooring import Source
from mooring.scanners.ci.filling import (
    MAX_ENVIRONMENTS,
    Syntax,
    Value,
    assignments,
    bounded,
    combined,
    products,
    values,
)
from mooring.scanners.yaml_tree import Tree

SYNTAX = Syntax(
    re.compile(r"\$(?P<escaped>\$)|\$\{(?P<name>\w*)(?::-(?P<default>[^}]*))?\}|\$(?P<plain>\w+)"),
    lambda use: use["plain"] or use["name"],
)


def tree(text):
    return Tree(Source("f.yml", text.encode())).documents[0]


def filled(text, **variables):
    given = {name: Value(value) for name, value in variables.items()}
    return [piece.text for piece in SYNTAX.fill(tree(f"'{text}'\n"), given)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ["a"]),
        ("$A", ["x"]),
        ("a$A-${B}", ["a", "x", "-", "y", "x"]),
        ("${N:-z}", ["z"]),
        ("${A:-z}", ["x"]),
        ("${N:-$A}", ["x"]),
        ("$N", [None]),
        ("$$A", ["$", "A"]),
        ("${}b", ["", "b"]),
        ("$L", [None]),
        ("", []),
    ],
)
def test_pieces(text, expected):
    assert filled(text, A="x", B="y$A", L="$L") == expected


def test_where_pieces_stand():
    root = tree("a: 'x$I'\nb: y:1\n")
    (_, use), (_, value) = root.value
    literal, piece = SYNTAX.fill(use, {"I": Value("y:1", value)})
    assert (literal.start, literal.end, literal.name) == (0, 1, None)
    assert (piece.start, piece.end, piece.name, piece.value.node) == (1, 3, "I", value)


def test_values_are_resolved_to_the_literal_that_holds_them():
    root = tree("a: y:1\n")
    given = {"A": Value("${B}"), "B": Value("y:1", root.value[0][1], declares=True), "C": Value("z$B")}
    held = SYNTAX.resolve(given["A"], given)
    assert (held.text, held.node, held.declares) == ("y:1", root.value[0][1], True)
    composed = SYNTAX.resolve(given["C"], given)
    assert (composed.text, composed.node) == ("zy:1", None)
    assert SYNTAX.resolve(Value("$N"), given) is None


def test_a_bomb_of_variables_is_not_known():
    given = {"A": Value("a" * 10)} | {f"A{n}": Value(f"$A{n - 1}$A{n - 1}" if n else "$A" * 50) for n in range(40)}
    assert SYNTAX.resolve(given["A39"], given) is None
    assert [piece.text for piece in SYNTAX.fill(tree("$A6$A6\n"), given)] == [None]


def test_matrices_are_bounded():
    assert [[value.text for value in one.values()] for one in products(tree("a: [1, 2]\nb: x\nc: {d: e}\n"))] == [
        ["1", "x"],
        ["2", "x"],
    ]
    wide = tree("".join(f"v{n}: [{', '.join(map(str, range(9)))}]\n" for n in range(9)))
    many = products(wide)
    assert len(many) == 9
    assert {one["v3"].text for one in many} == set(map(str, range(9)))
    assert len(bounded([[Value(str(n)) for n in range(500)]])) == MAX_ENVIRONMENTS
    assert len(combined(many, many, many)) <= MAX_ENVIRONMENTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{A: x, B: [y], C: 1}\n", {"A": "x", "C": "1"}),
        ("[A=x, B=y=z, {C: 1}, {name: D, value: w}, nonsense, 'a b=c', {name: E}]\n", None),
        ("text\n", {}),
    ],
)
def test_assignments(text, expected):
    found = {name: value.text for name, value in assignments(tree(text)).items()}
    assert found == (expected if expected is not None else {"A": "x", "B": "y=z", "C": "1", "D": "w", "name": "E"})
    assert values(tree("{A: x}\n"), "p.")["p.A"].text == "x"
