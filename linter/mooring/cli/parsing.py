"""What argparse does for the commands: help, messages, and words that are out of the ordinary."""

from __future__ import annotations

import os
from argparse import ArgumentParser, HelpFormatter

from mooring.cli import COMMANDS, Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class CommandParser(ArgumentParser):
    """A parser for a command of `COMMANDS`; a mistake in the words given raises `Failure`."""

    def __init__(self, command: str, epilog: str | None) -> None:
        summary = COMMANDS[command]
        super().__init__(
            prog=f"mooring {command}",
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=_formatter,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words given on one line."""
        raise Failure(f"{message}; `{self.prog} --help` lists the options")


def _formatter(prog: str) -> HelpFormatter:
    """A formatter that is told the width, since finding it out imports more than all other parsing needs."""
    try:
        width = os.get_terminal_size().columns
    except OSError:
        width = 80
    return HelpFormatter(prog, width=width - 2)
