"""What a mention in a masked template is in the template itself.

A reference without holes is what it is. One that is a hole and nothing else names no image here: what does stands where
the value does. Of one with holes in it the defaults that the template itself gives are filled in, in the forms that
leave no doubt: `| default "x"`, `default "x" .Values.y`, `| default('x')`, `|| "x"`, `${X:-x}`, and plain strings.
What functions put together is read by `functions`.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from mooring import InvalidReference, Mention, Reference, Source, Span
from mooring.scanners.tables import COMPOSED
from mooring.scanners.templates import functions
from mooring.scanners.templates.expressions import OUTPUT
from mooring.scanners.templates.masking import fill, holes, is_masked, literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Part
    from mooring.scanners.templates.expressions import Expression
    from mooring.scanners.templates.masking import Template

_PARTS: tuple[Part, ...] = ("registry", "repository", "tag", "digest", "hex")
FILLED_IN = "a template fills it in"
DEFAULT_IN_PART = "a part of it is a default that a template may fill in otherwise"

_TEXT = r"(?P<value>[^\"'`\\\s]+)"
_PIPES = r"(?:\s*+\|\s*+(?:quote|squote|trim|trimAll|string|toString|safe|e)(?:\(\))?)*"
_DEFAULTS = (
    re.compile(rf'[^"]*\|\s*default\s+\\?["`]{_TEXT}\\?["`]{_PIPES}'),
    re.compile(rf'default\s+["`]{_TEXT}["`]\s+\(?[$.\w]+\)?{_PIPES}'),
    re.compile(
        rf"[^|]+(?:\|[^|\"']+)*\|\s*(?:default|d)\s*\(\s*\\?[\"']{_TEXT}\\?[\"']\s*"
        rf"(?:,\s*(?:boolean\s*=\s*)?(?:[Tt]rue|[Ff]alse|1|0)\s*)?\){_PIPES}"
    ),
    re.compile(rf"[@$.\w\[\]:()\"']+\s*\|\|\s*[\"']{_TEXT}[\"']"),
    re.compile(rf"\w+:?[-=]{_TEXT}"),
    re.compile(rf"[\"'`]{_TEXT}[\"'`]{_PIPES}"),
    re.compile(rf'coalesce(?:\s+[$.\w]++)+\s+["`]{_TEXT}["`]{_PIPES}'),
)
_SHELL = _DEFAULTS[4]
_MAX_BODY = 1000
_ASSIGNED = re.compile(r"(?:set\s+)?(?P<name>[$@]?\w*image\w*)\s*:?=\s*(?P<body>\S.*)", re.IGNORECASE | re.DOTALL)
_MEANINGLESS = re.compile(r"sha\d+:|:v(?=-|$)|[/:@._-]")
"""What says nothing of an image where all else is written by expressions."""


def carried(mention: Mention, source: Source, template: Template) -> Iterator[Mention]:
    """The mentions in a template's source that a mention in one of its variants stands for.

    One that is a hole and nothing else is left out.
    """
    own = mention.replace(source=source)
    shown = mention.resolved if mention.resolved is not None else mention.text
    if not is_masked(shown) and not is_masked(mention.text):
        yield own
        return
    filled = list(
        filled_in(own, template) if mention.parts == {"whole": mention.span} else _parts_filled(own, template)
    )
    if filled:
        yield from filled
    elif _MEANINGLESS.sub("", literal(shown)):
        yield own.replace(resolved=None, reason=FILLED_IN)


def filled_in(mention: Mention, template: Template) -> Iterator[Mention]:
    """The mention with the template's own defaults in place of its expressions; nothing where one has none."""
    data, span = mention.source.data, mention.span
    pieces, done = [], span.start
    place = None
    within = _within(template, span)
    if not within:
        return
    if len(within) == 1 and (within[0].start, within[0].end) == (span.start, span.end):
        called = list(_called(mention, within[0]))
        if called:
            yield from called
            return
    for one in within:
        place = default_of(one, data) if one.kind == OUTPUT else None
        if place is None:
            return
        pieces += [data[done : one.start], data[place.start : place.end]]
        done = one.end
    pieces.append(data[done : span.end])
    whole = place is not None and b"".join(pieces[::2]) == b""
    yield mention.replace(
        resolved=b"".join(pieces).decode(errors="replace"),
        parts={"whole": place if whole and place else span},
        reason=mention.reason if whole else mention.reason or DEFAULT_IN_PART,
    )


def _called(mention: Mention, one: Expression) -> Iterator[Mention]:
    """The mentions that the call of a function makes, which is all that a mention is."""
    if one.kind != OUTPUT or len(one.body) > _MAX_BODY or not one.body.isascii():
        return
    body = one.body.decode()
    at = mention.source.data.index(one.body, one.start)
    for start, end in functions.chosen(body):
        if _is_reference(body[start:end]):
            place = Span(at + start, at + end)
            yield mention.replace(span=place, resolved=body[start:end], parts={"whole": place})
    text = functions.put_together(body.replace('\\"', '"'), _default_text)
    if text is None:
        return
    if is_masked(text):
        if _MEANINGLESS.sub("", literal(text)):
            yield mention.replace(resolved=None, reason=FILLED_IN)
    elif _is_reference(text):
        yield mention.replace(resolved=text, reason=mention.reason or COMPOSED)


def _default_text(body: str) -> str | None:
    """The value that an expression writes when nothing else is given."""
    matches = (pattern.fullmatch(body) for pattern in _DEFAULTS if pattern is not _SHELL)
    return next((match["value"] for match in matches if match), None)


def _parts_filled(mention: Mention, template: Template) -> Iterator[Mention]:
    """The mention of parts that stand apart, with the template's defaults in them; nothing where one has none."""
    data = mention.source.data
    within = [one for part in _PARTS if part in mention.parts for one in _within(template, mention.parts[part])]
    places = [default_of(one, data) if one.kind == OUTPUT else None for one in within]
    values = iter([data[place.start : place.end].decode() for place in places if place is not None])
    resolved = mention.resolved or ""
    if None not in places and holes(resolved) == len(places):
        filled = fill(resolved, values)
        if _is_reference(filled):
            yield mention.replace(resolved=filled, reason=mention.reason or DEFAULT_IN_PART)


def _within(template: Template, span: Span) -> list[Expression]:
    found = template.expressions
    first = bisect_left(found, span.start, key=lambda one: one.start)
    last = bisect_left(found, span.end, key=lambda one: one.start)
    return found[first:last]


def default_of(one: Expression, data: bytes) -> Span | None:
    """Where the value stands that an expression writes when nothing else is given; None where there is none."""
    if len(one.body) > _MAX_BODY:
        return None
    start = data.index(one.body, one.start)
    return _default_in(data, start, start + len(one.body), is_shell=data.startswith(b"${", one.start))


def _default_in(data: bytes, start: int, end: int, *, is_shell: bool) -> Span | None:
    try:
        body = data[start:end].decode()
    except UnicodeDecodeError:
        return None
    for pattern in _DEFAULTS:
        match = pattern.fullmatch(body) if (pattern is _SHELL) == is_shell else None
        if match:
            first = start + len(body[: match.start("value")].encode())
            return Span(first, first + len(match["value"].encode()))
    return None


def assigned(source: Source, template: Template, scanner: str) -> Iterator[Mention]:
    """The references that a template's variables, called images, are set to: `$image := default "x" .Values.image`.

    What stands on a line alone is written by a named template: `{{ default "x" .Values.image }}`.
    """
    for one in template.expressions:
        if b"mage" not in one.body.lower() or len(one.body) > _MAX_BODY:
            continue
        if one.kind == OUTPUT:
            span = default_of(one, source.data) if _is_alone(one, source.data) else None
            if span and _is_sure(source.read(span)):
                yield Mention(source, span, source.read(span), scanner=scanner, where="define")
            continue
        match = _ASSIGNED.fullmatch(one.body.decode(errors="replace"))
        if not match:
            continue
        at = source.data.index(one.body, one.start)
        body = match["body"].encode(errors="replace")
        end = at + len(one.body)
        span = _default_in(source.data, end - len(body), end, is_shell=False)
        if span and _is_sure(source.read(span)):
            yield Mention(source, span, source.read(span), scanner=scanner, where=match["name"])


def _is_alone(one: Expression, data: bytes) -> bool:
    """Whether an expression has a line, or some, for itself."""
    before = data[data.rfind(b"\n", 0, one.start) + 1 : one.start]
    end = data.find(b"\n", one.end)
    return not before.strip() and not data[one.end : end if end >= 0 else len(data)].strip()


def _is_reference(text: str) -> bool:
    try:
        Reference.parse(text)
    except InvalidReference:
        return False
    return True


def _is_sure(text: str) -> bool:
    try:
        reference = Reference.parse(text)
    except InvalidReference:
        return False
    return not reference.implied_tag or not reference.implied_registry
