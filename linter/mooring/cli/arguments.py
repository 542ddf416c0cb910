"""The options that several commands share."""

from __future__ import annotations

import os
from argparse import ArgumentParser, HelpFormatter

from mooring.cli import COMMANDS, Failure, suggestion
from mooring.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn


def new_parser(command: str, epilog: str | None = None) -> ArgumentParser:
    """A parser for a command of `COMMANDS`."""
    summary = COMMANDS[command]
    description = f"{summary[0].upper()}{summary[1:]}."
    return _Parser(
        prog=f"mooring {command}",
        description=description,
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=_formatter,
    )


class _Parser(ArgumentParser):
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


def add_paths(parser: ArgumentParser) -> None:
    """The files and folders to read, and the policy file."""
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="a file or folder (default: the current folder)"
    )
    add_policy(parser)
    add_environment(parser)


def add_environment(parser: ArgumentParser) -> None:
    """The environment that everything belongs to, whatever paths and files say."""
    parser.add_argument("--environment", metavar="NAME", help="the environment that everything read belongs to")


def add_policy(parser: ArgumentParser) -> None:
    """The policy file, and plugins that are not installed."""
    parser.add_argument("--config", metavar="FILE", help="the policy file (default: .mooring.yaml, found upwards)")
    add_plugins(parser)


def add_plugins(parser: ArgumentParser) -> None:
    """Plugins that are not installed."""
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="FILE",
        help="load a plugin from a Python file; may be repeated",
    )


def add_choice(parser: ArgumentParser) -> None:
    """Which of the references found are meant; `mooring.cli.choice.Choice` reads it."""
    parser.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only images of such a name, like nginx, docker.io/library/* or ghcr.io/acme/**; may be repeated",
    )
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="GLOB",
        help="only files of such a path, as .gitignore writes it; may be repeated, the last that matches decides",
    )


def add_lock_file(parser: ArgumentParser) -> None:
    """The lock file."""
    parser.add_argument(
        "--lock-file", metavar="FILE", help="the lock file (default: mooring.lock in the project's root folder)"
    )


def add_format(parser: ArgumentParser, *formats: str) -> None:
    """The output format."""
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def severity(name: str | None, default: Severity) -> Severity:
    """The severity of an option's value, or the default."""
    return Severity[name.upper()] if name else default


def rule_ids(options: Iterable[str], known: Iterable[str]) -> set[str]:
    """The rules that comma-separated options name. Raises `Failure` for one that there is none of."""
    known = sorted(known)
    named = {name.strip() for option in options for name in option.split(",") if name.strip()}
    for name in sorted(named):
        if name not in known:
            raise Failure(f"there is no rule `{name}`{suggestion(name, known)}; `mooring rules` lists them")
    return named
