"""How the tables of libraries say which arguments of a call name images."""

from __future__ import annotations

import re

from mooring.scanners.shell import uses

_WRITTEN = re.compile(r"(\w*)(?:@(\d+))?((?:\.\w+|\[\])*)")


class Argument:
    """An argument, or a place in it, that names an image.

    It is written `image@1`, by its name and, where it may be given so, its position; `config@0.Image` is a key of the
    mapping that it is, `specs[].image` one of each item. `use` is what becomes of the image (see `shell.uses`). `tag`
    is the argument that holds the tag, where that may stand apart; `digest_for_tag` says that it takes a digest, but
    not a digest behind a tag. With `unless`, the image is used and not made where the argument of that name is `False`.
    `prefix` has to stand before the reference and is no part of it.
    """

    __slots__ = ("name", "position", "steps", "use", "tag", "digest_for_tag", "unless", "prefix")

    def __init__(
        self,
        written: str,
        use: str = uses.RUN,
        *,
        tag: str = "",
        digest_for_tag: bool = False,
        unless: str = "",
        prefix: str = "",
    ) -> None:
        match = _WRITTEN.fullmatch(written)
        assert match is not None
        self.name = match[1]
        self.position = int(match[2]) if match[2] else None
        self.steps = re.findall(r"\w+|\[\]", match[3])
        self.use = use
        self.tag = Argument(tag, use) if tag else None
        self.digest_for_tag = digest_for_tag
        self.unless = unless
        self.prefix = prefix

    def __str__(self) -> str:
        return ".".join([self.name or str(self.position), *self.steps]).replace(".[]", "[]")


Table = dict[str, tuple[Argument, ...]]


def table(*rows: tuple[str, tuple[Argument, ...]]) -> Table:
    """The arguments by the ends of the paths that a row names, with blanks between them."""
    return {name: arguments for names, arguments in rows for name in names.split()}


def used(*written: str) -> tuple[Argument, ...]:
    """Arguments that name images to run."""
    return tuple(Argument(one) for one in written)


def pulled(written: str, *, tag: str = "", digest_for_tag: bool = False) -> tuple[Argument, ...]:
    """An argument that names an image to pull."""
    return (Argument(written, uses.PULL, tag=tag, digest_for_tag=digest_for_tag),)


def pushed(written: str, *, tag: str = "") -> tuple[Argument, ...]:
    """An argument that names an image to push."""
    return (Argument(written, uses.PUSH, tag=tag),)


def built(written: str, *, tag: str = "") -> tuple[Argument, ...]:
    """An argument that names what is built."""
    return (Argument(written, uses.BUILD, tag=tag),)


def cached(*written: str) -> tuple[Argument, ...]:
    """Arguments that name build caches."""
    return tuple(Argument(one, uses.CACHE) for one in written)


def saved(written: str) -> tuple[Argument, ...]:
    """An argument that names an image to save."""
    return (Argument(written, uses.SAVE),)


def local(*written: str) -> tuple[Argument, ...]:
    """Arguments that name images which the machine has."""
    return tuple(Argument(one, uses.LOCAL) for one in written)
