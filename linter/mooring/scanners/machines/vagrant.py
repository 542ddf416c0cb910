"""Vagrantfiles: the images that the Docker provisioner and provider name, and those of shell provisioners' scripts.

Specification: https://developer.hashicorp.com/vagrant/docs/provisioning/docker and docs/providers/docker. The file is
Ruby; read are calls and assignments with plain strings, on the variable that a block gives the provisioner or provider.
Boxes are images of machines, and none of containers.
"""

from __future__ import annotations

import re

from mooring import Mention, Span
from mooring.scanners.shell.expanded import Literal, Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source

SCANNER = "vagrant"

_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
_OPENING = re.compile(r"\.(provision|provider)[ \t(]")
_DOCKER = re.compile(r"[\"':]docker\b")
_GIVEN = re.compile(r"(?:\bdo|\{)[ \t]*+\|[ \t]*+(\w+)")
_IMAGES = re.compile(r"\bimages:[ \t]*+\[([^\]\n]{0,2000})\]")
_STRING = r"(?:\"(?P<{0}>[^\"\\\n]*)\"|'(?P<{0}_single>[^'\\\n]*)')"
_RUN = rf"\b(?:{{}})\.run[ \t(]+{_STRING.format('name')}(?P<rest>(?:[^\n]*(?:,|\\)[ \t]*\n)*[^\n]*)"
_IMAGE_OPTION = re.compile(rf"\bimage(?::|\"?[ \t]*=>)[ \t]*{_STRING.format('image')}")
_PULLED = r"\b(?:{})\.(?:pull_images[ \t(]+|images[ \t]*=[ \t]*\[)(?P<list>[^\n\])]*(?:,[ \t]*\n[^\n\])]*)*)"
_ASSIGNED = rf"\b(?:{{}})\.image[ \t]*=[ \t]*{_STRING.format('image')}"
_LISTED = re.compile(_STRING.format("image"))
_HEREDOC = re.compile(r"<<[-~]?(?P<quote>[\"'`]?)(?P<end>[A-Z][A-Z0-9_]*)(?P=quote)[^\n]*\n")
_INLINE = re.compile(rf"\binline(?::|[ \t]*=>|[ \t]*=)[ \t]*{_STRING.format('script')}")
_INTERPOLATED = re.compile(r"#\{")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Vagrantfile."""
    text = _COMMENT.sub(lambda match: " " * len(match[0]), source.data.decode("latin-1"))
    literal = Literal(source.embed([(source.data, Span(0, len(source.data)))]))
    for where, (start, end) in sorted(_references(text), key=lambda one: one[1]):
        name = text[start:end]
        if name and not _INTERPOLATED.search(name):
            place = Span(start, end)
            yield Mention(source, place, source.read(place), scanner=SCANNER, where=where)
    reading = Reading(source, lambda _name: 0)
    for start, end in _scripts(text):
        if not _INTERPOLATED.search(text, start, end):
            reading.read([literal.cut(start, end)], "shell")
    yield from reading.mentions(SCANNER)


def _references(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The places that hold a reference, each with what the file calls it."""
    names: dict[str, set[str]] = {"provision": set(), "provider": set()}
    for line in re.finditer(r"[^\n]+", text):
        opening = _OPENING.search(line[0])
        if opening is None or not _DOCKER.search(line[0]):
            continue
        names[opening[1]].update(_GIVEN.findall(line[0]))
        for images in _IMAGES.finditer(text, *line.span()):
            yield from _listed(text, images.span(1))
    if names["provision"]:
        given = "|".join(sorted(names["provision"]))
        for match in re.finditer(_RUN.format(given), text):
            option = _IMAGE_OPTION.search(text, *match.span("rest"))
            yield "provision.docker.run", _place(option, "image") if option else _place(match, "name")
        for match in re.finditer(_PULLED.format(given), text):
            yield from _listed(text, match.span("list"))
    if names["provider"]:
        for match in re.finditer(_ASSIGNED.format("|".join(sorted(names["provider"]))), text):
            yield "provider.docker.image", _place(match, "image")


def _listed(text: str, place: tuple[int, int]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The images of a list."""
    for match in _LISTED.finditer(text, *place):
        yield "provision.docker.images", _place(match, "image")


def _place(match: re.Match[str], group: str) -> tuple[int, int]:
    return match.span(group if match[group] is not None else f"{group}_single")


def _scripts(text: str) -> Iterator[tuple[int, int]]:
    """Where the texts stand that a shell gets: here-documents, and what is given as `inline`."""
    unclosed: set[str] = set()
    for match in _HEREDOC.finditer(text):
        if match["end"] in unclosed:
            continue
        end = re.compile(rf"^[ \t]*{match['end']}\b", re.MULTILINE).search(text, match.end())
        if end:
            yield match.end(), end.start()
        else:
            unclosed.add(match["end"])
    for match in _INLINE.finditer(text):
        yield _place(match, "script")
