"""The tasks of Visual Studio Code, `tasks.json`, and the servers in its settings.

Specification: https://code.visualstudio.com/docs/editor/tasks-appendix and the Container Tools' `docker-build` and
`docker-run` tasks. What a `docker-run` task runs is what the `docker-build` task before it has built, unless the file
builds nothing.
"""

from __future__ import annotations

from mooring import Role
from mooring.scanners import rows, trees
from mooring.scanners.development.mcp import server
from mooring.scanners.tables import Places, settled
from mooring.scanners.yaml_tree import entries, get, is_mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "vscode"

_SYSTEMS = ("windows", "linux", "osx")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image that tasks build or run."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    places = Places(tree, SCANNER)
    for root in tree.documents[:1]:
        yield from settled(rows.read(places, root, _ROWS))


def _task(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    yield from rows.built(places, get(node, "dockerBuild", "tag"), f"{where}.dockerBuild.tag")
    yield from rows.arguments(places, get(node, "dockerBuild", "buildArgs"), f"{where}.dockerBuild.buildArgs")
    yield from _run(places, node, where)
    for own, prefix in [(node, where), *((get(node, system), f"{where}.{system}") for system in _SYSTEMS)]:
        yield from _command(places, own, prefix)


def _run(places: Places, node: Any, where: str) -> Iterator[Mention]:
    for mention in places.reference(get(node, "dockerRun", "image"), f"{where}.dockerRun.image"):
        after = get(node, "dependsOn")
        if after is None:
            yield mention
        else:
            yield mention.replace(role=Role.LOCAL, reason=mention.reason or rows.BUILT)


def _command(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A command line, or a program and its arguments, which may be given with how they are quoted."""
    command, given = get(node, "command"), entries(get(node, "args"))
    command = get(command, "value") if is_mapping(command) else command
    if given:
        words = [get(one, "value") if is_mapping(one) else one for one in given]
        line = (string(command) or "").split()
        yield from places.argv([*line, *words] if len(line) > 1 else [command, *words], f"{where}.args")
    else:
        yield from places.shell(command, f"{where}.command")


_ROWS: rows.Rows = (
    ("tasks[]", _task),
    ("tasks.tasks[]", _task),
    ("mcp.servers.*", server),
)
