"""Version tags: which of them are versions of one line, and which of two comes later.

Nothing fixes how images are tagged; what is read here is what semantic versioning, PEP 440, calendar versioning
and the official images have in common:

    version     := [ "v" ] number { "." number } [ build ] [ pre-release ] [ flavour ] [ revision ]
    build       := "_" number                                        Temurin's 21.0.5_11
    pre-release := [ "-" | "." ] stage [ [ "-" | "." ] number ]      -rc.1, rc2, a1, -beta, -M20
    flavour     := ( "-" | "_" | "." ) anything                      -slim-bookworm
    revision    := "-r" number                                       Bitnami's -debian-12-r5

A tag with a date or a commit of git in it is a snapshot, and so is a lone number of more than four digits.
Where it is not sure that a tag goes on where another left off, it does not.
"""

from __future__ import annotations

import re

from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

KEPT_NUMBERS = {"patch": 2, "minor": 1, "major": 0}
LONGEST_LONE_NUMBER = 9999
YEARS = range(1990, 2100)
STAGES = {"a": 0, "alpha": 0, "m": 1, "b": 2, "beta": 2, "pre": 3, "preview": 3, "cr": 4, "rc": 4}
FINAL = (5, 0)

_TAG = re.compile(
    r"(?P<v>v?)(?P<numbers>[0-9]{1,18}(?:\.[0-9]{1,18}){0,4})"
    r"(?:_(?P<build>[0-9]{1,9}))?"
    r"(?:[-.]?(?:"
    r"(?P<word>(?i:alpha|beta|preview|pre|rc))(?:[-.]?(?P<count>[0-9]{1,4}))?"
    r"|(?P<letter>(?i:[ab]|m|cr))(?P<number>[0-9]{1,4})"
    r")(?![A-Za-z0-9]))?"
    r"(?P<flavour>(?:[-_][\w.-]+?|\.[A-Za-z][\w.-]*?)??)"
    r"(?:-r(?P<revision>[0-9]{1,9}))?",
    re.ASCII,
)
_DATE = re.compile(r"(?<!\d)20\d\d([-._]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)", re.ASCII)
_COMMIT = re.compile(r"(?<![A-Za-z0-9])g?(?=[a-f]*[0-9])[0-9a-f]{7,40}(?![A-Za-z0-9])", re.ASCII)


class Version(Record):
    """A version tag. `line` is what two tags must share for one to follow the other, `order` tells which is later.

    `line` holds the `v`, the number of numbers, the flavour, and whether there is a build, a revision, and a year
    in front; `order` the numbers, the stage of a pre-release or `FINAL`, the build and the revision.
    """

    __slots__ = ("line", "order", "is_counted")

    def __init__(self, line: tuple[object, ...], order: Order, *, is_counted: bool) -> None:
        self.line = line
        self.order = order
        self.is_counted = is_counted

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers, without those of a pre-release, a build or a revision."""
        return self.order[0]

    @property
    def is_prerelease(self) -> bool:
        """Whether it comes before a release."""
        return self.order[1] != FINAL

    def may_become(self, other: Version, level: str) -> bool:
        """Whether the other is a later version of the same line, no further away than the level lets it be.

        `patch` keeps the first two numbers, `minor` the first, `major` none. Only a pre-release becomes one.
        """
        kept = KEPT_NUMBERS[level]
        return (
            self.line == other.line
            and self.order < other.order
            and self.numbers[:kept] == other.numbers[:kept]
            and (not other.is_prerelease or (self.is_prerelease and self.is_counted == other.is_counted))
        )


if TYPE_CHECKING:
    Order = tuple[tuple[int, ...], tuple[int, int], int, int]


def parse(tag: str) -> Version | None:
    """The version that a tag is; None for a word, a snapshot, or what is not understood."""
    match = _TAG.fullmatch(tag)
    if match is None or _DATE.search(tag) or _COMMIT.search(tag):
        return None
    numbers = _numbers(match["numbers"])
    if len(numbers) == 1 and numbers[0] > LONGEST_LONE_NUMBER:
        return None
    build, revision, flavour = match["build"], match["revision"], match["flavour"]
    stage, count = match["word"] or match["letter"], match["count"] or match["number"]
    line = (match["v"], len(numbers), build is None, flavour, revision is None, numbers[0] in YEARS)
    order = (numbers, (STAGES[stage.lower()], int(count or 0)) if stage else FINAL, int(build or 0), int(revision or 0))
    return Version(line, order, is_counted=count is not None)


def later(tag: str, among: Iterable[str], level: str) -> list[str]:
    """The tags among those given that a version tag may move to at a level (`Version.may_become`), the latest first."""
    version = parse(tag)
    if version is None:
        return []
    found = [(other.order, name) for name in among if (other := parse(name)) and version.may_become(other, level)]
    return [name for _, name in sorted(found, reverse=True)]


def plain_numbers(tag: str) -> tuple[int, ...] | None:
    """The numbers of a tag that is nothing but numbers (`1.29.3`, `v2`, a date too), None for any other."""
    match = _TAG.fullmatch(tag)
    return _numbers(match["numbers"]) if match and match.end("numbers") == len(tag) else None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split("."))
