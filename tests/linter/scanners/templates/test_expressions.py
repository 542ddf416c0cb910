"""Expressions of template languages: where they stand, and what they do."""

import pytest

from mooring.scanners.templates.expressions import choices, expressions

CASES = [
    ("a: {{ .x }}", [("{{ .x }}", "output")]),
    ('{{ printf "}}" }}b', [('{{ printf "}}" }}', "output")]),
    ("{{ `}}` }}b", [("{{ `}}` }}", "output")]),
    (
        "{{- if .x -}}a{{ else if .y }}b{{ end }}",
        [("{{- if .x -}}", "open"), ("{{ else if .y }}", "else"), ("{{ end }}", "close")],
    ),
    ("{{/* don't }} */}}b", [("{{/* don't }} */}}", "control")]),
    ("{{- /* a */ -}}b", [("{{- /* a */ -}}", "control")]),
    ("{{ $x := 1 }}{{ $x }}", [("{{ $x := 1 }}", "control"), ("{{ $x }}", "output")]),
    ("{{ endpoint }}", [("{{ endpoint }}", "output")]),
    ("{% if x %}{% elif y %}{% endif %}", [("{% if x %}", "open"), ("{% elif y %}", "else"), ("{% endif %}", "close")]),
    (
        "{% set x = 1 %}{% set y %}a{% endset %}",
        [("{% set x = 1 %}", "control"), ("{% set y %}", "open"), ("{% endset %}", "close")],
    ),
    ("{# {{ x }} #}b", [("{# {{ x }} #}", "control")]),
    ("<% if x %><%= y %><% end %>", [("<% if x %>", "open"), ("<%= y %>", "output"), ("<% end %>", "close")]),
    ("<% xs.each do |x| %><% end %>", [("<% xs.each do |x| %>", "open"), ("<% end %>", "close")]),
    (
        "{{#if x}}{{^y}}{{{z}}}{{/y}}{{/if}}",
        [("{{#if x}}", "open"), ("{{^y}}", "open"), ("{{{z}}}", "output"), ("{{/y}}", "close"), ("{{/if}}", "close")],
    ),
    ("{{!-- a }} b --}}c", [("{{!-- a }} b --}}", "control")]),
    ('${X} ${Y:-a:1} ${a("${b}")}', [("${X}", "output"), ("${Y:-a:1}", "output"), ('${a("${b}")}', "output")]),
    ("%{ if x }a%{ endif }", [("%{ if x }", "open"), ("%{ endif }", "close")]),
    ("${{ x }}", [("${{ x }}", "output")]),
    ("$${X} \\${X} $X {x} }} %}", []),
    ("{{ x", []),
    ("${x\n}", []),
    ("{% x }} {{ y }}", [("{{ y }}", "output")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_expressions(text, expected):
    assert [(text[one.start : one.end], one.kind) for one in expressions(text.encode())] == expected


def shape(found, text):
    return [[(text[b.start : b.end], shape(b.choices, text)) for b in one.branches] for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{if x}}a{{else}}b{{end}}", [[("a", []), ("b", [])]]),
        ("{{if x}}{{range y}}a{{end}}{{end}}", [[("{{range y}}a{{end}}", [[("a", [])]])]]),
        ("{{if x}}{{if y}}a{{end}}", [[("a", [])]]),
        ("a{{end}}{{else}}", []),
    ],
)
def test_choices(text, expected):
    assert shape(choices(list(expressions(text.encode()))), text) == expected
