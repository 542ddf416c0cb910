"""Masks: as long as the template, and what a reader of YAML can read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.scanners.templates.masking import Template, is_masked, literal

CASES = [
    ("a: b\n", ["a: b\n"]),
    ("a: {{ x }}\n", ["a: qzqzqzq\n"]),
    ("a: 'é{{ é }}'\n", ["a: 'éqzqzqzqz'\n"]),
    ("a:\n{{ x }}\nb: 1\n", ["a:\n\n\n\n\n\n\n\n\nb: 1\n"]),
    ("  {{ if x }}a: 1{{ end }}\n", ["\n\n\n\n\n\n\n\n\n\n  a: 1         \n"]),
    ("a: {{ toYaml .x | nindent 2 }}\n  b: 1\n", ["a:                            \n  b: 1\n"]),
    ('a: "{{ if x }}b{{ else }}c{{ end }}"\n', ['a: "          b                    "\n']),
    (
        "image: {{ if x }}b{{ else }}c{{ end }}\n",
        ["image:           b                    \n", "image:                      c         \n"],
    ),
    (
        "a: {{ if x }}image{{ else }}from{{ end }}\n",
        ["a:           image                       \n", "a:                          from         \n"],
    ),
    ("a: b{{ if x }}c{{ end }}\n", ["a: bqzqzqzqzqzqzqzqzqzqz\n"]),
    ("a: b {# c #}\n", ["a: b        \n"]),
    ("a: b{# c #}\n", ["a: b       \n"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_masks(text, expected):
    assert [data.decode() for data in Template(text.encode()).variants()] == expected


def test_every_branch_that_may_name_an_image_is_shown():
    text = (
        "{{ if a }}\nimage: a\n{{ else if b }}\n{{ if c }}\nimage: b\n{{ else }}\nimage: c\n{{ end }}\n"
        "{{ else }}\nimage: d\n{{ end }}\n{{ if e }}\nx: 1\n{{ else }}\nimage: e\n{{ end }}\n"
    )
    shown = [data.decode().split() for data in Template(text.encode()).variants()]
    assert {word for words in shown for word in words} >= set("abcde")
    assert all(words.count("image:") <= len("ae") for words in shown)


def test_a_variable_is_left_to_others():
    assert list(Template(b"a: ${X}\n", variables=False).variants()) == [b"a: ${X}\n"]


def test_what_is_known_of_a_text():
    (data,) = Template(b"a/{{ b }}:1").variants()
    assert is_masked(data.decode())
    assert literal(data.decode()) == "a/:1"
    assert not is_masked("quiz/qz:1")


PIECES = [
    "{{ x }}",
    "{{ if x }}",
    "{{ else }}",
    "{{ end }}",
    "{% if x %}",
    "{% endif %}",
    "{#",
    "#}",
    "<%",
    "%>",
    "${",
    "}",
    "{{",
    "}}",
    '"',
    "'",
    "`",
    "\\",
    "/*",
    "*/",
    "\n",
    "\r\n",
    " ",
    "é",
    "image: a:1",
    "\0",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.booleans())
def test_a_mask_is_as_long_and_leaves_the_rest(pieces, variables):
    data = "".join(pieces).encode()
    template = Template(data, variables=variables)
    inside = set()
    for one in template.expressions:
        inside |= set(range(one.start, one.end))
    for masked in template.variants():
        assert len(masked) == len(data)
        changed = {i for i, (old, new) in enumerate(zip(data, masked, strict=True)) if old != new}
        assert not changed or template.expressions
        assert changed <= inside or template.choices or b"\n" in masked


@pytest.mark.parametrize(
    "piece",
    [b"{{", b"{{'", b'{{"\\"', b"${a", b"{{if x}}", b"{{if x}}image{{else}}", b"{#", b"<% ", b"{{/*", b"a{{x}}"],
)
def test_a_hostile_file_takes_no_longer_than_it_is_long(piece):
    template = Template(piece * (200_000 // len(piece)))
    for data in template.variants():
        assert len(data) == len(template.data)
