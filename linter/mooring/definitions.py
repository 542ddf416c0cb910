"""Scanners that a policy defines: a path, and where in such files references stand."""

from __future__ import annotations

from mooring.record import Record
from mooring.regexes import Regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.model import Part
    from mooring.places import Place
    from mooring.text import Span

_PARTS: dict[str, Part] = {
    "reference": "whole",
    "registry": "registry",
    "repository": "repository",
    "tag": "tag",
    "digest": "digest",
}


class ReferenceRegex(Regex):
    """An expression that matches a reference: as a whole in the group `reference`, or in `repository` and others."""

    __slots__ = ()

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        groups = set(self.groups)
        for name in sorted(groups - _PARTS.keys()):
            raise ValueError(f"the group `{name}` is no part of a reference; there are {', '.join(_PARTS)}")
        if ("reference" in groups) == ("repository" in groups):
            raise ValueError(
                "say what the reference is: the group `(?P<reference>…)`, or `(?P<repository>…)` with others beside it"
            )

    def references(self, data: bytes) -> Iterator[dict[Part, Span]]:
        """The places of the references in a text, each by its parts."""
        for places in self.find(data):
            yield {_PARTS[name]: span for name, span in places.items()}


class Definition(Record):
    """A scanner that a policy defines: its id, the files it reads, and the place or expression that finds images."""

    __slots__ = ("id", "files", "place", "regex")

    def __init__(
        self, id: str, files: Sequence[str], *, place: Place | None = None, regex: ReferenceRegex | None = None
    ) -> None:
        self.id = id
        self.files = tuple(files)
        self.place = place
        self.regex = regex
