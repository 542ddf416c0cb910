"""`mooring check --changed-since REF`, `--staged` and `--new-only`, as pull requests and git hooks use them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MOORING = Path(sys.executable).with_name("mooring")
OLD = "FROM nginx\nRUN true\nFROM redis:7\n"
DIGEST = "sha256:" + "a" * 64


@pytest.fixture
def git(monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)

    def call(*words, check=True):
        words = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *words]
        return subprocess.run(words, check=check, capture_output=True, text=True)

    return call


@pytest.fixture
def branch(repository, git):
    """A repository whose branch `topic` has just left `main`, and a way to write files into it."""
    repository({"Dockerfile": OLD, "other/Dockerfile": "FROM postgres\n", "notes.txt": "FROM nginx\n"})
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "first")
    git("checkout", "-qb", "topic")
    return repository


@pytest.fixture
def found(mooring):
    """The findings as `path:line rule`, and the exit code."""

    def call(*words):
        outcome = mooring("check", "--format", "json", *words)
        places = [f"{one['path']}:{one['line']} {one['rule']}" for one in outcome.json["findings"]]
        return outcome.code, places

    return call


def test_a_pull_request_fails_for_what_it_adds_and_nothing_else(branch, git, found, mooring):
    branch({"Dockerfile": f"{OLD}FROM golang\n", "new.Dockerfile": "FROM busybox\n"})
    git("add", ".")
    git("commit", "-qm", "second")
    everything = ["Dockerfile:1 implicit-latest", "Dockerfile:4 implicit-latest", "new.Dockerfile:1 implicit-latest"]
    assert found("--changed-since", "main") == (1, everything)
    assert found("--changed-since", "main", "--new-only") == (1, everything[1:])
    assert found("--changed-since", "main", "--new-only", "new.Dockerfile", "other") == (1, everything[2:])
    outcome = mooring("check", "--changed-since", "main", "--new-only")
    assert "2 files read, 4 references: 2 warnings; 6 notes not shown" in outcome.out
    branch({"Dockerfile": f"# a comment\n{OLD}", "new.Dockerfile": "FROM busybox:1.37.0\n"})
    assert found("--changed-since", "main", "--new-only") == (0, [])
    assert found("--changed-since", "main") == (1, ["Dockerfile:2 implicit-latest"])


@pytest.mark.parametrize(
    "words", [["--staged"], ["--changed-since", "main"], ["--changed-since", "HEAD", "--new-only"]]
)
def test_nothing_has_changed(branch, mooring, words):
    outcome = mooring("check", *words)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("0 files read, 0 references: no findings")


def test_what_is_staged_is_read(branch, git, found):
    branch(
        {"Dockerfile": f"{OLD}FROM golang\n", "compose.yaml": "services: {a: {image: 'redis${TAG}'}}", ".env": "TAG="}
    )
    git("add", ".")
    branch({"Dockerfile": "FROM nginx:1.29.3\n", ".env": "TAG=:8\n", "new.Dockerfile": "FROM busybox\n"})
    staged = ["Dockerfile:1 implicit-latest", "Dockerfile:4 implicit-latest", "compose.yaml:1 implicit-latest"]
    assert found("--staged") == (1, staged)
    assert found("--staged", "--new-only") == (1, staged[1:])
    assert found("--changed-since", "HEAD") == (1, ["new.Dockerfile:1 implicit-latest"])


def test_files_that_no_scanner_takes_are_spoken_of_where_they_are_named(branch, git, mooring):
    branch(
        {"notes.txt": "changed\n", "third_party/Dockerfile": "FROM nginx\n", ".mooring.yaml": "exclude: [third_party/]"}
    )
    git("add", ".")
    for words in (["--staged"], ["--changed-since", "main"]):
        outcome = mooring("check", *words)
        assert (outcome.code, outcome.err) == (0, "")
        assert mooring("check", *words, "notes.txt").err == (
            "mooring: notes.txt: not read: no scanner takes such a file\n"
        )
        assert mooring("check", *words, "third_party/Dockerfile").code == 1


def test_a_reference_is_new_where_its_text_is(branch, git, found):
    branch({"Dockerfile": "ARG BASE=nginx:1.29.3\nFROM ${BASE}\n"})
    git("commit", "-qam", "second")
    branch({"Dockerfile": "ARG BASE=nginx:latest\nFROM ${BASE}\n"})
    assert found("--changed-since", "HEAD", "--new-only") == (1, ["Dockerfile:2 explicit-latest"])


def test_ignore_comments_are_judged_by_all_and_shown_where_they_are_new(branch, git, found):
    comment = "# mooring: ignore[implicit-latest]\n"
    old = f"{comment}FROM nginx\n{comment}FROM alpine:3.22.1\n"
    branch({"Dockerfile": old})
    git("commit", "-qam", "second")
    branch({"Dockerfile": f"{old}{comment}FROM alpine:3.22.1\n"})
    assert found("--changed-since", "HEAD") == (1, ["Dockerfile:3 unused-ignore", "Dockerfile:5 unused-ignore"])
    assert found("--changed-since", "HEAD", "--new-only") == (1, ["Dockerfile:5 unused-ignore"])


def test_rules_that_compare_see_the_old_lines_of_the_files(branch, git, found):
    old = f"FROM docker.io/library/redis:7@{DIGEST}\n"
    branch({"Dockerfile": old})
    git("commit", "-qam", "second")
    branch({"Dockerfile": old + old.replace("sha256:a", "sha256:b")})
    both = ["Dockerfile:1 conflicting-digests", "Dockerfile:2 conflicting-digests"]
    assert found("--changed-since", "HEAD") == (1, both)
    assert found("--changed-since", "HEAD", "--new-only") == (1, both[1:])


def test_fixes_mend_what_has_changed(branch, git, mooring):
    retired, mended = "FROM k8s.gcr.io/pause:3.9\n", "FROM registry.k8s.io/pause:3.9\n"
    branch({"Dockerfile": retired, "other/Dockerfile": retired})
    git("commit", "-qam", "second")
    here = branch({"Dockerfile": retired + retired})
    outcome = mooring("check", "--changed-since", "HEAD", "--new-only", "--diff")
    assert outcome.out.endswith(f" {retired}-{retired}+{mended}")
    outcome = mooring("check", "--changed-since", "HEAD", "--new-only", "--fix")
    assert (here / "Dockerfile").read_text() == retired + mended
    assert "1 reference mended" in outcome.out
    mooring("check", "--changed-since", "HEAD", "--fix")
    assert (here / "Dockerfile").read_text() == mended + mended
    assert (here / "other/Dockerfile").read_text() == retired


def test_a_part_of_the_project_says_nothing_of_what_the_rest_no_longer_has(branch, mooring):
    pinned = f"FROM docker.io/library/redis:7@{DIGEST}\n"
    lock = f'version = 1\n\n[image."docker.io/library/gone:1"]\ndigest = "{DIGEST}"\nplatforms = []\n'
    lock += 'resolved = "2026-01-02T03:04:05Z"\nfrom = "docker.io/library/gone"\n'
    branch({"mooring.lock": lock, "Dockerfile": pinned, "other/Dockerfile": pinned.replace("sha256:a", "sha256:b")})
    assert mooring("baseline").out.startswith("2 added")
    branch({"other/Dockerfile": "FROM scratch\n"})
    for words in ([], ["--staged"], ["--changed-since", "main", "Dockerfile"]):
        outcome = mooring("check", "--locked", *words)
        for said in ("entry is for what no file names", "2 findings in it are mended"):
            assert (said in outcome.err) == (not words)


def test_findings_are_named_as_in_a_whole_run(branch, mooring):
    branch({"Dockerfile": f"FROM nginx\n{OLD}"})

    def named(*words):
        findings = mooring("check", "--format", "gitlab", *words).json
        return {(one["location"]["lines"]["begin"], one["fingerprint"]) for one in findings}

    assert named("--changed-since", "main", "--new-only") < named("Dockerfile")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--new-only"], "`--new-only` needs to know since when; give --changed-since REF or --staged with it"),
        (["--staged", "--fix"], "mend that with --changed-since HEAD, and stage it again"),
        (["--staged", "--diff"], "mend that with --changed-since HEAD, and stage it again"),
        (["--staged", "--stdin-filename", "Dockerfile", "-"], "leave them out for standard input"),
        (["--changed-since", "main", "-"], "leave them out for standard input"),
        (["--changed-since", "main", "--staged"], "not allowed with argument"),
        (["--changed-since"], "expected one argument"),
        (["--changed-since=--output=x"], "`--output=x` names no commit here; `git fetch` it, or correct it"),
        (["--changed-since", ""], "`` names no commit here; `git fetch` it, or correct it"),
        (["--changed-since", "mian"], "`mian` names no commit here; `git fetch` it, or correct it"),
        (["--staged", "gone"], "gone: cannot be read: no such file or directory"),
        (["--staged", ".."], "is not in the repository"),
    ],
)
def test_mistakes(branch, mooring, words, said):
    outcome = mooring("check", *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.err.count("\n") == 1


def test_no_repository(repository, mooring, monkeypatch, tmp_path):
    repository({"Dockerfile": OLD})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    outcome = mooring("check", "--staged")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "mooring: only git can say what has changed, in a repository's working copy: "
        "not a git repository (or any of the parent directories): .git\n"
    )


def test_a_question_that_git_does_not_answer_half_way_through(branch, git, mooring):
    blob = git("rev-parse", "HEAD:Dockerfile").stdout.strip()
    here = branch({"Dockerfile": f"{OLD}FROM golang\n"})
    (here / ".git/objects" / blob[:2] / blob[2:]).unlink()
    outcome = mooring("check", "--changed-since", "HEAD", "--new-only")
    assert (outcome.code, outcome.out) == (2, "")
    assert f"object {blob} is not in this clone; in a partial clone `git diff --stat" in outcome.err


def test_a_hook_keeps_a_commit_back(branch, git):
    here = branch({"Dockerfile": f"{OLD}FROM golang\n"})
    hook = here / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\nexec {MOORING} check --staged --new-only\n")
    hook.chmod(0o755)
    ended = git("commit", "-qam", "second", check=False)
    assert ended.returncode == 1
    assert "Dockerfile:4:6: warning[implicit-latest]" in ended.stdout + ended.stderr
    branch({"Dockerfile": f"{OLD}FROM golang:1.25.4\n"})
    assert git("commit", "-qam", "second", check=False).returncode == 0
