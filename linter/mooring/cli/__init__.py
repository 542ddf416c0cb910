"""The command line: one module a command, imported when the command is called."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module

from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

CLEAN, FOUND, FAILED = 0, 1, 2
INTERRUPTED, BROKEN_PIPE = 130, 141

COLLECT_AFTER = 50_000
"""How many more objects there may be before Python looks for cycles among them; most runs never make as many."""

COMMANDS = {
    "init": "write a first policy from what a repository has in it",
    "check": "find what is wrong with the image references of files, and mend it with --fix",
    "list": "list every image reference, good or bad",
    "pin": "write the digest to every reference that can be pinned",
    "update": "refresh pinned digests to what their tags now name, and move version tags on with --tags",
    "unpin": "take digests off again",
    "lock": "record in mooring.lock what every reference names right now",
    "baseline": "record today's findings, so that only new ones fail",
    "resolve": "ask registries what references name right now",
    "explain": "show what Docker makes of a reference, and what it fills in silently",
    "formats": "list what Mooring reads, or show how a format is read",
    "rules": "list the rules, or show a rule's manual",
    "config": "show the effective policy for a path, and where each value comes from",
    "plugins": "list the plugins, and what each brings",
    "lsp": "serve an editor: findings as one types, and the fixes (the Language Server Protocol)",
    "cache": "look at what is kept of registries' answers and of files read, or clear it",
}

_USAGE = """usage: mooring COMMAND [OPTIONS]

A linter and policy checker for container image references that fixes them byte for byte.

commands:
{commands}

`mooring COMMAND --help` shows a command's options; `mooring --version` the version.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; give its exit code: 0 clean, 1 findings, 2 the job could not be done."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(COLLECT_AFTER)
    atexit.register(gc.freeze)
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    try:
        try:
            return _dispatch(words)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return complain(f"the run broke off: {str(error.strerror or error).lower()}")


def _nowhere() -> TextIO:
    """What stands in for a stream that was closed before the start."""
    return open(os.devnull, "w", encoding="utf-8")


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        (sys.stdout if words else sys.stderr).write(_usage())
        return CLEAN if words else FAILED
    if words[0] in ("-V", "--version"):
        from importlib.metadata import version

        sys.stdout.write(f"mooring {version('mooring')}\n")
        return CLEAN
    if words[0] not in COMMANDS:
        return complain(
            f"unknown command `{words[0]}`{suggestion(words[0], COMMANDS)}; `mooring --help` lists the commands"
        )
    command = import_module(f"mooring.cli.commands.{words[0]}")
    try:
        code: int = command.run(command.parser().parse_args(words[1:]))
    except Failure as failure:
        return complain(str(failure))
    return code


class Failure(Exception):
    """The job cannot be done; the message says why and what to do, on one line."""


def complain(message: str) -> int:
    """Say on standard error why the job could not be done; give the exit code for it."""
    sys.stderr.write(f"mooring: {printable(message)}\n")
    return FAILED


def _usage() -> str:
    width = max(len(name) for name in COMMANDS)
    return _USAGE.format(commands="\n".join(f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items()))


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint at the word that was probably meant, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f" (did you mean `{close[0]}`?)" if close else ""
