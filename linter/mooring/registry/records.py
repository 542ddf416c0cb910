"""The answers that pass between the registry room and its callers."""

from __future__ import annotations

import re

from mooring.record import Record
from mooring.reference import DIGEST, HEX_LENGTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.reference import Reference

_DIGEST = re.compile(DIGEST)


class Resolution(Record):
    """What a reference names right now.

    `digest` is that of the index where the tag names an index; `size` is the manifest's own in bytes, None
    where the registry does not say. `place` names the repository that answered: the reference's own, a mirror's or
    an upstream's.
    """

    __slots__ = ("reference", "digest", "media_type", "size", "place")

    def __init__(self, reference: Reference, digest: str, media_type: str, size: int | None, place: str) -> None:
        self.reference = reference
        self.digest = digest
        self.media_type = media_type
        self.size = size
        self.place = place


class Endpoint(Record):
    """A repository at the registry that is asked for it: where the reference says, a mirror, or an upstream."""

    __slots__ = ("registry", "repository")

    def __init__(self, registry: str, repository: str) -> None:
        self.registry = registry
        self.repository = repository

    @property
    def name(self) -> str:
        """Registry and repository as one name."""
        return f"{self.registry}/{self.repository}"


def is_digest(text: str) -> bool:
    """Whether a text is a digest of a registered algorithm, written as registries write it."""
    algorithm, _, encoded = text.partition(":")
    return bool(_DIGEST.fullmatch(text)) and len(encoded) == HEX_LENGTH.get(algorithm) and encoded == encoded.lower()
