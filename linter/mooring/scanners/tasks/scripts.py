"""Scripts that stand in the configuration of other tools: a table of files and of the places of commands in them.

Read are npm's package.json with what npm packages put there, Composer's composer.json, Deno's tasks, Nx's project.json,
mise, lefthook, moon, Devbox, pixi, Hatch, PDM, poe and taskipy in pyproject.toml, cargo-make, Gitpod, each by its own
reference. Where such a file names an image outside of a command, as cross and cibuildwheel do, that is read too.
"""

from __future__ import annotations

import re

from mooring import Mention
from mooring.scanners import rows, trees
from mooring.scanners.image_variables import holds_image
from mooring.scanners.likely import is_likely
from mooring.scanners.tables import Places, settled
from mooring.scanners.tasks import tox
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Problem, Source

SCANNER = "scripts"

_KEYS = ("before", "cmd", "command", "commands", "execute", "init", "run", "run_windows", "script", "sequence", "shell")
_COMMANDS = re.compile(rb"docker|podman|nerdctl|buildah|skopeo|crane|kubectl|image", re.IGNORECASE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of the commands of a file; which places they have its name tells."""
    name = source.path.rpartition("/")[2]
    table = next((table for pattern, table in _FILES if pattern.fullmatch(name)), ())
    tree = trees.of(source)
    places = Places(tree, SCANNER)
    yield from settled(found for root in tree.documents[:1] for found in rows.read(places, root, table))


def recognises(data: bytes) -> bool:
    """Whether a tool that names images, or an image, is spoken of in the bytes."""
    return _COMMANDS.search(data) is not None


def _task(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A task: a command, a list of them, or a mapping that has them under one of the usual keys."""
    if is_scalar(node) or is_sequence(node):
        yield from places.shell(node, where)
        return
    program, arguments = get(node, "command"), entries(get(node, "args"))
    if is_scalar(program) and arguments:
        yield from places.argv([program, *arguments], f"{where}.command")
    for key, value in items(node):
        if key in _KEYS and not (key == "command" and arguments):
            yield from places.shell(value, f"{where}.{key}")


def _image(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """An image: its name, or a mapping with it; one that cannot be told from a short name is none."""
    node, where = (get(node, "name"), f"{where}.name") if is_mapping(node) else (node, where)
    if is_likely(string(node) or ""):
        yield from places.reference(node, where)


def _built_wheels(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """The images that cibuildwheel builds in: `manylinux-x86_64-image`, unless the value is a short name of its own."""
    for key, value in items(node):
        if key.endswith("-image") and is_likely(string(value) or ""):
            yield from places.reference(value, f"{where}.{key}")


def _tox(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """The tables of tox."""
    for found in tox.tables(places, node):
        yield found.replace(where=f"{where}.{found.where}") if isinstance(found, Mention) else found


def _variables(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """Variables that hold an image by their name."""
    for name, value in items(node):
        if holds_image(name, string(value) or ""):
            yield from places.reference(value, f"{where}.{name}")


_FILES: tuple[tuple[re.Pattern[str], rows.Rows], ...] = (
    (
        re.compile(r"package\.json"),
        (
            ("scripts.*", _task),
            ("wireit.*", _task),
            ("husky.hooks.*", _task),
            ("lint-staged.*", _task),
            ("simple-git-hooks.*", _task),
            ("gitHooks.*", _task),
            ("nx.targets.*.options", _task),
        ),
    ),
    (re.compile(r"composer\.json"), (("scripts.*", _task),)),
    (re.compile(r"deno\.jsonc?"), (("tasks.*", _task),)),
    (
        re.compile(r"project\.json|nx\.json|workspace\.json"),
        (
            ("targets.*", _task),
            ("targets.*.options", _task),
            ("targets.*.options.commands[]", _task),
            ("targets.*.configurations.*", _task),
            ("targetDefaults.*.options", _task),
        ),
    ),
    (re.compile(r"devbox\.json"), (("env", _variables), ("shell.scripts.*", _task), ("shell.init_hook", _task))),
    (
        re.compile(r"\.?lefthook(?:-local)?\.(?:ya?ml|json|toml)"),
        (("*.commands.*.run", rows.command), ("*.jobs[]", _task), ("*.jobs[].group.jobs[]", _task)),
    ),
    (
        re.compile(r"\.?mise(?:\.[\w-]+)*\.toml|config\.toml"),
        (("env", _variables), ("tasks.*", _task), ("hooks.*", _task)),
    ),
    (re.compile(r"moon\.ya?ml"), (("tasks.*", _task),)),
    (re.compile(r"pixi\.toml"), (("tasks.*", _task), ("feature.*.tasks.*", _task), ("target.*.tasks.*", _task))),
    (re.compile(r"hatch\.toml"), (("envs.*.scripts.*", _task),)),
    (
        re.compile(r"Makefile\.toml"),
        (
            ("env", _variables),
            ("tasks.*", _task),
            *((f"tasks.*.{system}", _task) for system in ("linux", "mac", "windows")),
        ),
    ),
    (
        re.compile(r"pyproject\.toml"),
        (
            ("tool.hatch.envs.*.scripts.*", _task),
            ("tool.pdm.scripts.*", _task),
            ("tool.pixi.tasks.*", _task),
            ("tool.pixi.feature.*.tasks.*", _task),
            ("tool.poe.tasks.*", _task),
            ("tool.poe.tasks.*[]", _task),
            ("tool.poe.tasks.*.sequence[]", _task),
            ("tool.rye.scripts.*", _task),
            ("tool.taskipy.tasks.*", _task),
            ("tool.tox", _tox),
            ("tool.cibuildwheel", _built_wheels),
            ("tool.cibuildwheel.linux", _built_wheels),
            ("tool.cibuildwheel.overrides[]", _built_wheels),
        ),
    ),
    (
        re.compile(r"Cross\.toml"),
        (
            ("target.*.image", _image),
            ("target.*.dockerfile.inline", rows.dockerfile),
            ("build.dockerfile.inline", rows.dockerfile),
        ),
    ),
    (re.compile(r"Cargo\.toml"), (("*.metadata.cross.target.*.image", _image),)),
    (
        re.compile(r"\.gitpod\.ya?ml"),
        (("image", rows.pulled), ("tasks[]", _task)),
    ),
)
