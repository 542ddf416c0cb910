"""`mooring baseline`: record today's findings, so that from now on only new ones fail."""

from __future__ import annotations

import sys

from mooring.baseline import updated
from mooring.cli.arguments import Parser, add_paths
from mooring.cli.baselining import BaselineFile, Reach
from mooring.cli.finding import Finder, add_finding_options, baseline_path
from mooring.cli.project import Project, complain
from mooring.cli.registries import Registries, add_registry_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def parser() -> Parser:
    """The command's options."""
    options = Parser(
        "baseline",
        "Give it the options that `mooring check` is called with: what that would show or fail is recorded. "
        "exit code: 0 done, 2 the job could not be done",
    )
    add_paths(options)
    options.add_argument("--prune", action="store_true", help="take out what is mended, and add nothing")
    options.add_argument("--diff", action="store_true", help="show the change, and write nothing")
    add_finding_options(options)
    add_registry_options(options)
    options.set_defaults(no_ignores=False, no_baseline=True)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options)
    file = BaselineFile(baseline_path(project.policy.config))
    with Registries(project.policy, options) as registries:
        finder = Finder(project, registries, options)
        scanned = project.scan(options.paths)
        findings = finder.find(scanned, scanned.mentions())
    reach = Reach(project, finder, scanned, options.paths, whole=True)
    least = None if options.prune else min(finder.show, finder.fail_on)
    entries = updated(file.entries, findings, reach.covers, least)
    if options.diff:
        file.show_change(entries)
    else:
        sys.stdout.write(f"{file.save(entries)}\n")
    return complain(scanned.problems)
