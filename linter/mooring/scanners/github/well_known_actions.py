"""The inputs of well-known actions that hold image references, and how each is written.

Read as the actions read them (docker/actions-toolkit, `Util.getInputList`): an input that is a list has an
entry a line, and unless its entries may hold commas themselves, also between commas; a line that begins with
`#` is a comment. The entries have the forms of the options of buildx that they are handed to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mooring import InvalidReference, Reference
from mooring.scanners import build_options
from mooring.scanners.shell import commands as table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Places = Iterator[tuple[int, int]]
    Find = Callable[[str], Places]

_LINE = re.compile(r"[^\n]+")
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IMAGE_WORDS = frozenset({"image", "img", "from"})
_BASE_WORDS = frozenset({"base", "builder", "runtime", "runner"})
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


def _whole(text: str) -> Places:
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _lines(text: str) -> Places:
    for match in _LINE.finditer(text):
        for start, end in _whole(match[0]):
            if match[0][start] != "#":
                yield match.start() + start, match.start() + end


def _values(text: str) -> Places:
    """The entries of a list whose entries hold no commas."""
    for start, end in _lines(text):
        for first, last in build_options.fields(_masked(text[start:end])):
            for left, right in _whole(text[start + first : start + last]):
                yield start + first + left, start + first + right


def _masked(text: str) -> str:
    """The text with its expressions made opaque, at the same places."""
    return _EXPRESSION.sub(lambda match: "$" * len(match[0]), text)


def _each(entry: Find) -> Find:
    """The places that a form finds in every line."""

    def find(text: str) -> Places:
        for start, end in _lines(text):
            for first, last in entry(_masked(text[start:end])):
                yield start + first, start + last

    return find


def _image_name(text: str) -> Places:
    """An entry of docker/metadata-action's `images`: a name, or `name=…` among options."""
    name = build_options.options(text).get("name")
    if name is not None:
        yield name
    elif "=" not in text:
        yield from build_options.fields(text)


def _build_argument(text: str) -> Places:
    """The value of `NAME=value` when it is a whole reference by its look and by the argument's name."""
    name, equals, value = text.partition("=")
    if not equals or not value:
        return
    words = {word.lower() for word in _WORD.findall(name)}
    start = len(name) + 1
    if "$" in value:
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
    if reference.digest is not None or ((named or plain) and not words & _PART_WORDS):
        yield start, len(text)


def _generator(text: str) -> Places:
    """The image of `generator=image`, as `sbom` and `attests` hold it."""
    generator = build_options.options(text).get("generator")
    if generator is not None:
        yield generator


def _overriding(text: str) -> Places:
    """An entry of docker/bake-action's `set`: `target.key=value`."""
    target, equals, value = text.partition("=")
    key = target.partition(".")[2].removesuffix("+").lower()
    start = len(target) + 1
    if not equals:
        return
    if key == "tags":
        found: Places = build_options.pair(f"={value}")
        start -= 1
    elif key in ("cache-from", "cache-to"):
        found = build_options.cache(value)
    elif key == "output":
        found = build_options.exporter(value)
    elif key.startswith("contexts.") and value.startswith(build_options.DOCKER_IMAGE):
        found = iter([(len(build_options.DOCKER_IMAGE), len(value))])
    elif key.startswith("args."):
        offset = len(target) - len(key) + len("args.")
        found = ((first - start + offset, last - start + offset) for first, last in _build_argument(text[offset:]))
    else:
        return
    for first, last in found:
        yield start + first, start + last


def _set_use(entry: str) -> str:
    key = entry.partition("=")[0].partition(".")[2].lower()
    if key.startswith("cache-"):
        return table.CACHE
    return table.PULL if key.startswith(("contexts.", "args.")) else table.BUILD


INPUTS: dict[str, dict[str, tuple[str | Callable[[str], str], Find]]] = {
    "docker/build-push-action": {
        "tags": (table.BUILD, _values),
        "outputs": (table.OUTPUT, _each(build_options.exporter)),
        "build-contexts": (table.PULL, _each(build_options.context)),
        "build-args": (table.PULL, _each(_build_argument)),
        "cache-from": (table.CACHE, _each(build_options.cache)),
        "cache-to": (table.CACHE, _each(build_options.cache)),
        "sbom": (table.PULL, _each(_generator)),
        "attests": (table.PULL, _each(_generator)),
    },
    "docker/setup-buildx-action": {"driver-opts": (table.PULL, _each(build_options.driver_option))},
    "docker/setup-qemu-action": {"image": (table.PULL, _whole)},
    "docker/bake-action": {
        "set": (_set_use, _each(_overriding)),
        "sbom": (table.PULL, _each(_generator)),
    },
    "docker/metadata-action": {"images": (table.OUTPUT, _each(_image_name))},
}
"""By action, by input: the use made of the images in it, and where they stand in the input's text."""
PUSHING = frozenset({"docker/build-push-action", "docker/bake-action"})
"""The actions that push what they build where their input `push` says so."""
