"""Skaffold: the images that it builds, and those that it pulls to build, run, verify and test.

Specification: https://skaffold.dev/docs/references/yaml (`skaffold/v4beta13` and those before it). Read are a
configuration's own places and those of its profiles, and the JSON patches of profiles. An image that is built and named
elsewhere again, to be verified or deployed, is no other image.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.rows import Kind
    from mooring.scanners.tables import Places

SCANNER = "skaffold"

_VERSION = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?apiVersion[\"']?[ \t]*:[ \t]*[\"']?skaffold/", re.MULTILINE)
_PULLED = (
    "build.artifacts[].buildpacks.builder",
    "build.artifacts[].buildpacks.runImage",
    "build.artifacts[].buildpack.builder",
    "build.artifacts[].buildpack.runImage",
    "build.artifacts[].jib.fromImage",
    "build.artifacts[].jibMaven.fromImage",
    "build.artifacts[].jibGradle.fromImage",
    "build.artifacts[].kaniko.image",
    "build.artifacts[].kaniko.initImage",
    "build.artifacts[].ko.fromImage",
    "build.googleCloudBuild.dockerImage",
    "build.googleCloudBuild.gradleImage",
    "build.googleCloudBuild.kanikoImage",
    "build.googleCloudBuild.koImage",
    "build.googleCloudBuild.mavenImage",
    "build.googleCloudBuild.packImage",
    "build.googleCloudBuild.platformEmulatorInstallStep.image",
    "customActions[].containers[].image",
    "deploy.docker.images[]",
    "verify[].container.image",
)
_RELEASES = ("deploy.helm.releases[]", "manifests.helm.releases[]")
_SETTINGS = tuple(f"{release}.setValues" for release in _RELEASES)
_VALUES = tuple(f"{release}.overrides" for release in _RELEASES)
_ARGUMENTS = ("build.artifacts[].docker.buildArgs", "build.artifacts[].kaniko.buildArgs")
_BUILT = ("build.artifacts[].image",)
_CACHES = ("build.artifacts[].docker.cacheFrom[]",)
_COMMANDS = ("build.artifacts[].custom.buildCommand", "test[].custom[].command")
_WORDS = (
    "build.artifacts[].hooks.before[].command",
    "build.artifacts[].hooks.after[].command",
    "build.hooks.before[].command",
    "build.hooks.after[].command",
    "deploy.*.hooks.before[].host.command",
    "deploy.*.hooks.after[].host.command",
)
_PATCHED = re.compile(
    r"/build/.*/(?:fromImage|builder|runImage|initImage|(?:docker|gradle|kaniko|ko|maven|pack)Image|kaniko/image)"
)
_PATCHED_OUTPUT = re.compile(r"/build/artifacts/[^/]+/image")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of the configurations in a file."""
    from mooring.scanners import rows

    return rows.scan(source, SCANNER, list(_table()), by_path=False)


def recognises(data: bytes) -> bool:
    """Whether the bytes say that they are Skaffold's."""
    return _VERSION.search(data) is not None


def _table() -> Iterator[tuple[str, Kind]]:
    from mooring.scanners import rows

    for within in ("", "profiles[]."):
        for places, kind in (
            (_BUILT, _built),
            (_CACHES, rows.cached),
            (_PULLED, rows.pulled),
            (_SETTINGS, _settings),
            (_VALUES, _values),
            (_ARGUMENTS, rows.arguments),
            (_COMMANDS, rows.command),
            (_WORDS, _words),
        ):
            yield from ((within + place, kind) for place in places)
    yield "profiles[].patches", _patches


def _built(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The name of what is built; one of a Go package (`ko://`) is none."""
    from mooring.scanners import rows
    from mooring.scanners.yaml_tree import string

    if not (string(node) or "").startswith("ko://"):
        yield from rows.built(places, node, where)


def _settings(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The images of a chart's values that are set one by one, by dotted names or in mappings."""
    from mooring.scanners import rows
    from mooring.scanners.helm.values import settings

    yield from map(rows.known, settings(places, _flat(node), where))


def _flat(root: Any) -> Iterator[tuple[str, Any]]:
    from mooring.scanners.yaml_tree import is_mapping, items

    pending = [("", root)]
    seen: set[int] = set()
    while pending:
        above, node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for key, value in items(node):
            if is_mapping(value):
                pending.append((f"{above}{key}.", value))
            else:
                yield f"{above}{key}", value


def _values(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The images of a mapping of a chart's values."""
    from mooring.scanners.helm.values import values

    yield from values(places, node, where)


def _words(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    from mooring.scanners.yaml_tree import entries

    return places.argv(entries(node), where)


def _patches(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    from mooring.scanners import rows
    from mooring.scanners.json_patch import operations

    for index, path, value in operations(node):
        kind = rows.built if _PATCHED_OUTPUT.fullmatch(path) else rows.pulled if _PATCHED.fullmatch(path) else None
        if kind:
            yield from kind(places, value, f"{where}[{index}].value")
