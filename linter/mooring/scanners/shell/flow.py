"""Which of a script's assignments can reach a place: branches, loops, functions and subshells."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.scanners.shell.syntax import Assignment, Block

    Blocks = tuple[Block, ...]

MAX_ASSIGNMENTS = 64
_ALWAYS = ("{", "head", "for")


def reaching_assignments(assignments: Sequence[Assignment], at: int, blocks: Blocks) -> list[Assignment]:
    """Those of one variable's assignments whose value it may have at a place inside the blocks, in order."""
    function = _function(blocks)
    loops = {block.construct for block in blocks if block.kind == "do"}
    reaching: list[Assignment] = []
    repeated: dict[Assignment, int] = {}
    for assignment in reversed(assignments[-MAX_ASSIGNMENTS:]):
        inside = _function(assignment.blocks)
        if assignment.local and inside != function:
            continue
        if assignment.at > at:
            shared = [block.construct for block in assignment.blocks if block.construct in loops]
            if shared or (function is not None and inside != function):
                reaching.append(assignment)
                repeated.update({assignment: shared[-1]} if shared else {})
        elif not _excludes(assignment.blocks, blocks):
            reaching.append(assignment)
            if _dominates(assignment.blocks, blocks):
                rounds = {block.construct for block in assignment.blocks}
                reaching = [one for one in reaching if repeated.get(one) not in rounds]
                break
    return reaching[::-1]


def _function(blocks: Blocks) -> int | None:
    """The innermost function that a place stands in."""
    return next((block.construct for block in reversed(blocks) if block.kind == "function"), None)


def _dominates(assignment: Blocks, use: Blocks) -> bool:
    """Whether what stands in the one place has always been run when the other is reached."""
    branches = {block.construct: block.branch for block in use}
    return all(
        block.kind == "{"
        or branches.get(block.construct) == block.branch
        or (block.kind in _ALWAYS and block.construct in branches)
        for block in assignment
    )


def _excludes(assignment: Blocks, use: Blocks) -> bool:
    """Whether an assignment cannot reach a use: in another branch, or in a subshell that has ended."""
    branches = {block.construct: block.branch for block in use}
    for block in assignment:
        if block.construct not in branches:
            if block.kind == "(":
                return True
        elif branches[block.construct] != block.branch and block.kind not in _ALWAYS:
            return True
    return False
