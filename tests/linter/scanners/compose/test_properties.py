"""What holds for every compose file, however it looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Problem, Source
from mooring.scanners.compose import recognises, scan
from mooring.text import splice

KEYS = ["image", "build", "pull_policy", "platform", "extends", "volumes", "pre_start", "models", "labels", "<<", "x-y"]
REFERENCES = [
    "nginx:1.25",
    "'redis'",
    '"org/app:1"',
    "$IMAGE",
    "${IMAGE:-nginx:1}",
    "nginx:${TAG:-1}",
    "$$x",
    "&a a",
    "*a",
]
VALUES = [
    *REFERENCES,
    "",
    ".",
    "7",
    "!reset null",
    "!override nginx",
    ">-\n      nginx\n      :1",
    "|\n      nginx",
    "{dockerfile_inline: 'FROM alpine:3', tags: [a, b]}",
    '{dockerfile_inline: "FROM $X\\nFROM $$Y\\nCOPY --from=a:1 b c\\n"}',
    "{additional_contexts: {a: docker-image://b, c: 'docker-image://${D:-e}'}, cache_from: ['f,g', 'ref=h']}",
    "[{type: image, source: alpine, target: /x}, {image: busybox:1}]",
    "{service: web}",
    "[x",
    "é",
]

SERVICE = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=5)
FILES = st.lists(st.tuples(st.sampled_from(["web", "db", "image"]), SERVICE), max_size=4)
LINE_ENDS = st.sampled_from(["\n", "\r\n"])


def render(services, line_end, before):
    lines = [before, "services:"]
    for name, service in services:
        lines += [f"  {name}:", *(f"    {key}: {value}" for key, value in service)]
    return ("\n".join(lines) + "\n").replace("\n", line_end).encode()


FILE = st.builds(render, FILES, LINE_ENDS, st.sampled_from(["", "# é", "name: shop", "x-a: &a nginx:1", "\ufeff# x"]))


@settings(deadline=None, max_examples=300)
@given(FILE, st.sampled_from([None, b"IMAGE=redis:7\nTAG=\n", b"TAG=$OTHER\n"]))
def test_mentions_are_consistent_and_can_be_rewritten_alone(data, environment):
    def source_of(content):
        return Source("compose.yaml", content, {".env": environment}.get)

    source = source_of(data)
    mentions = [found for found in scan(source) if isinstance(found, Mention)]
    reference = "registry.example/moved:1"
    for index, mention in enumerate(mentions):
        assert 0 <= mention.span.start < mention.span.end <= len(data)
        if not mention.rewritable:
            continue
        place = mention.parts["whole"]
        assert source.read(place) == mention.resolved
        changed = splice(data, mention.rewrite(reference))
        assert changed == data[: place.start] + reference.encode() + data[place.end :]
        after = [found.resolved for found in scan(source_of(changed)) if isinstance(found, Mention)]
        assert after == [reference if i == index else other.resolved for i, other in enumerate(mentions)]


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=80), st.binary(max_size=30))
def test_no_bytes_make_it_crash(data, environment):
    recognises(data)
    for prefix in (b"", b"services:\n  web:\n    image: "):
        for found in scan(Source("compose.yaml", prefix + data, {".env": environment}.get)):
            assert isinstance(found, Mention | Problem)


def services(body, count=2000):
    return "services:\n" + "".join(f"  s{i}:\n{body.format(i=i, next=i + 1)}" for i in range(count))


HOSTILE = {
    "a large mapping that is merged often": "x: &x\n"
    + "".join(f"  k{i}: v\n" for i in range(2000))
    + services("    <<: *x\n    image: nginx\n"),
    "a long chain of extends": services("    extends: s{next}\n    image: nginx\n"),
    "one service under many names": "x: &x {image: nginx}\nservices:\n" + "".join(f"  s{i}: *x\n" for i in range(5000)),
    "aliases that laugh": "x0: &x0 {image: nginx}\n"
    + "".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]\n" for i in range(1, 20))
    + "services: {w: {<<: *x19, volumes: *x19, build: {cache_from: *x19, tags: *x19, additional_contexts: *x19}}}\n",
    "everything in itself": "services: &a\n  w: *a\n  <<: *a\n  image: *a\n  volumes: &v [*v, *a]\n",
    "many references in one value": "services: {w: {build: {cache_from: ['" + "a," * 2000 + "']}}}\n",
    "many quotes": "services: {w: {build: {cache_from: ['" + '"' * 50_000 + "']}}}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_read_in_time(text):
    list(scan(Source("compose.yaml", text.encode())))


def test_a_file_whose_aliases_unfold_to_too_much_says_so():
    text = "x: &x\n" + "".join(f"  k{i}: v\n" for i in range(1000)) + services("    <<: *x\n    image: nginx\n", 1000)
    *_, problem = scan(Source("compose.yaml", text.encode()))
    assert isinstance(problem, Problem)
    assert "aliases" in problem.message
