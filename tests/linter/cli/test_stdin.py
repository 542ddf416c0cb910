"""`mooring check --stdin-filename PATH -`, as editors and git hooks call it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

MOORING = Path(sys.executable).with_name("mooring")


@pytest.fixture
def piped(monkeypatch):
    def pipe(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return pipe


def test_the_text_is_judged_as_the_file_it_stands_for(mooring, repository, piped):
    repository({"Dockerfile": "FROM redis:8\n", "prod/.env": "TAG=8\n"})
    piped(b"FROM nginx\n")
    outcome = mooring("check", "--stdin-filename", "Dockerfile", "-")
    assert outcome.code == 1
    assert outcome.out.startswith("Dockerfile:1:6: warning[implicit-latest] `nginx`")
    piped(b"services:\n  a: {image: 'redis:${TAG}'}\n")
    (finding,) = mooring("check", "--format", "json", "--stdin-filename", "prod/compose.yaml", "-").json["findings"]
    assert (finding["rule"], finding["reference"], finding["path"]) == (
        "unpinned-digest",
        "redis:8",
        "prod/compose.yaml",
    )


def test_the_fixed_text_comes_out_byte_for_byte(repository, registry):
    digest = registry.push("stdin/app", tags=["latest", "1.4.2"])
    here = repository({})
    text = f"# caf\xe9 \xe9\r\nFROM {registry.host}/stdin/app AS a\r\nFROM Bad".encode()
    command = [MOORING, "check", "--fix", "--stdin-filename", "Dockerfile", "-"]
    ended = subprocess.run(command, input=text, capture_output=True, check=False, cwd=here)
    assert ended.stdout == text.replace(b"stdin/app", f"stdin/app:1.4.2@{digest}".encode())
    assert ended.returncode == 1
    assert list(here.iterdir()) == []


def test_a_text_that_no_scanner_takes_comes_out_as_it_was(mooring, repository, piped):
    repository({})
    piped(b"\xff\xfe anything\r\n")
    command = [MOORING, "check", "--fix", "--stdin-filename", "notes.txt", "-"]
    ended = subprocess.run(command, input=b"\xff\xfe anything\r\n", capture_output=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, b"\xff\xfe anything\r\n")
    assert b"no scanner takes such a file" in ended.stderr


def test_a_diff_of_the_text(mooring, repository, piped):
    repository({})
    piped(b"FROM k8s.gcr.io/pause:3.9\n")
    outcome = mooring("check", "--diff", "--stdin-filename", "Dockerfile", "-")
    assert "+FROM registry.k8s.io/pause:3.9\n" in outcome.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-"], "say with --stdin-filename which file it is"),
        (["--stdin-filename", "Dockerfile"], "give `-` and no other path"),
        (["--stdin-filename", "Dockerfile", "-", "other"], "give `-` and no other path"),
    ],
)
def test_mistakes(mooring, repository, words, said):
    repository({})
    outcome = mooring("check", *words)
    assert outcome.code == 2
    assert said in outcome.err
