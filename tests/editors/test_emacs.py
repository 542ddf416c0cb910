"""Emacs: Eglot with the server, and Flymake without."""

import os
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "emacs.el"
TEXT = "# Größe 🐳\nFROM nginx\n"
START = TEXT.index("nginx") + 1


@pytest.mark.parametrize(("heading", "variables"), [("## Emacs", {}), ("## Flymake", {"FLYMAKE": "1"})])
def test_findings_are_shown_and_gone_when_mended(edit, setup, root, heading, variables):
    (root / "Dockerfile").write_text(TEXT, encoding="utf-8")
    settings = setup(heading, "elisp")
    command = ["emacs", "--batch", "--load", str(SCRIPT)]
    said = edit(command, NAME="Dockerfile", SETTINGS=str(settings), **variables)
    if "missing" in said:
        why = "Eglot is not installed (it is part of Emacs 29; Debian: elpa-eglot)"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    [[start, end, kind, message]] = said["opened"]
    assert (start, end) == (START, START + len("nginx"))
    assert "warning" in kind
    assert "`nginx` has no tag" in message
    assert said["changed"] == TEXT.replace("nginx", "nginx:1.29")
