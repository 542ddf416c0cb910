"""Fixtures: an editor with `mooring lsp` in a folder of its own."""

import socket
from contextlib import ExitStack

import pytest

from kit.lsp_client import Editor


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "wörk space"
    folder.mkdir()
    return folder


@pytest.fixture
def start(root, tmp_path):
    """Start a server for the folder `root`; all are ended with the test."""
    editors = []

    def start(**options):
        environ = {name: str(tmp_path / name) for name in ("DOCKER_CONFIG", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
        editors.append(Editor(root, environ=environ, **options))
        return editors[-1]

    yield start
    with ExitStack() as ending:
        for editor in editors:
            ending.push(editor)


@pytest.fixture
def silent():
    """The host of a registry that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
