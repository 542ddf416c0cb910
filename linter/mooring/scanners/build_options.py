"""Where image references stand in the options of builds and runs that hold more than a reference.

Read as docker and buildx read them: a line of comma-separated values (RFC 4180) of references or `key=value`
with the key in any letter case. Every function takes the option's text and yields half-open places in it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Place = tuple[int, int]

DOCKER_IMAGE = "docker-image://"
_CONTEXT_SCHEMES = (DOCKER_IMAGE, "container-image://", "docker://")


def fields(text: str) -> list[Place]:
    """Where the fields of a line of comma-separated values stand, without the quotes around them."""
    places = []
    at = 0
    while at <= len(text):
        quoted = text.startswith('"', at)
        end = text.find('"', at + 1) if quoted else text.find(",", at)
        end = len(text) if end < 0 else end
        places.append((at + 1, end) if quoted else (at, end))
        comma = text.find(",", end)
        at = comma + 1 if comma >= 0 else len(text) + 1
    return places


def options(text: str) -> dict[str, Place]:
    """Where the values of `key=value,key=value` stand, by their keys in lower case; the last of a key counts."""
    places = {}
    for start, end in fields(text):
        equals = text.find("=", start, end)
        if equals >= 0:
            places[text[start:equals].strip().lower()] = (equals + 1, end)
    return places


def cache(text: str) -> Iterator[Place]:
    """The references of `--cache-from` and `--cache-to`: bare ones, or `ref` of the type `registry`."""
    if "=" not in text:
        yield from (place for place in fields(text) if place[0] < place[1])
        return
    found = options(text)
    kind = found.get("type")
    if "ref" in found and kind is not None and text[slice(*kind)].strip() == "registry":
        yield found["ref"]


def context(text: str) -> Iterator[Place]:
    """The reference of a build context `name=docker-image://reference`."""
    start = text.find("=") + 1
    for scheme in _CONTEXT_SCHEMES:
        if start and text.startswith(scheme, start):
            yield start + len(scheme), len(text)


def exporter(text: str) -> Iterator[Place]:
    """The names that `--output type=image,name=…` gives to what is built; several are quoted together."""
    found = options(text)
    kind = found.get("type")
    if kind is None or "name" not in found or text[slice(*kind)].strip() not in ("image", "registry", "docker", "oci"):
        return
    start, end = found["name"]
    for first, last in fields(text[start:end]):
        if first < last:
            yield start + first, start + last


def mount(text: str) -> Iterator[Place]:
    """The image of `--mount type=image,source=…`."""
    found = options(text)
    kind = found.get("type")
    source = found.get("source") or found.get("src")
    if kind is not None and source is not None and text[slice(*kind)] == "image":
        yield source


def driver_option(text: str) -> Iterator[Place]:
    """The image of a builder's `--driver-opt image=…`."""
    image = options(text).get("image")
    if image is not None:
        yield image


def pair(text: str) -> Iterator[Place]:
    """The image of `container=image`."""
    equals = text.find("=")
    if equals >= 0:
        yield equals + 1, len(text)
