"""A script's functions: what their calls give them as `$1`, `$2` and so on."""

from __future__ import annotations

from mooring.scanners.shell.flow import MAX_ASSIGNMENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.scanners.shell.grammar import Script
    from mooring.scanners.shell.syntax import Block, Command, Word

    Blocks = tuple[Block, ...]


class Functions:
    """The functions of one script, the commands that call them, and the parameters that they shift away."""

    def __init__(self, script: Script) -> None:
        names = {block.name for command in script.commands for block in command.blocks if block.kind == "function"}
        self._calls: dict[str, list[Command]] = {}
        self._moves: dict[int, list[Command]] = {}
        for command in script.commands:
            name = command.words[0].bare
            if name in names and function_of(command.blocks) != name:
                self._calls.setdefault(name or "", []).append(command)
            if name in ("shift", "set"):
                self._moves.setdefault(_construct(command.blocks), []).append(command)

    def calls(self, name: str) -> list[Command]:
        """The commands that call a function; none where there are too many to look at."""
        calls = self._calls.get(name, [])
        return calls if len(calls) <= MAX_ASSIGNMENTS else []

    def shifted(self, at: int, blocks: Blocks) -> int | None:
        """How many parameters have been shifted away at a place of a function; None where that is not known."""
        count = 0
        moves = self._moves.get(_construct(blocks), ())
        if len(moves) > MAX_ASSIGNMENTS:
            return None
        for command in moves:
            in_loop = any(block.kind == "do" for block in command.blocks)
            if command.at > at and not in_loop:
                continue
            number = command.words[1].bare if len(command.words) == 2 else "1"
            straight = any(block.kind == "function" for block in command.blocks[-1:])
            if command.words[0].bare != "shift" or not straight or not (number or "").isdecimal():
                return None
            count += int(number or "")
        return count


def function_of(blocks: Blocks) -> str | None:
    """The name of the innermost function that a place stands in."""
    return next((block.name for block in reversed(blocks) if block.kind == "function"), None)


def is_all_parameters(word: Word) -> bool:
    """Whether a word is `$@` or `$*`."""
    return len(word.pieces) == 1 and word.pieces[0].name in ("@", "*")


def _construct(blocks: Blocks) -> int:
    return next((block.construct for block in reversed(blocks) if block.kind == "function"), 0)
