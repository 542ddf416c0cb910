"""`mooring rules`: list the rules, or show a rule's manual."""

from __future__ import annotations

import inspect
import sys

from mooring.cli import CLEAN, Failure
from mooring.cli.arguments import add_plugins, new_parser, rule_ids
from mooring.cli.project import load_plugins
from mooring.plugins import PluginError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from mooring.model import Rule


def parser() -> ArgumentParser:
    """The command's options."""
    options = new_parser("rules")
    add_plugins(options)
    options.add_argument("id", nargs="?", metavar="ID", help="the rule whose manual to show")
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    try:
        rules = load_plugins(options).rules()
    except PluginError as error:
        raise Failure(str(error)) from error
    if options.id is None:
        width = max(len(rule.id) for rule in rules)
        lines = [f"{rule.id:<{width}}  {_severity(rule):<30}  {manual(rule).partition(chr(10))[0]}" for rule in rules]
        sys.stdout.write("\n".join(lines) + "\n")
        return CLEAN
    chosen = rule_ids([options.id], [rule.id for rule in rules])
    for rule in rules:
        if rule.id in chosen:
            sys.stdout.write(f"# {rule.id}\n\nSeverity: {_severity(rule)}\n\n{manual(rule)}\n")
    return CLEAN


def manual(rule: type[Rule]) -> str:
    """The rule's manual page, in Markdown: its class's docstring."""
    return inspect.getdoc(rule) or ""


def _severity(rule: type[Rule]) -> str:
    exceptions = [f"{severity} in {environment}" for environment, severity in rule.severities.items()]
    return ", ".join([str(rule.severity), *exceptions]) + ("" if rule.enabled else " (off by default)")
