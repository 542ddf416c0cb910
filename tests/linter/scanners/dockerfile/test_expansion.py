"""Variables in FROM: each case is a file and what is found in it."""

import pytest

CASES = [
    ("ARG BASE=nginx:1.25\nFROM ${BASE}\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE=nginx:1.25\nFROM $BASE\n", ["FROM $BASE = nginx:1.25 @ nginx:1.25"]),
    ('ARG BASE="nginx:1.25"\nFROM ${BASE}\n', ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE='nginx:1.25'\nFROM ${BASE}\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    (
        "ARG BASE=nginx\\:1.25\nFROM ${BASE}\n",
        ["FROM ${BASE} = nginx:1.25 | `BASE` is put together from several parts"],
    ),
    ("ARG BASE=nginx:1.25 OTHER=x\nFROM ${BASE}\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ("ARG OTHER BASE=nginx:1.25\nFROM ${BASE}\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ('ARG OTHER="a b" BASE="nginx:1.25"\nFROM ${BASE}\n', ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ("ARG \\\n  BASE=nginx:1.25 \\\n  OTHER=x\nFROM ${BASE}\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    (
        "ARG BASE=nginx:\\\n1.25\nFROM ${BASE}\n",
        ["FROM ${BASE} = nginx:1.25 | `BASE` is put together from several parts"],
    ),
    ("arg BASE=nginx:1.25\nfrom ${BASE} as web\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ('ARG BASE=nginx:1.25\nFROM "${BASE}"\n', ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE=nginx:1.25\nFROM '${BASE}'\n", ["FROM ${BASE}"]),
    ("ARG BASE=nginx:1.25\r\nFROM ${BASE}\r\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    ("ARG --global BASE=nginx:1.25\nFROM ${BASE}\n", ["FROM ${BASE} = nginx:1.25 @ nginx:1.25"]),
    (
        "ARG BASE = nginx:1.25\nFROM ${BASE}\n",
        [
            "FROM ${BASE} = None | `BASE` is not declared before the first FROM",
            "line 1: ARG has an empty name; write one before `=`",
        ],
    ),
    (
        "ARG TAG=1.25\nFROM nginx:${TAG}\n",
        ["FROM nginx:${TAG} = nginx:1.25 | `TAG` holds only a part of the reference"],
    ),
    (
        "ARG REGISTRY=example.com\nFROM ${REGISTRY}/app:1\n",
        ["FROM ${REGISTRY}/app:1 = example.com/app:1 | `REGISTRY` holds only a part of the reference"],
    ),
    (
        "ARG NAME=nginx\nARG TAG=1.25\nFROM $NAME:$TAG\n",
        ["FROM $NAME:$TAG = nginx:1.25 | `NAME` holds only a part of the reference"],
    ),
    (
        "ARG TAG=1.25\nARG BASE=nginx:$TAG\nFROM $BASE\n",
        ["FROM $BASE = nginx:1.25 | `BASE` is put together from several parts"],
    ),
    ("ARG A=nginx:1.25\nARG B=$A\nFROM $B\n", ["FROM $B = nginx:1.25 @ nginx:1.25"]),
    (
        "ARG A=nginx:1.25\nARG B=$A\nFROM $B\nFROM $A\n",
        [
            "FROM $B = nginx:1.25 | `A` is used in more than one place",
            "FROM $A = nginx:1.25 | `A` is used in more than one place",
        ],
    ),
    ("ARG A=nginx:1.25\nARG B=x-$A\nFROM $A\n", ["FROM $A = nginx:1.25 | `A` is used in more than one place"]),
    (
        "ARG BASE=nginx:1.25\nFROM $BASE AS a\nFROM $BASE AS b\n",
        [
            "FROM $BASE = nginx:1.25 | `BASE` is used in more than one place",
            "FROM $BASE = nginx:1.25 | `BASE` is used in more than one place",
        ],
    ),
    (
        "ARG BASE=nginx:1.25\nFROM $BASE AS a\nFROM a\nFROM redis:7\n",
        ["FROM $BASE = nginx:1.25 @ nginx:1.25", "FROM a (stage)", "FROM redis:7"],
    ),
    (
        "ARG TAG=1.25\nFROM nginx:$TAG\nFROM nginx:$TAG-alpine\n",
        [
            "FROM nginx:$TAG = nginx:1.25 | `TAG` holds only a part of the reference",
            "FROM nginx:$TAG-alpine = nginx:1.25-alpine | `TAG` holds only a part of the reference",
        ],
    ),
    ("ARG BASE=nginx:1.25\nFROM $BASE\nARG BASE\nRUN echo $BASE\n", ["FROM $BASE = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE=nginx:1.25\nARG BASE=redis:7\nFROM $BASE\n", ["FROM $BASE = redis:7 @ redis:7"]),
    ("ARG BASE=nginx:1.25\nARG BASE\nFROM $BASE\n", ["FROM $BASE = nginx:1.25 @ nginx:1.25"]),
    (
        "ARG BASE=nginx\nARG BASE=$BASE:1.25\nFROM $BASE\n",
        ["FROM $BASE = nginx:1.25 | `BASE` is put together from several parts"],
    ),
    (
        "ARG BASE=nginx:1.25\nFROM $BASE\nARG BASE=redis:7\nFROM redis:8\n",
        ["FROM $BASE = nginx:1.25 @ nginx:1.25", "FROM redis:8"],
    ),
    (
        "FROM alpine:3\nARG BASE=nginx:1.25\nFROM $BASE\n",
        ["FROM alpine:3", "FROM $BASE = None | `BASE` is not declared before the first FROM"],
    ),
    (
        "FROM alpine:3\nARG TAG=1.25\nFROM nginx:$TAG\n",
        ["FROM alpine:3", "FROM nginx:$TAG = None | `TAG` is not declared before the first FROM"],
    ),
    (
        "FROM alpine:3\nENV TAG=1.25\nFROM nginx:$TAG\n",
        ["FROM alpine:3", "FROM nginx:$TAG = None | `TAG` is not declared before the first FROM"],
    ),
    ("ARG A=$B\nARG B=nginx:1.25\nFROM ${A:-redis:7}\n", ["FROM ${A:-redis:7} = redis:7 @ redis:7"]),
    ("ARG BASE\nFROM $BASE\n", ["FROM $BASE = None | `BASE` has no default"]),
    ("ARG TAG\nFROM nginx:$TAG\n", ["FROM nginx:$TAG = None | `TAG` has no default"]),
    ("ARG SUFFIX\nFROM nginx:1.25$SUFFIX\n", ["FROM nginx:1.25$SUFFIX = None | `SUFFIX` has no default"]),
    (
        "ARG SUFFIX=\nFROM nginx:1.25$SUFFIX\n",
        ["FROM nginx:1.25$SUFFIX = nginx:1.25 | the reference is put together from several parts"],
    ),
    ("ARG TAG=\nFROM nginx:$TAG\n", ["FROM nginx:$TAG = None | `TAG` is empty by default"]),
    ('ARG BASE=""\nFROM $BASE\n', ["FROM $BASE = None | `BASE` is empty by default"]),
    ("FROM $BASE\n", ["FROM $BASE = None | `BASE` is not declared before the first FROM"]),
    ("FROM nginx:$TAG\n", ["FROM nginx:$TAG = None | `TAG` is not declared before the first FROM"]),
    (
        "FROM nginx:1.25$SUFFIX\n",
        ["FROM nginx:1.25$SUFFIX = nginx:1.25 | the reference is put together from several parts"],
    ),
    ("ARG A\nARG B=$A\nFROM $B\n", ["FROM $B = None | `A` has no default"]),
    ("ARG A\nARG B=nginx:$A\nFROM ${B:-redis:7}\n", ["FROM ${B:-redis:7} = None | `A` has no default"]),
    ("ARG A\nARG B=$A\nFROM ${B:-redis:7}\n", ["FROM ${B:-redis:7} = redis:7 @ redis:7"]),
    ("FROM nginx:$TARGETARCH\n", ["FROM nginx:$TARGETARCH = None | `TARGETARCH` is known only to the build"]),
    ("FROM ${TARGETARCH}/nginx:1\n", ["FROM ${TARGETARCH}/nginx:1 = None | `TARGETARCH` is known only to the build"]),
    (
        "ARG TARGETARCH\nFROM nginx:$TARGETARCH\n",
        ["FROM nginx:$TARGETARCH = None | `TARGETARCH` is known only to the build"],
    ),
    (
        "ARG TARGETARCH=amd64\nFROM $TARGETARCH/nginx:1\n",
        ["FROM $TARGETARCH/nginx:1 = amd64/nginx:1 | `TARGETARCH` holds only a part of the reference"],
    ),
    ("ARG A=nginx-$TARGETARCH\nFROM $A\n", ["FROM $A = None | `TARGETARCH` is known only to the build"]),
    (
        "FROM nginx:${TARGETARCH:-amd64}\n",
        ["FROM nginx:${TARGETARCH:-amd64} = None | `TARGETARCH` is known only to the build"],
    ),
    (
        "FROM nginx${TARGETARCH:+:1.25}\n",
        ["FROM nginx${TARGETARCH:+:1.25} = nginx:1.25 | the reference is put together from several parts"],
    ),
    (
        "FROM nginx${TARGETVARIANT:+:1.25}\n",
        ["FROM nginx${TARGETVARIANT:+:1.25} = None | `TARGETVARIANT` is known only to the build"],
    ),
    (
        "FROM nginx:1.25${TARGETVARIANT+-x}\n",
        [("FROM nginx:1.25${TARGETVARIANT+-x} = nginx:1.25-x | the reference is put together from several parts")],
    ),
    ("FROM ${BASE:-nginx:1.25}\n", ["FROM ${BASE:-nginx:1.25} = nginx:1.25 @ nginx:1.25"]),
    ("FROM ${BASE-nginx:1.25}\n", ["FROM ${BASE-nginx:1.25} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE\nFROM ${BASE:-nginx:1.25}\n", ["FROM ${BASE:-nginx:1.25} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE=\nFROM ${BASE:-nginx:1.25}\n", ["FROM ${BASE:-nginx:1.25} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE=\nFROM ${BASE-nginx:1.25}\n", ["FROM ${BASE-nginx:1.25} = None | `BASE` is empty by default"]),
    ("ARG BASE=redis:7\nFROM ${BASE:-nginx:1.25}\n", ["FROM ${BASE:-nginx:1.25} = redis:7 @ redis:7"]),
    ("ARG BASE=redis:7\nFROM ${BASE-nginx:1.25}\n", ["FROM ${BASE-nginx:1.25} = redis:7 @ redis:7"]),
    (
        "FROM nginx:${TAG:-1.25}\n",
        ["FROM nginx:${TAG:-1.25} = nginx:1.25 | the reference is put together from several parts"],
    ),
    (
        "FROM ${REGISTRY:-docker.io}/nginx:1.25\n",
        [
            (
                "FROM ${REGISTRY:-docker.io}/nginx:1.25 = docker.io/nginx:1.25 | the reference "
                "is put together from several parts"
            )
        ],
    ),
    ('ARG BASE\nFROM "${BASE:-nginx:1.25}"\n', ["FROM ${BASE:-nginx:1.25} = nginx:1.25 @ nginx:1.25"]),
    ('ARG BASE\nFROM ${BASE:-"nginx:1.25"}\n', ['FROM ${BASE:-"nginx:1.25"} = nginx:1.25 @ nginx:1.25']),
    ("FROM ${A:-${B:-nginx:1.25}}\n", ["FROM ${A:-${B:-nginx:1.25}} = nginx:1.25 @ nginx:1.25"]),
    ("ARG B=redis:7\nFROM ${A:-${B:-nginx:1.25}}\n", ["FROM ${A:-${B:-nginx:1.25}} = redis:7 @ redis:7"]),
    ("ARG B=redis:7\nFROM ${A:-$B}\n", ["FROM ${A:-$B} = redis:7 @ redis:7"]),
    (
        "ARG DEFAULT=nginx:1.25\nARG BASE=${DEFAULT}\nFROM ${BASE:-redis:7}\n",
        ["FROM ${BASE:-redis:7} = nginx:1.25 @ nginx:1.25"],
    ),
    (
        "ARG DEBUG=1\nFROM nginx:1.25${DEBUG:+-debug}\n",
        [("FROM nginx:1.25${DEBUG:+-debug} = nginx:1.25-debug | the reference is put together from several parts")],
    ),
    (
        "ARG DEBUG\nFROM nginx:1.25${DEBUG:+-debug}\n",
        ["FROM nginx:1.25${DEBUG:+-debug} = nginx:1.25 | the reference is put together from several parts"],
    ),
    (
        "ARG DEBUG=\nFROM nginx:1.25${DEBUG+-debug}\n",
        [("FROM nginx:1.25${DEBUG+-debug} = nginx:1.25-debug | the reference is put together from several parts")],
    ),
    (
        "ARG DEBUG=\nFROM nginx:1.25${DEBUG:+-debug}\n",
        ["FROM nginx:1.25${DEBUG:+-debug} = nginx:1.25 | the reference is put together from several parts"],
    ),
    (
        "FROM nginx:1.25${DEBUG+-debug}\n",
        ["FROM nginx:1.25${DEBUG+-debug} = nginx:1.25 | the reference is put together from several parts"],
    ),
    ("ARG X=1\nFROM ${X:+nginx:1.25}\n", ["FROM ${X:+nginx:1.25} = nginx:1.25 @ nginx:1.25"]),
    ("FROM ${X:+nginx:1.25}\n", ["FROM ${X:+nginx:1.25} = None | `X` is not declared before the first FROM"]),
    ("ARG BASE=nginx:1.25\nFROM ${BASE:?say-which}\n", ["FROM ${BASE:?say-which} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE=nginx:1.25\nFROM ${BASE?}\n", ["FROM ${BASE?} = nginx:1.25 @ nginx:1.25"]),
    ("ARG BASE\nFROM ${BASE:?say-which}\n", ["FROM ${BASE:?say-which} = None | `BASE` has no default"]),
    ("FROM ${BASE?say-which}\n", ["FROM ${BASE?say-which} = None | `BASE` is not declared before the first FROM"]),
    ("ARG BASE=\nFROM ${BASE:?empty}\n", ["FROM ${BASE:?empty} = None | `BASE` is empty by default"]),
    (
        "ARG BASE=\nFROM nginx:1${BASE?unset}\n",
        ["FROM nginx:1${BASE?unset} = nginx:1 | the reference is put together from several parts"],
    ),
    (
        "ARG V=v1.25\nFROM nginx:${V#v}\n",
        ["FROM nginx:${V#v} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1.25.3\nFROM nginx:${V%.*}\n",
        ["FROM nginx:${V%.*} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1.25.3\nFROM nginx:${V%%.*}\n",
        ["FROM nginx:${V%%.*} = nginx:1 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=a/b/nginx\nFROM ${V##*/}:1.25\n",
        ["FROM ${V##*/}:1.25 = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=a/b/nginx\nFROM ${V#*/}:1.25\n",
        ["FROM ${V#*/}:1.25 = b/nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1_25_3\nFROM nginx:${V/_/.}\n",
        ["FROM nginx:${V/_/.} = nginx:1.25_3 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1_25_3\nFROM nginx:${V//_/.}\n",
        ["FROM nginx:${V//_/.} = nginx:1.25.3 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1.25-rc1\nFROM nginx:${V%-rc?}\n",
        ["FROM nginx:${V%-rc?} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1.25*\nFROM nginx:${V%\\*}\n",
        ["FROM nginx:${V%\\*} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    ("ARG V=a/b\nFROM ${V/\\//-}:1\n", ["FROM ${V/\\//-}:1 = a-b:1 | a pattern changes the value of a variable in it"]),
    (
        "ARG IMG=nginx:1.25\nFROM ${IMG%-alpine}\n",
        ["FROM ${IMG%-alpine} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG IMG=docker.io/nginx:1.25\nFROM ${IMG#docker.io/}\n",
        ["FROM ${IMG#docker.io/} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "FROM nginx:1.25${X#a}\n",
        ["FROM nginx:1.25${X#a} = nginx:1.25 | the reference is put together from several parts"],
    ),
    (
        "FROM nginx:1.25${X/*/y}\n",
        ["FROM nginx:1.25${X/*/y} = nginx:1.25y | a pattern changes the value of a variable in it"],
    ),
    ("ARG X\nFROM nginx:1.25${X%a}\n", ["FROM nginx:1.25${X%a} = None | `X` has no default"]),
    (
        "ARG P=v\nARG V=v1.25\nFROM nginx:${V#$P}\n",
        ["FROM nginx:${V#$P} = nginx:1.25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1.25\nFROM nginx:${V#'1.'}\n",
        ["FROM nginx:${V#'1.'} = nginx:25 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=1.25.1\nFROM nginx:${V//./}\n",
        ["FROM nginx:${V//./} = nginx:1251 | a pattern changes the value of a variable in it"],
    ),
    (
        "ARG V=xx1\nFROM nginx:${V//x*/2}\n",
        ["FROM nginx:${V//x*/2} = nginx:2 | a pattern changes the value of a variable in it"],
    ),
    ("FROM nginx:\\$TAG\n", ["FROM nginx:\\$TAG = nginx:$TAG | the reference is put together from several parts"]),
    ("ARG A=1\nFROM nginx:'$A'\n", ["FROM nginx:'$A' = nginx:$A | the reference is put together from several parts"]),
    ("FROM nginx$\n", ["FROM nginx$"]),
    ("ARG A1=25\nFROM nginx:1.$A1\n", ["FROM nginx:1.$A1 = nginx:1.25 | `A1` holds only a part of the reference"]),
    ("ARG A=1\nFROM nginx:$A.25\n", ["FROM nginx:$A.25 = nginx:1.25 | `A` holds only a part of the reference"]),
    ("ARG A=1\nFROM nginx:$A_b\n", ["FROM nginx:$A_b = None | `A_b` is not declared before the first FROM"]),
    ("FROM nginx:1.25$1\n", ["FROM nginx:1.25$1 = nginx:1.25 | the reference is put together from several parts"]),
    ("FROM nginx:1.25$@\n", ["FROM nginx:1.25$@ = nginx:1.25 | the reference is put together from several parts"]),
    (
        "# escape=`\nARG A=1\nFROM nginx:`$A\n",
        ["FROM nginx:`$A = nginx:$A | the reference is put together from several parts"],
    ),
    (
        "# escape=`\nARG A=1.25\nFROM nginx:$A\n",
        ["FROM nginx:$A = nginx:1.25 | `A` holds only a part of the reference"],
    ),
    ('ARG A="1 2"\nFROM nginx:$A\n', ["FROM nginx:$A = nginx:1 2 | `A` holds only a part of the reference"]),
    ("ARG A=1.25 # the tag\nFROM nginx:$A\n", ["FROM nginx:$A = nginx:1.25 | `A` holds only a part of the reference"]),
    ("ARG É=1.25\nFROM nginx:$É\n", ["FROM nginx:$É = nginx:1.25 | `É` holds only a part of the reference"]),
    ('ARG A="x\nFROM nginx:1.25\n', ["FROM nginx:1.25", "line 1: a double quote is not closed; mend it"]),
    ("ARG A=it's\nFROM nginx:1.25\n", ["FROM nginx:1.25", "line 1: a single quote is not closed; mend it"]),
    (
        "ARG NAME=nginx\nARG TAG=1.25\nARG IMG=$NAME:$TAG\nFROM x/$IMG\n",
        ["FROM x/$IMG = x/nginx:1.25 | `IMG` holds only a part of the reference"],
    ),
    ("ARG A=${B:-nginx:1.25}\nFROM $A\n", ["FROM $A = nginx:1.25 @ nginx:1.25"]),
    (
        "ARG A=nginx:1.25\nFROM --platform=$A $A\n",
        ["nginx:1.25 FROM $A = nginx:1.25 | `A` is used in more than one place"],
    ),
    ("ARG A=nginx:1.25\nFROM ${A}${B}\n", ["FROM ${A}${B} = nginx:1.25 | `A` holds only a part of the reference"]),
    (
        "FROM ${A:-nginx}:1.25\n",
        ["FROM ${A:-nginx}:1.25 = nginx:1.25 | the reference is put together from several parts"],
    ),
    ("ARG A=x\nFROM ${A:+${A}}:1.25\n", ["FROM ${A:+${A}}:1.25 = x:1.25 | `A` holds only a part of the reference"]),
    ("ARG ${A}=x\nFROM nginx:1.25\n", ["FROM nginx:1.25"]),
    (
        "ARG A=nginx:1.25\nFROM ${A:?say which}\n",
        [("line 2: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
