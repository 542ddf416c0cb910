"""Which program a command line runs: by its name, by a variable's, or as one that other programs and functions run."""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import wrappers
from mooring.scanners.shell.command_line import operands
from mooring.scanners.shell.commands import TOOLS
from mooring.scanners.shell.functions import function_of, is_all_parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.shell.arguments import Argument
    from mooring.scanners.shell.functions import Functions
    from mooring.scanners.shell.grammar import Script
    from mooring.scanners.shell.syntax import Command, Word

_MAX_COMMANDS = 16
_MAX_WORDS = 100
_ENGINES = frozenset({"docker", "podman", "nerdctl"})
_TALKERS = frozenset({"", "echo", "printf", "git", "grep", "egrep", "rg", "ag", "log", "set", "test", "[", "[["})
_ENGINE = lazily(
    r"docker|podman|container_?(?:engine|runtime|tool|cmd|cli|bin|command|exe)|^(?:engine|runtime)$", re.IGNORECASE
)
_NO_ENGINE = lazily(r"compose|ima?ge?|file|host|registry|repo|tag|arg|opt|flag|run$|build|push|pull", re.IGNORECASE)
_TOOL_SUFFIX = lazily(r"_?(?:cmd|command|cli|bin|binary|exe|path|tool)$")
_NUMBER = lazily(r"[0-9]+(?:\.[0-9]+)?[smhd]?")
_ASSIGNED = lazily(r"[A-Za-z_][A-Za-z0-9_]*=")


def forwarders(script: Script) -> Iterator[str]:
    """The names of the script's functions that run the words given to them."""
    for command in script.commands:
        first = command.words[0].pieces
        if len(first) == 1 and first[0].name in ("@", "*"):
            yield from (block.name for block in command.blocks if block.kind == "function")


def commands_of_functions(script: Script, functions: Functions) -> dict[str, list[tuple[Command, Word]]]:
    """The commands of the script's functions that have `$@` among their words, and that word, by function."""
    commands: dict[str, list[tuple[Command, Word]]] = {}
    for command in script.commands:
        name = function_of(command.blocks)
        word = next((word for word in command.words[1:] if is_all_parameters(word)), None)
        is_short = len(command.words) <= _MAX_WORDS
        if name is not None and word is not None and is_short and functions.calls(name):
            commands.setdefault(name, []).append((command, word))
    return {name: listed for name, listed in commands.items() if len(listed) <= _MAX_COMMANDS}


def inside(word: Word) -> Span:
    """Where a word of one piece stands, without its quotes."""
    return Span(word.pieces[0].start, word.pieces[0].end)


def program(argument: Argument) -> str:
    """The name of the program that a command's first word is."""
    text = argument.text if argument.template is None else None
    if text is None and "/" in argument.written and argument.written[-1].isalnum():
        text = argument.written
    if text is None:
        name = argument.loose_name or next((piece.name for piece in argument.word.pieces if piece.name), "")
        tool = _TOOL_SUFFIX.sub("", name.lower()).replace("_", "-")
        if tool in TOOLS:
            return tool
        return "docker" if _ENGINE.search(name) and not _NO_ENGINE.search(name) else ""
    return text.rpartition("/")[2].lower().removesuffix(".exe")


def is_prefix(arguments: list[Argument]) -> bool:
    """Whether a command begins with an unquoted variable that may be empty, or a wrapping program (`$SUDO`)."""
    name = arguments[0].loose_name
    if name in (None, " ") or _ENGINE.search(name or "") or len(arguments) == 1:
        return False
    return program(arguments[1]) in TOOLS


def remote_words(arguments: list[Argument]) -> list[Argument]:
    """The words that ssh hands to the other host."""
    return operands(arguments[1:], wrappers.SSH_OPTIONS)[1:]


def elsewhere(name: str, arguments: list[Argument]) -> list[Argument]:
    """The words that a program runs on another machine; none where it does something else."""
    if name not in wrappers.ELSEWHERE:
        return []
    subcommand, options, count = wrappers.ELSEWHERE[name]
    flags = frozenset(options.split())
    words = operands(arguments, flags)
    if subcommand:
        words = operands(words[1:], flags) if words and words[0].view == subcommand else []
    words = words[count:]
    return words[1:] if words and words[0].view in ("--", "-e") else words


def behind_dashes(name: str, arguments: list[Argument]) -> list[Argument]:
    """The engine's command line that stands behind the `--` of a program that nobody knows; none where none does."""
    at = next((index for index, argument in enumerate(arguments) if argument.view == "--"), len(arguments))
    words = arguments[at + 1 :]
    is_engine = bool(words) and words[0].text is not None and program(words[0]) in _ENGINES
    return words if is_engine and name not in TOOLS and name not in _TALKERS else []


def wrapped(name: str, arguments: list[Argument]) -> list[Argument]:
    """The command line that a wrapping program runs."""
    options, count = wrappers.WRAPPERS[name]
    if name == "command" and any(argument.view in ("-v", "-V") for argument in arguments[:1]):
        return []
    arguments = operands(arguments, frozenset(options.split()))[count:]
    while arguments and (_ASSIGNED.match(arguments[0].view) or _NUMBER.fullmatch(arguments[0].view)):
        arguments = arguments[1:]
    return arguments
