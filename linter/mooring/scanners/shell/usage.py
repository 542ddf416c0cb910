"""How a command line is described: which words are images, what becomes of them, and which flags take a value."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Form = str | Callable[[str], Iterator[tuple[int, int]]]
    Use = str | Callable[[str], str]

REFERENCE = "reference"
TRANSPORT = "reference, perhaps after docker://"
DOCKER_URL = "reference after docker://"


class Usage:
    """How one subcommand reads its words.

    `switches` are the flags without a value, `options` the flags whose value holds an image, with what becomes
    of it (a function of the value where that tells) and how it is written. `operands` says what each word that
    is no flag is, None for no image; with `repeat` the last holds for all that follow, `spare` operands at the
    end are left out; with `backwards` the last operand is the first of the list read from its end. With `stops`
    flags end at the first operand.
    """

    __slots__ = ("switches", "options", "operands", "form", "repeat", "spare", "backwards", "stops")

    def __init__(
        self,
        switches: str = "",
        *operands: str | None,
        options: Mapping[str, tuple[Use, Form]] | None = None,
        form: Form = REFERENCE,
        repeat: bool = False,
        spare: int = 0,
        backwards: bool = False,
        stops: bool = False,
    ) -> None:
        self.switches = frozenset(switches.split())
        self.options = options or {}
        self.operands = operands
        self.form = form
        self.repeat = repeat
        self.spare = spare
        self.backwards = backwards
        self.stops = stops

    @property
    def needed(self) -> int:
        """How many operands there must be."""
        return 1 if self.backwards else len(self.operands) + self.spare


class Tool:
    """A program: the switches that may stand before its subcommand, and its subcommands that name images."""

    __slots__ = ("switches", "usages", "groups")

    def __init__(self, switches: str, usages: dict[str, Usage]) -> None:
        self.switches = frozenset(switches.split())
        self.usages = usages
        self.groups = {" ".join(path[:length]) for path in map(str.split, usages) for length in range(1, len(path))}
