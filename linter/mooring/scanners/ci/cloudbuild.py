"""Google Cloud Build.

Specification: Google's "Build configuration file schema" and "Substituting variable values". Read are the images of
steps, what steps with the docker or the kaniko builder are told, the shell text of `script` and of steps whose
`entrypoint` is a shell, and `images`, which are pushed. Substitutions have the values that the file gives them; the
built-in ones are not known.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import Syntax, assignments, values
from mooring.scanners.ci.reader import OUTPUT, Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.yaml_tree import entries, get, is_mapping, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_SYNTAX = Syntax(
    re.compile(r"\$(?P<escaped>\$)|\$\{(?P<name>\w+)\}|\$(?P<plain>[A-Z_][A-Z0-9_]*)|\$\{[^{}\n]*\}"),
    lambda use: use["name"] or use["plain"],
)
_SHELL = re.compile(r"(?:\S*/)?(?:ba|da|z)?sh")
_COMMAND_FLAG = re.compile(r"-[a-zA-Z]*c")
_DOCKER = re.compile(r"(?:.*/)?(?:docker|podman|buildah|crane|gcrane|skopeo|kubectl|gcloud|pack)(?:[:@].*)?")
_KANIKO = "kaniko-project/executor"


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Cloud Build configuration."""
    reader = Reader(source, "cloudbuild", _SYNTAX, _SYNTAX)
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        _build(reader, root, "")
        if is_mapping(get(root, "build")):
            _build(reader, get(root, "build"), "build.")
    yield from reader.finish()


def _build(reader: Reader, node: Any, below: str) -> None:
    shared = values(get(node, "substitutions")) | assignments(get(node, "options", "env"))
    for index, step in enumerate(entries(get(node, "steps"))):
        own = {**shared, **assignments(get(step, "env"))}
        where = f"{below}steps[{index}]"
        reader.image(get(step, "name"), f"{where}.name", [own])
        reader.script(get(step, "script"), f"{where}.script", [own])
        arguments = get(step, "args")
        _command(reader, step, list(lines(arguments, f"{where}.args")), own)
    for place, image in lines(get(node, "images"), f"{below}images"):
        reader.image(image, place, [shared], kind=OUTPUT, pushed=True)


def _command(reader: Reader, step: Any, arguments: list[tuple[str, Any]], environment: Any) -> None:
    """Read a step's arguments as what its entry point makes of them."""
    name, entrypoint = string(get(step, "name")) or "", string(get(step, "entrypoint"))
    if entrypoint is not None and _SHELL.fullmatch(entrypoint):
        texts = [string(node) or "" for _, node in arguments]
        flag = next((index for index, text in enumerate(texts) if _COMMAND_FLAG.fullmatch(text)), len(texts))
        reader.lines(arguments[flag + 1 : flag + 2], [environment])
    elif _KANIKO in name:
        reader.command("executor", arguments, [environment])
    elif entrypoint is not None or _DOCKER.fullmatch(name):
        program = entrypoint or name.rpartition("/")[2].partition("@")[0].partition(":")[0]
        reader.command(program, arguments, [environment])
