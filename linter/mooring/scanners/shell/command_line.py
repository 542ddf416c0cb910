"""A command line cut into flags and operands, as pflag and getopt cut it."""

from __future__ import annotations

import re

from mooring.scanners.build_options import HOLE
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.shell.arguments import Argument
    from mooring.scanners.shell.usage import Usage

_LOOK_AHEAD = 64
_IMAGE_NAME = lazily(r"ima?ge?s?(?![a-z]*_?(?:args?|opts?|options|flags))|\bref$|repo|tag$|distro", re.IGNORECASE)
_OPTIONS_NAME = lazily(
    r"(?:arg(?:ument)?|opt(?:ion)?|flag|param(?:eter)?|switch)(?:e?s)?(?![a-z])|[@*]|"
    r"(?<![a-z])(?:env|vol|mount|port|ulimit|gpu|net|platform|user|tty|interactive|extra|run|label|device|secur|priv|"
    r"detach|memory|limit|cred|verbose|quiet|dry)",
    re.IGNORECASE,
)
_HUMP = lazily(r"(?<=[a-z])(?=[A-Z])")
_FLAG_IN_TEMPLATE = lazily(r"'\s*--?[A-Za-z]")
_FLAG_IS_PRINTED = lazily(r"\b(?:echo|printf)\s+(?:--\s+)?[\"']?--?[A-Za-z]")
_PLAINLY_REFERENCE = lazily(
    r"[a-z0-9][\w.-]*(?::[0-9]+)?(?:/[a-z0-9][\w.-]*)*(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]{64})?"
)


class CommandLine:
    """The flags with their values, and the operands, of one subcommand."""

    __slots__ = ("flags", "operands")

    def __init__(self, usage: Usage, arguments: list[Argument]) -> None:
        self.flags: list[tuple[str, Argument | None]] = []
        self.operands: list[Argument] = []
        only_operands = False
        index = 0
        while index < len(arguments):
            argument = arguments[index]
            index += 1
            view = argument.view
            if only_operands or not view.startswith("-") or view == "-":
                needed = usage.needed - len(self.operands)
                is_fixed = not (usage.repeat or usage.stops or usage.backwards)
                is_last = 0 < needed == len(arguments) - index
                if not only_operands and is_fixed and is_last and _is_surplus(argument, arguments[index:]):
                    continue
                if not only_operands and _may_be_options(argument, arguments[index : index + _LOOK_AHEAD], needed):
                    continue
                self.operands.append(argument)
                only_operands = only_operands or usage.stops
            elif view == "--":
                only_operands = True
            else:
                following = arguments[index : index + 1]
                if not usage.operands and following and following[0].view.startswith("--"):
                    following = []
                index += self._flag(usage.switches, argument, following)

    def _flag(self, switches: frozenset[str], argument: Argument, following: list[Argument]) -> int:
        """Read one word of flags; answer how many words after it hold a value."""
        *_, last = flags = list(_names(argument, switches))
        self.flags += flags
        name, value = last
        if value is not None or name in switches:
            return 0
        if not following:
            return 0
        self.flags[-1] = (name, following[0])
        return 1

    def has(self, *names: str) -> bool:
        """Whether a switch is given, and not as `=false`."""
        return any(name in names and (value is None or value.text != "false") for name, value in self.flags)

    def value(self, *names: str) -> str | None:
        """The known text of a flag's value, the last one given."""
        values = [value for name, value in self.flags if name in names and value is not None]
        return values[-1].text if values else None


def _names(argument: Argument, switches: frozenset[str]) -> Iterator[tuple[str, Argument | None]]:
    """The flags in one word: `--name`, `--name=value`, `-abc`, `-avalue`, `-a=value`."""
    view = argument.view if argument.written == HOLE else argument.written
    if not view.startswith("-"):
        view = argument.view
    if view.startswith("--"):
        name, equals, _ = view.partition("=")
        yield name, argument.slice(len(name) + 1, len(view)) if equals else None
        return
    for at in range(1, len(view)):
        name = f"-{view[at]}"
        rest = at + 2 if view[at + 1 : at + 2] == "=" else at + 1
        if name not in switches or rest == at + 2:
            yield name, argument.slice(rest, len(view)) if rest < len(view) else None
            return
        yield name, None


def _may_be_options(argument: Argument, following: list[Argument], needed: int) -> bool:
    """Whether an unknown word is to be passed over, being perhaps flags; so many operands are still `needed`.

    The name tells where it can; where it does not, the word is passed over only if a text follows that can
    hardly be anything but an image.
    """
    name = argument.loose_name
    if argument.template is not None and _FLAG_IN_TEMPLATE.search(argument.template):
        return True
    if name is None:
        return False
    if argument.substituted and (
        _FLAG_IS_PRINTED.search(argument.substituted) or any(_is_named_image(other) for other in following)
    ):
        return True
    if any(value.known.startswith("-") for value in argument.values):
        return True
    if _IMAGE_NAME.search(name):
        return False
    words = [other for other in following if not other.view.startswith("-")]
    if len(words) < needed:
        return False
    after = words[0].text if words else None
    if after is None and not any(other.loose_name is not None or HOLE in other.view for other in following):
        return False
    if _OPTIONS_NAME.search(_HUMP.sub("_", name)):
        return True
    return (
        needed <= 1
        and argument.template is None
        and after is not None
        and (":" in after or "/" in after)
        and _PLAINLY_REFERENCE.fullmatch(after) is not None
    )


def _is_surplus(argument: Argument, rest: list[Argument]) -> bool:
    """Whether an unknown word stands before as many plain words as there must be operands, so that it holds flags."""
    name = argument.loose_name
    return (
        name is not None
        and _IMAGE_NAME.search(name) is None
        and all(other.loose_name is None and not other.view.startswith("-") for other in rest)
    )


def _is_named_image(argument: Argument) -> bool:
    """Whether a word is a variable alone whose name says that it holds an image."""
    pieces = argument.word.pieces
    return len(pieces) == 1 and pieces[0].kind == "variable" and _IMAGE_NAME.search(pieces[0].name) is not None


def operands(arguments: list[Argument], options: frozenset[str]) -> list[Argument]:
    """The words from the first that is no flag on; `options` are the flags that take the next word as a value."""
    index = 0
    while index < len(arguments):
        view = arguments[index].view
        if view == "--":
            return arguments[index + 1 :]
        if not view.startswith("-") or view == "-":
            break
        takes = view in options or (not view.startswith("--") and f"-{view[-1]}" in options and view[:2] not in options)
        index += 2 if takes else 1
    return arguments[index:]


def after_switches(arguments: list[Argument], switches: frozenset[str]) -> list[Argument]:
    """The words from the first that is no flag on; every flag but the switches takes a value."""
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        view = argument.view
        if argument.loose_name is not None and argument.loose_name != " " and index + 1 < len(arguments):
            index += 1
            continue
        if not view.startswith("-") or view == "-":
            break
        name, value = list(_names(argument, switches))[-1]
        index += 1 if value is not None or name in switches else 2
    return arguments[index:]
