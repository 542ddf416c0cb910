"""The compound commands that are open at a place of a script, and the branch of each."""

from __future__ import annotations

from mooring.scanners.shell.syntax import Block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_BLOCKS = 160


class Nesting:
    """The open blocks of one stretch of a script, `outer` those that the stretch itself stands in.

    `numbers` tells compound commands apart, in all stretches of the script.
    """

    __slots__ = ("blocks", "_base", "_numbers")

    def __init__(self, outer: tuple[Block, ...], numbers: Iterator[int]) -> None:
        self.blocks = list(outer)
        self._base = len(outer)
        self._numbers = numbers

    def block(self, kind: str, name: str = "") -> Block:
        """A new block, not opened."""
        return Block(next(self._numbers), 0, kind, name)

    def open(self, kind: str, name: str = "") -> None:
        """Open a block, unless too many are open."""
        if len(self.blocks) < self._base + _MAX_BLOCKS:
            self.blocks.append(self.block(kind, name))

    def inside(self, *kinds: str) -> bool:
        """Whether the innermost block is of the stretch and of one of the kinds."""
        return len(self.blocks) > self._base and self.blocks[-1].kind in kinds

    def close(self, *kinds: str) -> None:
        """Close the innermost block if it is of one of the kinds."""
        if self.inside(*kinds):
            self.blocks.pop()

    def become(self, kind: str) -> None:
        """Go on in the same branch as another kind: after the pattern of a `case` branch its commands."""
        block = self.blocks.pop()
        self.blocks.append(Block(block.construct, block.branch, kind))

    def branch(self, *before: str, kind: str) -> None:
        """Begin the next branch of the innermost compound command if it is in one of the kinds before."""
        if self.inside(*before):
            block = self.blocks.pop()
            self.blocks.append(Block(block.construct, block.branch + 1, kind))
