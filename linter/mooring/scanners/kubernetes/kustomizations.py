"""The images that Kustomize writes in place of others, as its field `images` and Argo CD's short form say them.

Kustomize takes the new name and, where there is a new tag or a digest, these instead of the old tag and digest; where
there are both, both are written. Without either of them the tag is the one of the manifest that is changed.
"""

from __future__ import annotations

import re

from mooring.scanners.kubernetes.readings import sure
from mooring.scanners.likely import is_likely
from mooring.scanners.tables import COMPOSED
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention
    from mooring.scanners.tables import Places

TAG_ELSEWHERE = "its tag is the one of the image that it takes the place of"

_LITERAL = re.compile(r"(?:[\w.-]*[_.-])?image=", re.IGNORECASE)
_QUOTED = re.compile(r"([\"'])(?P<value>.*)\1", re.DOTALL)


def image(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An entry with `name`, `newName`, `newTag` and `digest`; nothing where it changes nothing."""
    name, new_name, tag, digest = (get(node, key) for key in ("name", "newName", "newTag", "digest"))
    if string(tag) or string(digest):
        nodes = {"repository": new_name, "tag": tag, "digest": digest}
        yield from places.split(nodes, where, default_repository=string(name) or "")  # type: ignore[arg-type]
        return
    at = f"{where}.newName"
    for mention in sure(places, new_name, at):
        known = mention.reference is not None and not mention.reference.implied_tag
        yield mention if known else mention.replace(resolved=None, reason=mention.reason or TAG_ELSEWHERE)


def override(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """Argo CD's form, `[name=]newname[:tag][@digest]`; `*` stands for the name."""
    text = string(node) or ""
    name, equals, new = text.strip().rpartition("=")
    if new.startswith("*"):
        for mention in places.reference(node, where, strip=f"{name}{equals}"):
            yield mention.replace(resolved=f"{name}{new[1:]}", reason=COMPOSED)
        return
    for mention in places.reference(node, where, strip=f"{name}{equals}"):
        reference = mention.reference
        if mention.resolved is None or reference is None or not reference.implied_tag:
            yield mention
        elif equals:
            yield mention.replace(resolved=None, reason=TAG_ELSEWHERE)


def literal(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An entry of a generated ConfigMap, `NAME=value`, that speaks of an image. Quotes around the value are removed."""
    text = string(node) or ""
    name = _LITERAL.match(text)
    if name:
        quoted = _QUOTED.fullmatch(text, name.end())
        inside = quoted.span("value") if quoted else (name.end(), len(text))
        if is_likely(text[slice(*inside)]):
            yield from places.reference(node, where, inside=inside)
