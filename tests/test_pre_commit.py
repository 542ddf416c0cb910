"""The real pre-commit runs the hooks of this repository on a bad file: it fails, is mended, passes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PRE_COMMIT = Path(sys.executable).with_name("pre-commit")


def test_it_fails_is_mended_and_passes(tmp_path, registry):
    digest = registry.push("hook/app", tags=["latest", "1.4.2"])
    bad = tmp_path / "Dockerfile"
    bad.write_text(f"FROM {registry.host}/hook/app\n")
    (tmp_path / "notes.txt").write_text("FROM nginx\n")
    (tmp_path / ".mooring.yaml").write_text("exclude: [third_party/]\n")
    (tmp_path / "third_party").mkdir()
    (tmp_path / "third_party" / "Dockerfile").write_text("FROM nginx\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)

    first = try_repo(tmp_path)
    assert first.returncode == 1, first.stdout + first.stderr
    assert re.search(r"^mooring\.+Failed$", first.stdout, re.MULTILINE)
    assert first.stdout.count("warning[implicit-latest]") == 1
    assert "not read" not in first.stdout
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


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()), ids=lambda hook: hook["id"]
)
def test_which_files_are_read_is_for_mooring_to_say(hook):
    assert "--force-exclude" in hook["entry"].split()
    assert hook["types"] == ["text"]
    assert not {"files", "exclude", "exclude_types", "types_or"} & set(hook)
