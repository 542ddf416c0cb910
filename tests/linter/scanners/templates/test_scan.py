"""Templates: what is literal is found and pinned, and an expression is never mistaken for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Source
from mooring.scanners.tables import COMPOSED
from mooring.scanners.templates import recognises, scan
from mooring.scanners.templates.filling import DEFAULT_IN_PART, FILLED_IN
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: a\n    image: {}\n"
PIECE = "- name: a\n  image: {}\n"

VALUES = [
    ("nginx:1.25", [("nginx:1.25", "nginx:1.25", None)]),
    ('"nginx:1.25"', [("nginx:1.25", "nginx:1.25", None)]),
    ("busybox", [("busybox", "busybox", None)]),
    ('"{{ .Values.image }}"', []),
    ("{{ .Values.image }}", []),
    ('"{{ .Values.image.repository }}:{{ .Values.image.tag }}"', []),
    ('"{{ .r }}/{{ .i }}:{{ .t }}@sha256:{{ .d }}"', []),
    ('"{{ .i }}:v{{ .Chart.AppVersion }}"', []),
    ('{{ include "a.image" . | quote }}', []),
    (
        '"{{ .i }}:{{ .t }}{{ if .s }}-{{ .s }}{{ end }}"',
        [("{{ .i }}:{{ .t }}{{ if .s }}-{{ .s }}{{ end }}", None, FILLED_IN)][:0],
    ),
    *(
        (call, [(call, resolved, COMPOSED if resolved else FILLED_IN)])
        for call, resolved in (
            ('{{ printf "nginx:%s" .Values.tag }}', None),
            ('{{ printf "%s/nginx:1.25" (include "registry" .) | quote }}', None),
            ('{{ print "nginx:" .Values.tag }}', None),
            ('{{ printf "%s:%s" "nginx" "1.25" }}', "nginx:1.25"),
            ('{{ printf "nginx:%v" (.Values.tag | default "1.25") | quote }}', "nginx:1.25"),
            ('{{ printf "%s:%s" (default "nginx" .Values.image) (default "1.25" .Values.tag) }}', "nginx:1.25"),
        )
    ),
    ('{{ printf "%s:%s" .Values.image .Values.tag }}', []),
    ('{{ printf "nginx:%s" "a" "b" }}', []),
    *(
        (choice, [("a/b:1", "a/b:1", None), ("c", "c", None)])
        for choice in (
            '{{ ternary "a/b:1" "c" .Values.x }}',
            '{{ ternary "a/b:1" "c" (eq .Values.x "y") | quote }}',
            '{{ .Values.x | ternary "a/b:1" "c" }}',
        )
    ),
    ("nginx:{{ .Values.tag }}", [("nginx:{{ .Values.tag }}", None, FILLED_IN)]),
    ('"{{ .Values.registry }}/nginx:1.25"', [("{{ .Values.registry }}/nginx:1.25", None, FILLED_IN)]),
    ("q.io/a:1{{ x }}", [("q.io/a:1{{ x }}", None, FILLED_IN)]),
    ("q.io/${NAME}:1", [("q.io/${NAME}:1", None, FILLED_IN)]),
    ("${IMAGE}", []),
    ("${IMAGE:-nginx:1.25}", [("${IMAGE:-nginx:1.25}", "nginx:1.25", None)]),
    (
        '{{ .Values.image | default "nginx:1.25" }}',
        [('{{ .Values.image | default "nginx:1.25" }}', "nginx:1.25", None)],
    ),
    (
        '{{ default "nginx:1.25" .Values.image | quote }}',
        [('{{ default "nginx:1.25" .Values.image | quote }}', "nginx:1.25", None)],
    ),
    (
        '{{ coalesce .Values.a .Values.image "nginx:1.25" }}',
        [('{{ coalesce .Values.a .Values.image "nginx:1.25" }}', "nginx:1.25", None)],
    ),
    ("\"{{ image | default('nginx:1.25') }}\"", [("{{ image | default('nginx:1.25') }}", "nginx:1.25", None)]),
    (
        "\"{{ image | default('nginx:1.25', true) }}\"",
        [("{{ image | default('nginx:1.25', true) }}", "nginx:1.25", None)],
    ),
    ("<%= image || 'nginx:1.25' %>", [("<%= image || 'nginx:1.25' %>", "nginx:1.25", None)]),
    ("<%= image %>", []),
    (
        '"nginx:{{ .tag | default "1.25" }}"',
        [('nginx:{{ .tag | default "1.25" }}', "nginx:1.25", DEFAULT_IN_PART)],
    ),
    ("{{ if .a }}a:1{{ else }}b:2{{ end }}", [("a:1", "a:1", None), ("b:2", "b:2", None)]),
    ('"{{ if .a }}a:1{{ else }}b:2{{ end }}"', [("a:1", "a:1", None), ("b:2", "b:2", None)]),
    ("{% if a %}a:1{% else %}{{ b }}{% endif %}", [("a:1", "a:1", None)]),
    ("{% if a %}q.io/{% endif %}a:1", [("{% if a %}q.io/{% endif %}a:1", None, FILLED_IN)]),
    ("nginx:1.25 {# why #}", [("nginx:1.25", "nginx:1.25", None)]),
]

FILES = [
    (
        "{{- if .a }}\nimage: a:1\n{{- else }}\nimage: b:2\n{{- end }}\n",
        ["a:1", "b:2"],
    ),
    (
        "containers:\n{{ range .c }}\n- name: b\n  image: a:1\n{{ toYaml .e | indent 2 }}\n{{ end }}\n- image: b\n",
        ["a:1", "b"],
    ),
    ('{{- define "x" -}}\n- name: a\n  image: a:1\n{{- end -}}\n', ["a:1"]),
    ("{{/*\nimage: a:1\n*/}}\nimage: b:1\n", ["b:1"]),
    ("{# image: a:1 #}\nimage: b:1\nx: {{ y }}\n", ["b:1"]),
    ("# {{ x }} image: a:1\nimage: b:1\n", ["b:1"]),
    ("x: |\n  image: a:1\n  {{ y }}\nimage: b:1\n", ["b:1"]),
    ("image: a:1\n image: b:1 {{ x }}\n  : {\nimage: 'c:1' # d\n", ["a:1", "b:1 {{ x }}", "c:1"][::2]),
    ("x: |\n  image: a:1\n {{ y }}\n :: {\nz:\n- image: b:1\n- {{ y }}\n", ["b:1"]),
    ('{{- $image := "a:1" -}}\nimage: {{ $image }}\n', ["a:1"]),
    ('{{- $image := .Values.image | default "a:1" -}}\nimage: {{ $image }}\n', ["a:1"]),
    ("{% set app_image = 'a:1' %}\nimage: {{ app_image }}\n", ["a:1"]),
    ('{{- define "a.image" -}}\n{{- default "q.io/a:1" .Values.image -}}\n{{- end -}}\n', ["q.io/a:1"]),
    ('{{- define "a.image" -}}\n{{- default "plain" .Values.image -}}\n{{- end -}}\n', []),
    ('{{- $image := "plain" -}}\n{{ if eq .image "a:1" }}image: {{ $image }}{{ end }}\n', []),
    ("url: {{ x }}\nimage: {{ base }}/logo.png\n", []),
    ("image: logo.png\nx: {{ y }}\n", []),
    ("imagePullPolicy: {{ x }}\nimage:\n  repository: {{ y }}\n", []),
    ('{"containerDefinitions": [{"name": "a", "image": "a:1", "cpu": ${cpu}}]}\n', ["a:1"]),
    ('task "x" {\n  config {\n    image = "a:1"\n    ports = {{ p }}\n  }\n}\n', ["a:1"]),
    ("services:\n  web:\n    image: a:1\n    user: {{ u }}\n  db:\n    image: ${DB:-b:1}\n", ["a:1", "b:1"]),
    ("{% if x %}\nFROM a:1\n{% else %}\nFROM b:1\n{% endif %}\nFROM {{ c }}\n", ["a:1", "b:1", None]),
    ("metadata:\r\n  name: {{ é }}\r\nimage: a:1\r\n", ["a:1"]),
    ("\ufeff{{ x }}\nimage: a:1\n", ["a:1"]),
    ("é: {{ x }}\nimage: 'a:1'\n", ["a:1"]),
    ("image: Nginx:1\nx: {{ y }}\n", []),
]


def found(content, path="templates/web.yaml"):
    return [one for one in scan(Source(path, content.encode())) if isinstance(one, Mention)]


@pytest.mark.parametrize("frame", [POD, PIECE])
@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_a_value(frame, value, expected):
    content = frame.replace("{{", "{").replace("}}", "}").replace("{}", value)
    mentions = sorted(found(content), key=lambda one: one.span)
    assert [(one.text, one.resolved, one.reason) for one in mentions] == expected
    pin_each(content)


@pytest.mark.parametrize(("content", "expected"), FILES)
def test_a_file(content, expected):
    mentions = sorted(found(content), key=lambda one: one.span)
    assert [one.resolved for one in mentions] == expected
    pin_each(content)


def pin_each(content):
    data = content.encode()
    mentions = found(content)
    for index, one in enumerate(mentions):
        edits = one.rewrite(one.reference.written(digest=DIGEST)) if one.reference else ()
        for edit in edits:
            assert data[edit.span.start : edit.span.end].decode() == one.resolved
        after = found(splice(data, edits).decode())
        assert [o.resolved for i, o in enumerate(after) if i != index] == [
            o.resolved for i, o in enumerate(mentions) if i != index
        ]
        assert not edits or after[index].resolved == f"{one.resolved}@{DIGEST}"


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("values.yaml.gotmpl", "image:\n  repository: a\n  tag: 1\nx: {{ y }}\n", ["a:1"]),
        ("env/values.yaml.j2", "image: {repository: a, tag: '{{ y }}'}\n", [None]),
        ("values/app.yaml.gotmpl", "image:\n  repository: a\n  tag: v1\nx: {{ y }}\n", ["a:v1"]),
        ("web.container.tmpl", "[Container]\nImage=q.io/a:1\nEnvironment=A={{ .x }}\n", ["q.io/a:1"]),
        ("web.service.j2", "[Service]\nExecStart=/usr/bin/docker run --name x a:1\nUser={{ u }}\n", ["a:1"]),
        (
            "run.sh.j2",
            "#!/bin/sh\n{% if x %}\ndocker run --rm a:1 {{ args }}\n{% endif %}\ndocker pull b:2\n",
            ["a:1", "b:2"],
        ),
        ("x.tf.j2", '{% if x %}\nresource "docker_image" "a" { name = "a:1" }\n{% endif %}\n', ["a:1"]),
        ("prod.env.tpl", "WEB_IMAGE=a:1\nR={{ x }}\nB_IMAGE={{ r }}/x:1\n", ["a:1", None]),
        ("run.sh.tmpl", "echo {{ x }} image: a:1\n# docker run b:2\n", []),
        ("task.json.tftpl", '[{"image": "a:1", "cpu": ${cpu}}, {"image": "${image}"}]\n', ["a:1"]),
        ("README.md.gotmpl", "    image: a:1\n{{ y }}\n", []),
        ("a.yaml.tmpl", "a: 1\n", []),
    ],
)
def test_what_it_is_a_template_for_is_told_by_its_name(path, content, expected):
    assert [one.resolved for one in found(content, path)] == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"image: {{ x }}\n", True),
        (b"- image: a:1\n  b: <%= x %>\n", True),
        (b"FROM a:1\n{% if x %}\n", True),
        (b"image: a:1\n", False),
        (b"a: {{ x }}\n", False),
        (b"image: ${{ x }}\n", False),
        (b'{{ default "a:1" .Values.image }}\n', True),
        (b"docker run {{ x }} a:1\n", True),
        (b"image: a:1\nscript: echo ${X}\n", False),
        (b"apiVersion: v1\nimage: a:${X}\n", True),
        (b'{"image": "${X}"}', True),
        (b"image: '{{inputs.parameters.image}}'\n", False),
        (b"image: '{{ .Values.x }}'\nb: '{{inputs.parameters.image}}'\n", True),
    ],
)
def test_recognises(data, expected):
    assert recognises(data) is expected


LINES = st.lists(
    st.sampled_from(
        [
            "{{ if .x }}",
            "{{- else }}",
            "{{ end }}",
            "{% if x %}",
            "{% endif %}",
            "image: a:1",
            "  image: 'b:2' # c",
            "- image: {{ .x }}/c:3",
            'image: {{ .x | default "d:4" }}',
            "image: {{ if x }}e:5{{ else }}f:6{{ end }}",
            "containers:",
            "x: |",
            "{{ toYaml .x | nindent 2 }}",
            "{# image: g:7 #}",
            "{{ é }}: 1",
            "---",
            "[",
            "${X}",
            "<% if x %>",
        ]
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=300)
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_a_pin_changes_one_mention_and_nothing_else(lines, line_end, before):
    content = before + line_end.join(lines)
    for one in found(content):
        assert one.resolved is None or "{" not in one.resolved
    pin_each(content)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=100))
def test_any_bytes_are_read(data):
    list(scan(Source("a.yaml.j2", b"image: {{ x }}\n" + data)))
