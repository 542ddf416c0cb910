"""Shell text that another program writes: make, just and their like put values into a text before a shell reads it.

The text is made of stretches: what the file says literally, and what stands in the place of a variable. What the
shell's reader finds in it is carried back to where it is used in the file, and to the literal that it comes from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import product

from mooring import Mention, Problem, Role, Span
from mooring.scanners import shell
from mooring.scanners.image_variables import holds_image
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import uses
from mooring.scanners.shell.commands import TOOLS
from mooring.scanners.shell.mentions import NOT_KNOWN, SCANNER, Found, lift_problem, resolved, settle
from mooring.scanners.shell.values import COMPOSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mooring import Embedded, Source

    Text = list["Stretch"]

MAX_TEXTS = 16
"""How many texts a text may stand for; with more of them it is not known which it is."""

_MAX_LENGTH = 200_000
_BLANK = lazily(rb"\s+")
_NO_NAME = lazily(r"\W+")
_AROUND = " \t\r\n'\""
_ESCAPED = "it is written with escapes or folded in the file"


class Stretch:
    """A stretch of an expanded text: its bytes, and where they are used and stand in the file.

    `literal` is where these very bytes stand, None where they do not; `names` are the variables that have brought them
    to where they are used, the outermost last. A stretch that is not `known` has a shell's variable in its place.
    """

    __slots__ = ("data", "used", "literal", "names", "known")

    def __init__(
        self, data: bytes, used: Span, literal: Span | None = None, names: tuple[str, ...] = (), *, known: bool = True
    ) -> None:
        self.data = data
        self.used = used
        self.literal = literal
        self.names = names
        self.known = known

    def used_as(self, name: str, used: Span) -> Stretch:
        """The same as the value, or a part of the value, of a variable that is used at a place."""
        return Stretch(self.data, used, self.literal, (*self.names, name), known=self.known)

    @property
    def is_in_place(self) -> bool:
        """Whether the file says it where it is used."""
        return not self.names and self.literal is not None


def unknown(name: str, used: Span) -> Stretch:
    """What stands in the place of a variable whose value is not known."""
    bare = _NO_NAME.sub("_", name).strip("_")
    return Stretch(f"${{{bare if bare[:1].isalpha() else f'x{bare}'}}}".encode(), used, names=(name,), known=False)


def as_value(name: str, text: Text, used: Span) -> Text:
    """A text as the value of a variable that is used at a place; where nothing of it is known, the variable is not."""
    if len(text) == 1 and not text[0].known:
        return [unknown(name, used)]
    return [stretch.used_as(name, used) for stretch in text]


class Literal:
    """A literal text of the file, to be cut into stretches; `text` has a character for each of its bytes."""

    def __init__(self, source: Embedded) -> None:
        self.source = source
        self.text = source.data.decode("latin-1")
        self._starts = [0]
        for data, _ in source.pieces:
            self._starts.append(self._starts[-1] + len(data))

    def cut(self, start: int, end: int) -> Text:
        """The stretches of its bytes from `start` up to `end`."""
        stretches: Text = []
        pieces = self.source.pieces
        index = max(bisect_right(self._starts, start) - 1, 0)
        while index < len(pieces) and self._starts[index] < end:
            data, span = pieces[index]
            first, last = max(start - self._starts[index], 0), min(end - self._starts[index], len(data))
            index += 1
            exact = len(data) == span.end - span.start
            if exact:
                span = Span(span.start + first, span.start + last)
                exact = self.source.outer.data[span.start : span.end] == data[first:last]
            if first < last:
                _append(stretches, Stretch(data[first:last], span, span if exact else None))
        return stretches

    def span(self, start: int, end: int) -> Span:
        """Where the bytes from `start` up to `end` stand in the file."""
        return self.source.lift(Span(start, end))[0]


def _append(stretches: Text, stretch: Stretch) -> None:
    last = stretches[-1] if stretches else None
    if last and last.literal and stretch.literal and last.literal.end == stretch.literal.start:
        span = Span(last.literal.start, stretch.literal.end)
        stretches[-1] = Stretch(last.data + stretch.data, span, span)
    else:
        stretches.append(stretch)


def joined(parts: Iterable[Sequence[Text]], name: str, used: Span) -> list[Text]:
    """The texts that parts with several texts each make together; one that is not known where they are too many."""
    parts = list(parts)
    count = 1
    for part in parts:
        count *= len(part)
        if count > MAX_TEXTS:
            return [[unknown(name, used)]]
    texts = [[stretch for text in chosen for stretch in text] for chosen in product(*parts)]
    if any(sum(len(stretch.data) for stretch in text) > _MAX_LENGTH for text in texts):
        return [[unknown(name, used)]]
    return texts


def words_of(text: Text) -> list[Text]:
    """The words of a text, each with its stretches."""
    words: list[Text] = [[]]
    for stretch in text:
        at = 0
        for blank in _BLANK.finditer(stretch.data):
            words[-1] += _part(stretch, at, blank.start())
            words.append([])
            at = blank.end()
        words[-1] += _part(stretch, at, len(stretch.data))
    return [word for word in words if word]


def _part(stretch: Stretch, start: int, end: int) -> Text:
    """A stretch from one of its bytes up to another."""
    if start >= end:
        return []
    literal = Span(stretch.literal.start + start, stretch.literal.start + end) if stretch.literal else None
    used = literal if stretch.is_in_place and literal else stretch.used
    return [Stretch(stretch.data[start:end], used, literal, stretch.names, known=stretch.known)]


def value_of(text: Text) -> str | None:
    """What a text says, None where that is not known."""
    if not all(stretch.known for stretch in text):
        return None
    return b"".join([stretch.data for stretch in text]).decode(errors="replace")


class Reading:
    """What is found in the texts of one file, and which of its variables came into it.

    `count` says how often the file speaks of a variable's value.
    """

    def __init__(self, source: Source, count: Callable[[str], int]) -> None:
        self.source = source
        self._count = count
        self.found: list[Found] = []
        self.problems: list[Problem] = []
        self.named: set[str] = set()
        self._seen: set[tuple[Span, Span, str | None, str]] = set()

    def read(
        self,
        texts: Iterable[Text],
        where: str,
        *,
        given: Mapping[str, str] | None = None,
        dialect: str = "sh",
    ) -> None:
        """Read the texts that one shell may be given."""
        found: dict[object, Found] = {}
        for text in texts:
            embedded = self.source.embed([(stretch.data, stretch.used) for stretch in text])
            expanded = _Expanded(text, self._count, self.source)
            for one in shell.read(embedded, given, dialect):
                if isinstance(one, Problem):
                    self.problems.append(lift_problem(one, embedded))
                    continue
                self.named.update(expanded.names(one.mention))
                if expanded.is_of_call(one.mention):
                    continue
                command = one.mention.where
                one.mention = expanded.place(one.mention, embedded)
                one.mention.where = f"{where}: {command}" if where else command
                found.setdefault((one.mention, one.whole, one.use), one)
        for one in _apart(found.values()):
            place = one.mention.span, one.whole, one.mention.resolved, one.use
            if place not in self._seen:
                self._seen.add(place)
                self.found.append(one)

    def reference(self, texts: Iterable[Text], where: str) -> None:
        """Add the images that are pulled and that these texts are, blanks around them left out."""
        for text in texts:
            embedded = self.source.embed([(stretch.data, stretch.used) for stretch in text])
            said = embedded.data.decode("latin-1")
            start = len(said) - len(said.lstrip())
            span = Span(start, start + len(said.strip()))
            if span.start < span.end:
                mention = Mention(embedded, span, embedded.read(span), scanner=SCANNER, where=where)
                expanded = _Expanded(text, self._count, self.source)
                self.named.update(expanded.names(mention))
                self.found.append(Found(expanded.place(mention, embedded), uses.PULL, embedded.read(span)))

    def declared(self, literals: Iterable[tuple[str, Span]]) -> None:
        """Add the variables that hold an image by their name and that nothing read so far has used.

        Of each its name and where its value stands in the file.
        """
        places = {one.whole for one in self.found}
        for name, place in literals:
            value = self.source.read(place)
            if name not in self.named and place not in places and holds_image(name, value):
                mention = Mention(self.source, place, value, scanner=SCANNER, where=name)
                self.found.append(Found(mention, uses.NESTED, value))

    def mentions(self, scanner: str) -> Iterator[Mention | Problem]:
        """Everything found, as mentions that a scanner has made of the file."""
        yield from self.problems
        yield from (resolved(one.mention).replace(scanner=scanner) for one in settle(self.found))


def _apart(found: Iterable[Found]) -> list[Found]:
    """What is found in the texts that one text may stand for: each of several values at its own place."""
    found = list(found)
    places: dict[Span, set[Span]] = {}
    for one in found:
        places.setdefault(one.mention.span, set()).add(one.whole)
    for one in found:
        if len(places[one.mention.span]) > 1:
            one.mention = one.mention.replace(span=one.whole)
    return found


class _Expanded:
    """One text, and the way back from its bytes to the file."""

    def __init__(self, text: Text, count: Callable[[str], int], outer: Source) -> None:
        self.text = text
        self._outer = outer
        self._count = count
        self._starts = [0]
        for stretch in text:
            self._starts.append(self._starts[-1] + len(stretch.data))

    def names(self, mention: Mention) -> Iterator[str]:
        """The variables that a mention in the text comes from."""
        for place in (mention.span, *mention.parts.values()):
            for index in self._touched(place):
                yield from self.text[index].names

    def place(self, mention: Mention, embedded: Embedded) -> Mention:
        """A mention in the text as one in the file."""
        if "whole" not in mention.parts:
            return self._in_parts(mention, embedded)
        whole = mention.parts["whole"]
        touched = self._touched(whole)
        stretches = [self.text[index] for index in touched]
        literal = self._literal(whole, touched)
        reason, says = mention.reason, mention.resolved
        if not all(stretch.known for stretch in stretches):
            says = None
            reason = reason if mention.role is not Role.PULL else NOT_KNOWN
        elif literal is None:
            is_composed = any(stretch.names for stretch in stretches)
            reason = reason or (COMPOSED if is_composed else _ESCAPED)
        span = self._used(mention.span)
        if literal is not None and mention.span == whole and stretches[0].names:
            if self._is_all(whole, touched[0]):
                reason = reason or self._shared(stretches[0])
            else:
                span = literal
                if not self._is_command(whole, touched[0]):
                    reason = reason or self._shared(stretches[0])
        elif literal is not None and stretches[0].names:
            reason = reason or self._shared(stretches[0])
        return mention.replace(
            source=embedded.outer,
            span=span,
            resolved=says,
            reason=reason,
            parts={"whole": literal or span},
        )

    def _is_known(self, mention: Mention) -> bool:
        """Whether the text of all parts of a mention is known."""
        return all(self.text[index].known for place in mention.parts.values() for index in self._touched(place))

    def _in_parts(self, mention: Mention, embedded: Embedded) -> Mention:
        """A mention whose parts stand apart; what a variable has brought is not rewritten."""
        touched = {part: self._touched(place) for part, place in mention.parts.items()}
        stretches = [self.text[index] for indexes in touched.values() for index in indexes]
        literals = {part: self._literal(place, touched[part]) for part, place in mention.parts.items()}
        is_known = all(stretch.known for stretch in stretches)
        is_apart = None in literals.values() or any(stretch.names for stretch in stretches)
        span = self._used(mention.span)
        return mention.replace(
            source=embedded.outer,
            span=span,
            resolved=mention.resolved if is_known else None,
            reason=mention.reason or (COMPOSED if is_known else NOT_KNOWN)
            if is_apart or not is_known
            else mention.reason,
            parts={part: place or span for part, place in literals.items()},
        )

    def _touched(self, place: Span) -> list[int]:
        if not self.text:
            return []
        first = min(bisect_right(self._starts, place.start) - 1, len(self.text) - 1)
        touched = [first]
        while touched[-1] + 1 < len(self.text) and self._starts[touched[-1] + 1] < place.end:
            touched.append(touched[-1] + 1)
        return touched

    def _literal(self, whole: Span, touched: list[int]) -> Span | None:
        """Where the bytes of a place stand in the file as one literal."""
        if len(touched) != 1 or self.text[touched[0]].literal is None:
            return None
        stretch = self.text[touched[0]]
        assert stretch.literal is not None
        return whole.shift(stretch.literal.start - self._starts[touched[0]])

    def _used(self, place: Span) -> Span:
        """Where the bytes of a place are used in the file."""
        touched = self._touched(place)
        if not touched:
            return Span(0, 0)
        places = [self._shown(place, index) for index in touched]
        return Span(min(each.start for each in places), max(each.end for each in places))

    def _shown(self, place: Span, index: int) -> Span:
        """Where what one stretch says of a place is used in the file."""
        stretch = self.text[index]
        if not stretch.is_in_place:
            return stretch.used
        shift = stretch.used.start - self._starts[index]
        return Span(max(place.start + shift, stretch.used.start), min(place.end + shift, stretch.used.end))

    def is_of_call(self, mention: Mention) -> bool:
        """Whether a mention whose text is not known stands in the command that make's `$(call …)` puts together.

        So does one in parts where a variable has brought them.
        """
        whole = mention.parts.get("whole")
        touched = self._touched(whole or mention.span)
        if whole is None:
            return bool(self.text[touched[0]].names) and not self._is_known(mention)
        if self._is_known(mention):
            return False
        is_call = self._outer.data.startswith((b"$(call", b"${call"), self.text[touched[0]].used.start)
        return is_call and self._is_command(whole, touched[0])

    def _is_all(self, whole: Span, index: int) -> bool:
        """Whether a place is all that stands for a variable where it is used, quotes and blanks around it left out."""
        before, after = self._around(whole, index)
        return not before.strip(_AROUND) and not after.strip(_AROUND)

    def _is_command(self, whole: Span, index: int) -> bool:
        """Whether the variable holds the command too, and not only the image."""
        words = re.split(r"[\s/]+", self._around(whole, index)[0])
        return any(word.lower() in TOOLS for word in words)

    def _around(self, whole: Span, index: int) -> tuple[str, str]:
        """What stands before and after a place in the place of the same variable."""
        used = self.text[index].used
        first = last = index
        while first and self.text[first - 1].used == used:
            first -= 1
        while last + 1 < len(self.text) and self.text[last + 1].used == used:
            last += 1
        data = b"".join([stretch.data for stretch in self.text[first : last + 1]]).decode("latin-1")
        return data[: whole.start - self._starts[first]], data[whole.end - self._starts[first] :]

    def _shared(self, stretch: Stretch) -> str | None:
        name = next((name for name in stretch.names if self._count(name) > 1), None)
        return f"the variable {name} is used in more than one place" if name else None
