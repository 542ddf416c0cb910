"""Where image references stand in the options of builds and runs that hold more than a reference.

Read as docker and buildx read them: a line of comma-separated values (RFC 4180) of references or `key=value`
with the key in any letter case. Every function takes the option's text and yields half-open places in it.
"""

from __future__ import annotations

from mooring import InvalidReference, Reference
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Part

    Place = tuple[int, int]

HOLE = "\ue000"
"""What stands in a text for what is not known of it."""

DOCKER_IMAGE = "docker-image://"
_CONTEXT_SCHEMES = (DOCKER_IMAGE, "container-image://", "docker://")
_WORD = lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IMAGE_WORDS = frozenset({"image", "img", "from"})
_BASE_WORDS = frozenset({"base", "builder", "runtime", "runner"})
_PARTS: dict[str, Part] = {"registry": "registry", "repository": "repository", "tag": "tag", "digest": "digest"}
_SYNTAX = "BUILDKIT_SYNTAX"
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off"})
_PART_WORDS = frozenset(
    {
        "tag",
        "version",
        "ver",
        "digest",
        "sha",
        "date",
        "url",
        "name",
        "title",
        "label",
        "registry",
        "repo",
        "path",
        "dir",
    }
)
_ANALYSED = lazily(r"(?:docker|podman|containerd|registry|image|local)(?::(?://)?)(?=[A-Za-z0-9\ue000])")
_NOT_ANALYSED = lazily(
    r"[./~]|[\w-]+://|(?:dir|file|sbom|oci-dir|oci-archive|docker-archive|singularity|pkg|purl|cpes|snap|fs):|"
    r"(?:attest|build|cataloger|completion|config|convert|db|explain|help|login|packages|plugin|scan|version)$|"
    r".*\.(?:tar|json|sif)$"
)


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


def references(text: str) -> Iterator[Place]:
    """The references of a comma-separated list."""
    yield from (place for place in fields(text) if place[0] < place[1])


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
        yield from references(text)
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


def pairs(text: str) -> Iterator[Place]:
    """The images of `container=image,container=image`."""
    for start, end in fields(text):
        yield from ((start + first, start + last) for first, last in pair(text[start:end]))


def chart_values(text: str) -> Iterator[Place]:
    """The whole references, with a tag or a digest, of Helm's `key.image=reference,key=value`."""
    for start, end in fields(text):
        key, equals, value = text[start:end].partition("=")
        is_image = key.rpartition(".")[2].lower().endswith("image")
        if equals and is_image and (":" in value or "@" in value):
            yield start + len(key) + 1, end


def chart_parts(text: str) -> Iterator[tuple[str, Part, Place]]:
    """What Helm's `key.image.part=value` says of an image: its key, which part of a reference, and its place."""
    for start, end in fields(text):
        key, equals, _ = text[start:end].partition("=")
        image, _, last = key.rpartition(".")
        part = _PARTS.get(last.lower())
        if equals and part and image.lower().endswith("image"):
            yield image, part, (start + len(key) + 1, end)


def argument(text: str) -> Iterator[Place]:
    """The value of a build argument `NAME=value` when it is a whole reference by its look and by its name."""
    name, _, value = text.partition("=")
    if not value or value.lower() in _SWITCHES:
        return
    words = {word.lower() for word in _WORD.findall(name)}
    start = len(name) + 1
    if HOLE in value:
        if words & _IMAGE_WORDS and not words & _PART_WORDS:
            yield start, len(text)
        return
    try:
        reference = Reference.parse(value)
    except InvalidReference:
        return
    tagged = not reference.implied_tag
    named = bool(words & _IMAGE_WORDS) or (bool(words & _BASE_WORDS) and tagged)
    plain = tagged and not reference.implied_registry and "." in reference.registry
    if reference.digest is not None or name == _SYNTAX or ((named or plain) and not words & _PART_WORDS):
        yield start, len(text)


def override(text: str) -> Iterator[Place]:
    """The images of what `bake --set` puts in place of a target's own: `target.key=value`."""
    target, equals, value = text.partition("=")
    key = target.partition(".")[2].removesuffix("+").lower()
    start = len(target) + 1
    if not equals:
        return
    if key == "tags":
        found: Iterator[Place] = iter([(0, len(value))])
    elif key in ("cache-from", "cache-to"):
        found = cache(value)
    elif key == "output":
        found = exporter(value)
    elif key.startswith("contexts.") and value.startswith(DOCKER_IMAGE):
        found = iter([(len(DOCKER_IMAGE), len(value))])
    elif key.startswith("args."):
        offset = len(target) - len(key) + len("args.")
        found = ((first - start + offset, last - start + offset) for first, last in argument(text[offset:]))
    else:
        return
    for first, last in found:
        yield start + first, start + last


def replacement(text: str) -> Iterator[Place]:
    """The image of Kustomize's `name=image`, `image:tag` or `image@digest`; nothing where `*` keeps a part of it."""
    start = text.find("=") + 1
    if start < len(text) and text[start] not in ":@*" and text.find(":*", start) < 0:
        yield start, len(text)


def runner(text: str) -> Iterator[Place]:
    """The image of act's `label=image`, unless it says that jobs run on the machine itself."""
    yield from (place for place in pair(text) if not text.startswith("-", place[0]))


def image_uri(text: str) -> Iterator[Place]:
    """The image of AWS's `ImageUri=…` or `Image=…` among other keys."""
    found = options(text)
    place = found.get("imageuri") or found.get("image")
    if place is not None:
        yield place


def tagged(text: str) -> Iterator[Place]:
    """The image where a subcommand could stand too: one with a tag or a digest, and no file."""
    if (":" in text or "@" in text) and not _NOT_ANALYSED.match(text):
        yield 0, len(text)


def registered(text: str) -> Iterator[Place]:
    """The image where the name of something else could stand too: one whose registry is a host's name."""
    host, slash, _ = text.partition("/")
    if slash and "." in host.strip(".") and HOLE not in host and "=" not in text and "://" not in text:
        yield 0, len(text)


def application(text: str) -> Iterator[Place]:
    """The image of what `oc new-app` makes an application of: `image~repository`, or one with its registry."""
    builder, tilde, _ = text.partition("~")
    if tilde:
        yield 0, len(builder)
    else:
        yield from registered(text)


def analysed(text: str) -> Iterator[Place]:
    """The image that grype, syft and their like are to look into, perhaps behind `docker:`; no file."""
    prefix = _ANALYSED.match(text)
    start = prefix.end() if prefix else 0
    if prefix or not (text.startswith(HOLE) or _NOT_ANALYSED.match(text)):
        yield start, len(text)
