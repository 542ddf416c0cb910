"""What the keys of values mean by their names: which part of a reference each holds, and of which image.

Charts agree on words, not on keys: `repository`, `imageRepository`, `controllerImageName` and `sidecar_image_tag` say
by their last word which part they hold, by the word `image` that an image is meant, and by the rest which one.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PARTS = {
    "registry": "registry",
    "hub": "registry",
    "repository": "repository",
    "repo": "repository",
    "name": "name",
    "tag": "tag",
    "version": "version",
    "digest": "digest",
    "sha": "hex",
    "image": "image",
    "namespace": "namespace",
}
_IMAGE = "image"
_IMAGES = "images"
_DEFAULT = ("default",)
_OF_ALL = (("container",), ("docker",))
_BETWEEN = (("organization",), ("org",))
_AFFIXES = (("tag", "suffix"), ("tag", "prefix"))
_CODE = frozenset(
    {
        "git",
        "github",
        "gitlab",
        "bitbucket",
        "chart",
        "charts",
        "helm",
        "helmchart",
        "maven",
        "npm",
        "pypi",
        "apt",
        "yum",
    }
)
_PICTURES = frozenset({"theme", "logo", "icon", "favicon", "banner", "background", "avatar", "splash", "hero", "cover"})
_MACHINES = frozenset({"machine", "vm", "ami", "disk", "boot", "iso", "qcow", "os"})


@lru_cache(maxsize=4096)
def words(key: str) -> tuple[str, ...]:
    """The words of a key in camel case, or with separators, in lower case."""
    return tuple([word.lower() for word in _WORD.findall(key)])


class Meaning:
    """What a key means: the part that it holds, the words that say of which image, whether `image` is among them."""

    __slots__ = ("part", "which", "says_image")

    def __init__(self, part: str, which: tuple[str, ...], *, says_image: bool) -> None:
        self.part = part
        self.which = which
        self.says_image = says_image


@lru_cache(maxsize=4096)
def meaning(key: str) -> Meaning | None:
    """What a key means; None where it holds no part of a reference."""
    named = words(key)
    if named[-2:] == ("sha", "256"):
        named = named[:-1]
    if named in _BETWEEN or named[-2:] in _AFFIXES:
        return Meaning("affix", (), says_image=False)
    part = _PARTS.get(named[-1]) if named else None
    if part is None:
        return None
    before = named[:-1]
    which = tuple(word for word in before if word != _IMAGE)
    if which == _DEFAULT:
        part, which = f"default-{part}", ()
    elif part == "registry" and which in _OF_ALL:
        which = ()
    return Meaning(part, which, says_image=_IMAGE in named)


def is_about_images(path: Sequence[str]) -> bool:
    """Whether what stands at a path of keys is an image or one of several: `controller.image`, `images.web`."""
    return lists_images(path[-2:-1]) or lists_images(path) or (bool(path) and words(path[-1])[-1:] == (_IMAGE,))


def lists_images(path: Sequence[str]) -> bool:
    """Whether what stands at a path of keys are several images: `images`, `sidecarImages`."""
    return bool(path) and words(path[-1])[-1:] == (_IMAGES,)


def is_about_code(path: Sequence[str]) -> bool:
    """Whether what stands at a path of keys has a repository of code, packages or charts."""
    return any(word in _CODE for word in words(path[-1])) if path else False


def is_about_pictures(path: Sequence[str]) -> bool:
    """Whether what stands at a path of keys has images that are pictures, or those of machines."""
    return any(word in _PICTURES or word in _MACHINES for key in path[-2:] for word in words(key))
