"""Neovim's built-in client: diagnostics, a pin, and the end of a finding, with characters of one to four bytes around."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "neovim.lua"


def heading():
    """The part of the manual for the Neovim that is installed."""
    if shutil.which("nvim") is None:
        return "### Neovim 0.7"
    said = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    minor = int(re.search(r"v0\.(\d+)", said)[1])
    return f"### Neovim 0.{11 if minor >= 11 else 8 if minor >= 8 else 7}"


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("Dockerfile", "# Größe 🐳\nFROM {image} AS web\nFROM redis\n", [2, 5, 10, "implicit-latest"]),
        (
            "compose.yaml",
            "# 🐳\nservices: {{a: {{labels: [ü=🐳], image: '{image}'}},\n  b: {{labels: [🐳], image: redis}}}}\n",
            [2, 29, 34, "implicit-latest"],
        ),
    ],
)
def test_findings_are_shown_pinned_and_gone_when_mended(edit, setup, root, registry, name, text, finding):
    digest = registry.push("editor/neovim", tags=["1"])
    image = f"{registry.host}/editor/neovim:1"
    (root / name).write_text(text.format(image=image), encoding="utf-8")
    settings = setup(heading(), "lua")
    command = ["nvim", "--headless", "-n", "-u", str(settings), "-c", f"luafile {SCRIPT}"]
    said = edit(command, NAME=name, HOST=registry.host)
    assert said["opened"] == [finding]
    pinned = text.format(image=f"{image}@{digest}")
    assert said["pinned"] == pinned.splitlines()
    assert said["changed"] == pinned.replace("redis", "redis:8.2").splitlines()


def test_quickfix_reads_the_concise_format(edit, root, tmp_path):
    (root / "Dockerfile").write_text("# ü\nFROM nginx\n", encoding="utf-8")
    script = tmp_path / "script.vim"
    script.write_text(
        "let lines = systemlist('mooring check --format concise --stdin-filename Dockerfile -', readfile('Dockerfile'))\n"
        "set errorformat=%f:%l:%c:\\ %trror%m,%f:%l:%c:\\ %tarning%m,%f:%l:%c:\\ %tote%m,%-G%.%#\n"
        "cgetexpr lines\n"
        "call writefile([json_encode({'found': map(getqflist(), '[v:val.lnum, v:val.col, v:val.type]')})], $RESULT)\n"
        "qall!\n"
    )
    said = edit(["nvim", "--headless", "-n", "-u", "NONE", "-S", str(script)])
    assert said["found"] == [[2, 6, "w"]]
