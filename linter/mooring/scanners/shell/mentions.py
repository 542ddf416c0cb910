"""Mentions of the images that a command names, and what becomes of them in the script."""

from __future__ import annotations

from itertools import pairwise

from mooring import InvalidReference, Mention, Problem, Reference, Role, Span
from mooring.scanners.build_options import HOLE
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import uses
from mooring.scanners.shell.usage import DOCKER_URL, REFERENCE
from mooring.scanners.shell.values import COMPOSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    from mooring import Embedded, Source
    from mooring.scanners.shell.arguments import Argument
    from mooring.scanners.shell.values import Value

    AnyFound = TypeVar("AnyFound", bound="Found")

SCANNER = "shell"
BUILT = "it names what is built"
CACHED = "it names a build cache"
SAVED = "it names an image that the machine already has"
NO_IMAGE = "it names an artifact, not an image"
NOT_KNOWN = "its value is not known before the script runs"
ALL_TAGS = "it means every tag of the repository"
NAMED_AGAIN = "the script names the pulled image by this tag again, which pulling by digest does not set"

ROLES = {
    uses.BUILD: (Role.BUILD_OUTPUT, BUILT),
    uses.OUTPUT: (Role.BUILD_OUTPUT, BUILT),
    uses.PUSH: (Role.BUILD_OUTPUT, BUILT),
    uses.SAVE: (Role.LOCAL, SAVED),
    uses.CACHE: (Role.CACHE, CACHED),
    uses.ARTIFACT: (Role.ARTIFACT, NO_IMAGE),
}
"""The role of what is not pulled, and why it is never rewritten."""

_TRANSPORT = lazily(
    r"(?:dir|docker-archive|docker-daemon|oci|oci-archive|containers-storage|ostree|sif|tarball|atomic):"
)
_IMAGE_ID = lazily(r"(?:sha256:)?[0-9a-f]{64}")
_NO_REGISTRY = lazily(r"(?!docker://)(?:[A-Za-z0-9-]+,)?[a-z][a-z0-9+.-]*://|.*,oci(?:dir|file)://|\+")
_OWN = "localhost/"
_SCHEME = "docker://"
_PERCENT = lazily(r"%[^%\s]+%|%%?~?\w|![A-Za-z_]\w*!")
_TEMPLATE = "${{"
_BRACED = lazily(r"\$\{(\w+)\}")


class Found:
    """An image that a command names: the mention, and what the command does with the image (see `commands`).

    The resolved text still holds the `${{ }}` of a CI's template language as they are written. `name` is what
    the command calls the image, variables included.
    """

    __slots__ = ("mention", "use", "name")

    def __init__(self, mention: Mention, use: str, name: str) -> None:
        self.mention = mention
        self.use = use
        self.name = name

    def lift(self) -> Found:
        """The same in the outer source, for what is found in an embedded one."""
        return Found(self.mention.lift(), self.use, self.name)

    @property
    def whole(self) -> Span:
        """Where the image is written; for one in parts, as files in here-documents have them, where it is used."""
        return self.mention.parts.get("whole", self.mention.span)

    @property
    def key(self) -> str:
        """What tells whether two commands name the same image."""
        resolved = self.mention.resolved
        if resolved is None:
            return _BRACED.sub(r"$\1", self.name)
        try:
            return Reference.parse(resolved).canonical
        except InvalidReference:
            return resolved


def find(
    source: Source, argument: Argument, use: str, form: object, where: str, *, percent: bool = False
) -> Iterator[Found]:
    """The images in one argument, written in a form of `commands`; `percent` says that `%NAME%` is a variable."""
    parts = argument.places(form) if callable(form) else _without_transport(argument, form)
    for part in parts:
        for value in _distinct(part.values):
            if (
                value.text in ("", "-")
                or _IMAGE_ID.fullmatch(value.text or "")
                or _NO_REGISTRY.match(value.known)
                or (value.text == "scratch" and where == "buildah from")
                or (len(part.values) > 1 and _is_impossible(value))
            ):
                continue
            mention = _mention(source, part, value, use, where, percent=percent)
            yield Found(mention, use, mention.text)


def _is_impossible(value: Value) -> bool:
    """Whether a text put together from parts is no reference, as one with a part that is still empty."""
    if value.text is None or value.place is not None or _TEMPLATE in value.text:
        return False
    try:
        Reference.parse(value.text)
    except InvalidReference:
        return True
    return False


def _distinct(values: list[Value]) -> list[Value]:
    """The values without those that are the same text at the same place, or not known again."""
    return list({(value.text, value.place): value for value in reversed(values)}.values())[::-1]


def _without_transport(argument: Argument, form: object) -> list[Argument]:
    """The argument without its `docker://`; nothing when another transport is named, or none where one must be."""
    view = argument.view
    if form == REFERENCE:
        transport = _TRANSPORT.match(view)
        return [] if transport and "/" in view[transport.end() :] else [argument]
    if view.startswith(_SCHEME):
        return [argument.slice(len(_SCHEME), len(view if argument.written == HOLE else argument.written))]
    return [] if form == DOCKER_URL or _TRANSPORT.match(view) else [argument]


def _mention(source: Source, argument: Argument, value: Value, use: str, where: str, *, percent: bool) -> Mention:
    text = value.text
    if use in (uses.RUN, uses.PULL) and value.known.startswith(_OWN):
        use = uses.SAVE
    role, reason = ROLES.get(use, (Role.PULL, None))
    span = Span(*_used(argument))
    whole = Span(*value.place) if value.place else span
    if text is not None and percent and _PERCENT.search(text):
        text = None
    elif text is not None:
        text = source.read(whole) if value.place else text.encode("latin-1").decode(errors="replace")
    if reason is None:
        reason = NOT_KNOWN if text is None else value.reason or (None if value.place else COMPOSED)
    if value.apart and value.place is not None:
        span = whole
    return Mention(
        source,
        span,
        text,
        scanner=SCANNER,
        where=where,
        role=role,
        parts={"whole": whole},
        reason=reason,
        pushed=use == uses.PUSH,
    )


def _used(argument: Argument) -> tuple[int, int]:
    """Where in the script the argument stands, quotes around the whole left out."""
    word = argument.word
    pieces = word.pieces
    quoted = not argument.split and bool(pieces) and all(piece.quoted for piece in pieces)
    if quoted and all(left.end == right.start for left, right in pairwise(pieces)):
        return pieces[0].start, pieces[-1].end
    return word.start, word.end


def settle(found: Iterable[AnyFound]) -> Iterator[AnyFound]:
    """What is found in the commands of one machine, those left out that only name an image it already has.

    An image that a command builds or tags is not pulled by running it, and a pulled image that is named again
    by its tag must not be pulled by digest, which would leave it without that tag.
    """
    found = list(found)
    built = {each.key for each in found if each.use == uses.BUILD}
    local = {each.key for each in found if each.use in (uses.LOCAL, uses.SAVE)}
    for each in found:
        mention = each.mention
        if each.use == uses.LOCAL:
            continue
        if built and each.use == uses.RUN and each.key in built:
            each.mention = mention.replace(role=Role.BUILD_OUTPUT, reason=BUILT)
        elif local and each.use in (uses.RUN, uses.PULL) and each.key in local:
            each.mention = mention.replace(reason=mention.reason or NAMED_AGAIN)
        yield each


def resolved(mention: Mention) -> Mention:
    """The mention with no text where a `${{ }}` stands in it."""
    if mention.resolved is not None and _TEMPLATE in mention.resolved:
        return mention.replace(resolved=None, reason=NOT_KNOWN if mention.role is Role.PULL else mention.reason)
    return mention


def in_one(mention: Mention) -> Mention:
    """The mention at one place, for texts whose places are not the file's: one in parts is not rewritten there."""
    if "whole" in mention.parts:
        return mention
    return mention.replace(parts={"whole": mention.span}, reason=mention.reason or COMPOSED)


def lift_problem(problem: Problem, source: Embedded) -> Problem:
    """A problem of an embedded source with its line in the outer one."""
    if problem.line is None:
        return problem
    span, _ = source.lift(source.line_span(problem.line))
    return Problem(problem.path, source.outer.position(span.start)[0], problem.message)
