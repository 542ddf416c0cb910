"""The extension for Visual Studio Code: its own tests, and what is packaged."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent.parent / "editors" / "vscode"
INSTALLED = Path(sys.prefix) / "npm-vscode"


@pytest.fixture(scope="module")
def npm():
    """Run npm in a copy of the extension, in which its packages are installed; give what it says."""
    if shutil.which("npm") is None:
        why = "npm is not installed (as root on Debian: make system)"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.search(r"\d+", version)[0]) < 20:
        pytest.skip(f"the extension is built with Node.js 20 or newer; this is {version.strip()}")
    INSTALLED.mkdir(exist_ok=True)
    with open(INSTALLED / ".turn", "w") as turn:  # tests may run in several processes
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield _installed()


def _installed():
    ignored = shutil.ignore_patterns("node_modules", "dist", "out", "*.vsix")
    for name in ("src", "test", "out", "dist"):
        shutil.rmtree(INSTALLED / name, ignore_errors=True)
    shutil.copytree(SOURCE, INSTALLED, dirs_exist_ok=True, ignore=ignored)
    bin_folder = os.path.dirname(sys.executable)
    environ = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "MOORING_REQUIRED": "1"}

    def run(*arguments):
        done = subprocess.run(
            ["npm", *arguments], cwd=INSTALLED, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    lock, current = SOURCE / "package-lock.json", INSTALLED / "node_modules" / ".lock"
    if not current.is_file() or current.read_bytes() != lock.read_bytes():
        run("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        shutil.copy(lock, current)
    return run


def test_its_own_tests_pass_with_the_real_server(npm):
    said = npm("test")
    assert re.search(r"^. fail 0$", said, re.MULTILINE), said
    assert re.search(r"^. skipped 0$", said, re.MULTILINE), said


def test_it_is_packaged_without_warnings(npm, tmp_path):
    package = tmp_path / "mooring.vsix"
    assert "WARN" not in npm("run", "-s", "package", "--", "--out", str(package)).replace("npm warn", "")
    with zipfile.ZipFile(package) as archive:
        names = {
            name.removeprefix("extension/").lower() for name in archive.namelist() if name.startswith("extension/")
        }
    assert names == {
        "changelog.md", "dist/extension.js", "dist/licences.txt", "icon.png", "license.txt", "package.json", "readme.md",
    }  # fmt: skip
    assert package.stat().st_size < 300_000
