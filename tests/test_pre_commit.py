"""The real pre-commit runs the hooks of this repository on a bad file: it fails, is mended, passes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mooring.engine import Scanners
from mooring.plugins import Plugins
from mooring.scanners import CODE_AND_PROSE

ROOT = Path(__file__).parent.parent
PRE_COMMIT = Path(sys.executable).with_name("pre-commit")


def test_it_fails_is_mended_and_passes(tmp_path, registry):
    digest = registry.push("hook/app", tags=["latest", "1.4.2"])
    bad = tmp_path / "Dockerfile"
    bad.write_text(f"FROM {registry.host}/hook/app\n")
    (tmp_path / "notes.txt").write_text("FROM nginx\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)

    first = try_repo(tmp_path)
    assert first.returncode == 1, first.stdout + first.stderr
    assert re.search(r"^mooring\.+Failed$", first.stdout, re.MULTILINE)
    assert "warning[implicit-latest]" in first.stdout
    assert re.search(r"^mooring-fix\.+Failed$", first.stdout, re.MULTILINE)
    assert "files were modified by this hook" in first.stdout
    assert bad.read_text() == f"FROM {registry.host}/hook/app:1.4.2@{digest}\n"

    second = try_repo(tmp_path)
    assert second.returncode == 0, second.stdout + second.stderr
    assert len(re.findall(r"^mooring(?:-fix)?\.+Passed$", second.stdout, re.MULTILINE)) == 2


def try_repo(folder):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "GIT_", "PRE_COMMIT"))
    }
    environment["PRE_COMMIT_HOME"] = str(folder.parent / "pre-commit-home")
    command = [PRE_COMMIT, "try-repo", str(ROOT), "--all-files", "--color", "never"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


PATHS = [
    "Dockerfile",
    "a/dockerfile",
    "Dockerfile.dev",
    "Dockerfile-alpine",
    "web.Dockerfile",
    "Containerfile",
    "compose.yaml",
    "docker-compose.yml",
    "docker-compose.prod.yml",
    "compose-dev.yaml",
    "dev.docker-compose.yml",
    ".github/workflows/ci.yml",
    ".gitea/workflows/ci.yaml",
    ".forgejo/workflows/ci.yml",
    "workflow-templates/ci.yml",
    "action.yml",
    "tools/x/action.yaml",
    "Dockerfile.dockerignore",
    "Dockerfile.md",
    "man/Containerfile.5.gz",
    "dockerfile_test.go",
    "Dockerfiles/readme.txt",
    "composer.json",
    "composed.yml",
    "workflows/ci.yml",
    "reaction.yml",
    ".github/workflows/readme.md",
    "Gemfile.lock",
    *(f"{stem}.{extension}" for stem in ("Dockerfile", "containerfile-dev") for extension in CODE_AND_PROSE),
]


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()), ids=lambda hook: hook["id"]
)
@pytest.mark.parametrize("path", PATHS)
def test_the_hooks_take_the_files_that_a_scanner_takes(hook, path):
    taken = bool(re.search(hook["files"], path)) and not re.search(hook["exclude"], path)
    assert taken == (Scanners(Plugins().scanners()).for_path(path) is not None)
