import io
import json
import sys

import pytest

DIGEST = "sha256:" + "0123456789abcdef" * 4


def test_a_person_sees_what_was_filled_in(mooring):
    outcome = mooring("explain", "nginx")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        "nginx",
        "  means       docker.io/library/nginx:latest",
        "  registry    docker.io  (left out, so Docker fills in docker.io: Docker Hub)",
        "  namespace   library  (left out, so Docker fills in library: the official images)",
        "  repository  nginx",
        "  tag         latest  (left out, so Docker fills in latest: a default name, not the newest version)",
        "  digest      (none, so the image behind the tag can change)",
    ]


def test_nothing_is_said_to_be_filled_in_where_all_is_written(mooring):
    out = mooring("explain", f"ghcr.io/acme/app:1.0@{DIGEST}").out
    assert "left out" not in out
    assert "tag         1.0  (for the reader only: the digest decides)" in out


def test_what_is_no_reference_is_said_and_fails(mooring):
    outcome = mooring("explain", "nginx:1", "mysql@8.0.44")
    assert outcome.code == 1
    assert "did you mean `mysql:8.0.44`?" in outcome.out


def test_json(mooring):
    outcome = mooring("explain", "--format", "json", "localhost:5000", f"acme/app:1@{DIGEST}", "mysql@8.0.44")
    assert outcome.json == {
        "version": 1,
        "references": [
            {
                "input": "localhost:5000",
                "valid": True,
                "error": None,
                "registry": "docker.io",
                "repository": "library/localhost",
                "tag": "5000",
                "digest": None,
                "familiar": "localhost:5000",
                "canonical": "docker.io/library/localhost:5000",
            },
            {
                "input": f"acme/app:1@{DIGEST}",
                "valid": True,
                "error": None,
                "registry": "docker.io",
                "repository": "acme/app",
                "tag": "1",
                "digest": DIGEST,
                "familiar": f"acme/app:1@{DIGEST}",
                "canonical": f"docker.io/acme/app@{DIGEST}",
            },
            {
                "input": "mysql@8.0.44",
                "valid": False,
                "error": "`@8.0.44` is not a digest; a tag is set off by `:`; did you mean `mysql:8.0.44`?",
                "registry": None,
                "repository": None,
                "tag": None,
                "digest": None,
                "familiar": None,
                "canonical": None,
            },
        ],
    }


@pytest.mark.parametrize(
    ("piped", "inputs"),
    [
        (b"nginx\nredis:8\n", ["nginx", "redis:8"]),
        (b"nginx\r\nredis", ["nginx", "redis"]),
        (b"nginx\n\n x\n", ["nginx", "", " x"]),
        (b"", []),
        (b"\xff\n", ["\udcff"]),
    ],
)
def test_a_reference_a_line_from_standard_input(mooring, monkeypatch, piped, inputs):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
    outcome = mooring("explain", "-", "--format", "json")
    assert [row["input"] for row in json.loads(outcome.out)["references"]] == inputs
