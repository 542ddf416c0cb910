"""What the plain reader accepts is what PyYAML composes; all else it leaves to PyYAML."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mooring import plain_yaml

WORKFLOW = """\
# Tests of every push
name: CI
on:
  push:
    branches: [ main, 'release/**' ]
  pull_request:

env:
  REGISTRY: ghcr.io
jobs:
  test:
    name: "Test \\"${{ matrix.os }}\\""
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-24.04, "macos-15"]
        include:
          - { os: windows-2025, shell: 'pwsh' }
    container:
      image: node:24 # the oldest that we support
      options: --cpus 1
    steps:
    - uses: actions/checkout@v5
    - name: It's a test

      run: |
        npm ci

        if [ -n "$X" ]; then
          npm test
        fi

    # the images
    - run: >-
        docker build
        --tag it
          --squash

        .
"""
COMPOSE = """\
---
services:
  web:
    image: "nginx:1.29.3"
    ports: ['8080:80', "443:443"]
    command: ["sh", "-c", "exec nginx -g 'daemon off;'"]
    environment:
      - URL=http://api:8080/#top
      - EMPTY=
    depends_on: []
    labels: {}
  api:
    build: .
volumes:
  data:
"""
MANIFESTS = """\
apiVersion: v1
kind: Pod
spec:
    containers:
    -   name: web
        image: nginx
        args:
        - -v
        - --level=2
        -
          - nested
        - - deep
          - deeper
---
# the second
apiVersion: v1
kind: ConfigMap
data:
  key: |+
    kept

"""
ACCEPTED = {
    "comments alone": "# one\n\n  # two\n",
    "a workflow": WORKFLOW,
    "a compose file": COMPOSE,
    "manifests": MANIFESTS,
    "a scalar": "text with spaces\n",
    "no line end": "a: 1\nb:\n  - 2",
    "no line end after nothing": "a:\n  b:",
    "no line end in a block": "a: |\n  1\n  2",
    "no line end in a kept block": "a: |+\n  1\n\n  2",
    "empty items": "-\n-\n- a\n",
    "empty values": "a:\nb: # what\nc:\n",
    "a sequence at its key's column": "a:\n- 1\n- b: 2\n  c:\n  - 3\nd: 4\n",
    "indented as a whole": "\n  a: 1\n  b:\n     c: 2\n",
    "colons and hashes within": "a: b:c#d\ne: x::y\nf: -:-\ng: #\nh: a#\n",
    "dashes within": "a: -x\nb: --y\n-z: -1\n",
    "quotes within": "a: it's \"so\"\n'b': 'it''s'\n\"c\": \"\\\\ \\t \\n\"\n",
    "blanks at the end": "a: 1  \nb:   \n  - c \n",
    "blanks before a colon": "a : 1\n'b'  : 2\n",
    "a value below its key": "a:\n  b\nc:\n  'd'\ne:\n  |\n  f\n",
    "brackets": "a: [ ]\nb: [[1, 'x'], {y: z}]\nc: { \"k\": 'v', l: [m n, o:p] } # c\n",
    "a block at the top": "|\n  a\n",
    "brackets at the top": "[a, -b, --c]\n",
    "words that mean something elsewhere": "yes: no\nnull: ~\n<<: 1\n=: 2\n",
    "the same key twice": "a: 1\na: 2\n",
    "folded": "a: >\n\n  one\n  two\n\n  three\n    four\n\n  five\n   \n  six\n\n\nb: 1\n",
    "folded and indented at first": "a: >\n  one\n\n   two\n  \tthree\n  four\n",
    "blanks in a block": "a: |\n  \n  one\n \n    \n  two  \n   \nb: 1\n",
    "block headers": "a: |- # c\n  one\nb: >+\n  two\n\nc: |+\n  three\n\n# c\nd: >-\n  four\n",
    "comments of any column": "a:\n# c\n      # c\n  b: 1\n # c\nc: 2\n",
    "other scripts": "a: é\nb: '名前' # ✓\nc: |\n  😀\nd: x\n",
    "a tab in a block and a comment": "a: |\n  x\ty\nb: 1 # c\td\n",
    "documents": "--- # one\na: 1\n---\n\n- b\n---\nc\n",
    "no document before the first marker": "# c\n\n---\na: 1\n",
}
DECLINED = {
    "nothing": "",
    "an anchor": "a: &x 1\n",
    "an alias": "a: *x\n",
    "a tag": "a: !x 1\n",
    "a directive": "%YAML 1.2\n---\na: 1\n",
    "a complex key": "? a\n: b\n",
    "a key in brackets": "[a]: 1\n",
    "a marker of the end": "a: 1\n...\n",
    "a value after a marker": "--- a\n",
    "an empty document": "---\n---\na: 1\n",
    "a marker that is none": "---a\n",
    "tabs for blanks": "a:\t1\n",
    "a tab before a comment": "a: 1\t# c\n",
    "a tab in quotes": "a: 'x\ty'\n",
    "an indentation by tabs": "a:\n\tb: 1\n",
    "a tab where a block begins": "a: |\n  \tb\n",
    "a carriage return": "a: 1\r\nb: 2\r\n",
    "a byte order mark within": "a: \ufeff1\n",
    "a next line": "a: 1\x85b: 2\n",
    "a line separator": "a: 1\u2028b\n",
    "a control character": "a: \x07\n",
    "a null": "a: 1\0\n",
    "a plain scalar of two lines": "a: one\n  two\n",
    "a quoted scalar of two lines": "a: 'one\n  two'\n",
    "brackets over two lines": "a: [1,\n  2]\n",
    "a colon in a value": "a: b: c\n",
    "an item in a value": "a: - b\n",
    "no value for a key": "a: 1\nb\n",
    "an item among keys": "a: 1\n- b\n",
    "a key among items": "- a\nb: 1\n",
    "a column between": "a:\n    b: 1\n  c: 2\n",
    "further right for nothing": "a: 1\n  b: 2\n",
    "further left than the first": "  a: 1\nb: 2\n",
    "two roots": "a\nb\n",
    "a word after quotes": "a: 'b' c\n",
    "a comment right after quotes": "a: 'b'#c\n",
    "an escape": 'a: "\\x41"\n',
    "an escape at the end": 'a: "b\\\n  c"\n',
    "characters that are reserved": "a: @b\n",
    "a percent sign": "a: %b\n",
    "a backtick": "a: `b`\n",
    "an indentation indicator": "a: |2\n    b\n",
    "an empty block": "a: |\nb: 1\n",
    "blank lines that are longer": "a: |\n     \n  b\n",
    "brackets that stay open": "a: [b\n",
    "brackets that do not match": "a: [b}\n",
    "a word after brackets": "a: [b] c\n",
    "a pair in brackets": "a: [b: c]\n",
    "no value in braces": "a: {b}\n",
    "a comma at the end": "a: [b, ]\n",
    "a template": "a: {{ b }}\n",
    "a key that is too long": f"{'a' * 1001}: 1\n",
    "a key that is too long in braces": f"{{{'a' * 1001}: 1}}\n",
    "a colon that is too far": f"a{' ' * 1001}: 1\n",
    "blanks without a line end": "a:\n    b: 1\n  ",
    "a comment without a line end": "a:\n    b: 1\n  # c",
    "too many levels": "".join(f"{' ' * depth}a:\n" for depth in range(100)),
    "too many brackets": "a: " + "[" * 100 + "]" * 100 + "\n",
}
PIECES = (
    " ", "  ", "\n", "\n\n", "-", "- ", ":", ": ", "#", " # c", '"', "'", "''", "[", "]", "{", "}", ", ", "[a, b]", "{a: b}",
    "|", ">-", "|+\n\n   x\n\n", "---", "---\n", "...\n", "&a ", "*a", "!t ", "<<: ", "? ", "\t", "%", "\\", "\\n", '\\"', "é",
    "\ufeff", "\x85", "\r\n", "key: ", "- key: v\n", "-x", ":x", "a b", "x" * 1100,
)  # fmt: skip


def marked(node):
    """All that a node says, with the places."""
    start, end = node.start_mark, node.end_mark
    places = (start.index, start.line, start.column, end.index, end.line, end.column)
    if node.id == "mapping":
        value = [(marked(key), marked(below)) for key, below in node.value]
    else:
        value = [marked(below) for below in node.value] if node.id == "sequence" else node.value
    return node.id, node.tag, value, node.style if node.id == "scalar" else node.flow_style, places


def composed(text):
    return [marked(node) for node in yaml.compose_all(text, yaml.CBaseLoader)]


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_plain_yaml_is_read_as_pyyaml_reads_it(text):
    documents = plain_yaml.read(text)
    assert documents is not None
    assert [marked(node) for node in documents] == composed(text)


@pytest.mark.parametrize("text", DECLINED.values(), ids=DECLINED)
def test_whatever_is_not_plain_is_declined(text):
    assert plain_yaml.read(text) is None


@st.composite
def changed(draw):
    """A realistic text with a few pieces of it taken out, repeated or put in."""
    text = draw(st.sampled_from([WORKFLOW, COMPOSE, MANIFESTS, *ACCEPTED.values()]))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.sampled_from(["", text[start:end] * 2, *PIECES])) + text[end:]
    return text


@given(changed())
def test_a_changed_text_is_declined_or_read_as_pyyaml_reads_it(text):
    documents = plain_yaml.read(text)
    if documents is not None:
        assert [marked(node) for node in documents] == composed(text)


@given(st.text(st.sampled_from("ab-:#'\"[]{},|>&*!?%. \n"), max_size=30))
def test_any_text_is_declined_or_read_as_pyyaml_reads_it(text):
    documents = plain_yaml.read(text)
    if documents is not None:
        assert [marked(node) for node in documents] == composed(text)
