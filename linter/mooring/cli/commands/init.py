"""`mooring init`: write a first policy from what a repository has in it."""

from __future__ import annotations

import os
import sys
import tempfile
import time

from mooring import engine
from mooring.cli import CLEAN, Failure
from mooring.cli.arguments import Parser
from mooring.cli.project import Project
from mooring.cli.rewriting import write
from mooring.cli.sightings import look, peers_in, trusted_by_hadolint, vendored_in
from mooring.cli.starter import counted, starter
from mooring.config import FILE_NAME, Config, ConfigError, load
from mooring.config.keys import PEERS
from mooring.model import LockedRule, OnlineRule
from mooring.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from mooring.engine import File
    from mooring.model import Finding


def parser() -> Parser:
    """The command's options."""
    options = Parser("init", "exit code: 0 done, 2 the job could not be done, as where there is a policy already")
    options.add_argument("path", nargs="?", default=".", metavar="PATH", help="the folder (default: the current one)")
    options.set_defaults(config=None, environment=None, plugin=[])
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    name = os.path.normpath(os.path.join(options.path, FILE_NAME))
    try:
        os.chdir(options.path)
    except OSError as error:
        raise Failure(f"{options.path}: {(error.strerror or str(error)).lower()}; name a folder") from error
    project = Project(options)
    there = name if os.path.lexists(FILE_NAME) else project.policy.config.path
    if there:
        raise Failure(f"{there}: is the policy here already; edit it, or remove it to begin anew")
    _write(project, name)
    return CLEAN


def _write(project: Project, name: str) -> None:
    project.policy = Policy(Config())
    scanned = project.scan(["."])
    vendored = vendored_in(file.source.path for file in scanned.files)
    project.policy = Policy(Config(exclude=vendored))
    files = [file for file in scanned.files if not project.policy.excludes(file.source.path)]
    seen = look([mention for file in files for mention in file.mentions], project.policy).replace(
        vendored=vendored, peers=peers_in([file.source for file in files], PEERS), trusted=trusted_by_hadolint()
    )
    policy = starter(seen)
    failing = _failing(project, files, policy)
    try:
        write(FILE_NAME, (policy + counted(failing)).encode())
    except OSError as error:
        raise Failure(f"{name}: cannot be written: {(error.strerror or str(error)).lower()}") from error
    _tell(name, sum(origin.count for origin in seen.origins), len(files), len(failing))
    if scanned.problems:
        problems = _count(len(scanned.problems), "problem")
        sys.stderr.write(f"mooring: {problems} with what was read: `mooring check` says which\n")


def _tell(name: str, references: int, files: int, failing: int) -> None:
    sys.stdout.write(f"{name}: written, from {_count(references, 'reference')} in {_count(files, 'file')}\n")
    if failing:
        sys.stdout.write(f"{_count(failing, 'finding')} to begin with: `mooring check --fix` mends what it can, ")
        sys.stdout.write("`mooring baseline` records the rest\n")
    else:
        sys.stdout.write("nothing fails under it: put `mooring check` into CI\n")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _failing(project: Project, files: Sequence[File], text: str) -> list[Finding]:
    """The findings that fail a check under a policy of this text."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, FILE_NAME)
        write(path, text.encode())
        try:
            policy = Policy(load(".", project.rules, path).replace(root="."))
        except ConfigError as error:
            reason = str(error).replace(path, "the policy")
            raise Failure(f"there is more here than a first policy can say: {reason}") from error
    kinds = OnlineRule, LockedRule
    rules = [rule for rule in project.rules if policy.is_active(rule) and not issubclass(rule, kinds)]
    findings, _ = engine.check([mention for file in files for mention in file.mentions], rules, policy)
    kept = engine.excuse(findings, [file.source for file in files], rules, policy, time.strftime("%Y-%m-%d"))
    return [finding for finding in kept if finding.severity >= policy.config.fail_on]
