"""A reference that is written in parts: registry, repository, tag and digest, each in a place of its own.

Helm's values, Kustomize's `images` and the arguments of `pull(name, tag=…)` are written so. What has no place of its
own stands with what goes before it: a registry in the repository, a digest behind the tag. Docker's
`pull(name, tag=…)` takes a tag or a digest, not one behind the other: there the digest takes the tag's place, and the
tag stands behind the name, where it is kept and not read.
"""

from __future__ import annotations

import re

from mooring.model import ABSENT, EITHER
from mooring.reference import Reference
from mooring.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.model import Mention, Part

_OF_HEX = "sha256:"
_NO_TEXT_IN_YAML = r"[-+.]?[0-9][-+.0-9_:a-fA-FoOxX]*|[-+]?\.(?:inf|nan)|~|null|true|false|yes|no|on|off|y|n|"


def edits(mention: Mention, text: str) -> tuple[Edit, ...]:
    """The edits that make the parts of a mention name another reference; none where its parts cannot say so."""
    wanted = _wanted(mention, Reference.parse(text))
    if wanted is None:
        return ()
    changes = []
    for part, value in wanted.items():
        span = mention.parts[part]
        written = mention.source.read(span)
        if value != written:
            changes.append(Edit(span, _styled(value, mention.styles.get(part), written)))
    return tuple(sorted(changes, key=lambda edit: edit.span))


def _wanted(mention: Mention, reference: Reference) -> dict[Part, str] | None:
    """What the parts have to say; None where something has no place among them."""
    places = mention.parts
    wanted: dict[Part, str] = {}
    old = mention.reference
    name = reference.written_name
    if old is None or name != old.written_name:
        if "repository" not in places:
            return None
        wanted.update(_named(mention, reference, name))
    tag, digest = reference.tag, reference.digest
    if mention.styles.get("tag") == EITHER:
        return _with_either(mention, name, tag, digest)
    if "digest" in places:
        wanted["digest"] = digest or ""
        digest = None
    elif "hex" in places:
        if digest and not digest.startswith(_OF_HEX):
            return None
        wanted["hex"] = (digest or "").removeprefix(_OF_HEX)
        digest = None
    if "tag" in places:
        if tag is None and digest is not None:
            return None
        if tag is not None:
            wanted["tag"] = tag + (f"@{digest}" if digest else "")
    elif digest is not None or (tag is not None and (old is None or tag != old.tag)):
        if "repository" not in places:
            return None
        written = wanted.get("repository", mention.source.read(places["repository"]))
        bare = written.partition("@")[0]
        if old is not None and old.tag is not None:
            bare = bare.removesuffix(f":{old.tag}")
        wanted["repository"] = bare + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    return wanted


def _with_either(mention: Mention, name: str, tag: str | None, digest: str | None) -> dict[Part, str] | None:
    """What a name and the place of a tag or a digest have to say."""
    if "repository" not in mention.parts or not (tag or digest):
        return None
    return {"repository": f"{name}:{tag}" if tag and digest else name, "tag": digest or tag or ""}


def _named(mention: Mention, reference: Reference, name: str) -> dict[Part, str]:
    if "registry" not in mention.parts:
        return {"repository": name}
    if reference.implied_registry:
        return {"registry": "", "repository": name}
    registry, _, repository = name.partition("/")
    return {"registry": registry, "repository": repository}


def _styled(text: str, style: str | None, written: str) -> str:
    """A part's text as YAML has to have it: in quotes where it is no text without, or was none before its digest."""
    if style in (None, EITHER):
        return text
    bare = written if "@" in text else text
    quoted = f'"{text}"' if re.fullmatch(_NO_TEXT_IN_YAML, bare, re.IGNORECASE) else text
    return f" {quoted}" if style == ABSENT else quoted
