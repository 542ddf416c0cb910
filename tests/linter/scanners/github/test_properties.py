"""What holds for any workflow whatever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Source
from mooring.scanners.github import recognises, scan

SCALARS = st.sampled_from(
    [
        "node:18",
        "'a:1'",
        "${{ matrix.image }}",
        "${{ matrix.image || 'b:1' }}",
        "x:${{ matrix.v }}",
        "${{ env.I }}",
        "docker://c:1",
        "docker run ${{ matrix.image }} $I",
        "3.10",
        "null",
        '"\\x41"',
        "[a, b]",
        "{image: d:1}",
        "${{",
        "&x y:1",
        "é:1",
    ]
)
KEYS = st.sampled_from(
    [
        "container",
        "services",
        "image",
        "steps",
        "env",
        "strategy",
        "matrix",
        "include",
        "exclude",
        "run",
        "uses",
        "with",
        "tags",
        "v",
    ]
)


def nested(children):
    mapping = st.dictionaries(KEYS, children, max_size=4).map(
        lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"
    )
    return mapping | st.lists(children, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")


@given(st.dictionaries(KEYS, st.recursive(SCALARS, nested, max_leaves=12), max_size=5))
@settings(max_examples=200, deadline=None)
def test_every_place_lies_in_the_file_and_every_fix_is_the_reference(parts):
    text = "on: push\nenv: {I: 'e:1'}\njobs:\n  a:\n" + "".join(f"    {key}: {value}\n" for key, value in parts.items())
    source = Source(".github/workflows/x.yml", text.encode())
    for mention in scan(source):
        if isinstance(mention, Mention):
            assert 0 <= mention.span.start <= mention.span.end <= len(source.data)
            if mention.rewritable:
                assert source.read(mention.parts["whole"]) == mention.resolved


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_input_fails(data):
    recognises(data)
    list(scan(Source("action.yml", b"jobs:\n a:\n  steps:\n" + data)))
    list(scan(Source("action.yml", data)))


HEAD = "on: push\njobs:\n a:\n  strategy:\n   matrix:\n"
BOMB = "x0: &x0 [a, a, a]\n" + "".join(f"x{n}: &x{n} [*x{n - 1}, *x{n - 1}, *x{n - 1}]\n" for n in range(1, 30))


@pytest.mark.parametrize(
    "text",
    [
        f"on: push\n{BOMB}jobs:\n a:\n  strategy:\n   matrix: {{image: *x29}}\n  container: ${{{{ matrix.image }}}}\n",
        HEAD + "    image: &a [*a]\n  container: ${{ matrix.image }}\n",
        HEAD
        + "    k: ["
        + ",".join(map(str, range(256)))
        + "]\n  steps:\n"
        + '  - {run: "docker run a:${{ matrix.k }}"}\n' * 100,
        HEAD
        + "".join(f"    k{n}: [{','.join(map(str, range(50)))}]\n" for n in range(8))
        + "  container: x:${{ matrix.k7 }}\n",
        'on: push\njobs: {a: {container: "${{ ' + "format('{0}{0}{0}{0}'," * 30 + "'x'" + ")" * 30 + ' }}"}}',
        "on: push\njobs: {a: {container: '" + "${{ " * 5000 + "'}}",
        "on: push\nx: &a\n"
        + "- {run: docker run a}\n" * 30
        + "y: &b\n"
        + "- {parallel: *a}\n" * 30
        + "z: &c\n"
        + "- {parallel: *b}\n" * 30
        + "jobs: {a: {steps: *c}}\n",
    ],
    ids=["aliases", "cycle", "combinations", "product", "format", "unclosed", "parallel"],
)
def test_hostile_files_are_read_in_reasonable_time(text):
    list(scan(Source(".github/workflows/x.yml", text.encode())))
