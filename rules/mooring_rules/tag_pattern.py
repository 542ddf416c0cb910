from __future__ import annotations

import re

from mooring import Finding, ImagePatterns, Mention, Record, Reference, Regex, Role, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import ClassVar, Self

REGEX = "regex:"
SHAPES = {
    "semver": "a semantic version, such as `1.4.2`",
    "git-sha": "a commit of git, such as `1a2b3c4`",
    "date": "a date, such as `2026-11-23`",
}
"""The shapes that have a name, and what is said of each."""

NUMBER = r"(?:0|[1-9][0-9]*)"
IDENTIFIER = rf"(?:{NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
SEMVER = rf"v?{NUMBER}\.{NUMBER}\.{NUMBER}(?:-{IDENTIFIER}(?:\.{IDENTIFIER})*)?"
GIT_SHA = r"(?:sha-)?(?:[0-9a-f]{7,40}|[0-9a-f]{64})"
DATE = r"([0-9]{4})([-.]?)([0-9]{2})\2([0-9]{2})(?:[-.][0-9A-Za-z][0-9A-Za-z_.-]*)?"


class Shape(Record):
    """What a tag has to be: the name of one of `SHAPES`, or `regex:` and a regular expression."""

    __slots__ = ("name", "_regex")

    def __init__(self, name: str) -> None:
        self.name = name
        self._regex = Regex(name.removeprefix(REGEX)) if name.startswith(REGEX) else None

    def __str__(self) -> str:
        return f"one that `{self._regex.pattern}` matches" if self._regex else SHAPES[self.name]

    @classmethod
    def read(cls, value: object) -> Self:
        """The shape of a policy's word for it. Raises `ValueError`."""
        if isinstance(value, str) and (value in SHAPES or value.startswith(REGEX)):
            return cls(value)
        raise ValueError(f"`{value}` is no shape of tags; write {', '.join(SHAPES)} or regex:EXPRESSION")

    def fits(self, tag: str) -> bool:
        """Whether a tag has the shape."""
        if self._regex:
            return self._regex.fullmatch(tag)
        if self.name == "date":
            return is_date(tag)
        return re.fullmatch(SEMVER if self.name == "semver" else GIT_SHA, tag) is not None


def is_date(tag: str) -> bool:
    """Whether a tag begins with a day of the calendar, followed by nothing, `-` or `.`."""
    from datetime import date

    match = re.fullmatch(DATE, tag)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return False
    return True


class RequiredTags(Record):
    """The shape of tags that is required of images, by image pattern; the last pattern that fits decides."""

    __slots__ = ("patterns", "shapes")

    schema: ClassVar[dict[str, object]] = {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": f"^(?:{'|'.join(SHAPES)}|{REGEX}.*)$"},
    }

    def __init__(self, patterns: ImagePatterns | None = None, shapes: Iterable[Shape] = ()) -> None:
        self.patterns = patterns or ImagePatterns()
        self.shapes = tuple(shapes)

    @classmethod
    def read(cls, value: object) -> Self:
        """What a mapping from image patterns to shapes requires. Raises `ValueError`."""
        if not isinstance(value, dict):
            raise ValueError("tags are a mapping; write `{ghcr.io/acme/**: semver}`")
        patterns = ImagePatterns.read(list(value))
        for pattern in patterns.patterns:
            if not pattern.matches:
                raise ValueError(f"`{pattern}` has no shape to take back; write `{pattern.text}: regex:.*`")
        return cls(patterns, map(Shape.read, value.values()))

    def of(self, reference: Reference) -> Shape | None:
        """What is required of an image's tag, None for nothing."""
        decided = self.patterns.find(reference)
        return self.shapes[self.patterns.patterns.index(decided)] if decided else None


class TagPattern(Rule):
    """The tag is not of the shape that the policy requires of the image.

    ## What it does
    Finds images to pull or to push whose tag is not what the policy asks for: a semantic version, a commit of git, a
    date, or what a regular expression matches. A tag that is left out is `latest`; an image with a digest and no tag
    has none to judge.

    ## Why it matters
    Tags that are all made alike can be sorted, cleaned up and traced back to what they were built from. An odd one was
    pushed by hand, or by a job that nobody remembers.

    ## Example
    ```yaml .github/workflows/release.yml
    jobs:
      release:
        runs-on: ubuntu-24.04
        steps:
          - run: docker push ghcr.io/acme/app:new
    ```

    ## Use instead
    ```yaml .github/workflows/release.yml
    jobs:
      release:
        runs-on: ubuntu-24.04
        steps:
          - run: docker push ghcr.io/acme/app:1.4.2
    ```

    ## Options
    - `tags`: by image pattern, the shape of its tags; the last pattern that matches decides. The pattern may hold a tag
      itself: `ghcr.io/acme/**:edge: regex:edge` lets that one pass.
        - `semver`: a version as semver.org has it, with or without a `v` before it. A tag cannot hold `+build`.
        - `git-sha`: 7 to 40 digits of a commit, or 64, with or without `sha-` before them.
        - `date`: a day as `2026-11-23`, `2026.11.23` or `20261123`; what follows is set off by `-` or `.`.
        - `regex:EXPRESSION`: what the expression, in RE2's syntax, matches as a whole.

    ```yaml
    tags:
      ghcr.io/acme/**: semver
      ghcr.io/acme/nightly: date
      ghcr.io/acme/legacy: "regex:rel-[0-9]+"
    ```

    ## Fix safety
    There is no fix: which version is meant is for the author to say.
    """

    roles = (Role.PULL, Role.BUILD_OUTPUT)

    class Options:
        tags: RequiredTags = RequiredTags()

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or mention.all_tags or (mention.role is Role.BUILD_OUTPUT and not mention.pushed):
            return
        tag = "latest" if reference.implied_tag else reference.tag
        required = self.options.tags.of(reference)
        if tag is not None and required is not None and not required.fits(tag):
            yield self.finding(
                mention, f"the policy does not take the tag `{tag}` for `{reference.name}`: it asks for {required}"
            )
