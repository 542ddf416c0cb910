"""Fixtures for the commands: a repository of one's own, and a way to call Mooring in it."""

import json

import pytest

from mooring.cli import main


class Outcome:
    """What a call came to."""

    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Write files (text or bytes) by path into an empty folder that is the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("DOCKER_CONFIG", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path.parent / f"{tmp_path.name}-{name.lower()}"))

    def write(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


@pytest.fixture
def mooring(capfd):
    def call(*words):
        capfd.readouterr()
        try:
            code = main(list(words))
        except SystemExit as stop:
            code = stop.code
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
