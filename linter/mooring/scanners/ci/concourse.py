"""Concourse: pipelines and tasks.

Specification: Concourse's "Resources", "Tasks" (`image_resource`) and the readmes of the registry-image and
docker-image resource types. Read are the `source` of resources, resource types and image resources, whose repository
and tag stand apart, and the shell text of tasks. A resource that a pipeline `put`s is what it builds. A digest belongs
in `version`, so a pin is written only where that has one. `((variables))` are not known.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.shell.mentions import BUILT
from mooring.scanners.tables import Places, Variables, find
from mooring.scanners.yaml_tree import entries, get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Problem, Source

CHOSEN = "its tag is chosen when the pipeline runs"
IN_VERSION = "Concourse takes a digest in `version` alone"

_TYPES = ("registry-image", "docker-image")
_CHOOSES = ("semver_constraint", "tag_regex", "tag_file", "variant", "pre_releases")
_PLACES = ("resources[]", "resource_types[]", "**.image_resource")
_VARIABLES = Variables(re.compile(r"\(\((?P<name>[^()\n]*)\)\)"), {})
_SHELL = re.compile(r"(?:\S*/)?(?:ba|da|a|z)?sh")
_COMMAND_FLAG = re.compile(r"-[a-zA-Z]*c")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Concourse pipeline or task."""
    reader = Reader(source, "concourse")
    places = Places(reader.tree, "concourse", variables=_VARIABLES)
    seen: set[int] = set()
    for root in reader.tree.documents[:1]:
        pushed = {
            string(get(step, "resource")) or string(put) for _, step in find(root, "**") if (put := get(step, "put"))
        }
        for place in _PLACES:
            for where, node in find(root, place):
                if id(node) not in seen:
                    seen.add(id(node))
                    is_pushed = place == "resources[]" and string(get(node, "name")) in pushed
                    yield from _resource(places, node, where, is_pushed=is_pushed)
        for where, run in find(root, "**.run"):
            _run(reader, run, where)
    yield from reader.finish()


def _resource(places: Places, node: Any, where: str, *, is_pushed: bool) -> Iterator[Mention]:
    if string(get(node, "type")) not in _TYPES:
        return
    given, digest = get(node, "source"), get(node, "version", "digest")
    parts = {"repository": get(given, "repository"), "tag": get(given, "tag"), "digest": digest}
    reason = BUILT if is_pushed else None if digest is not None else IN_VERSION
    role = Role.BUILD_OUTPUT if is_pushed else Role.PULL
    for mention in places.split(parts, f"{where}.source", role=role, reason=reason):  # type: ignore[arg-type]
        if parts["tag"] is None and any(get(given, key) is not None for key in _CHOOSES):
            yield mention.replace(resolved=None, reason=BUILT if is_pushed else CHOSEN)
        else:
            yield mention.replace(pushed=is_pushed)


def _run(reader: Reader, run: Any, where: str) -> None:
    """Read the script that a task hands to a shell."""
    if not _SHELL.fullmatch(string(get(run, "path")) or ""):
        return
    arguments = entries(get(run, "args"))
    for index, node in enumerate(arguments[:-1]):
        if _COMMAND_FLAG.fullmatch(string(node) or ""):
            reader.script(arguments[index + 1], f"{where}.args[{index + 1}]")
            return
