"""FROM: its words, flags and line ends: each case is a file and what is found in it."""

import pytest

CASES = [
    ("FROM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM nginx:1.25", ["FROM nginx:1.25"]),
    ("from nginx:1.25 as web\n", ["FROM nginx:1.25"]),
    ("From nginx:1.25 As Web\n", ["FROM nginx:1.25"]),
    ("FROM\tnginx:1.25\tAS\tweb\n", ["FROM nginx:1.25"]),
    ("   FROM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM nginx:1.25   \n", ["FROM nginx:1.25"]),
    ("FROM registry.example.com:5000/team/app:1.2\n", ["FROM registry.example.com:5000/team/app:1.2"]),
    ("FROM localhost/app\n", ["FROM localhost/app"]),
    ("FROM nginx\n", ["FROM nginx"]),
    ("FROM redis@sha256:" + "a" * 64 + "\n", ["FROM redis@sha256:" + "a" * 64]),
    ("FROM redis:7@sha256:" + "b" * 64 + " AS cache\n", ["FROM redis:7@sha256:" + "b" * 64]),
    ("FROM nginx:1.25\r\nRUN ls\r\nFROM redis:7\r\n", ["FROM nginx:1.25", "FROM redis:7"]),
    ("\ufeffFROM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("# a comment\n\nFROM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("# FROM commented:1\nFROM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM --platform=linux/amd64 nginx:1.25\n", ["linux/amd64 FROM nginx:1.25"]),
    ('FROM --platform="linux/amd64" nginx:1.25\n', ["linux/amd64 FROM nginx:1.25"]),
    ("FROM --platform='linux/arm64' nginx:1.25\n", ["linux/arm64 FROM nginx:1.25"]),
    ("FROM --platform=$BUILDPLATFORM golang:1.22 AS build\n", ["FROM golang:1.22"]),
    ("ARG P=linux/s390x\nFROM --platform=$P nginx:1.25\n", ["linux/s390x FROM nginx:1.25"]),
    ("FROM --platform=${P:-linux/arm64} nginx:1.25\n", ["linux/arm64 FROM nginx:1.25"]),
    ("FROM -- nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM --platform=linux/amd64 -- nginx:1.25\n", ["linux/amd64 FROM nginx:1.25"]),
    ('FROM "nginx:1.25"\n', ["FROM nginx:1.25"]),
    ("FROM 'nginx:1.25' AS web\n", ["FROM nginx:1.25"]),
    ('FROM ng"in"x:1.25\n', ['FROM ng"in"x:1.25 = nginx:1.25 | the reference has quotes or escapes inside it']),
    ("FROM nginx\\:1.25\n", ["FROM nginx\\:1.25 = nginx:1.25 | the reference has quotes or escapes inside it"]),
    ('FROM "nginx":1.25\n', ['FROM "nginx":1.25 = nginx:1.25 | the reference has quotes or escapes inside it']),
    ('FROM nginx"":1.25\n', ['FROM nginx"":1.25 = nginx:1.25 | the reference has quotes or escapes inside it']),
    ("FROM \\\n  nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM nginx:1.25 \\\n  AS web\n", ["FROM nginx:1.25"]),
    ("FROM \\\n\n# why\n  nginx:1.25 AS \\\n  web\n", ["FROM nginx:1.25"]),
    ("FROM nginx:\\\n1.25\n", ["FROM nginx:\\\n1.25 = nginx:1.25 | the reference is split over several lines"]),
    (
        "FROM nginx:\\\n# between\n\n1.25\n",
        ["FROM nginx:\\\n# between\n\n1.25 = nginx:1.25 | the reference is split over several lines"],
    ),
    ("FROM \\ \t\n  nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM nginx:1.25 \\\n", ["FROM nginx:1.25"]),
    ("\\\nFROM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FR\\\nOM nginx:1.25\n", ["FROM nginx:1.25"]),
    ("FROM --platform=\\\nlinux/amd64 nginx:1.25\n", ["linux/amd64 FROM nginx:1.25"]),
    ("# escape=`\nFROM nginx:1.25 `\n  AS web\n", ["FROM nginx:1.25"]),
    (
        ("# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY a C:\\\nRUN dir\nFROM nginx:1.25\n"),
        ["FROM mcr.microsoft.com/windows/nanoserver:ltsc2022", "FROM nginx:1.25"],
    ),
    (
        "#escape=`\nFROM nginx:`\n1.25\n",
        ["FROM nginx:`\n1.25 = nginx:1.25 | the reference is split over several lines"],
    ),
    (
        "# escape=\\\nFROM nginx:\\\n1.25\n",
        ["FROM nginx:\\\n1.25 = nginx:1.25 | the reference is split over several lines"],
    ),
    ("FROM nginx:1.25\nRUN dir C:\\\\\nFROM redis:7\n", ["FROM nginx:1.25", "FROM redis:7"]),
    ("FROM scratch\nCOPY app /\n", []),
    ("FROM scratch AS base\nFROM base\n", ["FROM base (stage)"]),
    ("FROM --platform=linux/arm64 scratch\n", []),
    ('FROM "scratch"\n', []),
    ("ARG B=scratch\nFROM $B\n", []),
    ("FROM scratch:latest\n", ["FROM scratch:latest"]),
    ("FROM docker.io/library/scratch\n", ["FROM docker.io/library/scratch"]),
    ("FROM Scratch\n", ["FROM Scratch"]),
    ("FROM Nginx:1.25\n", ["FROM Nginx:1.25"]),
    ("FROM nginx:\n", ["FROM nginx:"]),
    ("FROM nginx@sha256:abc\n", ["FROM nginx@sha256:abc"]),
    ("FROM https://example.com/app\n", ["FROM https://example.com/app"]),
    ("FROM ÄPP:1\n", ["FROM ÄPP:1"]),
    ("# ümlaut\nFROM nginx:1.25\n", ["FROM nginx:1.25"]),
    (
        ('FROM nginx:1.25\nLABEL from="FROM redis:7" note="FROM x"\nENV FROM=redis:7\nCMD ["FROM", "redis:7"]\n'),
        ["FROM nginx:1.25"],
    ),
    ("FROM nginx:1.25\nRUN echo \\\n  FROM redis:7 \\\n  && true\n", ["FROM nginx:1.25"]),
    ("FROM nginx:1.25\nRUN echo hi \\\n# FROM redis:7\n  && true\n", ["FROM nginx:1.25"]),
    (
        ("FROM nginx:1.25\nADD https://example.com/a:1 /a\nADD --checksum=sha256:abc a b\nCOPY nginx:1 redis:7 /x/\n"),
        ["FROM nginx:1.25"],
    ),
    (
        (
            "FROM nginx:1.25\n"
            'LABEL image="redis:7" \\\n'
            "  image2=redis:8\n"
            "HEALTHCHECK CMD docker run redis:7\n"
            "ONBUILD RUN docker pull redis:7\n"
            "RUN docker pull redis:7\n"
        ),
        ["FROM nginx:1.25"],
    ),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
