"""Directives: each case is a file and what is found in it."""

import pytest

CASES = [
    ("# syntax=docker/dockerfile:1\nFROM nginx:1\n", ["# syntax docker/dockerfile:1", "FROM nginx:1"]),
    ("#syntax=docker/dockerfile:1.7-labs\nFROM nginx:1\n", ["# syntax docker/dockerfile:1.7-labs", "FROM nginx:1"]),
    ("# Syntax = docker/dockerfile:1\nFROM nginx:1\n", ["# syntax docker/dockerfile:1", "FROM nginx:1"]),
    ("#   syntax   =   docker/dockerfile:1   \nFROM nginx:1\n", ["# syntax docker/dockerfile:1", "FROM nginx:1"]),
    ("# syntax=docker/dockerfile:1 with options\nFROM nginx:1\n", ["# syntax docker/dockerfile:1", "FROM nginx:1"]),
    ("\ufeff# syntax=docker/dockerfile:1\nFROM nginx:1\n", ["# syntax docker/dockerfile:1", "FROM nginx:1"]),
    ("# syntax=docker/dockerfile:1\r\nFROM nginx:1\r\n", ["# syntax docker/dockerfile:1", "FROM nginx:1"]),
    (
        "# escape=`\n# syntax=docker/dockerfile:1\nFROM nginx:`\n1\n",
        ["# syntax docker/dockerfile:1", "FROM nginx:`\n1 = nginx:1 | the reference is split over several lines"],
    ),
    (
        "# check=skip=all\n# syntax=docker/dockerfile:1\nFROM nginx:1\n",
        ["# syntax docker/dockerfile:1", "FROM nginx:1"],
    ),
    (
        "#!/usr/bin/env docker\n# syntax=docker/dockerfile:1\nFROM nginx:1\n",
        ["# syntax docker/dockerfile:1", "FROM nginx:1"],
    ),
    (
        "# syntax=docker/dockerfile:1@sha256:" + "c" * 64 + "\nFROM nginx:1\n",
        ["# syntax docker/dockerfile:1@sha256:" + "c" * 64, "FROM nginx:1"],
    ),
    ("# syntax=docker/dockerfile:1", ["# syntax docker/dockerfile:1"]),
    ("# a comment\n# syntax=docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("\n# syntax=docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    (" # syntax=docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("FROM nginx:1\n# syntax=docker/dockerfile:1\n", ["FROM nginx:1"]),
    ("# key=value\n# syntax=docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("# syntax docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("# syntax=\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("#syntax=\r\nFROM nginx:1\r\n", ["FROM nginx:1"]),
    ("# my syntax=docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("## syntax=docker/dockerfile:1\nFROM nginx:1\n", ["FROM nginx:1"]),
    (
        "// syntax=docker/dockerfile:1\nFROM nginx:1\n",
        [
            "# syntax docker/dockerfile:1",
            "FROM nginx:1",
            "line 1: `//` is no instruction that Docker knows; mend or remove it",
        ],
    ),
    ('//syntax=example.com/frontend:1\n{"stages": []}\n', ["# syntax example.com/frontend:1"]),
    ('{"syntax": "example.com/frontend:1", "a": 1}\n', ["# syntax example.com/frontend:1"]),
    ('{\n  "a": 1,\n  "syntax": "example.com/frontend:1"\n}\n', ["# syntax example.com/frontend:1"]),
    ("#!/bin/x\n// syntax=example.com/frontend:1\nx\n", ["# syntax example.com/frontend:1"]),
    (
        "# syntax=example.com/frontend:1\nINCLUDE ./other\nFROM ./base\nFROM nginx:1\n",
        ["# syntax example.com/frontend:1", "FROM nginx:1"],
    ),
    (
        "# syntax=docker/dockerfile-upstream:master\nFROM nginx:1\n",
        ["# syntax docker/dockerfile-upstream:master", "FROM nginx:1"],
    ),
    ("  # escape=`\nFROM nginx:`\n1\n", ["FROM nginx:`\n1 = nginx:1 | the reference is split over several lines"]),
    (
        "#!/bin/x\n# escape=`\nFROM nginx:1 `\n",
        [("line 3: FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")],
    ),
    (
        "# escape=x\nFROM nginx:1\n",
        ["FROM nginx:1", "line 1: `escape` is neither a backslash nor a backtick; write one of them"],
    ),
    (
        "# escape=`\n# escape=`\nFROM nginx:1\n",
        ["FROM nginx:1", "line 2: the directive `escape` is given twice; remove one"],
    ),
    (
        "# syntax=docker/dockerfile:1\n# syntax=docker/dockerfile:2\nFROM nginx:1\n",
        ["# syntax docker/dockerfile:1", "FROM nginx:1", "line 2: the directive `syntax` is given twice; remove one"],
    ),
    (
        "# escape= \nFROM nginx:1\n",
        ["FROM nginx:1", "line 1: `escape` is neither a backslash nor a backtick; write one of them"],
    ),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
