"""A template's bytes with its expressions masked, so that readers of what it makes can read it, at the same places.

Every variant is as long as the template, byte for byte: an expression that writes a word becomes a hole, one that
writes nothing, or lines of its own, becomes blanks, and a line of nothing but expressions becomes empty lines, which
are nothing in YAML, block scalars included. A hole is a word that may stand in a reference and never does, so that a
reference with a hole in it is still known for one. Of a choice one branch is shown in each variant, and as many
variants are made as it takes to show every branch that may name an image.
"""

from __future__ import annotations

import re

from mooring.scanners.templates.expressions import OUTPUT, choices, expressions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring.scanners.templates.expressions import Branch, Choice

_HOLE = b"qz"
_HOLES = re.compile(r"(?:qz){2,}q?")
_MAX_VARIANTS = 16
_OF_INTEREST = re.compile(rb"image|repository|from|docker", re.IGNORECASE)
_IMAGE_IS = re.compile(rb"image[\w.-]*[\"']?\s*[:=]\s*[\"']?\Z", re.IGNORECASE)
_MAX_KEY = 100
_BLANK, _LINE_END = b" ", b"\n"
_EMPTY = _BLANK + _LINE_END
_BEFORE = b" \t\r\n\"'"
_AFTER = b" \t\r\n\"',"


def is_masked(text: str) -> bool:
    """Whether something of a text of a variant is not known."""
    return _HOLES.search(text) is not None


def literal(text: str) -> str:
    """What is known of a text of a variant."""
    return _HOLES.sub("", text)


def holes(text: str) -> int:
    """How many stretches of a text of a variant are not known."""
    return len(_HOLES.findall(text))


def fill(text: str, values: Iterator[str]) -> str:
    """A text of a variant with the next of some values in place of each stretch that is not known."""
    return _HOLES.sub(lambda _: next(values), text)


class Template:
    """A template, its expressions, and what is read in place of it.

    Without `variables` a `${ }` is no expression: the reader of what the template makes knows better what it is.
    """

    def __init__(self, data: bytes, *, variables: bool = True) -> None:
        self.data = data
        self.expressions = [one for one in expressions(data) if variables or not one.is_variable]
        self.choices = choices(self.expressions)

    def variants(self) -> Iterator[bytes]:
        """The bytes of each variant."""
        if not self.expressions:
            yield self.data
            return
        unseen = set(_branches(self.choices, self.data))
        for _ in range(_MAX_VARIANTS):
            hidden = list(_hide(self.choices, unseen))
            yield self._masked(hidden)
            if not unseen:
                return

    def _masked(self, hidden: Sequence[tuple[int, int]]) -> bytes:
        masked = bytearray(self.data)
        for start, end in hidden:
            masked[start:end] = _emptied(masked[start:end])
        bare = bytearray(masked)
        for one in self.expressions:
            bare[one.start : one.end] = _BLANK * (one.end - one.start)
        lines = _Lines(bare)
        done = 0
        glued = [(start, end, True) for start, end in self._glued(self.choices)]
        alone = [(one.start, one.end, one.kind == OUTPUT and not one.writes_lines) for one in self.expressions]
        for start, end, writes in sorted([*alone, *glued], key=lambda place: (place[0], -place[1])):
            if start < done or masked[start] in _EMPTY:
                continue
            first, last = lines.around(start, end)
            if lines.are_blank:
                masked[first:last] = _LINE_END * (last - first)
                done = last
                continue
            done = end
            before = masked[first:start]
            if writes:
                masked[start:end] = _hole(end - start)
            elif before.strip():
                masked[start:end] = _BLANK * (end - start)
            else:
                masked[first:end] = _LINE_END * (end - start) + before
        return bytes(masked)

    def _glued(self, among: Sequence[Choice]) -> Iterator[tuple[int, int]]:
        """The choices within a line that make a part of a word."""
        pending = list(among)
        while pending:
            one = pending.pop()
            if b"\n" not in self.data[one.start : one.end] and not (
                self.data[one.start - 1 : one.start] in _BEFORE and self.data[one.end : one.end + 1] in _AFTER
            ):
                yield one.start, one.end
            else:
                pending += [inner for branch in one.branches for inner in branch.choices]


class _Lines:
    """The lines around places that are asked for in order."""

    def __init__(self, data: bytearray) -> None:
        self._data = data
        self._known = (0, 0)
        self.are_blank = False

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The lines from one place to another, without the last line end; `are_blank` says whether they are."""
        first, last = self._known
        if not (first <= start and end <= last):
            first = self._data.rfind(b"\n", first, start) + 1 or first
            last = self._data.find(b"\n", end)
            last = len(self._data) if last < 0 else last
            self._known = first, last
            self.are_blank = not self._data[first:last].strip()
        return self._known


def _hole(length: int) -> bytes:
    return (_HOLE * length)[:length]


def _emptied(text: bytearray) -> bytes:
    return (_LINE_END if b"\n" in text else _BLANK) * len(text)


def _branches(among: Sequence[Choice], data: bytes) -> Iterator[Branch]:
    """The branches that may name an image."""
    pending = list(among)
    while pending:
        choice = pending.pop()
        is_value = _IMAGE_IS.search(data, max(0, choice.start - _MAX_KEY), choice.start) is not None
        for branch in choice.branches:
            if is_value or _OF_INTEREST.search(data, branch.start, branch.end):
                yield branch
                pending += branch.choices


def _hide(among: Sequence[Choice], unseen: set[Branch]) -> Iterator[tuple[int, int]]:
    """The places of the branches not shown, where of each choice one is shown that is, or has in it, an unseen one."""
    pending = list(among)
    while pending:
        choice = pending.pop()
        shown = next((branch for branch in choice.branches if _has(branch, unseen)), choice.branches[0])
        unseen.discard(shown)
        pending += shown.choices
        yield from ((branch.start, branch.end) for branch in choice.branches if branch is not shown)


def _has(branch: Branch, unseen: set[Branch]) -> bool:
    pending = [branch]
    while pending:
        one = pending.pop()
        if one in unseen:
            return True
        pending += [inner for choice in one.choices for inner in choice.branches]
    return False
