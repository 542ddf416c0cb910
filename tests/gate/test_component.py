"""templates/mooring.yml is valid by GitLab's schema, and its job does what its inputs say."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kit import gitlab, hostile
from mooring.reference import Reference

ROOT = Path(__file__).parent.parent.parent
COMPONENT = gitlab.Component(ROOT / "templates" / "mooring.yml")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
CODE_QUALITY, JUNIT = "gl-code-quality-report.json", "mooring-junit.xml"
EVERYTHING = {
    "job-name": "images",
    "stage": "lint",
    "rules": [{"when": "always"}],
    "image": "python:3.11",
    "source": "mooring==0.1.0",
    "paths": ["deploy", 'it\'s "here": # $(touch pwned)'],
    "config": "ci/policy's.yaml # no comment",
    "environment": "production",
    "fail-on": "note",
    "new-only": True,
    "junit": True,
    "args": ["--select", "implicit-latest"],
}


def valid(document, path):
    path.write_text(json.dumps(document))
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", path]
    return subprocess.run(check, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("inputs", [{}, EVERYTHING], ids=["defaults", "everything"])
def test_it_is_valid_by_the_published_schema(inputs, tmp_path):
    assert "ok --" in valid(COMPONENT.configuration(inputs), tmp_path / ".gitlab-ci.yml")
    assert "ok --" in valid({"job": COMPONENT.job(inputs)}, tmp_path / "merged.yml")


def test_its_header_is_valid(tmp_path):
    assert "ok --" in valid(COMPONENT.header, tmp_path / "header.yml")
    for declared in COMPONENT.header["spec"]["inputs"].values():
        assert {"description", "default"} <= set(declared) <= {"description", "default", "options", "type"}
    assert set(EVERYTHING) == set(COMPONENT.header["spec"]["inputs"])


def test_it_installs_the_version_that_it_is_tagged_with():
    source = COMPONENT.header["spec"]["inputs"]["source"]["default"]
    assert source == f"https://github.com/mooring/mooring/archive/v{VERSION}.tar.gz"


def test_its_image_is_pinned():
    image = Reference.parse(COMPONENT.header["spec"]["inputs"]["image"]["default"])
    assert image.digest
    assert re.match(r"\d+\.\d+\.\d+-", image.tag)


def test_reports_are_kept_whatever_the_check_says():
    assert COMPONENT.job({})["artifacts"] == {"when": "always", "reports": {"codequality": CODE_QUALITY}}
    assert COMPONENT.job({"junit": True})["artifacts"] == {
        "when": "always",
        "reports": {"codequality": CODE_QUALITY, "junit": JUNIT},
    }


def test_the_whole_history_is_fetched_only_where_it_is_needed():
    assert "GIT_DEPTH" not in COMPONENT.job({})["variables"]
    assert COMPONENT.job({"new-only": True})["variables"]["GIT_DEPTH"] == "0"


@pytest.fixture(scope="module")
def programs(checkout, tmp_path_factory):
    """A folder with a `python3` whose environments have Mooring already, installed once by the job itself."""
    workspace, temp = (tmp_path_factory.mktemp(name) for name in ("hostile", "temp"))
    hostile.plant(workspace)
    job = COMPONENT.job({"source": str(checkout)})
    ran = gitlab.run(job, workspace, os.environ | {"TMPDIR": str(temp)})
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not hostile.imported(workspace)
    assert json.loads((workspace / CODE_QUALITY).read_text()) == []
    (python,) = temp.glob("*/bin/python")
    return python


@pytest.fixture
def run(programs, repository):
    """Run the job in the repository, with the inputs given, but for what installs Mooring."""

    def run(inputs, **environment):
        job = COMPONENT.job(inputs)
        job["script"] = [f"venv={programs.parent.parent}", job["script"][-1]]
        ran = gitlab.run(job, repository, os.environ | environment)
        assert not hostile.imported(repository)
        return ran

    return run


def test_findings_are_reported_and_fail_the_job(run, repository):
    ran = run({})
    assert ran.returncode == 1
    assert "warning[implicit-latest]" in ran.stdout
    assert [issue["check_name"] for issue in json.loads((repository / CODE_QUALITY).read_text())] == ["implicit-latest"]
    assert not (repository / JUNIT).exists()


def test_junit_is_written_on_request(run, repository):
    assert run({"junit": True}).returncode == 1
    assert "<testsuite" in (repository / JUNIT).read_text()


def test_options_reach_the_check(run, repository):
    (repository / "it's strict.yaml").write_text("rules:\n  implicit-latest: error\n")
    assert run({"fail-on": "error"}).returncode == 0
    assert run({"fail-on": "error", "config": "it's strict.yaml"}).returncode == 1
    assert run({"fail-on": "error", "config": "$POLICY"}, POLICY="it's strict.yaml").returncode == 1
    assert run({"args": ["--ignore", "implicit-latest"]}).returncode == 0
    assert run({"environment": "moon"}).returncode == 2


def test_nothing_in_an_input_is_run_or_split(run, repository):
    path = 'it\'s "here": # `touch pwned` two'
    (repository / path).mkdir()
    (repository / path / "Dockerfile").write_text("FROM scratch\n")
    ran = run({"paths": [path]})
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not (repository / "pwned").exists()


def test_of_a_merge_request_only_what_is_new_can_be_asked_for(run, repository):
    def git(*words):
        return subprocess.run(
            ["git", *words], cwd=repository, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "-q")
    git("add", ".")
    git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "x")
    base = git("rev-parse", "HEAD")
    assert run({"new-only": True}).returncode == 1
    assert run({"new-only": True}, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).returncode == 0
    assert run({"new-only": False}, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).returncode == 1
    (repository / "Containerfile").write_text("FROM alpine\n")
    assert run({"new-only": True}, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).returncode == 1
