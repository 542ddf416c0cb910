"""`mooring check`, offline."""

import json
import os

import pytest

DIGEST = "sha256:" + "0123456789abcdef" * 4
SKIPPED = "4 online rules skipped (--online)"
NGINX = "docker.io/library/nginx:latest"
MEANT = "write the version that is meant"
FILES = {
    "Dockerfile": f"FROM nginx AS web\nFROM redis:latest\nFROM acme/app:1@{DIGEST}\n",
    "prod/compose.yaml": "services:\n  ü: {image: 'ghcr.io/acme/app:1'}\n",
}


def test_findings_for_people(mooring, repository):
    repository(FILES)
    outcome = mooring("check")
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        f"Dockerfile:1:6: warning[implicit-latest] `nginx` has no tag: Docker reads `{NGINX}`; {MEANT}",
        "    1 | FROM nginx AS web",
        "      |      ^^^^^",
        f"Dockerfile:2:6: warning[explicit-latest] `redis:latest` names whatever was pushed as `latest` last; {MEANT}",
        "    2 | FROM redis:latest",
        "      |      ^^^^^^^^^^^^",
        "prod/compose.yaml:2:15: error[unpinned-digest] `ghcr.io/acme/app:1` has no digest: what it names can change",
        "    2 |   ü: {image: 'ghcr.io/acme/app:1'}",
        "      |               ^^^^^^^^^^^^^^^^^^",
        f"2 files read, 4 references: 1 error, 2 warnings; 7 notes not shown (--show note); {SKIPPED}",
    ]


def test_findings_for_machines(mooring, repository):
    repository(FILES)
    outcome = mooring("check", "--format", "json")
    assert outcome.code == 1
    assert outcome.json["version"] == 1
    start = FILES["prod/compose.yaml"].encode().index(b"ghcr")
    finding = outcome.json["findings"][2]
    assert len(finding.pop("fingerprint")) == 32
    assert finding == {
        "rule": "unpinned-digest",
        "severity": "error",
        "message": "`ghcr.io/acme/app:1` has no digest: what it names can change",
        "path": "prod/compose.yaml",
        "line": 2,
        "column": 15,
        "end_line": 2,
        "end_column": 33,
        "start": start,
        "end": start + 18,
        "text": "ghcr.io/acme/app:1",
        "reference": "ghcr.io/acme/app:1",
        "environment": "production",
        "related": [],
        "fix": {"title": "Pin it to its digest", "safety": "safe", "edits": []},
    }
    assert outcome.json["summary"] == {
        "files": 2,
        "mentions": 4,
        "findings": {"note": 0, "warning": 2, "error": 1},
        "hidden": {"note": 7},
        "fixed": 0,
        "unfixed": 0,
        "errors": 0,
        "skipped": ["missing-platform", "single-platform-digest", "stale-digest", "unknown-image"],
        "excused": 0,
        "baselined": 0,
    }


def test_a_fix_that_needs_no_registry_has_its_edits(mooring, repository):
    repository({"Dockerfile": f"FROM nginx:1@{DIGEST}\n"})
    (finding,) = mooring("check", "--show", "note", "--select", "missing-registry", "--format", "json").json["findings"]
    text = f"docker.io/nginx:1@{DIGEST}"
    assert finding["fix"] == {
        "title": f"Write `{text}`",
        "safety": "safe",
        "edits": [{"start": 5, "end": 5 + len(text) - 10, "text": text}],
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--show", "note"], 0),
        (["--fail-on", "note"], 1),
        (["--fail-on", "note", "--ignore", "missing-registry,missing-namespace"], 0),
        (["--fail-on", "note", "--select", "missing-registry"], 1),
        (["--select", "floating-tag"], 0),
    ],
)
def test_what_fails(mooring, repository, options, code):
    repository({"Dockerfile": f"FROM nginx:1@{DIGEST}\n"})
    assert mooring("check", *options).code == code


def test_notes_are_shown_on_request(mooring, repository):
    repository({"Dockerfile": "FROM nginx:1.29\n"})
    summary = f"1 file read, 1 reference: no findings; 3 notes not shown (--show note); {SKIPPED}\n"
    assert mooring("check").out == summary
    shown = mooring("check", "--show", "note").out
    assert shown.count("note[") == 3
    assert mooring("check", "--select", "floating-tag").code == 1


def test_the_policy_s_word(mooring, repository):
    repository(
        {
            "Dockerfile": "FROM nginx:1\n",
            "third_party/Dockerfile": "FROM nginx\n",
            "lab/Dockerfile": "FROM nginx:1\n",
            ".mooring.yaml": "exclude: [third_party/]\nenvironments: {lab: [lab/]}\n"
            "rules:\n  missing-registry: off\n  missing-namespace: {severity: {lab: error}}\n",
        }
    )
    outcome = mooring("check", "--show", "note", "--format", "json")
    assert [(f["path"], f["rule"], f["severity"], f["environment"]) for f in outcome.json["findings"]] == [
        ("Dockerfile", "missing-namespace", "note", None),
        ("Dockerfile", "unpinned-digest", "note", None),
        ("lab/Dockerfile", "missing-namespace", "error", "lab"),
        ("lab/Dockerfile", "unpinned-digest", "note", "lab"),
    ]
    assert mooring("check", "third_party/Dockerfile").code == 1


def test_a_wrong_policy_ends_the_run_with_its_line(mooring, repository):
    repository({".mooring.yaml": "rules:\n  implicit-latst: off\n"})
    outcome = mooring("check")
    assert outcome.code == 2
    assert outcome.err == (
        "mooring: .mooring.yaml:2: unknown key `implicit-latst` in `rules`; did you mean `implicit-latest`?\n"
    )


def test_bad_files_are_named_and_the_others_checked(mooring, repository):
    here = repository(
        {
            "Dockerfile": "FROM nginx\n",
            "b/Dockerfile": b"FROM caf\xe9\n",
            "c/compose.yaml": "services:\n  a: {image: [\n",
            "d/Dockerfile": "FROM a b c d\nFROM redis\n",
        }
    )
    os.mkfifo(here / "Dockerfile.pipe")
    outcome = mooring("check", ".", "Dockerfile.pipe", "gone")
    assert outcome.code == 2
    lines = outcome.err.splitlines()
    assert lines[0] == "mooring: Dockerfile.pipe: is not a regular file; name a file or a folder"
    assert lines[1].startswith("mooring: b/Dockerfile:1: the file is not UTF-8")
    assert lines[2].startswith("mooring: c/compose.yaml:")
    assert "invalid YAML" in lines[2]
    assert lines[3].startswith("mooring: d/Dockerfile:1: ")
    assert lines[4:] == ["mooring: gone: cannot be read: no such file or directory"]
    assert "Dockerfile:1:6: warning[implicit-latest] `nginx`" in outcome.out
    assert "d/Dockerfile:2:6: warning[implicit-latest] `redis`" in outcome.out


def test_a_named_file_is_taken_by_its_content(mooring, repository):
    repository(
        {"build.txt": "# x\nFROM nginx\n", "stack.yaml": "services:\n  a:\n    image: redis\n", "x.txt": "hello"}
    )
    outcome = mooring("check", "build.txt", "stack.yaml", "x.txt")
    assert outcome.code == 1
    assert outcome.out.count("implicit-latest") == 2
    assert outcome.err == "mooring: x.txt: not read: no scanner takes such a file\n"
    assert mooring("check").out.startswith("0 files read")


def test_files_may_be_named_and_be_passed_over_nevertheless(mooring, repository):
    files = {
        ".mooring.yaml": "exclude: [third_party/]\n",
        "Dockerfile": "FROM nginx\n",
        "build.txt": "FROM nginx\n",
        "deploy/compose.yaml": "services:\n  a:\n    image: redis\n",
        "third_party/Dockerfile": "FROM alpine\n",
    }
    repository(files)
    walked = mooring("check")
    named = mooring("check", "--force-exclude", *files)
    assert (named.code, named.out, named.err) == (walked.code, walked.out, walked.err) == (1, walked.out, "")
    assert mooring("check", "--force-exclude", "deploy", "build.txt").out.count("implicit-latest") == 1
    nothing = mooring("check", "--force-exclude", "build.txt")
    assert (nothing.code, nothing.err) == (0, "")
    assert nothing.out.startswith("0 files read")


def test_colour_only_on_a_terminal_that_wants_it(repository, monkeypatch):
    import pty
    import subprocess
    import sys

    repository({"Dockerfile": "FROM nginx\n"})

    def run(**environment):
        outer, inner = pty.openpty()
        command = [sys.executable, "-m", "mooring.cli", "check"]
        monkeypatch.setenv("TERM", "xterm")
        subprocess.run(command, stdout=inner, check=False, env={**os.environ, **environment})
        os.close(inner)
        return os.read(outer, 4096)

    assert b"\x1b[" in run()
    assert b"\x1b[" not in run(NO_COLOR="1")
    assert b"\x1b[" not in run(TERM="dumb")


def test_control_characters_of_a_file_do_not_reach_the_terminal(mooring, repository):
    repository({"Dockerfile": "FROM nginx:\x1b[31m\n"})
    assert "\x1b" not in mooring("check").out


def test_a_long_line_is_cut_around_the_reference(mooring, repository):
    repository(
        {"compose.yaml": "{services: {a: {labels: {x: " + "y" * 500 + "}, image: nginx, command: " + "z" * 500 + "}}}"}
    )
    _, line, marks, _ = mooring("check").out.splitlines()
    assert len(line) < 200
    assert line[marks.index("^") : marks.rindex("^") + 1] == "nginx"


def test_json_survives_any_path_and_text(mooring, repository):
    repository({os.fsdecode(b"d\xff/Dockerfile"): "FROM é😀\n"})
    outcome = mooring("check", "--format", "json")
    (finding,) = json.loads(outcome.out)["findings"]
    assert (finding["rule"], finding["text"], finding["end_column"]) == ("malformed-reference", "é😀", 8)
