"""Files that stand inside other files: a script's here-document, what cloud-init or Ignition writes to a disk.

They are read as the file that they become would be: by its name, where the name tells, else by what it says. Scripts
are left to those who know whether they are run.
"""

from __future__ import annotations

import re
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from mooring import Mention, Problem, Source

    Scan = Callable[[Source], Iterable[Mention | Problem]]

_BY_NAME = (
    (re.compile(r"(?:.*\.)?(?:[Dd]ocker|[Cc]ontainer)file(?:[-._].*)?"), "mooring.scanners.dockerfile"),
    (re.compile(r"(?:.*[-._])?(?:docker-)?compose(?:[-._].*)?\.ya?ml"), "mooring.scanners.compose"),
    (re.compile(r".*\.(?:container|image|volume|build|pod|kube)"), "mooring.scanners.machines.quadlet"),
    (re.compile(r".*\.(?:service|socket|mount)"), "mooring.scanners.machines.systemd"),
    (re.compile(r"kustomization\.ya?ml|Kustomization"), "mooring.scanners.kustomize"),
)
_BY_CONTENT = tuple(f"mooring.scanners.{name}" for name in ("dockerfile", "compose", "kubernetes"))


def reader(name: str, data: bytes) -> Scan | None:
    """The scan that reads a file of a path or name and content, None where it is of no format that is read."""
    base = name.rpartition("/")[2]
    for pattern, module in _BY_NAME:
        if pattern.fullmatch(base):
            return _scan(import_module(module))
    for module in _BY_CONTENT:
        loaded: Any = import_module(module)
        if loaded.recognises(data):
            return _scan(loaded)
    return None


def _scan(module: Any) -> Scan:
    scan: Scan = module.scan
    return scan
