"""What holds for every file of values, however it looks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Source
from mooring.scanners.helm import scan
from mooring.text import splice

DIGEST = "sha256:" + "cd" * 32
KEYS = [
    "image",
    "repository",
    "tag",
    "registry",
    "digest",
    "sha",
    "name",
    "imageTag",
    "sideImage",
    "version",
    "<<",
    "images",
]
VALUES = [
    "nginx:1.25",
    "'nginx'",
    '"q.io/a/b"',
    "1.10",
    "''",
    "",
    "~",
    "&a x/y",
    "*a",
    "[a:1, b]",
    "{repository: a, tag: 1}",
    "{<<: *m, tag: 2}",
    "'{{ .Values.x }}'",
    "{{ .x }}",
    "{{ .x | default 'a:1' }}",
    "|\n    image: a:1",
    ">-\n    a\n    b",
    DIGEST,
    "cd" * 32,
    "é",
    "[x",
]
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=6)
FILES = st.lists(st.tuples(st.sampled_from(["image", "web", "global", "images", "m"]), PAIRS), max_size=4)


def render(sections, line_end, before):
    lines = [before, "m: &m {repository: m, tag: 0}"]
    for name, pairs in sections:
        lines += [f"{name}:", *(f"  {key}: {value}" for key, value in pairs)]
    return ("\n".join(lines) + "\n").replace("\n", line_end).encode()


FILE = st.builds(
    render, FILES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "# é", "\ufeff# x", "{{ if .x }}"])
)


@settings(deadline=None, max_examples=300)
@given(
    FILE, st.sampled_from([None, b"appVersion: 1", b"{"]), st.sampled_from([None, b"image: {repository: z, tag: 9}\n"])
)
def test_a_pin_changes_one_mention_and_nothing_else(data, chart, base):
    def read(content):
        found = scan(Source("values-x.yaml", content, {"Chart.yaml": chart, "values.yaml": base}.get))
        return [one for one in found if isinstance(one, Mention)]

    mentions = read(data)
    for index, mention in enumerate(mentions):
        assert 0 <= mention.span.start <= mention.span.end <= len(data)
        if mention.reference is None or mention.reference.digest:
            continue
        edits = mention.rewrite(mention.reference.written(digest=DIGEST))
        if mention.rewritable:
            assert edits
        if not edits:
            continue
        after = read(splice(data, edits))
        assert [o.resolved for o in after] == [
            o.resolved if i != index else after[index].resolved for i, o in enumerate(mentions)
        ]
        assert after[index].reference.digest == DIGEST
        assert after[index].reference.name == mention.reference.name


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=120))
def test_any_bytes_are_read(data):
    for path in ("values.yaml", "Chart.yaml", "helmfile.yaml"):
        list(scan(Source(path, b"image: a\n" + data)))
