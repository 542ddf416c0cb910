"""The words of a Dockerfile's template: an expression belongs to the word that it stands in, whatever is in it."""

from __future__ import annotations

import re

from mooring import Mention, Source, Span
from mooring.scanners.templates.filling import FILLED_IN, filled_in
from mooring.scanners.templates.masking import Template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INSTRUCTION = re.compile(rb"^[ \t]*(?:ONBUILD[ \t]+)?(?:FROM|COPY|ARG)[ \t][^\n]*", re.MULTILINE | re.IGNORECASE)
_SPACE = re.compile(rb"[ \t]")
_QUALIFIED = re.compile(rb"[/:@]")


def joined(source: Source) -> str:
    """The text of a template for a Dockerfile, the blanks in expressions replaced where a word may name an image."""
    data = bytearray(source.data)
    instructions = _INSTRUCTION.finditer(source.data)
    line = next(instructions, None)
    for one in _template(source).expressions:
        while line is not None and line.end() <= one.start:
            line = next(instructions, None)
        if line is not None and line.start() <= one.start and one.end <= line.end():
            data[one.start : one.end] = _SPACE.sub(b"_", data[one.start : one.end])
    return Source(source.path, bytes(data)).text


def filled(source: Source, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, what a template fills in replaced by the template's own defaults where it has them."""
    template = _template(source)
    for mention in mentions:
        if mention.reason != FILLED_IN or mention.resolved is not None:
            yield mention
            continue
        branches = _branches(template, mention.span)
        for branch in branches:
            yield mention.replace(span=branch, resolved=source.read(branch), parts={"whole": branch}, reason=None)
        if not branches:
            yield from list(filled_in(mention.replace(reason=None), template)) or [mention]


def _template(source: Source) -> Template:
    return Template(source.data, variables=False)


def _branches(template: Template, span: Span) -> list[Span]:
    """The branches of a choice that makes a whole word, where each is a reference for sure."""
    for choice in template.choices:
        if (choice.start, choice.end) == (span.start, span.end):
            spans = [Span(branch.start, branch.end) for branch in choice.branches]
            texts = [template.data[one.start : one.end] for one in spans]
            sure = all(_QUALIFIED.search(text) and text.split() == [text] and b"{" not in text for text in texts)
            return spans if sure else []
    return []
