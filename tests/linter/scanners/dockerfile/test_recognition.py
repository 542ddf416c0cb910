"""Which bytes look like a Dockerfile."""

import pytest

from mooring.scanners.dockerfile import recognises


@pytest.mark.parametrize(
    "data",
    [
        b"FROM nginx",
        b"from nginx:1 as web\r\n",
        b"\xef\xbb\xbf# syntax=docker/dockerfile:1\n\n  FROM --platform=linux/amd64 nginx:1 AS web \n",
        b"ARG A=1\narg B\nFROM nginx:$A\n",
        b"FROM nginx \\\n  AS web\n",
    ],
)
def test_a_dockerfile(data):
    assert recognises(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# FROM nginx\n",
        b"from os import path\n",
        b"from __future__ import annotations\nFROM nginx\n",
        b"From: Ann <ann@example.com>\nTo: Bob\n",
        b"From the beginning it was clear\n",
        b"RUN ls\nFROM nginx\n",
        b"SELECT 1\nFROM nginx\n",
        b"FROMAGE\n",
        b"\xff\xfeF\x00",
    ],
)
def test_another_file(data):
    assert not recognises(data)
