"""What every command that reads files starts with: plugins, policy, the files, and their mentions."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, FAILED, Failure
from mooring.config import ConfigError, load
from mooring.discovery import Found, discover, neighbours_of, read, shown
from mooring.engine import Scanned, Scanners
from mooring.model import Problem
from mooring.plugins import PluginError, Plugins
from mooring.policy import Policy
from mooring.text import Source, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.config import Config
    from mooring.model import Rule


class Project:
    """The plugins and the policy of a run."""

    def __init__(self, config: str | None) -> None:
        try:
            self.plugins = Plugins()
            self.rules = self.plugins.rules()
            self.scanners = Scanners(self.plugins.scanners())
        except PluginError as error:
            raise Failure(str(error)) from error
        self.policy = Policy(load_config(config, self.rules))

    def active_rules(self) -> list[Rule]:
        """The rules that can have a finding under the policy, with their options."""
        return [rule(self.policy.options(rule)) for rule in self.rules if self.policy.is_active(rule)]

    def scan(self, paths: Sequence[str]) -> Scanned:
        """Read the files of the paths that a scanner takes, and everything the scanners find in them."""
        scanned = Scanned(self.scanners)
        for found in discover(paths, self._wants):
            source = read(found.path) if isinstance(found, Found) else found
            if isinstance(source, Problem):
                scanned.problems.append(source)
                continue
            self._add(scanned, source)
        return scanned

    def scan_text(self, path: str, data: bytes) -> Scanned:
        """Read a text as the file of that path, whether or not there is one."""
        scanned = Scanned(self.scanners)
        self._add(scanned, Source(shown(path), data, neighbours_of(path)))
        return scanned

    def _add(self, scanned: Scanned, source: Source) -> None:
        scanner = self.scanners.for_source(source)
        if scanner is None:
            sys.stderr.write(f"mooring: {printable(source.path)}: not read: no scanner takes such a file\n")
        else:
            scanned.add(source, scanner)

    def _wants(self, path: str) -> bool:
        return self.scanners.for_path(path) is not None and not self.policy.excludes(path)


def load_config(path: str | None, rules: Sequence[type[Rule]] | None = None) -> Config:
    """The policy of a run. Raises `Failure`."""
    try:
        return load(".", Plugins().rules() if rules is None else rules, path)
    except (PluginError, ConfigError) as error:
        raise Failure(str(error)) from error


def complain(problems: Sequence[Problem]) -> int:
    """Say on standard error what could not be read or written; give the exit code for it."""
    for problem in dict.fromkeys(problems):
        sys.stderr.write(f"mooring: {printable(str(problem))}\n")
    return FAILED if problems else CLEAN
