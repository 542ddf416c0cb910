"""`mooring cache`: what is kept of registries' answers and of files read, and how to be rid of it."""

from __future__ import annotations

import os
import sys

from mooring import caches
from mooring.cli import CLEAN
from mooring.cli.arguments import Parser
from mooring.cli.registries import cache_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def parser() -> Parser:
    """The command's options."""
    options = Parser("cache")
    options.add_argument("action", choices=("clear", "dir", "stats"), help="empty it, say where it is, say how large")
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    directory = cache_directory(os.environ)
    if options.action == "clear":
        caches.clear(directory)
    elif options.action == "dir":
        sys.stdout.write(f"{directory}\n")
    else:
        stats = caches.stats(directory)
        entries = "1 entry" if stats.entries == 1 else f"{stats.entries} entries"
        sys.stdout.write(f"{entries}, {stats.size} bytes\n")
    return CLEAN
