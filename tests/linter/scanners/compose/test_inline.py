"""Inline Dockerfiles: Compose fills in their variables first, then BuildKit reads them."""

import textwrap

import pytest

from mooring import Mention, Problem, Role, Source
from mooring.scanners.compose import scan
from mooring.text import splice

PLACE = "services.web.build.dockerfile_inline"
UNKNOWN = "it is built on a variable whose value is not known before Compose runs"
PART = "a variable holds a part of the reference"


def file(dockerfile, *more):
    body = textwrap.indent(textwrap.dedent(dockerfile).strip("\n"), " " * 8)
    lines = "".join(f"      {line}\n" for line in more)
    return f"services:\n  web:\n    build:\n      dockerfile_inline: |\n{body}\n{lines}"


TABLE = [
    ("image", file("FROM alpine:3.20"), [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None)]),
    (
        "every place",
        file(
            """
            # syntax=docker/dockerfile:1
            FROM golang:1.22 AS build
            RUN --mount=type=bind,from=busybox:1.36,target=/x \\
                true
            FROM alpine:3.20
            COPY --from=build /a /b
            COPY --from=nginx:1.25 /a /b
            """
        ),
        [
            ("# syntax", "docker/dockerfile:1", "docker/dockerfile:1", "docker/dockerfile:1", None),
            ("FROM", "golang:1.22", "golang:1.22", "golang:1.22", None),
            ("RUN --mount", "busybox:1.36", "busybox:1.36", "busybox:1.36", None),
            ("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None),
            ("COPY --from", "nginx:1.25", "nginx:1.25", "nginx:1.25", None),
        ],
    ),
    (
        "a variable of the Dockerfile's own",
        file("ARG BASE=alpine:3.20\nFROM $$BASE"),
        [("FROM", "$$BASE", "alpine:3.20", "alpine:3.20", None)],
    ),
    (
        "a variable that Compose fills in and does not know",
        file("ARG BASE=alpine:3.20\nFROM ${BASE}\nFROM nginx:$TAG"),
        [("FROM", "${BASE}", None, None, UNKNOWN), ("FROM", "nginx:$TAG", None, None, UNKNOWN)],
    ),
    (
        "a default that Compose fills in",
        file("FROM ${BASE:-alpine:3.20}\nFROM nginx:${TAG:-1.25}"),
        [
            ("FROM", "${BASE:-alpine:3.20}", "alpine:3.20", "alpine:3.20", None),
            ("FROM", "nginx:${TAG:-1.25}", "nginx:1.25", None, PART),
        ],
    ),
    (
        "a default in an argument's default",
        file("ARG BASE=${BASE:-alpine:3.20}\nFROM $${BASE}"),
        [("FROM", "$${BASE}", "alpine:3.20", "alpine:3.20", None)],
    ),
    (
        "an unknown variable elsewhere",
        file("FROM alpine:3.20\nRUN echo $HOME $$PATH ${X:?}"),
        [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None)],
    ),
    (
        "names that additional contexts take",
        file(
            "FROM base\nFROM listed:latest AS x\nFROM other:1\nCOPY --from=docker.io/library/base /a /b",
            "additional_contexts:",
            "  base: service:db",
            "  other: docker-image://alpine:3.20",
        ),
        [
            ("FROM", "listed:latest", "listed:latest", "listed:latest", None),
            ("FROM", "other:1", "other:1", "other:1", None),
        ],
    ),
    (
        "names that additional contexts take, listed",
        file("FROM listed:latest\nFROM org/app:1", "additional_contexts:", "  - listed=./x", "  - org/app:1=./y"),
        [],
    ),
    (
        "folded",
        file("FROM alpine:3.20\n\nRUN a\nb").replace("|", ">"),
        [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None)],
    ),
    (
        "double-quoted",
        'services:\n  web:\n    build:\n      dockerfile_inline: "FROM alpine:3.20\\nRUN x\\n"\n',
        [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None)],
    ),
    (
        "escaped",
        'services:\n  web:\n    build:\n      dockerfile_inline: "FROM alpine\\x3a3.20\\n"\n',
        [("FROM", "alpine\\x3a3.20", "alpine:3.20", None, "the text is escaped or folded in the file")],
    ),
    (
        "plain",
        "services:\n  web:\n    build:\n      dockerfile_inline: FROM alpine:3.20\n",
        [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None)],
    ),
    (
        "carriage returns",
        file("FROM alpine:3.20\nCOPY --from=x:1 a b").replace("\n", "\r\n"),
        [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None), ("COPY --from", "x:1", "x:1", "x:1", None)],
    ),
    (
        "arguments of the build",
        file(
            "ARG BASE=alpine:3.19\nARG TAG\nARG OTHER=redis:7\nFROM $$BASE\nFROM nginx:$$TAG\nFROM $$OTHER",
            "args:",
            "  BASE: alpine:3.20",
            "  TAG: 2",
            "  UNUSED: x",
        ),
        [
            ("FROM", "$$BASE", "alpine:3.20", None, "the value of `BASE` comes from `build.args`"),
            ("FROM", "nginx:$$TAG", "nginx:2", None, "`TAG` holds only a part of the reference"),
            ("FROM", "$$OTHER", "redis:7", "redis:7", None),
        ],
    ),
    (
        "arguments of the build, listed",
        file(
            "ARG BASE=alpine:3.19\nARG OTHER=redis:7\nARG THIRD=nginx:1\nFROM $$BASE\nFROM $$OTHER\nFROM $$THIRD",
            "args:",
            "  - BASE=alpine:${TAG:-3.20}",
            "  - OTHER=$REDIS",
            "  - THIRD",
        ),
        [
            ("FROM", "$$BASE", "alpine:3.20", None, "the value of `BASE` comes from `build.args`"),
            ("FROM", "$$OTHER", None, None, UNKNOWN),
            ("FROM", "$$THIRD", "nginx:1", "nginx:1", None),
        ],
    ),
    (
        "an argument that is not there before the first FROM",
        file("FROM alpine:3.20\nARG BASE=x\nRUN echo $$BASE", "args: {BASE: y}"),
        [("FROM", "alpine:3.20", "alpine:3.20", "alpine:3.20", None)],
    ),
    ("scratch", file("FROM scratch"), []),
    ("null", "services:\n  web:\n    build:\n      dockerfile_inline:\n", []),
    ("mapping", "services:\n  web:\n    build:\n      dockerfile_inline: {FROM: x}\n", []),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_mentions(text, expected):
    source = Source("compose.yaml", text.encode())
    found = []
    for mention in scan(source):
        assert isinstance(mention, Mention), mention
        if mention.role is not Role.STAGE and mention.where.startswith(PLACE):
            fix = source.read(mention.parts["whole"]) if mention.rewritable else None
            found.append((mention.where.removeprefix(f"{PLACE} "), mention.text, mention.resolved, fix, mention.reason))
    assert found == expected


@pytest.mark.parametrize("text", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_rewriting_changes_one_mention_and_no_other_byte(text):
    data = text.encode()
    before = list(scan(Source("compose.yaml", data)))
    for index, mention in enumerate(before):
        if mention.rewritable and mention.role is Role.PULL:
            changed = splice(data, mention.rewrite("registry.example/moved:1"))
            place = mention.parts["whole"]
            assert changed == data[: place.start] + b"registry.example/moved:1" + data[place.end :]
            after = [again.resolved for again in scan(Source("compose.yaml", changed))]
            assert after[index] == "registry.example/moved:1"
            assert len(after) == len(before)


def test_an_error_in_the_dockerfile_is_a_problem_at_its_line():
    problem, mention = scan(Source("compose.yaml", file("FROM alpine:3.20\n\nFROM a b c d").encode()))
    assert mention.resolved == "alpine:3.20"
    assert isinstance(problem, Problem)
    assert problem.line == 7
    assert problem.message.startswith(f"{PLACE}: ")


def test_an_error_that_an_unknown_variable_may_have_caused_is_none():
    assert [type(found) for found in scan(Source("compose.yaml", file("FROM alpine:3.20\n$MORE").encode()))] == [
        Mention
    ]


def test_a_dockerfile_that_two_services_share_is_read_once():
    service = "{build: {dockerfile_inline: *d}}"
    text = f"x-d: &d |\n  FROM alpine:3.20\nservices:\n  a: {service}\n  b: {service}\n"
    (mention,) = scan(Source("compose.yaml", text.encode()))
    assert mention.where == "services.a.build.dockerfile_inline FROM"


def test_the_hints_of_the_file_hold_for_its_dockerfiles():
    (mention,) = scan(Source("compose.prod.yaml", file("FROM alpine:3.20").encode()))
    assert mention.hints == ("production",)
