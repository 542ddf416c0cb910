"""Fixtures: a repository to edit, and editors that are run on it without a screen, set up as docs/editors.md has it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MANUAL = HERE.parent.parent / "docs" / "editors.md"
BIN = os.path.dirname(sys.executable)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "wörk space"
    folder.mkdir()
    (folder / ".git").mkdir()
    return folder


@pytest.fixture
def setup(tmp_path):
    """The path of a file with the settings that the manual has below a heading."""

    def setup(heading, language):
        _, _, section = MANUAL.read_text(encoding="utf-8").partition(f"\n{heading}\n")
        code = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
        assert code, heading
        path = tmp_path / f"settings.{language}"
        path.write_text(code[1], encoding="utf-8")
        return path

    return setup


@pytest.fixture
def edit(tmp_path, root):
    """Run an editor in `root` with a script that writes JSON to the file named by `RESULT`; give what it has written.

    Where the program is missing the test is skipped or, with `CI` set, fails.
    """

    def edit(command, **variables):
        if shutil.which(command[0]) is None:
            why = f"{command[0]} is not installed (as root on Debian: make system)"
            pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
        result = tmp_path / "result.json"
        names = ("HOME", "DOCKER_CONFIG", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        own = {name: str(tmp_path / name) for name in names}
        for folder in own.values():
            os.makedirs(folder, exist_ok=True)
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        environ = {**os.environ, **own, "PATH": path, "LC_ALL": "C.UTF-8", "RESULT": str(result), **variables}
        done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, timeout=120, check=False)
        assert result.is_file(), done.stdout + done.stderr
        said = json.loads(result.read_text(encoding="utf-8"))
        assert "failure" not in said, (said, done.stdout, done.stderr)
        return said

    return edit
