"""What the tests of the gate share: a copy of what is released, and hostile files beside what is checked."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kit import hostile

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """The files of this repository, as a runner gets them: not as a git repository."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def repository(tmp_path):
    """A repository with one finding, and with modules that must never be imported."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM nginx\n")
    hostile.plant(folder)
    return folder
