"""Variables whose name says that they hold an image, in files that do not show what becomes of their values."""

from __future__ import annotations

import re

from mooring import InvalidReference, Reference
from mooring.scanners.likely import is_likely

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_IMAGE_WORDS = frozenset({"image", "img"})
_OTHER_WORDS = frozenset(
    {
        "arch",
        "arg",
        "args",
        "base64",
        "built",
        "cache",
        "cached",
        "date",
        "digest",
        "dir",
        "file",
        "flags",
        "format",
        "host",
        "hosts",
        "id",
        "label",
        "labels",
        "mirror",
        "options",
        "opts",
        "output",
        "outputs",
        "path",
        "platform",
        "policy",
        "port",
        "prefix",
        "proxy",
        "push",
        "registry",
        "server",
        "sha",
        "size",
        "suffix",
        "tag",
        "tags",
        "title",
        "type",
        "ver",
        "version",
    }
)


def holds_image(name: str, value: str) -> bool:
    """Whether a variable of such a name holds a whole reference: one with a tag or a digest."""
    lower = name.lower()
    if not any(word in lower for word in _IMAGE_WORDS):
        return False
    words = {word.lower() for word in _WORD.findall(name)}
    if not words & _IMAGE_WORDS or words & _OTHER_WORDS or not is_likely(value):
        return False
    try:
        return not Reference.parse(value).implied_tag
    except InvalidReference:
        return False
