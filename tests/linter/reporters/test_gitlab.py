"""`--format gitlab`."""

import json

from mooring.reporters.gitlab import render


def test_issues(report, expected):
    assert render(report, False) == expected("gitlab.json")


def test_none(clean):
    assert render(clean, False) == "[]\n"


def test_what_gitlab_requires(report):
    issues = json.loads(render(report, False))
    for issue in issues:
        assert issue["description"]
        assert issue["check_name"]
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_paths_are_gitlab_s(report, monkeypatch, tmp_path):
    folder = tmp_path / "services"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    paths = [issue["location"]["path"] for issue in json.loads(render(report, False))]
    assert paths[:3] == ["services/bad, file.yaml", "services/gone", "services/Dockerfile"]
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path / "elsewhere"))
    assert json.loads(render(report, False))[1]["location"]["path"] == "gone"
