"""`mooring plugins`: who comes in by the door, and with what."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, Failure
from mooring.cli.arguments import new_parser
from mooring.plugins import PluginError, Plugins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def parser() -> ArgumentParser:
    """The command's options."""
    return new_parser("plugins")


def run(options: Namespace) -> int:  # noqa: ARG001 - the command has no options
    """Run the command."""
    plugins = Plugins()
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
        sys.stdout.write(f"{entry_point.name} ({entry_point.distribution} {entry_point.version})\n")
        for kind, ids in offered.items():
            if ids:
                sys.stdout.write(f"  {kind}{'s' if len(ids) > 1 else ''}: {', '.join(ids)}\n")
    return CLEAN
