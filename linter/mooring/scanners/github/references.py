"""Mentions made of a workflow's texts, their expressions evaluated for every job that a matrix makes.

A text without an expression is a mention as it stands. Where an expression is the whole reference, a literal
that it may be is where the fix goes: one from a matrix or from the expression itself is a mention at its own
place, an input's default or an environment variable's value is mentioned where it is used. A reference that
is put together from parts is mentioned once for every text it may be, and never rewritten.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import product

from mooring import Mention, Role, Span
from mooring.scanners.github.expressions import Evaluator, InvalidExpression, parse, split
from mooring.scanners.github.values import UNKNOWN, Place, Value, made, text_of
from mooring.scanners.patterns import lazily
from mooring.scanners.shell.mentions import Found
from mooring.scanners.shell.values import COMPOSED
from mooring.scanners.tables import ESCAPED
from mooring.scanners.yaml_tree import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from mooring import Embedded, Source
    from mooring.scanners.github.expressions import Node
    from mooring.scanners.yaml_tree import Tree

    Contexts = Mapping[str, Value]
    Locate = Callable[[int, int], Place | None]

SCANNER = "github"
NOT_KNOWN = "its value is not known before the workflow runs"
PART = "it is a part of another reference too"
ALSO_BUILT = "it names what is built too"
COMPARED = "an expression compares it with another text"

_PREFIX = lazily(r"\s*(?:docker://)?")
_LACKING = lazily(r"[:/@](?=[:@]|$)|^[:/@]")
_MAX_TEXTS = 256
_MAX_EVALUATIONS = 50_000


class Template:
    """A text with `${{ }}` in it. `locate` turns a place in the text into one of the file."""

    def __init__(self, text: str, locate: Locate) -> None:
        self.text = text
        self.locate = locate
        self.parts: list[tuple[Node | None, str, Locate]] = []
        for is_expression, start, end in split(text):
            node: Node | None = None
            if is_expression:
                try:
                    node = parse(text[start:end])
                except InvalidExpression:
                    node = ("unknown",)
            self.parts.append((node, text[start:end], self._locate_from(start)))

    def _locate_from(self, offset: int) -> Locate:
        return lambda start, end: self.locate(offset + start, offset + end)

    @property
    def is_literal(self) -> bool:
        """Whether no expression stands in the text."""
        return all(node is None for node, _, _ in self.parts)

    def values(self, contexts: Contexts) -> tuple[list[Value], list[Place]]:
        """The values the text may have, and the places of the literals that are only parts of one."""
        alternatives = [
            [Value(text)] if node is None else Evaluator(contexts, locate).values(node)
            for node, text, locate in self.parts
        ]
        if len(alternatives) == 1:
            return alternatives[0], []
        count = 1
        for values in alternatives:
            count *= len(values)
        if count > _MAX_TEXTS:
            return [UNKNOWN], []
        places = [value.place for values in alternatives for value in values if value.place is not None]
        return [_concatenation(values) for values in product(*alternatives)], places


def _concatenation(values: tuple[Value, ...]) -> Value:
    """The values' texts in a row; not known where a reference lacks what an empty default leaves to be given."""
    texts = [text_of(value) for value in values]
    known = [text for text in texts if text is not None]
    if len(known) < len(texts):
        return UNKNOWN
    text = "".join(known)
    if _LACKING.search(text) and any(not value.certain and not text_of(value) for value in values):
        return UNKNOWN
    return made(text)


class Entry(Found):
    """What is found, with the place of the literal that it was read from by way of a name."""

    __slots__ = ("place",)

    def __init__(self, mention: Mention, use: str, name: str, place: Place | None) -> None:
        super().__init__(mention, use, name)
        self.place = place


class References:
    """Makes the mentions of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._left = _MAX_EVALUATIONS
        self._fragments: set[Span] = set()
        self._uses: dict[tuple[str, str], int] = {}

    def template(self, source: Embedded, span: Span) -> Template:
        """The template that stands at a span of a scalar's text."""
        text = source.read(span)

        def locate(start: int, end: int) -> Place | None:
            first = span.start + len(text[:start].encode())
            return Place(source, Span(first, first + len(text[start:end].encode())))

        return Template(text, locate)

    @cached_property
    def _text(self) -> str:
        return self.source.data.decode(errors="replace")

    def literal(
        self, tree: Tree, node: Any, place: tuple[int, int], where: str, use: str, *, hints: tuple[str, ...]
    ) -> Iterator[Entry]:
        """The image that characters of a scalar name, which have no expression in them, as `find` has it."""
        first, last = place
        text = (string(node) or "")[first:last].rstrip()
        before = _PREFIX.match(text)
        start = before.end() if before else 0
        if start < len(text):
            span, exact = tree.place(node, first + start, first + len(text))
            reason = None if exact else ESCAPED
            mention = Mention(tree.source, span, text[start:], scanner=SCANNER, where=where, reason=reason, hints=hints)
            yield Entry(mention, use, text[start:], None)

    def find(
        self, source: Embedded, span: Span, jobs: list[Contexts], where: str, use: str, *, hints: tuple[str, ...] = ()
    ) -> Iterator[Entry]:
        """The images that the text at a span of a scalar names, white space and `docker://` before it left out."""
        template = self.template(source, span)
        before = _PREFIX.match(template.text)
        start = span.start + (len(before[0]) if before else 0)
        used = Span(start, max(start, span.start + len(template.text.rstrip().encode())))
        mention = Mention(source, used, None, scanner=SCANNER, where=where, hints=hints)
        yield from self.evaluate(mention, template, jobs, use)

    def evaluate(self, mention: Mention, template: Template, jobs: list[Contexts], use: str) -> Iterator[Entry]:
        """The mentions that a mention with a template for its reference stands for."""
        if template.is_literal:
            text = _PREFIX.sub("", template.text, count=1).rstrip()
            if text:
                yield Entry(mention.replace(resolved=text).lift(), use, text, None)
            return
        seen: set[tuple[Span, str | None]] = set()
        self._left -= len(jobs)
        for contexts in jobs if self._left > 0 else jobs[:1]:
            values, fragments = template.values(contexts)
            self._fragments.update(self._outer(place) for place in fragments)
            for value in values:
                entry = self._entry(mention, template, value, use)
                if entry is not None and (entry.mention.span, entry.mention.resolved) not in seen:
                    seen.add((entry.mention.span, entry.mention.resolved))
                    yield entry

    def _entry(self, mention: Mention, template: Template, value: Value, use: str) -> Entry | None:
        text = text_of(value)
        if text is None:
            if value.data.falsy:
                return None
            return Entry(mention.replace(reason=NOT_KNOWN).lift(), use, template.text.strip(), None)
        before = _PREFIX.match(text)
        skipped = len(before[0]) if before else 0
        reference = text[skipped:].rstrip()
        if not reference or value.data is False:
            return None
        lifted = mention.replace(resolved=reference).lift()
        place = value.place
        if place is None or len(template.parts) > 1:
            return Entry(lifted.replace(reason=lifted.reason or COMPOSED), use, reference, None)
        start = place.span.start + skipped
        inner = Place(
            place.source, Span(start, start + len(reference.encode())), place.context, place.name, place.reason
        )
        outer, exact = inner.source.lift(inner.span)
        reason = mention.reason or place.reason or (None if exact else ESCAPED)
        if place.context in ("", "matrix"):
            where = f"{lifted.where} ({place.context}.{place.name})" if place.context else lifted.where
            lifted = lifted.replace(span=outer, where=where)
        return Entry(lifted.replace(parts={"whole": outer}, reason=reason), use, reference, inner)

    def _outer(self, place: Place) -> Span:
        return place.source.lift(place.span)[0]

    def finish(self, entries: list[Entry]) -> Iterator[Mention]:
        """The mentions, each once, with the reasons that only the whole file tells."""
        built = {
            entry.mention.parts["whole"]
            for entry in entries
            if entry.mention.role is not Role.PULL and "whole" in entry.mention.parts
        }
        seen: set[tuple[Span, str | None, Role]] = set()
        for entry in entries:
            mention = entry.mention
            key = mention.span, mention.resolved, mention.role
            if key in seen:
                continue
            seen.add(key)
            if entry.place is not None and mention.reason is None:
                mention = mention.replace(reason=self._reason(entry.place, mention.parts["whole"], built))
            yield mention

    def _reason(self, place: Place, whole: Span, built: set[Span]) -> str | None:
        if whole in self._fragments:
            return PART
        if whole in built:
            return ALSO_BUILT
        if place.context == "matrix" and self._is_compared(place.name):
            return COMPARED
        if place.context in ("env", "inputs") and self._count(place.context, place.name) > 1:
            return f"{place.context}.{place.name} is used in more than one place"
        return None

    def _is_compared(self, name: str) -> bool:
        access = rf"matrix\s*(?:\.\s*{re.escape(name)}(?![\w-])|\[\s*'{re.escape(name)}'\s*\])"
        compared = rf"{access}\s*[!=]=|[!=]=\s*{access}|(?:contains|startsWith|endsWith)\s*\([^()]*{access}"
        return re.search(compared, self._text, re.IGNORECASE) is not None

    def _count(self, context: str, name: str) -> int:
        """How often the file uses an input, or speaks of a variable apart from its definitions."""
        if (context, name) not in self._uses:
            pattern = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
            if context == "inputs":
                pattern = rf"(?i:inputs\s*(?:\.\s*|\[\s*'){pattern})"
            else:
                pattern += rf"(?!(?<![$.]{re.escape(name)})(?<!\$\{{{re.escape(name)})['\"]?[ \t]*:(?:\s|$))"
            self._uses[context, name] = len(re.findall(pattern, self._text))
        return self._uses[context, name]
