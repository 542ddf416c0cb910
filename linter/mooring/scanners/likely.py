"""Whether a text is an image reference, where a file's format does not say that it has to be one.

A key named `image` may hold the name of a virtual machine's image, a path or a picture. What is taken for a reference
has a tag, a digest or a registry, and does not end as a file does.
"""

from __future__ import annotations

import re

from mooring import Reference

_TEMPLATE = re.compile(
    r"\{\{|\}\}|<%|%>|\{%|\$[\w({\[]|#\{|@@|%\w+%|%[sdv](?!\w)|<[A-Za-z][^<>]*>|\{\w+\}|(?:^|[:/])__\w+__(?:$|[:/@])|^\*|\s"
    r"|@\w+@|(?:^|/)[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+(?:$|[:/@])|^[A-Z]{3,}$"
)
_FILE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|bmp|tiff?|avif|iso|img|raw|qcow2?|vmdk|vhdx?|ova|ovf|box|tar|t?gz|xz|zst|bz2|zip"
    r"|html?|css|js|json|ya?ml|toml|md|pdf|txt|exe|msi|deb|rpm|efi|bin|sif|squashfs)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"localhost|sha(?:256|384|512)|[0-9.]+")
_MAX_LENGTH = 512


def is_template(text: str) -> bool:
    """Whether something in a text has yet to be filled in, in any of the usual languages of templates."""
    return _TEMPLATE.search(text) is not None


def is_file(text: str) -> bool:
    """Whether a text is the name of a file, by how it ends, or the address of something on the web."""
    return "://" in text or _FILE.search(text[-9:]) is not None


def is_likely(text: str) -> bool:
    """Whether a text can hardly be anything else than an image reference, be it one with a mistake in it."""
    if len(text) > _MAX_LENGTH or is_template(text):
        return False
    tagged, at, digest = text.partition("@")
    reference = Reference.of(tagged.lower())
    if reference is None:
        return False
    name = reference.written_name
    if at:
        return digest.startswith("sha")
    if reference.implied_registry and not tagged.startswith(name):
        return False
    if reference.tag is not None:
        return "/" in name or _NO_NAME.fullmatch(name) is None
    return not reference.implied_registry and _FILE.search(name[-9:]) is None
