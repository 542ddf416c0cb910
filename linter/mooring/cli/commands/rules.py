"""`mooring rules`: list the rules, or show a rule's manual."""

from __future__ import annotations

import inspect
import re
import sys

from mooring.cli import CLEAN, Failure
from mooring.cli.arguments import Parser, add_format, add_plugins, rule_ids
from mooring.cli.project import load_plugins
from mooring.plugins import PluginError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from mooring.model import Rule

_HEAD = """\
# What Mooring finds

<!-- made by `mooring rules --format markdown` -->

What is wrong is said by the rule's name, which is a section here; `mooring rules RULE` shows the same. The policy may
have another severity for a rule, or turn it on or off: `rules: {RULE: error}`.
"""


def parser() -> Parser:
    """The command's options."""
    options = Parser("rules")
    add_plugins(options)
    options.add_argument("id", nargs="?", metavar="ID", help="the rule whose manual to show")
    add_format(options, "text", "markdown")
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    try:
        rules = load_plugins(options).rules()
    except PluginError as error:
        raise Failure(str(error)) from error
    chosen = rules
    if options.id is not None:
        named = rule_ids([options.id], [rule.id for rule in rules])
        chosen = [rule for rule in rules if rule.id in named]
    if options.format == "markdown":
        sys.stdout.write("\n".join([_HEAD, *map(_section, chosen)]))
    elif options.id is None:
        width = max(len(rule.id) for rule in rules)
        lines = [f"{rule.id:<{width}}  {_severity(rule):<30}  {manual(rule).partition(chr(10))[0]}" for rule in rules]
        sys.stdout.write("\n".join(lines) + "\n")
    else:
        sys.stdout.write("\n".join(map(_page, chosen)))
    return CLEAN


def manual(rule: type[Rule]) -> str:
    """The rule's manual page, in Markdown: its class's docstring."""
    return inspect.getdoc(rule) or ""


def _page(rule: type[Rule]) -> str:
    return f"# {rule.id}\n\nSeverity: {_severity(rule)}\n\n{manual(rule)}\n"


def _section(rule: type[Rule]) -> str:
    """The rule's page as a part of a longer one, its headings a level lower."""
    return "#" + re.sub(r"(?m)^## ", "### ", _page(rule))


def _severity(rule: type[Rule]) -> str:
    exceptions = [f"{severity} in {environment}" for environment, severity in rule.severities.items()]
    return ", ".join([str(rule.severity), *exceptions]) + ("" if rule.enabled else " (off by default)")
