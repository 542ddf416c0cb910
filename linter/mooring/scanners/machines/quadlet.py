"""Quadlet: the images that Podman's units for systemd name.

Specification: podman-systemd.unit(5). Read are `Image=` of containers, images and volumes (the last of a unit), image
mounts, `Artifact=`, and what a build is tagged with; a name that ends in `.image` or `.build` is another unit's. The
units' own commands are read as those of systemd are.
"""

from __future__ import annotations

import re

from mooring import Mention, Role, Span
from mooring.scanners import build_options
from mooring.scanners.machines import systemd
from mooring.scanners.machines.units import entries
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import ROLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source
    from mooring.scanners.machines.units import Entry

SCANNER = "quadlet"

_PULLED = frozenset({"Container.Image", "Image.Image", "Volume.Image"})
_SECTION = re.compile(rb"^[ \t]*\[(?:Container|Image|Volume|Build|Artifact)\][ \t]*\r?$", re.MULTILINE)
_TRANSPORT = re.compile(
    r"docker://|(?:dir|docker-archive|docker-daemon|oci|oci-archive|containers-storage|ostree|sif|tarball|atomic):"
)
_UNIT = re.compile(r".*\.(?:image|build|artifact)")
_SPECIFIER = re.compile(r"%[A-Za-z]|\$\{?\w")

UNKNOWN = "systemd puts a value into it"


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Quadlet unit, or of what is dropped in beside one."""
    unit = list(entries(source))
    platform = _platform(unit)
    last = {f"{entry.section}.{entry.key}": entry for entry in unit}
    for entry in unit:
        where = f"{entry.section}.{entry.key}"
        text = entry.text
        if where in _PULLED and entry is last[where]:
            yield from _mention(entry, where, 0, len(text), platform=platform)
        elif where == "Container.Mount":
            for start, end in build_options.mount(text):
                yield from _mention(entry, where, start, end)
        elif where == "Build.BuildArg":
            for start, end in build_options.argument(text.strip("\"'")):
                shift = len(text) - len(text.lstrip("\"'"))
                yield from _mention(entry, where, start + shift, end + shift)
        elif where == "Build.ImageTag":
            yield from _mention(entry, where, 0, len(text), use=uses.BUILD)
        elif where == "Artifact.Artifact":
            yield from _mention(entry, where, 0, len(text), use=uses.ARTIFACT)
    yield from systemd.commands(source, unit, SCANNER)


def recognises(data: bytes) -> bool:
    """Whether the bytes have a section of a unit that may name an image."""
    return _SECTION.search(data) is not None


def _platform(unit: list[Entry]) -> str | None:
    """The platform that an image unit asks for."""
    given = {entry.key: entry.text for entry in unit if entry.section == "Image"}
    if "Arch" not in given:
        return None
    return "/".join([given.get("OS", "linux"), given["Arch"], *([given["Variant"]] if "Variant" in given else [])])


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of a value without blanks, and without quotes around the whole."""
    start, end = end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())
    if end - start > 1 and text[start] == text[end - 1] and text[start] in "\"'":
        return start + 1, end - 1
    return start, max(start, end)


def _mention(
    entry: Entry, where: str, start: int, end: int, *, use: str = uses.PULL, platform: str | None = None
) -> Iterator[Mention]:
    """The mention of a value from one place of it up to another, nothing where it names no image of a registry."""
    start, end = _unquoted(entry.text, start, end)
    text = entry.text[start:end]
    transport = _TRANSPORT.match(text)
    if transport and transport[0] != "docker://":
        return
    name = text[transport.end() :] if transport else text
    if not name or _UNIT.fullmatch(name):
        return
    if use == uses.PULL and name.startswith("localhost/"):
        use = uses.SAVE
    known = _SPECIFIER.search(name) is None
    role, reason = ROLES.get(use, (Role.PULL, None))
    yield Mention(
        entry.body,
        Span(end - len(name), end),
        name.encode("latin-1").decode(errors="replace") if known else None,
        scanner=SCANNER,
        where=where,
        role=role,
        reason=reason or (None if known else UNKNOWN),
        platform=platform,
    ).lift()
