"""Stages: who sees which name: each case is a file and what is found in it."""

import pytest

CASES = [
    ("FROM nginx:1 AS web\nFROM web\n", ["FROM nginx:1", "FROM web (stage)"]),
    ("FROM nginx AS nginx\n", ["FROM nginx"]),
    ("FROM nginx AS nginx\nFROM nginx\n", ["FROM nginx", "FROM nginx (stage)"]),
    (
        "FROM alpine:3 AS base\nFROM base AS next\nFROM next\n",
        ["FROM alpine:3", "FROM base (stage)", "FROM next (stage)"],
    ),
    ("FROM later\nFROM alpine:3 AS later\n", ["FROM later", "FROM alpine:3"]),
    ("FROM alpine:3 AS a\nFROM busybox:1 AS a\nFROM a\n", ["FROM alpine:3", "FROM busybox:1", "FROM a (stage)"]),
    ("FROM alpine:3 AS x\nFROM x:latest\n", ["FROM alpine:3", "FROM x:latest"]),
    ("FROM alpine:3 AS x\nFROM docker.io/library/x\n", ["FROM alpine:3", "FROM docker.io/library/x"]),
    ('FROM alpine:3 AS base\nFROM "base"\n', ["FROM alpine:3", "FROM base (stage)"]),
    ("FROM alpine:3 AS base\nFROM --platform=linux/amd64 base\n", ["FROM alpine:3", "linux/amd64 FROM base (stage)"]),
    ("FROM alpine:3 AS Build\nFROM build\n", ["FROM alpine:3", "FROM build (stage)"]),
    ("FROM alpine:3 AS build\nFROM Build\n", ["FROM alpine:3", "FROM Build (stage)"]),
    ("FROM alpine:3 AS Build\nFROM Build\n", ["FROM alpine:3", "FROM Build (stage)"]),
    ("FROM alpine:3 AS build\nFROM BUILD AS build\n", ["FROM alpine:3", "FROM BUILD (stage)"]),
    ("FROM Build\nFROM alpine:3 AS build\n", ["FROM Build", "FROM alpine:3"]),
    (
        "FROM alpine:3 AS build\nFROM nginx:1\nCOPY --from=build / /\n",
        ["FROM alpine:3", "FROM nginx:1", "COPY --from build (stage)"],
    ),
    (
        "FROM alpine:3 AS Build\nFROM nginx:1\nCOPY --from=BUILD / /\n",
        ["FROM alpine:3", "FROM nginx:1", "COPY --from BUILD (stage)"],
    ),
    (
        "FROM alpine:3 AS build\nFROM nginx:1\nRUN --mount=from=Build,target=/b ls\n",
        ["FROM alpine:3", "FROM nginx:1", "RUN --mount Build (stage)"],
    ),
    (
        "FROM nginx:1\nCOPY --from=build / /\nFROM alpine:3 AS build\n",
        ["FROM nginx:1", "COPY --from build (stage)", "FROM alpine:3"],
    ),
    (
        "FROM nginx:1\nRUN --mount=from=build,target=/x ls\nFROM alpine:3 AS build\n",
        ["FROM nginx:1", "RUN --mount build (stage)", "FROM alpine:3"],
    ),
    ("FROM alpine:3\nFROM nginx:1\nCOPY --from=0 / /\n", ["FROM alpine:3", "FROM nginx:1", "COPY --from 0 (stage)"]),
    (
        "FROM alpine:3\nFROM nginx:1\nCOPY --from=00 / /\nCOPY --from=+0 / /\n",
        ["FROM alpine:3", "FROM nginx:1", "COPY --from 00 (stage)", "COPY --from +0 (stage)"],
    ),
    (
        "FROM alpine:3\nFROM nginx:1\nRUN --mount=from=0,target=/x ls\n",
        ["FROM alpine:3", "FROM nginx:1", "RUN --mount 0"],
    ),
    (
        "FROM alpine:3\nFROM nginx:1\nCOPY --from=2 / /\n",
        ["FROM alpine:3", "FROM nginx:1", "line 3: no stage has the number 2; they count from 0"],
    ),
    (
        "FROM alpine:3\nFROM nginx:1\nCOPY --from=-1 / /\n",
        ["FROM alpine:3", "FROM nginx:1", "line 3: no stage has the number -1; they count from 0"],
    ),
    (
        "FROM nginx:1\nCOPY --from=busybox:1 / /\nCOPY --from=1 / /\n",
        ["FROM nginx:1", "COPY --from busybox:1", "COPY --from 1 (stage)"],
    ),
    ("FROM alpine:3\nCOPY --from=1x / /\n", ["FROM alpine:3", "COPY --from 1x"]),
    ("FROM alpine:3 AS scratch\nFROM scratch\n", ["FROM alpine:3", "FROM scratch (stage)"]),
    (
        "FROM alpine:3 AS build\nFROM nginx:1\nONBUILD COPY --from=build / /\n",
        ["FROM alpine:3", "FROM nginx:1", "ONBUILD COPY --from build (stage)"],
    ),
    ("ARG S=build\nFROM alpine:3 AS build\nFROM $S\n", ["FROM alpine:3", "FROM $S = build (stage)"]),
    (
        "ARG S=build\nFROM alpine:3 AS build\nFROM ${S}-x\n",
        ["FROM alpine:3", "FROM ${S}-x = build-x | `S` holds only a part of the reference"],
    ),
    (
        "ARG M=prod\nFROM alpine:3 AS base-prod\nFROM busybox:1 AS base-dev\nFROM base-${M}\n",
        ["FROM alpine:3", "FROM busybox:1", "FROM base-${M} = base-prod (stage)"],
    ),
    (
        "ARG M=test\nFROM alpine:3 AS base-prod\nFROM base-${M}\n",
        ["FROM alpine:3", "FROM base-${M} = base-test | `M` holds only a part of the reference"],
    ),
    ("ARG M\nFROM alpine:3 AS base-prod\nFROM base-${M}\n", ["FROM alpine:3", "FROM base-${M} = None (stage)"]),
    (
        "ARG M\nFROM alpine:3 AS other\nFROM base-${M}\n",
        ["FROM alpine:3", "FROM base-${M} = None | `M` has no default"],
    ),
    ("ARG M\nFROM alpine:3 AS base\nFROM ${M}\n", ["FROM alpine:3", "FROM ${M} = None | `M` has no default"]),
    (
        "FROM alpine:3 AS base-amd64\nFROM busybox:1 AS base-arm64\nFROM base-${TARGETARCH}\n",
        ["FROM alpine:3", "FROM busybox:1", "FROM base-${TARGETARCH} = None (stage)"],
    ),
    (
        "FROM alpine:3 AS base-amd64\nFROM base-${TARGETARCH} AS x\nFROM x\n",
        ["FROM alpine:3", "FROM base-${TARGETARCH} = None (stage)", "FROM x (stage)"],
    ),
    (
        "FROM alpine:3 AS linux-amd64-v1\nFROM ${TARGETOS}-${TARGETARCH}-v1\n",
        ["FROM alpine:3", "FROM ${TARGETOS}-${TARGETARCH}-v1 = None (stage)"],
    ),
    ("FROM alpine:3 AS amd64\nFROM $TARGETARCH\n", ["FROM alpine:3", "FROM $TARGETARCH = None (stage)"]),
    (
        "FROM base-${TARGETARCH}\nFROM alpine:3 AS base-amd64\n",
        ["FROM base-${TARGETARCH} = None | `TARGETARCH` is known only to the build", "FROM alpine:3"],
    ),
    (
        "FROM alpine:3 AS base\nFROM base${TARGETVARIANT}\n",
        ["FROM alpine:3", "FROM base${TARGETVARIANT} = None (stage)"],
    ),
    (
        "FROM alpine:3 AS xbase-amd64\nFROM base-${TARGETARCH}\n",
        ["FROM alpine:3", "FROM base-${TARGETARCH} = None | `TARGETARCH` is known only to the build"],
    ),
    (
        "FROM alpine:3 AS base-amd64\nFROM example.com/base-${TARGETARCH}\n",
        ["FROM alpine:3", "FROM example.com/base-${TARGETARCH} = None | `TARGETARCH` is known only to the build"],
    ),
    (
        "FROM ${X AS build\nFROM nginx:1\nCOPY --from=build / /\n",
        ["FROM nginx:1", "COPY --from build (stage)", "line 1: a `}` is missing; mend it"],
    ),
    (
        "FROM a b AS build\nFROM nginx:1\nCOPY --from=build / /\n",
        [
            "FROM nginx:1",
            "COPY --from build (stage)",
            ("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less"),
        ],
    ),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
