import csv
import io

DIGEST = "sha256:" + "0123456789abcdef" * 4
FILES = {
    "prod/Dockerfile": f"ARG BASE=redis:8\nFROM ${{BASE}} AS base\nFROM base\nCOPY --from=acme/tool:1@{DIGEST} /a /b\n",
    "compose.yaml": "services:\n  é: {image: 'nginx@1'}\n  built: {image: acme/app, build: .}\n",
}


def test_json_has_every_mention_good_or_bad(mooring, repository):
    repository(FILES)
    outcome = mooring("list", "--format", "json")
    assert outcome.code == 0
    assert outcome.json["version"] == 1
    bad, built, variable, pinned = outcome.json["mentions"]
    start = FILES["compose.yaml"].encode().index(b"nginx")
    assert bad == {
        "path": "compose.yaml",
        "line": 2,
        "column": 15,
        "end_line": 2,
        "end_column": 22,
        "start": start,
        "end": start + 7,
        "text": "nginx@1",
        "parts": {"whole": {"start": start, "end": start + 7, "text": "nginx@1"}},
        "reference": "nginx@1",
        "canonical": None,
        "registry": None,
        "repository": None,
        "tag": None,
        "digest": None,
        "error": "`@1` is not a digest; a tag is set off by `:`; did you mean `nginx:1`?",
        "platform": None,
        "scanner": "compose",
        "where": "services.é.image",
        "role": "pull",
        "environment": None,
        "rewritable": True,
        "reason": None,
    }
    assert (built["text"], built["role"], built["rewritable"]) == ("acme/app", "build-output", False)
    assert (variable["text"], variable["reference"], variable["line"]) == ("${BASE}", "redis:8", 2)
    assert variable["parts"]["whole"]["text"] == "redis:8"
    assert variable["environment"] == "production"
    assert (pinned["canonical"], pinned["tag"]) == (f"docker.io/acme/tool@{DIGEST}", "1")


def test_csv(mooring, repository):
    repository(FILES)
    rows = list(csv.DictReader(io.StringIO(mooring("list", "--format", "csv").out)))
    assert [row["text"] for row in rows] == ["nginx@1", "acme/app", "${BASE}", f"acme/tool:1@{DIGEST}"]
    assert [row["rewritable"] for row in rows] == ["true", "false", "true", "true"]


def test_text(mooring, repository):
    repository(FILES)
    lines = mooring("list").out.splitlines()
    assert lines[1] == "compose.yaml:3:18: acme/app -> docker.io/acme/app:latest [build-output]"
    assert lines[2] == "prod/Dockerfile:2:6: ${BASE} -> docker.io/library/redis:8"


def test_what_cannot_be_read_is_said_and_the_rest_is_listed(mooring, repository):
    repository({**FILES, "action.yml": b"\xff\xfe", "Dockerfile": "FROM a b\nFROM nginx:1\n"})
    outcome = mooring("list")
    assert outcome.code == 2
    assert "action.yml:1: the file is not UTF-8" in outcome.err
    assert "Dockerfile:1: " in outcome.err
    assert len(outcome.out.splitlines()) == 5


def test_which_scanner_reads_a_file_and_why(mooring, repository):
    repository(
        {
            ".mooring.yaml": "exclude: [third_party/]\nscanners: [{id: lines, files: [Dockerfile], place: a}]\n",
            "Dockerfile": "FROM a:1\n",
            "notes.txt": "nothing\n",
            "third_party/Dockerfile": "FROM b:1\n",
            "odd.xyz": "on: push\njobs: {}\n",
        }
    )
    said = mooring("list", "--explain").out.splitlines()
    assert "Dockerfile: dockerfile: by its path" in said
    assert "Dockerfile: lines: by its path, beside others" in said
    assert "third_party/Dockerfile: none: the policy's `exclude` leaves it out" in said
    assert "odd.xyz: none: no scanner reads files of such a name" in said
    assert mooring("list", "--explain", "odd.xyz").out == "odd.xyz: github: by its content\n"
    assert mooring("list", "--explain", "third_party/Dockerfile").out.startswith("third_party/Dockerfile: dockerfile")
    assert "gone: none: cannot be read: no such file" in mooring("list", "--explain", "gone").out
