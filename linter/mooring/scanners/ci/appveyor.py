"""AppVeyor.

Specification: AppVeyor's "appveyor.yml reference". Read is the shell text of the build's phases, by the shell that an
entry names (`cmd` where it names none), with the variables of `environment`. `image` is a virtual machine and no
container image.
"""

from __future__ import annotations

from mooring.scanners.ci.filling import combined, values
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import entries, get, is_mapping, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

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


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of an AppVeyor file."""
    reader = Reader(source, "appveyor")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        environments = _environments(root)
        _phases(reader, root, "", environments)
        for where, job in find(root, "for[]"):
            _phases(reader, job, f"{where}.", combined(environments, _environments(job)))
    yield from reader.finish()


def _environments(node: Any) -> list[Environment]:
    """The variables of every job: those of `global`, or of all, and those of each entry of the matrix."""
    given = get(node, "environment")
    shared = values(given) | values(get(given, "global"))
    return combined([shared], [values(entry) for entry in entries(get(given, "matrix"))])


def _phases(reader: Reader, node: Any, below: str, environments: list[Environment]) -> None:
    for phase in _PHASES:
        where = f"{below}{phase}"
        reader.script(get(node, phase), where, environments, dialect="cmd")
        for place, entry in find(get(node, phase), "[]"):
            for shell, text in items(entry) if is_mapping(entry) else ():
                for at, line in lines(text, f"{where}{place}.{shell}"):
                    reader.script(line, at, environments, dialect=_SHELLS.get(shell, "cmd"))
