"""Values that say by their name and their look that they are images, where the format leaves open what they are for."""

from __future__ import annotations

import re

from mooring import Mention
from mooring.scanners.likely import is_likely
from mooring.scanners.nodes import ALTERNATIVES
from mooring.scanners.tables import COMPOSED
from mooring.scanners.yaml_tree import get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any

    from mooring import Part, Problem
    from mooring.scanners.tables import Places

_NAMED = re.compile(
    r"(?:^|[_.-])image(?:[_.-](?:uri|url|ref|reference|name|identifier))?$|[a-z0-9]Image(?:Uri|Url|Name|Ref)?$",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?:^|[_.-])(?:vm|os|ami|machine|boot|disk|instance|cloud|droplet)(?:[_.-]|$|image)", re.IGNORECASE
)
_PLURAL = re.compile(r"(?:^|[_.-])images$|[a-z0-9]Images$", re.IGNORECASE)
_OF_MACHINE = re.compile(r"^(?:projects/|ami-|aws/codebuild/)|/(?:global|family)/")
_REPOSITORY = re.compile(r"image(?:_name|(?P<part>_repository|_repo))?$")
_STEM = re.compile(r"_?(?:docker_|container_)?image(?:_name|_repository|_repo)?$")
_TAGS = ("_image_tag", "_docker_image_tag", "_container_image_tag", "_docker_tag", "_container_tag", "_tag")
_VERSIONS = ("_image_version", "_docker_version", "_container_version", "_version")
_PARTS: tuple[Part, ...] = ("registry", "repository", "tag", "digest")


USED_ELSEWHERE = "its version may be used for something else too"


def names_image(name: str) -> bool:
    """Whether a name is that of an image, and not of a machine's."""
    return _NAMED.search(name) is not None and not _MACHINE.search(name)


def is_tagged(text: str) -> bool:
    """Whether a text has the look of an image with a tag or a digest, which an image in parts has not."""
    return is_likely(text) and (":" in text.rpartition("/")[2] or "@" in text) and not _OF_MACHINE.search(text)


def named(places: Places, node: Any, where: str, name: str) -> Iterator[Mention]:
    """The images in a value that has a name: itself, the values in it, or a repository and a tag in it."""
    pending = [(node, where, name)]
    seen: set[int] = set()
    while pending:
        node, where, name = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        below: list[tuple[Any, str, str]] = []
        if is_scalar(node):
            if names_image(name) and _is_tagged_once_filled(places, string(node) or ""):
                yield from places.reference(node, where)
        elif is_mapping(node):
            if names_image(name) and all(is_scalar(get(node, part)) for part in ("repository", "tag")):
                yield from places.split({part: get(node, part) for part in _PARTS}, where)
            one_of = name[:-1] if _PLURAL.search(name) else ""
            below = [
                (one, f"{where}.{key}" if where else key, one_of if one_of and is_scalar(one) else key)
                for key, one in items(node)
            ]
        elif is_sequence(node):
            below = [(one, f"{where}[{index}]", name.removesuffix("s")) for index, one in enumerate(node.value)]
        elif getattr(node, "id", None) == ALTERNATIVES:
            below = [(one, where, name) for one in node.value]
        pending += reversed(below)


def _is_tagged_once_filled(places: Places, text: str) -> bool:
    """Whether a text is an image with a tag when its variables are filled in."""
    filled = places.variables.fill(text).text if places.variables else text
    return is_tagged(filled or "")


def unseen(named: Iterable[Mention], found: Iterable[Mention | Problem], places: Places) -> Iterator[Mention]:
    """Of mentions by name those that stand nowhere in what was found, by themselves or as what it is made of."""
    written = {part for one in found if isinstance(one, Mention) for part in one.parts.values()}
    for mention in named:
        own = set(mention.parts.values())
        if written.isdisjoint(own) and not (mention.reason == COMPOSED and own & places.held):
            written |= own
            yield mention


def in_two(places: Places, mapping: Any, where: str, used: Collection[str]) -> Iterator[Mention]:
    """Images whose tag is in a variable beside them: `app_image` with `app_image_tag`, or with `app_version`.

    `used` are the variables that others are built of. What is called a repository may be a part of one, and is
    taken only with a tag that is called the image's.
    """
    values = {name.lower(): (name, node) for name, node in items(mapping) if is_scalar(node)}
    for lower, (name, node) in values.items():
        text = string(node) or ""
        named = _REPOSITORY.search(lower)
        is_host = "." in text and "/" not in text
        if named is None or name in used or ":" in text.rpartition("/")[2] or is_host:
            continue
        stem = _STEM.sub("", lower)
        for ending in (*_TAGS, *(() if named["part"] else _VERSIONS)):
            _, tag = values.get(f"{stem}{ending}" if stem else ending[1:], ("", None))
            if tag is not None and tag is not node and is_likely(f"{text}:{string(tag)}"):
                reason = USED_ELSEWHERE if ending in _VERSIONS else None
                parts: dict[Part, Any] = {"repository": node, "tag": tag}
                yield from places.split(parts, f"{where}.{name}" if where else name, reason=reason)
                break
