"""A repository whose files would be run if a tool took modules from its working directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SHADOWED = ("ensurepip", "hatchling", "json", "mooring", "pip", "sitecustomize", "usercustomize", "venv", "yaml")
_MARK = "imported"


def plant(folder: Path) -> None:
    """Put modules into a folder that say so when they are imported."""
    for name in _SHADOWED:
        (folder / f"{name}.py").write_text(f"open({str(folder / _MARK)!r}, 'w').write({name!r})\n")


def imported(folder: Path) -> bool:
    """Whether one of them was."""
    return (folder / _MARK).exists()
