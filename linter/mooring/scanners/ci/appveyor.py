"""AppVeyor.

Specification: AppVeyor's "appveyor.yml reference". Read is the shell text of the build's phases, by the shell that an
entry names (`cmd` where it names none). `image` is a virtual machine and no container image.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, is_mapping, items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_PHASES = (
    "init",
    "install",
    "before_build",
    "build_script",
    "after_build",
    "before_package",
    "before_test",
    "test_script",
    "after_test",
    "before_deploy",
    "deploy_script",
    "after_deploy",
    "on_success",
    "on_failure",
    "on_finish",
)
_SHELLS = {"cmd": "cmd", "ps": "pwsh", "pwsh": "pwsh", "sh": "sh", "bash": "sh"}


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of an AppVeyor file."""
    reader = Reader(source, "appveyor")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        _phases(reader, root, "")
        for where, job in find(root, "for[]"):
            _phases(reader, job, f"{where}.")
    yield from reader.finish()


def _phases(reader: Reader, node: Any, below: str) -> None:
    for phase in _PHASES:
        where = f"{below}{phase}"
        reader.script(get(node, phase), where, dialect="cmd")
        for place, entry in find(get(node, phase), "[]"):
            for shell, text in items(entry) if is_mapping(entry) else ():
                for at, line in lines(text, f"{where}{place}.{shell}"):
                    reader.script(line, at, dialect=_SHELLS.get(shell, "cmd"))
