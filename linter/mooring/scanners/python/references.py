"""Mentions made of the texts that a Python module hands to a container library."""

from __future__ import annotations

import ast
import re

from mooring import EITHER, InvalidReference, Mention, Reference, Role, Span
from mooring.scanners import build_options
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import ROLES, Found
from mooring.scanners.tables import COMPOSED, ESCAPED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring import Part, Source
    from mooring.scanners.python.scopes import Scope
    from mooring.scanners.python.texts import Text

SCANNER = "python"

_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$[({]|\{\w*\}|<[A-Za-z][^<>]*>|%[sdv](?!\w)")
_IMAGE_ID = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_OF_SERVICE = re.compile(r"aws/codebuild/")
_DIGEST = re.compile(r"sha(?:256|384|512):")


class Named(Found):
    """An image that a module names. `written` are the places whose text says it, `function` is where it is named."""

    __slots__ = ("written", "function")

    def __init__(
        self, mention: Mention, use: str, name: str, written: Iterable[Span], function: Scope | None = None
    ) -> None:
        super().__init__(mention, use, name)
        self.written = tuple(written)
        self.function = function


class Used:
    """How a module uses an image: what becomes of it, what the call is named, and where the arguments stand.

    `given` are the expressions of the name and, where it has one, of the tag.
    """

    __slots__ = ("use", "where", "span", "given", "platform", "prefix", "hints")

    def __init__(
        self,
        use: str,
        where: str,
        span: Span,
        given: tuple[ast.AST, ...],
        *,
        platform: str | None = None,
        prefix: str = "",
        hints: tuple[str, ...] = (),
    ) -> None:
        self.use = use
        self.where = where
        self.span = span
        self.given = given
        self.platform = platform
        self.prefix = prefix
        self.hints = hints


def find(source: Source, text: Text, used: Used) -> Iterator[Named]:
    """The image that a text names; none for an empty text, and for one without the prefix that it must have."""
    if isinstance(text.node, ast.Constant) and not isinstance(text.node.value, str):
        return
    value = text.text
    if value is None or _TEMPLATE.search(value):
        span = _place(source, text, 0, len(value))[0] if value and text.whole else used.span
        yield _named(source, span, None, used, [text])
        return
    start = len(value) - len(value.lstrip())
    if not value.startswith(used.prefix, start):
        return
    start, end = start + len(used.prefix), len(value.rstrip())
    if used.use == uses.CACHE:
        for first, last in build_options.cache(value):
            yield _known(source, text, first, last, used)
    elif start < end and not _IMAGE_ID.fullmatch(value, start, end) and not _OF_SERVICE.match(value, start):
        yield _known(source, text, start, end, used)


def _known(source: Source, text: Text, start: int, end: int, used: Used) -> Named:
    """The image that is named by a known text from one character up to another."""
    value = (text.text or "")[start:end]
    if not text.whole:
        return _named(source, text.span or used.span, value, used, [text], reason=COMPOSED)
    span, exact = _place(source, text, start, end)
    parts: dict[Part, Span] = {"whole": span} if exact else _parts(source, text, start, value)
    return _named(source, span, value, used, [text], parts=parts, reason=None if parts else ESCAPED)


def _place(source: Source, text: Text, start: int, end: int) -> tuple[Span, bool]:
    """Where the characters of a text stand in the file, and whether they do so byte for byte."""
    if not text.whole:
        return text.span or Span(0, 0), False
    value = text.text or ""
    embedded = source.embed([((one.text or "").encode(), one.span) for one in text.stretches])
    return embedded.lift(Span(len(value[:start].encode()), len(value[:end].encode())))


def _parts(source: Source, text: Text, start: int, value: str) -> dict[Part, Span]:
    """Where the tag of a reference stands, and its name if that is in one piece too, where the whole is not.

    None of them where there is no tag, as nothing could be written behind it.
    """
    try:
        reference = Reference.parse(value)
    except InvalidReference:
        return {}
    if reference.tag is None:
        return {}
    name = len(reference.written_name)
    tag, exact = _place(source, text, start + name + 1, start + len(value))
    if not exact:
        return {}
    repository, exact = _place(source, text, start, start + name)
    return {"repository": repository, "tag": tag} if exact else {"tag": tag}


def find_split(source: Source, name: Text, tag: Text, used: Used, *, digest_for_tag: bool = False) -> Iterator[Named]:
    """The image that a name and a tag or digest name that are arguments of their own.

    `digest_for_tag` says that the tag's argument takes a digest as well, but not a digest behind a tag.
    """
    repository, version = name.text, tag.text
    if version == "":
        yield from find(source, name, used)
        return
    if None in (repository, version) or _TEMPLATE.search(f"{repository}:{version}"):
        yield _named(source, used.span, None, used, [name, tag])
        return
    assert repository is not None
    assert version is not None
    if not repository:
        return
    resolved = f"{repository}@{version}" if _DIGEST.match(version) else f"{_bare(repository)}:{version}"
    place, exact = _place(source, name, 0, len(repository))
    tag_place, tag_exact = _place(source, tag, 0, len(version))
    apart = all(text.whole and text.node is given for text, given in zip((name, tag), used.given, strict=True))
    reason = COMPOSED if not apart else None if exact and tag_exact else ESCAPED
    parts: dict[Part, Span] = {"repository": place, "tag": tag_place}
    styles: dict[Part, str] = {"tag": EITHER} if digest_for_tag else {}
    span = place if name.whole else used.span
    yield _named(source, span, resolved, used, [name, tag], parts=parts, reason=reason, styles=styles)


def _bare(repository: str) -> str:
    """A name without the tag or digest that it ends in."""
    try:
        return Reference.parse(repository).written_name
    except InvalidReference:
        return repository


def _named(
    source: Source,
    span: Span,
    resolved: str | None,
    used: Used,
    texts: Iterable[Text],
    *,
    parts: dict[Part, Span] | None = None,
    styles: dict[Part, str] | None = None,
    reason: str | None = None,
) -> Named:
    role, never = ROLES.get(used.use, (Role.PULL, None))
    mention = Mention(
        source,
        span,
        resolved,
        scanner=SCANNER,
        where=used.where,
        role=role,
        parts=parts or {"whole": span},
        styles=styles,
        reason=never or reason or (UNKNOWN if resolved is None else None),
        platform=used.platform,
        hints=used.hints,
        pushed=used.use == uses.PUSH,
    )
    written = [stretch.span for text in texts for stretch in text.stretches if stretch.text]
    return Named(mention, used.use, source.read(span), written)
