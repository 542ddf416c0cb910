"""The modules of Ansible that are given images, by the references of their collections."""

from __future__ import annotations

import re

from mooring import Mention, Problem, Role
from mooring.scanners import rows
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from mooring import Part
    from mooring.scanners.tables import Places

    Module = Callable[["Call"], Iterator[Mention | Problem]]

_PAIR = re.compile(r"(?:^|\s)(?P<name>image|name)=(?P<quote>[\"']?)(?P<value>[^\s\"']+)(?P=quote)")
_TAGGED = re.compile(r"(?::[^/]*|@.*)$")


class Call:
    """A module and what it is given: the node of its parameters and where that is.

    `places` makes mentions of whole texts, `masked` of what other languages find in texts with Jinja in them.
    """

    __slots__ = ("places", "masked", "node", "where")

    def __init__(self, places: Places, masked: Places, node: Any, where: str) -> None:
        self.places = places
        self.masked = masked
        self.node = node
        self.where = where

    def get(self, name: str) -> Any:
        """A parameter's node."""
        return get(self.node, name)

    def says(self, name: str, *values: str) -> bool:
        """Whether a parameter has one of some values."""
        return string(self.get(name)) in values

    def rows(self, *table: tuple[str, rows.Kind]) -> Iterator[Mention | Problem]:
        """What the rows of a table find."""
        return rows.read(self.places, self.node, table, self.where)


def _container(call: Call) -> Iterator[Mention | Problem]:
    """`image`, of a module that runs a container; also as `image=…` in one line."""
    if is_scalar(call.node):
        yield from _in_line(call, "image")
    elif not call.says("state", "absent") and not call.says("rootfs", "true", "yes"):
        yield from call.rows(("image", rows.pulled))


def _in_line(call: Call, name: str) -> Iterator[Mention]:
    text = string(call.node) or ""
    for pair in _PAIR.finditer(text):
        if pair["name"] == name:
            yield from call.places.reference(call.node, f"{call.where}.{name}", inside=pair.span("value"))


def _image(call: Call) -> Iterator[Mention | Problem]:
    """`docker_image` and `podman_image`: an image that is pulled or built, and where it is pushed to."""
    if is_scalar(call.node):
        yield from _in_line(call, "name")
        return
    if call.says("state", "absent") or call.says("source", "load"):
        return
    build = call.get("build")
    is_built = (
        call.says("source", "build")
        or call.says("state", "build")
        or (call.get("source") is None and (is_mapping(build) or call.get("path") is not None))
    )
    if is_built:
        yield from _named(call, Role.BUILD_OUTPUT, rows.BUILT)
        yield from call.rows(
            ("build.args", rows.arguments), ("build.cache_from[]", rows.cached), ("buildargs", rows.arguments)
        )
    elif call.says("source", "local"):
        yield from _named(call, Role.LOCAL, "it names an image that the machine already has")
    else:
        yield from _named(call, Role.PULL, None)
    yield from call.rows(("repository", rows.pushed if call.says("push", "true", "yes") else rows.built))


def _named(call: Call, role: Role, reason: str | None) -> Iterator[Mention]:
    """An image by `name`, with its tag there or in `tag`."""
    name, tag = call.get("name"), call.get("tag")
    if tag is None or _TAGGED.search(string(name) or ""):
        found = call.places.reference(name, f"{call.where}.name", role=role, reason=reason)
    else:
        parts: dict[Part, Any] = {"repository": name, "tag": tag}
        found = call.places.split(parts, call.where, role=role, reason=reason)
    yield from (rows.known(mention) for mention in found)


def _pull(call: Call) -> Iterator[Mention | Problem]:
    return _named(call, Role.PULL, None)


def _build(call: Call) -> Iterator[Mention | Problem]:
    yield from _named(call, Role.BUILD_OUTPUT, rows.BUILT)
    yield from call.rows(("args", rows.arguments), ("cache_from[]", rows.cached), ("outputs[].name", rows.built))


def _push(call: Call) -> Iterator[Mention | Problem]:
    for mention in _named(call, Role.BUILD_OUTPUT, rows.BUILT):
        yield mention.replace(pushed=True)


def _tag(call: Call) -> Iterator[Mention | Problem]:
    return call.rows(("repository[]", rows.built), ("target_names[]", rows.built))


def _compose(call: Call) -> Iterator[Mention | Problem]:
    """A project that is given in place: a mapping, or a text."""
    definitions = [("definition", call.get("definition"))]
    definitions += [(f"compose[{index}]", one) for index, one in enumerate(entries(call.get("compose")))]
    for name, node in definitions:
        where = f"{call.where}.{name}"
        if is_mapping(node):
            yield from rows.read(call.places, node, _SERVICES, where)
        elif "\n" in (string(node) or ""):
            yield from rows.compose(call.masked, node, where)


def _service(places: Places, node: Any, where: str) -> Iterator[Mention]:
    kind = rows.pulled if get(node, "build") is None else rows.built
    yield from kind(places, get(node, "image"), f"{where}.image")


def _objects(call: Call) -> Iterator[Mention | Problem]:
    """Kubernetes objects that are given in place."""
    for name in ("definition", "resource_definition", "inline"):
        node = call.get(name)
        for where, one in (
            [(f"{call.where}.{name}[{index}]", each) for index, each in enumerate(node.value)]
            if is_sequence(node)
            else [(f"{call.where}.{name}", node)]
        ):
            if is_mapping(one):
                yield from rows.manifest(call.places, one, where)
            elif is_scalar(one):
                yield from rows.manifest(call.masked, one, where)


def _chart(call: Call) -> Iterator[Mention | Problem]:
    """The values of a Helm release."""
    from mooring.scanners.helm.values import values

    for name in ("values", "release_values"):
        if is_mapping(call.get(name)):
            yield from values(call.places, call.get(name), f"{call.where}.{name}")


def _file(call: Call) -> Iterator[Mention | Problem]:
    """A file whose content is given in place."""
    from mooring.scanners import within

    content = call.get("content") or call.get("block")
    name = string(call.get("dest")) or string(call.get("path")) or ""
    if not is_scalar(content) or "\n" not in (string(content) or ""):
        return
    scan = within.reader(name, call.masked.tree.embed(content).data)
    if scan is not None:
        yield from call.masked.lent(content, scan, f"{call.where}.content")


def _command(call: Call) -> Iterator[Mention | Problem]:
    """A command line, or one word by word."""
    if is_scalar(call.node):
        yield from call.masked.shell(call.node, call.where)
        return
    for name in ("cmd", "_raw_params"):
        yield from call.masked.shell(call.get(name), f"{call.where}.{name}")
    yield from call.masked.argv(entries(call.get("argv")), f"{call.where}.argv")


def _rows(*table: tuple[str, rows.Kind]) -> Module:
    def module(call: Call) -> Iterator[Mention | Problem]:
        return call.rows(*table)

    return module


_SERVICES: rows.Rows = (("services.*", _service),)

MODULES: dict[str, Module] = {
    "docker": _container,
    "docker_container": _container,
    "docker_swarm_service": _container,
    "podman_container": _container,
    "podman_containers": _rows(("containers[].image", rows.pulled)),
    "podman_pod": _rows(("infra_image", rows.pulled)),
    "podman_kube": _objects,
    "docker_image": _image,
    "podman_image": _image,
    "docker_image_pull": _pull,
    "docker_image_build": _build,
    "docker_image_push": _push,
    "docker_image_tag": _tag,
    "podman_tag": _tag,
    "docker_compose": _compose,
    "docker_compose_v2": _compose,
    "docker_compose_v2_pull": _compose,
    "docker_stack": _compose,
    "k8s": _objects,
    "k8s_raw": _objects,
    "kubernetes": _objects,
    "helm": _chart,
    "ecs_taskdefinition": _rows(("containers[].image", rows.pulled)),
    "lambda": _rows(("image_uri", rows.pulled)),
    "azure_rm_containerinstance": _rows(("containers[].image", rows.pulled)),
    "azure_rm_webapp": _rows(("container_settings.name", rows.pulled)),
    "nomad_job": _rows(("content", rows.nomad)),
    "copy": _file,
    "blockinfile": _file,
    "shell": _command,
    "command": _command,
    "raw": _command,
}
"""By the module's name without its collection, what is found in its parameters."""
