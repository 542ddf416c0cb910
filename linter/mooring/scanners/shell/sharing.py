"""Which uses of a script's variable have their value from one assignment, so that a change there reaches them all.

A use that stands in no command or assignment that is read (the word of a `case`, say) counts for all assignments. What
a plain `echo` or `printf` shows of a value is no use.
"""

from __future__ import annotations

from bisect import bisect_right

from mooring.scanners.patterns import lazily
from mooring.scanners.shell.flow import reaching_assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mooring.scanners.shell.grammar import Script
    from mooring.scanners.shell.syntax import Assignment, Block

    Blocks = tuple[Block, ...]

_USE = lazily(r"\$\{?(?:(?i:env:)|[!#])?([A-Za-z_][A-Za-z0-9_]*)")
_SHOWN = ("echo", "printf")
_SUBSTITUTION = ("$(", "`", "<(")
_MAX_USES = 50
_MAX_BACK = 20


class Sharing:
    """The uses of one script's variables."""

    def __init__(self, script: Script, assignments: Mapping[str, Sequence[Assignment]]) -> None:
        self._script = script
        self._assignments = assignments
        self._places = sorted(_places(script), key=lambda place: place[0])
        self._starts = [start for start, _, _ in self._places]
        self._shown = sorted(_shown(script))
        self._uses: dict[str, list[int]] = {}
        self._known: dict[tuple[str, tuple[int, ...]], bool] = {}
        own = set(_own(script))
        for match in _USE.finditer(script.text):
            if match.start() not in own and not self._is_shown(match.start()):
                self._uses.setdefault(match[1], []).append(match.start())

    def is_shared(self, name: str, reaching: Sequence[Assignment]) -> bool:
        """Whether more than one use has a value that one of the assignments, which reach some use, has given."""
        uses = self._uses.get(name, ())
        if len(uses) < 2 or len(uses) > _MAX_USES:
            return len(uses) > 1
        key = name, tuple(one.at for one in reaching)
        if key not in self._known:
            self._known[key] = sum(self._may_have(name, at, reaching) for at in uses) > 1
        return self._known[key]

    def _may_have(self, name: str, at: int, reaching: Sequence[Assignment]) -> bool:
        blocks = self._blocks(at)
        if blocks is None:
            return True
        own = reaching_assignments(self._assignments.get(name, ()), at, blocks)
        return any(one in reaching for one in own)

    def _blocks(self, at: int) -> Blocks | None:
        """The blocks that a place stands in, None where that is not known."""
        last = bisect_right(self._starts, at)
        for start, end, blocks in reversed(self._places[max(0, last - _MAX_BACK) : last]):
            if start <= at < end:
                return blocks
        return None

    def _is_shown(self, at: int) -> bool:
        last = bisect_right(self._shown, (at, len(self._script.text))) - 1
        return last >= 0 and at < self._shown[last][1]


def _places(script: Script) -> Iterator[tuple[int, int, Blocks]]:
    """Where commands and assignments stand, from their beginning to their end, and in which blocks."""
    for command in script.commands:
        words = [*command.words, *command.strings, *command.outputs]
        yield command.at, max(word.end for word in words), command.blocks
        for document in command.documents:
            yield document.start, document.end, command.blocks
        for assignment in command.assignments:
            yield from _place(assignment)
    for assignment in script.assignments:
        yield from _place(assignment)


def _place(assignment: Assignment) -> Iterator[tuple[int, int, Blocks]]:
    if assignment.values:
        yield assignment.at, max(word.end for word in assignment.values), assignment.blocks


def _shown(script: Script) -> Iterator[tuple[int, int]]:
    """The places of commands that show texts to people and do nothing else with them."""
    sources = {id(command.source) for command in script.commands}
    for command in script.commands:
        if command.words[0].bare in _SHOWN and not command.outputs and id(command) not in sources:
            start, end = command.at, command.words[-1].end
            around = any(block.kind == "(" for block in command.blocks)
            text = script.text
            within = text[start:end]
            if not around and not text[:start].rstrip().endswith(_SUBSTITUTION) and not _has(within, _SUBSTITUTION):
                yield start, end


def _has(text: str, marks: Sequence[str]) -> bool:
    return any(mark in text for mark in marks)


def _own(script: Script) -> Iterator[int]:
    """Where a variable is given its own value, or a default for it: `A=${A:-a}`, `${A:=a}`."""
    for assignment in script.assignments:
        if script.text.startswith("$", assignment.at):
            yield assignment.at
        for word in assignment.values or ():
            for match in _USE.finditer(script.text, word.start, word.end):
                if match[1] == assignment.name:
                    yield match.start()
