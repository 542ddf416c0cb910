"""`mooring plugins`: who comes in by the door, and with what."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, Failure
from mooring.cli.arguments import Parser, add_plugins
from mooring.cli.project import load_plugins
from mooring.plugins import PluginError, Plugins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def parser() -> Parser:
    """The command's options."""
    options = Parser("plugins")
    add_plugins(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    plugins = load_plugins(options)
    for entry_point in plugins.entry_points:
        one = Plugins([entry_point])
        try:
            offered = {
                "scanner": [scanner.id for scanner in one.scanners()],
                "rule": [rule.id for rule in one.rules()],
                "reporter": [reporter.id for reporter in one.reporters()],
            }
        except PluginError as error:
            raise Failure(str(error)) from error
        sys.stdout.write(f"{entry_point.title}\n")
        for kind, ids in offered.items():
            if ids:
                sys.stdout.write(f"  {kind}{'s' if len(ids) > 1 else ''}: {', '.join(ids)}\n")
    return CLEAN
