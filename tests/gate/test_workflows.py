"""Our own workflows, and those that the README shows, are valid, pinned, and name inputs that exist."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kit import actionlint, gitlab

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
README = (ROOT / "README.md").read_text()
SHOWN = re.findall(r"```yaml\n(.*?)```", README[README.index("### CI") : README.index("### pre-commit")], re.DOTALL)
SHOWN_TO_GITHUB = [text for text in SHOWN if "runs-on" in text]
SHOWN_TO_GITLAB = [text for text in SHOWN if "include" in text]
USES = re.compile(r"^ *-? uses: (\S+)(.*)$", re.MULTILINE)
PINNED = re.compile(r"[\w-]+(?:/[\w.-]+)+@[0-9a-f]{40}")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
COMPONENT = gitlab.Component(ROOT / "templates" / "mooring.yml")


def valid(kind, path):
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", path]
    return subprocess.run(check, capture_output=True, text=True, check=False).stdout


@pytest.fixture(params=[*(path.read_text() for path in WORKFLOWS), *SHOWN_TO_GITHUB])
def workflow(request, tmp_path):
    text = request.param.replace("SHA", "0" * 40)
    (tmp_path / "workflow.yml").write_text(text)
    return tmp_path / "workflow.yml"


def test_workflows_are_valid(workflow):
    assert "ok --" in valid("github-workflows", workflow)
    assert actionlint.lint(workflow.parent) == ""


def test_actionlint_finds_what_is_wrong(tmp_path):
    text = WORKFLOWS[0].read_text().replace("timeout-minutes", "timeout")
    (tmp_path / "workflow.yml").write_text(text)
    assert 'unexpected key "timeout"' in actionlint.lint(tmp_path)


def test_workflows_need_little(workflow):
    read = yaml.safe_load(workflow.read_text())
    assert read["permissions"] == {"contents": "read"}
    for job in read["jobs"].values():
        assert set(job.get("permissions", {}).items()) <= {("contents", "read"), ("security-events", "write")}
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_what_workflows_use_is_pinned_with_its_version_beside_it(workflow):
    for used, comment in USES.findall(workflow.read_text()):
        assert used == "./" or PINNED.fullmatch(used)
        assert used == "./" or re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_the_action_uses_pinned_actions():
    used = USES.findall((ROOT / "action.yml").read_text())
    assert len(used) == 2
    assert all(PINNED.fullmatch(name) and re.fullmatch(r" # v\d+\.\d+\.\d+", comment) for name, comment in used)


def test_workflows_give_inputs_that_the_action_has(workflow):
    given = [
        step.get("with", {})
        for job in yaml.safe_load(workflow.read_text())["jobs"].values()
        for step in job["steps"]
        if step.get("uses", "").startswith(("./", "mooring/mooring@"))
    ]
    assert given
    for inputs in given:
        assert set(inputs) <= set(ACTION["inputs"])


@pytest.mark.parametrize("text", SHOWN_TO_GITLAB)
def test_includes_are_valid_and_give_inputs_that_the_component_has(text, tmp_path):
    (tmp_path / "pipeline.yml").write_text(text)
    assert "ok --" in valid("gitlab-ci", tmp_path / "pipeline.yml")
    for include in yaml.safe_load(text)["include"]:
        jobs = COMPONENT.configuration(include.get("inputs", {}))
        (tmp_path / "jobs.yml").write_text(json.dumps(jobs))
        assert "ok --" in valid("gitlab-ci", tmp_path / "jobs.yml")


def test_both_systems_are_shown():
    assert len(SHOWN_TO_GITHUB) >= 1
    assert len(SHOWN_TO_GITLAB) >= 1
