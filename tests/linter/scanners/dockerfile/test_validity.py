"""What BuildKit refuses, once and with its line: each case is a file and what is found in it."""

import pytest

CASES = [
    ("FROM nginx:1 # the web server\n", ["line 1: FROM takes no comment behind it; put it on a line of its own"]),
    (
        "FROM nginx:1 # web\nFROM redis:7\n",
        ["FROM redis:7", "line 1: FROM takes no comment behind it; put it on a line of its own"],
    ),
    (
        "FROM nginx latest\n",
        [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    ("FROM\n", [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")]),
    (
        "FROM nginx:1 AS\n",
        [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    (
        "FROM nginx:1 AS web server\n",
        [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    (
        "FROM nginx:1 IS web\n",
        [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    ("FROM nginx:1 AS 1web\n", ["line 1: `1web` cannot name a stage; use letters, digits, `.`, `_` and `-`"]),
    ("FROM nginx:1 AS $NAME\n", ["line 1: `$NAME` cannot name a stage; use letters, digits, `.`, `_` and `-`"]),
    ("FROM nginx:1 AS we/b\n", ["line 1: `we/b` cannot name a stage; use letters, digits, `.`, `_` and `-`"]),
    (
        "FROM nginx:1 --platform=linux/amd64\n",
        [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    ("FROM --plattform=linux/amd64 nginx:1\n", ["line 1: `--plattform` is no flag of FROM; mend or remove it"]),
    ("FROM --platform nginx:1\n", ["line 1: the flag `--platform` has no value; write one after `=`"]),
    ("FROM --platform=a --platform=b nginx:1\n", ["line 1: the flag `--platform` is given twice; remove one"]),
    ('FROM ""\n', ["line 1: FROM names no image; write one"]),
    ('FROM "nginx:1\n', ["line 1: a double quote is not closed; mend it"]),
    ("FROM ${BASE\n", ["line 1: a `}` is missing; mend it"]),
    ("FROM ${}\n", ["line 1: `${` is followed by no name; mend it"]),
    ("FROM ${BASE:x}\n", ["line 1: `${BASE:x…}` is no form that Docker knows; mend it"]),
    ("FROM ${BASE^}\n", ["line 1: `${BASE^…}` is no form that Docker knows; mend it"]),
    (
        "FROM ${{ BASE }}\n",
        [("line 1: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    ("FROM nginx:${{BASE}}\n", ["line 1: `${` is followed by no name; mend it"]),
    ("FROM ${BASE/x}\n", ["line 1: a `/` is missing; mend it"]),
    ("FROM ${BASE:#x}\n", ["line 1: `${BASE:#…}` is no form that Docker knows; mend it"]),
    ("ARG B=x\nFROM ${B#\\q}\n", ["line 2: `\\q` is not an escape in a pattern; mend it"]),
    ('ARG B="x\nFROM nginx:1\n', ["FROM nginx:1", "line 1: a double quote is not closed; mend it"]),
    ("ARG B=${x\nFROM nginx:1\n", ["FROM nginx:1", "line 1: a `}` is missing; mend it"]),
    ("FORM nginx:1\n", ["line 1: `FORM` is no instruction that Docker knows; mend or remove it"]),
    (
        "FROM nginx:1\nRUN ls\nCOPPY a b\nFROM redis:7\n",
        ["FROM nginx:1", "FROM redis:7", "line 3: `COPPY` is no instruction that Docker knows; mend or remove it"],
    ),
    (
        "FROM nginx:1\n<<<<<<< HEAD\nRUN ls\n=======\nRUN la\n>>>>>>> x\nFROM redis:7\n",
        ["FROM nginx:1", "FROM redis:7", "line 2: `<<<<<<<` is no instruction that Docker knows; mend or remove it"],
    ),
    ("RUN ls\n", ["line 1: the instruction stands before the first FROM; add one above it"]),
    (
        "RUN ls\nFROM nginx:1\n",
        ["FROM nginx:1", "line 1: the instruction stands before the first FROM; add one above it"],
    ),
    (
        "ENV A=1\nFROM nginx:1\n",
        ["FROM nginx:1", "line 1: the instruction stands before the first FROM; add one above it"],
    ),
    ("ARG A=1\n", ["line 1: no FROM begins a stage; add one"]),
    ("FROM nginx:1\nARG\n", ["FROM nginx:1", "line 2: ARG has no name; write one"]),
    ("FROM nginx:1\nARG =x\n", ["FROM nginx:1", "line 2: ARG has an empty name; write one before `=`"]),
    ("FROM nginx:1\nENV\n", ["FROM nginx:1", "line 2: ENV has no argument; write one"]),
    ("FROM nginx:1\nENV A\n", ["FROM nginx:1", "line 2: ENV has a name without a value; write `name=value`"]),
    ("FROM nginx:1\nENV A=1 B\n", ["FROM nginx:1", "line 2: ENV has a word without `=`; write `name=value`"]),
    ("FROM nginx:1\nENV =1\n", ["FROM nginx:1", "line 2: ENV has an empty name; write one before `=`"]),
    ("FROM nginx:1\nLABEL a\n", ["FROM nginx:1", "line 2: LABEL has a name without a value; write `name=value`"]),
    ("FROM nginx:1\nCOPY a\n", ["FROM nginx:1", "line 2: COPY needs a source and a destination; write both"]),
    ("FROM nginx:1\nADD a\n", ["FROM nginx:1", "line 2: ADD needs a source and a destination; write both"]),
    (
        "FROM nginx:1\nADD --from=redis:7 a b\n",
        ["FROM nginx:1", "line 2: `--from` is no flag of ADD; mend or remove it"],
    ),
    (
        "FROM nginx:1\nCOPY --from redis:7 a b\n",
        ["FROM nginx:1", "line 2: the flag `--from` has no value; write one after `=`"],
    ),
    (
        "FROM nginx:1\nCOPY --from=redis:7 --from=redis:8 a b\n",
        ["FROM nginx:1", "line 2: the flag `--from` is given twice; remove one"],
    ),
    (
        "FROM nginx:1\nCOPY --FROM=redis:7 a b\n",
        ["FROM nginx:1", "line 2: `--FROM` is no flag of COPY; mend or remove it"],
    ),
    (
        "FROM nginx:1\nCOPY --from=$IMAGE a b\n",
        [
            "FROM nginx:1",
            "line 2: `COPY --from` takes no variable; name a stage that begins with FROM and the variable",
        ],
    ),
    (
        "FROM nginx:1\nCOPY --from=${IMAGE} a b\n",
        [
            "FROM nginx:1",
            "line 2: `COPY --from` takes no variable; name a stage that begins with FROM and the variable",
        ],
    ),
    (
        "FROM nginx:1\nCOPY --link=maybe a b\n",
        ["FROM nginx:1", "line 2: the flag `--link` is true or false; write one of them"],
    ),
    (
        'FROM nginx:1\nCOPY --from=\\"redis:7\\" a b\n',
        [
            "FROM nginx:1",
            "line 2: `COPY --from` takes no variable; name a stage that begins with FROM and the variable",
        ],
    ),
    (
        "FROM nginx:1\nRUN --mount=from=$IMAGE,target=/x ls\n",
        [
            "FROM nginx:1",
            ("line 2: `from` of a mount takes no variable; name a stage that begins with FROM and the variable"),
        ],
    ),
    (
        "FROM nginx:1\nRUN --mount ls\n",
        ["FROM nginx:1", "line 2: the flag `--mount` has no value; write one after `=`"],
    ),
    (
        "FROM nginx:1\nRUN --mount= ls\n",
        ["FROM nginx:1", "line 2: the value of `--mount` is no line of comma-separated values; mend its quotes"],
    ),
    (
        'FROM nginx:1\nRUN --mount=from=a\\"b,target=/x ls\n',
        ["FROM nginx:1", "line 2: the value of `--mount` is no line of comma-separated values; mend its quotes"],
    ),
    (
        "FROM nginx:1\nRUN --network=other ls\n",
        ["FROM nginx:1", "line 2: the flag `--network` is one of default, none, host; write one of them"],
    ),
    ("FROM nginx:1\nRUN --nope ls\n", ["FROM nginx:1", "line 2: `--nope` is no flag of RUN; mend or remove it"]),
    ('FROM nginx:1\nCMD ["a", 1]\n', ["FROM nginx:1", "line 2: an array in JSON holds strings only; quote its items"]),
    (
        "FROM nginx:1\nSHELL bash\n",
        ["FROM nginx:1", "line 2: SHELL takes an array in JSON, and no empty one; write it as one"],
    ),
    ("FROM nginx:1\nUSER\n", ["FROM nginx:1", "line 2: USER has no argument; write one"]),
    ("FROM nginx:1\nWORKDIR\n", ["FROM nginx:1", "line 2: WORKDIR has no argument; write one"]),
    ("FROM nginx:1\nEXPOSE\n", ["FROM nginx:1", "line 2: EXPOSE has no argument; write one"]),
    ("FROM nginx:1\nVOLUME\n", ["FROM nginx:1", "line 2: VOLUME has no argument; write one"]),
    ('FROM nginx:1\nVOLUME [""]\n', ["FROM nginx:1", "line 2: VOLUME has an empty path; write one"]),
    ("FROM nginx:1\nSTOPSIGNAL\n", ["FROM nginx:1", "line 2: STOPSIGNAL has no argument; write one"]),
    ("FROM nginx:1\nMAINTAINER\n", ["FROM nginx:1", "line 2: MAINTAINER has no argument; write one"]),
    ("FROM nginx:1\nHEALTHCHECK\n", ["FROM nginx:1", "line 2: HEALTHCHECK has no argument; write CMD or NONE"]),
    ("FROM nginx:1\nHEALTHCHECK NONE x\n", ["FROM nginx:1", "line 2: HEALTHCHECK NONE takes no command; remove it"]),
    (
        "FROM nginx:1\nHEALTHCHECK curl x\n",
        ["FROM nginx:1", "line 2: HEALTHCHECK is followed by CMD or NONE, not by `curl`; write one of them"],
    ),
    ("FROM nginx:1\nHEALTHCHECK CMD\n", ["FROM nginx:1", "line 2: HEALTHCHECK CMD has no command; write one"]),
    ("FROM nginx:1\nONBUILD\n", ["FROM nginx:1", "line 2: ONBUILD has no argument; write one"]),
    ("FROM nginx:1\nONBUILD FROM redis:7\n", ["FROM nginx:1", "line 2: ONBUILD takes no FROM; remove the instruction"]),
    (
        "FROM nginx:1\nONBUILD ONBUILD RUN ls\n",
        ["FROM nginx:1", "line 2: ONBUILD takes no ONBUILD; remove the instruction"],
    ),
    ("FROM nginx:1\nONBUILD ENV A\n", ["FROM nginx:1", "line 2: ENV has a name without a value; write `name=value`"]),
    ("FROM nginx:1\nUSER --x y\n", ["FROM nginx:1", "line 2: `--x` is no flag of USER; mend or remove it"]),
    (
        "FROM nginx:1\n\\\n",
        ["FROM nginx:1", "line 2: nothing stands behind the line's continuation; remove the continuation"],
    ),
    (
        "FROM nginx:1 # one\nFORM redis:7\nRUN <<EOF\nx\n",
        ["line 3: the heredoc is not ended by a line with `EOF` alone; add it"],
    ),
    ("FORM x\nCOPY a\n", ["line 1: `FORM` is no instruction that Docker knows; mend or remove it"]),
    ("ARG A\n# only\n", ["line 1: no FROM begins a stage; add one"]),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
