from __future__ import annotations

from mooring import Finding, Fix, InvalidReference, Mention, Record, Reference, Rule, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import ClassVar, Self

BELOW = "/a/b"


class Mirrors(Record):
    """Where images are to be pulled from instead, by the prefix of their name; the longest prefix counts."""

    __slots__ = ("prefixes",)

    schema: ClassVar[dict[str, object]] = {"type": "object", "additionalProperties": {"type": "string"}}

    def __init__(self, prefixes: Iterable[tuple[str, str]] = ()) -> None:
        self.prefixes = tuple(sorted(prefixes, key=lambda pair: (-len(pair[0]), pair)))

    @classmethod
    def read(cls, value: object) -> Self:
        """The mirrors of a mapping from prefix to prefix. Raises `ValueError`.

        No mirror may be below a prefix that has one: then each step from mirror to mirror takes from what is left of
        the name, and comes to an end.
        """
        if not isinstance(value, dict):
            raise ValueError("mirrors are a mapping; write `{docker.io: mirror.acme.io/hub}`")
        mirrors = cls((_prefix(prefix), _prefix(mirror)) for prefix, mirror in value.items())
        for _, mirror in mirrors.prefixes:
            for prefix, final in mirrors.prefixes:
                if is_below(mirror, prefix):
                    raise ValueError(
                        f"the mirror `{mirror}` is below `{prefix}`, which has a mirror too, `{final}`; "
                        "write the one that is meant in the end"
                    )
        return mirrors

    def of(self, name: str) -> str | None:
        """The full name to write for an image's full name, None where it has no mirror."""
        for prefix, mirror in self.prefixes:
            if is_below(name, prefix):
                mirrored = mirror + name[len(prefix) :]
                return self.of(mirrored) or mirrored
        return None


def is_below(name: str, prefix: str) -> bool:
    """Whether a name is a prefix's or begins with its components."""
    return f"{name}/".startswith(f"{prefix}/")


def _prefix(value: object) -> str:
    """A prefix of full names: a registry, or one with the beginning of a path."""
    if not isinstance(value, str):
        raise ValueError(f"a prefix is a text such as `docker.io`; put `{value}` in quotes")
    if "://" in value:
        raise ValueError(f"`{value}` is no prefix of names; write it without `{value.partition('://')[0]}://`")
    prefix = value.removesuffix("/")
    try:
        below = Reference.parse(prefix + BELOW)
    except InvalidReference as error:
        raise ValueError(f"`{value}` is no prefix of names; write a registry, or one with a path") from error
    if below.implied_registry:
        raise ValueError(f"`{value}` names no registry; write `{below.registry}/{prefix}`")
    if below.name != prefix + BELOW:
        raise ValueError(f"`{value}` is not how the name is compared; write `{below.name.removesuffix(BELOW)}`")
    return prefix


class MirrorNotUsed(Rule):
    """The policy has a mirror for the image.

    ## What it does
    Finds images to pull whose name begins as one does that the policy names a mirror for. Without mirrors it finds
    nothing. Images that the same file builds are left alone.

    ## Why it matters
    A mirror has no limit on pulls, answers when the registry behind it does not, and is where images are scanned and
    kept. What is pulled past it has none of that.

    ## Example
    ```dockerfile
    FROM nginx:1.29.3
    ```

    ## Use instead
    ```dockerfile
    FROM mirror.acme.io/hub/library/nginx:1.29.3
    ```

    ## Options
    - `mirrors`: by the beginning of the whole name, what is to be written in its place; of several that match, the
      longest counts.

    ```yaml
    mirrors:
      docker.io: mirror.acme.io/hub
      quay.io: mirror.acme.io/quay
    ```

    ## Fix safety
    Safe: tag and digest stay as they are written, and the policy says that the mirror has the same images.
    """

    class Options:
        mirrors: Mirrors = Mirrors()

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        mirrored = self.options.mirrors.of(reference.name) if reference is not None else None
        if reference is not None and mirrored is not None:
            new = reference.written(name=mirrored)
            yield self.finding(
                mention,
                f"`{reference}` is pulled past the policy's mirror; write `{new}`",
                fix=Fix(f"Write `{new}`", Safety.SAFE, mention.rewrite(new)),
            )
