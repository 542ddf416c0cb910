"""Places in trees, variables, and the mentions made of them."""

import re

import pytest

from mooring import Mention, Role, Source, steps_of
from mooring.scanners.json_tree import JsonTree
from mooring.scanners.nodes import Node
from mooring.scanners.tables import COMPOSED, NO_TEXT, SHARED, UNKNOWN, Places, Variables, find, settled
from mooring.scanners.yaml_tree import Tree
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32
DOCUMENT = """\
jobs:
  build:
    image: a
    steps:
    - image: b
      "x.y": c
    - run: |
        docker pull d:1
        docker run e:2
  test: {image: f, steps: [[{image: g}]]}
"""


def tree(text):
    return Tree(Source("f.yaml", text.encode()))


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("jobs.build.image", [("jobs.build.image", "a")]),
        ("jobs.*.image", [("jobs.build.image", "a"), ("jobs.test.image", "f")]),
        ("jobs.*.steps[].image", [("jobs.build.steps[0].image", "b")]),
        ("jobs.*.steps[][].image", [("jobs.test.steps[0][0].image", "g")]),
        ('**."x.y"', [("jobs.build.steps[0].x.y", "c")]),
        (
            "**.image",
            [
                ("jobs.build.image", "a"),
                ("jobs.build.steps[0].image", "b"),
                ("jobs.test.image", "f"),
                ("jobs.test.steps[0][0].image", "g"),
            ],
        ),
        ("jobs.none.image", []),
        ("jobs[].image", []),
    ],
)
def test_the_nodes_at_a_place(place, found):
    (root,) = tree(DOCUMENT).documents
    assert sorted((where, node.value) for where, node in find(root, place)) == sorted(found)


@pytest.mark.parametrize("place", ["", ".a", "a..b", "a.", "a[0]", "a[b]", 'a"b', "a***"])
def test_what_is_no_place(place):
    with pytest.raises(ValueError, match="is no place"):
        steps_of(place)


def test_aliases_that_never_end_are_walked_once():
    (root,) = tree("a: &a {image: x, again: *a}\n").documents
    assert [where for where, _ in find(root, "**.image")] == ["a.image"]


def variables(document):
    values = {
        name: (node.value, node)
        for name, node in document.value and [(k.value, v) for k, v in document.value[0][1].value]
    }
    return Variables(re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}"), values)


@pytest.mark.parametrize(
    ("image", "resolved", "whole", "reason"),
    [
        ("redis:8", "redis:8", "redis:8", None),
        ("${IMAGE}", "nginx:1", "nginx:1", None),
        ("${VIA}", "nginx:1", "nginx:1", None),
        ("redis:${TAG}", "redis:1.2", "redis:${TAG}", COMPOSED),
        ("redis:${NONE}", None, "redis:${NONE}", UNKNOWN),
        ("redis:${NONE:-7}", "redis:7", "redis:${NONE:-7}", COMPOSED),
        ("${LOOP}", None, "${LOOP}", UNKNOWN),
    ],
)
def test_variables_are_filled_in(image, resolved, whole, reason):
    one = tree(f"variables: {{IMAGE: 'nginx:1', TAG: '1.2', VIA: '${{IMAGE}}', LOOP: '${{LOOP}}'}}\nimage: {image}\n")
    (root,) = one.documents
    places = Places(one, "s", variables=variables(root))
    ((where, node),) = find(root, "image")
    (mention,) = places.reference(node, where)
    assert (mention.resolved, mention.reason) == (resolved, reason)
    assert mention.source.read(mention.parts["whole"]) == whole
    assert mention.text == image


def test_a_variable_that_two_share_is_left_alone():
    one = tree("variables: {IMAGE: 'nginx:1'}\na: '${IMAGE}'\nb: '${IMAGE}'\nc: nginx:1\n")
    (root,) = one.documents
    places = Places(one, "s", variables=variables(root))
    found = [mention for key in "abc" for where, node in find(root, key) for mention in places.reference(node, where)]
    assert [mention.reason for mention in settled(found)] == [SHARED, SHARED, None]


@pytest.mark.parametrize("image", ["", "''", "null", "~", "[a]", "{a: b}", "' '"])
def test_what_is_no_reference(image):
    one = tree(f"image: {image}\n")
    assert not list(Places(one, "s").reference(one.documents[0].value[0][1], "image"))


def test_a_prefix_is_no_part_of_the_reference():
    one = tree("image: 'docker://nginx:1 '\n")
    (mention,) = Places(one, "s", hints=("test",)).reference(one.documents[0].value[0][1], "image", strip="docker://")
    assert (mention.text, mention.resolved, mention.hints, mention.where) == ("nginx:1", "nginx:1", ("test",), "image")


def test_commands_of_one_script():
    one = tree(DOCUMENT + "lines:\n- docker build -t own .\n- docker run own\n- docker run 'h:1'\n")
    (root,) = one.documents
    places = Places(one, "s")
    ((where, node),) = find(root, "**.run")
    assert [(m.resolved, m.where) for m in places.shell(node, where)] == [
        ("d:1", "jobs.build.steps[1].run"),
        ("e:2", "jobs.build.steps[1].run"),
    ]
    ((where, node),) = find(root, "lines")
    assert [(m.resolved, m.where, m.role) for m in places.shell(node, where)] == [
        ("own", "lines[0]", Role.BUILD_OUTPUT),
        ("own", "lines[1]", Role.BUILD_OUTPUT),
        ("h:1", "lines[2]", Role.PULL),
    ]


@pytest.mark.parametrize(
    ("values", "resolved", "fixed"),
    [
        ("repository: nginx\ntag: 1.2\n", "nginx:1.2", f'repository: nginx\ntag: "1.2@{DIGEST}"\n'),
        (
            "repository: nginx\ntag: '1.2'\ndigest: ''\n",
            "nginx:1.2",
            f"repository: nginx\ntag: '1.2'\ndigest: '{DIGEST}'\n",
        ),
        ("repository: nginx\ntag: 1\ndigest:\n", "nginx:1", f"repository: nginx\ntag: 1\ndigest: {DIGEST}\n"),
        (
            "registry: q.io\nrepository: a/b\ntag: 1\n",
            "q.io/a/b:1",
            f'registry: q.io\nrepository: a/b\ntag: "1@{DIGEST}"\n',
        ),
        (
            "repository: nginx\ntag: 1\ndigest: null\n",
            "nginx:1",
            f'repository: nginx\ntag: "1@{DIGEST}"\ndigest: null\n',
        ),
    ],
)
def test_a_reference_in_parts(values, resolved, fixed):
    one = tree(values)
    nodes = {key.value: node for key, node in one.documents[0].value}
    (mention,) = Places(one, "s").split(nodes, "image")
    assert mention.resolved == resolved
    edits = mention.rewrite(f"{resolved}@{DIGEST}")
    assert splice(one.source.data, edits).decode() == fixed


def test_a_repository_without_a_scalar_of_its_own():
    one = tree("name: nginx\nnewTag: 1\n")
    nodes = {"tag": one.documents[0].value[1][1]}
    (mention,) = Places(one, "s").split(nodes, "image", default_repository="nginx")
    assert (mention.resolved, mention.text) == ("nginx:1", "1")
    edits = mention.rewrite(f"nginx:1@{DIGEST}")
    assert splice(one.source.data, edits).decode() == f'name: nginx\nnewTag: "1@{DIGEST}"\n'
    assert mention.rewrite("other:1") == ()


def test_a_default_is_written_where_it_stands():
    one = tree("image: 'é ${NONE:-nginx:1}'\nother: ${NONE:-redis:7}\n")
    places = Places(one, "s", variables=Variables(re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}"), {}))
    (_, composed), (_, other) = one.documents[0].value
    (mention,) = places.reference(composed, "image")
    assert mention.reason == COMPOSED
    (mention,) = places.reference(other, "other")
    assert (mention.text, mention.resolved) == ("${NONE:-redis:7}", "redis:7")
    assert mention.source.read(mention.parts["whole"]) == "redis:7"


def test_a_part_that_two_share_is_left_alone():
    one = tree("a: {repository: &r nginx, tag: 1}\nb: {repository: *r, tag: &t 2}\nc: {repository: redis, tag: *t}\n")
    found = [
        mention
        for key, node in one.documents[0].value
        for mention in Places(one, "s").split({name.value: part for name, part in node.value}, key.value)
    ]
    first, second, third = settled(found)
    assert (first.reason, second.reason, third.reason) == (None, SHARED, SHARED)
    assert first.rewrite("other:1") == ()
    assert first.rewrite(f"nginx:1@{DIGEST}")


@pytest.mark.parametrize("values", ["tag: 1\n", "repository: ''\ntag: 1\n", "repository: [a]\n"])
def test_no_reference_without_a_repository(values):
    one = tree(values)
    assert not list(Places(one, "s").split({key.value: node for key, node in one.documents[0].value}, "image"))


def test_what_another_scanner_finds():
    one = tree("a: |\n  FROM x:1\n  FROM y:2\n")
    from mooring.scanners import dockerfile

    found = list(Places(one, "s").lent(one.documents[0].value[0][1], dockerfile.scan, "a"))
    assert [(m.text, m.where, m.scanner) for m in found if isinstance(m, Mention)] == [
        ("x:1", "a: FROM", "s"),
        ("y:2", "a: FROM", "s"),
    ]


def json(text):
    return JsonTree(Source("f.json", text.encode()))


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ('{"a": [{"b": "x"}, {"b": "y"}]}', "a.b", [("a[0].b", "x"), ("a[1].b", "y")]),
        ('{"a": {"b": ["x", ["y"]]}}', "a.b", [("a.b[0]", "x"), ("a.b[1][0]", "y")]),
        ('[{"a": {"b": "x"}}]', "*.b", [("[0].a.b", "x")]),
        ('{"a": {"b": "x"}}', "a.b", [("a.b", "x")]),
    ],
)
def test_lists_stand_for_what_is_in_them(text, path, found):
    assert [(where, node.value) for where, node in find(json(text).documents[0], path, through_lists=True)] == found


def test_all_of_several_alternatives_are_walked():
    one = json('{"a": {"b": "x"}, "c": {"b": "y"}}')
    (root,) = one.documents
    either = Node("alternatives", [value for _, value in root.value], one.source, root.span)
    assert [(where, node.value) for where, node in find(either, "b")] == [("b", "x"), ("b", "y")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('["run", "--rm", "a/b:1", "ls"]', [("a/b:1", "a/b:1")]),
        ('["run", "-e", "A=it\'s $X", "a:1"]', [("a:1", "a:1")]),
        ('["run", "a\\u003a1"]', [("a:1", "a\\u003a1")]),
        ('["build", "-t", "a:1", "."]', [("a:1", "a:1")]),
        ('["ps"]', []),
        ("[]", []),
    ],
)
def test_a_command_word_by_word(words, expected):
    one = json(f'{{"é": {words}}}')
    ((_, node),) = find(one.documents[0], "é")
    found = list(Places(one, "s").argv(["docker", *node.value], "x"))
    assert [(mention.resolved, mention.text) for mention in found] == expected


def test_a_number_is_no_reference():
    one = json('{"image": 5, "repository": "a", "tag": 1.2}')
    nodes = {key.value: node for key, node in one.documents[0].value}
    assert not list(Places(one, "s").reference(nodes["image"], "image"))
    (mention,) = Places(one, "s").split({part: nodes[part] for part in ("repository", "tag")}, "x")
    assert (mention.resolved, mention.reason) == ("a:1.2", NO_TEXT)


def test_a_part_of_a_text():
    one = json('{"a": "é|nginx:1 |x"}')
    ((_, node),) = find(one.documents[0], "a")
    (mention,) = Places(one, "s").reference(node, "a", inside=(2, 10))
    assert (mention.text, mention.resolved, mention.reason) == ("nginx:1", "nginx:1", None)
    assert not list(Places(one, "s").reference(node, "a", inside=(1, 1)))


def test_variables_that_grow_without_end_are_not_known():
    values = {f"V{n}": (f"${{V{n + 1}}}" * 50, None) for n in range(9)}
    assert Variables(re.compile(r"\$\{(?P<name>\w+)\}"), values).fill("${V0}").text is None


def test_a_variable_that_is_part_of_something_is_left_alone():
    one = tree("variables: {IMAGE: 'nginx:1'}\na: '${IMAGE}'\nb: '${IMAGE}-alpine'\n")
    (root,) = one.documents
    places = Places(one, "s", variables=variables(root))
    found = [mention for key in "ab" for where, node in find(root, key) for mention in places.reference(node, where)]
    assert [(mention.resolved, mention.reason) for mention in settled(found, places)] == [
        ("nginx:1", SHARED),
        ("nginx:1-alpine", COMPOSED),
    ]
