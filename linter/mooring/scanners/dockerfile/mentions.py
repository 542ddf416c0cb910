"""The mentions of a Dockerfile: where its references stand, and which of them may be rewritten and where."""

from __future__ import annotations

import re

from mooring import InvalidReference, Mention, Reference, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Source, Span
    from mooring.scanners.dockerfile.stages import Dockerfile, Use
    from mooring.scanners.dockerfile.values import Expanded, Piece
    from mooring.scanners.dockerfile.words import Word

SCANNER = "dockerfile"
_HOLDS_A_PART = "holds only a part of the reference"


def mentions(file: Dockerfile, source: Source) -> Iterator[Mention]:
    """The mentions of a Dockerfile in the order they stand in.

    Where another frontend reads the file, a word of a form that only it may know is left out; where the file is a
    template, a bare name outside FROM is, since a stage may be made in what is no Dockerfile yet.
    """
    if file.syntax:
        span = source.span(*file.syntax)
        yield Mention(source, span, source.read(span), scanner=SCANNER, where="# syntax")
    is_foreign, is_template = file.is_foreign, file.has_template_tags
    for use in file.uses:
        mention = _mention(use, source)
        perhaps_stage = is_template and use.kind != "FROM" and not re.search(r"[/:@]", mention.resolved or "/")
        if not (is_foreign and mention.malformed) and (use.names_stage or not perhaps_stage):
            yield mention


def _mention(use: Use, source: Source) -> Mention:
    resolved = _resolved(use)
    literal = use.expanded.literal
    reason = _why_not(use, resolved, literal, source)
    word = _unquoted(use.word)
    elsewhere = reason is None and literal is not None and (literal.start != word.start or literal.text != word.text)
    return Mention(
        source,
        source.span(word.start, word.stop),
        resolved,
        scanner=SCANNER,
        where=f"ONBUILD {use.kind}" if use.on_build else use.kind,
        role=Role.STAGE if use.names_stage else Role.PULL,
        parts={"whole": _span(literal, source)} if literal and elsewhere else None,
        reason=reason,
        platform=use.platform,
    )


def _span(piece: Piece, source: Source) -> Span:
    assert piece.start is not None
    assert piece.text is not None
    return source.span(piece.start, piece.start + len(piece.text))


def _unquoted(word: Word) -> Word:
    """A word without the quotes around the whole of it."""
    quote = word.text[0]
    if quote in "'\"" and len(word.text) > 2 and word.text.find(quote, 1) == len(word.text) - 1:
        return word.part(1, -1)
    return word


def _resolved(use: Use) -> str | None:
    """The text that the word stands for; None where a variable without a value leaves no reference behind."""
    text = use.expanded.text
    if text is None or use.names_stage or not use.expanded.note:
        return text
    try:
        Reference.parse(text)
    except InvalidReference:
        return None
    return text


def _why_not(use: Use, resolved: str | None, literal: Piece | None, source: Source) -> str | None:
    """Why a use must not be rewritten, None when it may."""
    if use.names_stage:
        return "it names a stage"
    if resolved is None:
        return use.expanded.note
    if literal is None:
        return _why_no_literal(use, source)
    assert literal.start is not None
    if use.word.start <= literal.start < use.word.stop:
        return None
    return _why_shared(use.expanded, literal)


def _why_no_literal(use: Use, source: Source) -> str:
    pieces = use.expanded.pieces
    places = {piece.start for piece in pieces if piece.text}
    if None in places:
        return "a pattern changes the value of a variable in it"
    for definition in use.expanded.used:
        held = definition.pieces or []
        if any(piece.start in places for piece in held):
            whole = len(held) == len(pieces)
            return f"`{definition.name}` {'is put together from several parts' if whole else _HOLDS_A_PART}"
    if "\n" in source.text[use.word.start : use.word.stop]:
        return "the reference is split over several lines"
    if "$" in use.word.text:
        return "the reference is put together from several parts"
    return "the reference has quotes or escapes inside it"


def _why_shared(expanded: Expanded, literal: Piece) -> str | None:
    """Why the ARG default that holds a reference must not be rewritten: something else uses it, or one on the way."""
    pending = list(expanded.used)
    seen = set()
    while pending:
        definition = pending.pop()
        if id(definition) in seen or not definition.pieces or definition.pieces[0].start != literal.start:
            continue
        seen.add(id(definition))
        if definition.users > 1:
            return f"`{definition.name}` is used in more than one place"
        pending += definition.used
    return None
