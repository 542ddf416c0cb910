"""What every command that reads files starts with: plugins, policy, the files, and their mentions."""

from __future__ import annotations

import os
import sys

from mooring.cli import CLEAN, FAILED, Failure, suggestion
from mooring.config import ConfigError, load, user_plugins
from mooring.discovery import Found, discover, neighbours_of, read, read_found, shown
from mooring.engine import Scanned
from mooring.formats import Scanners
from mooring.model import Problem
from mooring.plugins import PluginError, PluginFile, Plugins, installed, preset_folder
from mooring.policy import Policy
from mooring.text import Source, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from mooring.changes import Changes
    from mooring.config import Config
    from mooring.model import Scanner
    from mooring.sweep.cache import Cache


MANY = 48
"""How many files there are at least if they are to be read by `mooring.sweep`, whose import takes as long as a few."""

WORTH_REMEMBERING = 400
"""How many files there are at least if what is found in them is to be remembered."""


class Project:
    """The plugins and the policy of a run in a folder, by the options of `mooring.cli.arguments.add_paths`."""

    def __init__(self, options: Namespace, folder: str = ".") -> None:
        self.plugins = load_plugins(options)
        self._no_cache = getattr(options, "no_cache", True)
        config = load_config(options, self.plugins, folder)
        try:
            self.rules = self.plugins.rules()
            self.scanners = Scanners(_with_defined(self.plugins, config))
        except PluginError as error:
            raise Failure(str(error)) from error
        if options.environment is not None and options.environment not in config.environments:
            known = sorted(config.environments)
            raise Failure(
                f"there is no environment `{options.environment}`{suggestion(options.environment, known)}; "
                f"the policy knows {', '.join(known)}"
            )
        self.policy = Policy(config, options.environment)

    def scan(self, paths: Sequence[str], changes: Changes | None = None, *, force_exclude: bool = False) -> Scanned:
        """Read the files of the paths that a scanner takes, and everything the scanners find in them.

        With `changes` only the files that have changed; with `force_exclude` of the files named explicitly only those
        that would be read if their folder had been named.
        """
        scanned = Scanned(self.scanners)
        if force_exclude:
            paths = [path for path in paths if os.path.isdir(path) or self._wants(path)]
        if changes:
            named = set() if force_exclude else {shown(path) for path in paths if not os.path.isdir(path)}
            for source in changes.sources(paths, self._wants):
                self._add(scanned, source, named=source.path in named)
            return scanned
        founds = []
        for found in discover(paths, self._includes):
            if isinstance(found, Problem):
                scanned.problems.append(found)
            else:
                founds.append(Found(found.path, explicit=False) if force_exclude else found)
        self._read(scanned, founds, paths)
        scanned.problems.sort(key=lambda problem: problem.path)
        return scanned

    def _read(self, scanned: Scanned, founds: Sequence[Found], paths: Sequence[str]) -> None:
        if len(founds) < MANY:
            for found in founds:
                source = read_found(found) if found.explicit or self.scanners.wants(found.path) else None
                if source is not None:
                    self._add(scanned, source, named=found.explicit)
            return
        from mooring.sweep import sweep

        for found in sweep(scanned, founds, self._cache(paths) if len(founds) > WORTH_REMEMBERING else None):
            _complain_of_nobody(found.path)

    def _cache(self, paths: Sequence[str]) -> Cache | None:
        if self._no_cache:
            return None
        from mooring.cli.remembering import cache_of

        return cache_of(self.plugins, self.policy.config, paths)

    def explain(self, paths: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
        """For every file of the paths, wanted or not, which scanners take it and why, or why none does."""
        for found in discover(paths, lambda _: True):
            source = read(found.path) if isinstance(found, Found) else found
            if isinstance(source, Problem):
                yield source.path, [f"none: {source.message}"]
            elif isinstance(found, Found) and not found.explicit and self.policy.excludes(source.path):
                yield source.path, ["none: the policy's `exclude` leaves it out"]
            elif isinstance(found, Found) and not found.explicit and not self.scanners.wants(source.path):
                yield source.path, ["none: no scanner reads files of such a name"]
            else:
                named = isinstance(found, Found) and found.explicit
                yield source.path, self.scanners.explain(source, named=named)

    def scan_text(self, path: str, data: bytes) -> Scanned:
        """Read a text as the file of that path, whether or not there is one."""
        scanned = Scanned(self.scanners)
        self._add(scanned, Source(shown(path), data, neighbours_of(path)), named=True)
        return scanned

    def _add(self, scanned: Scanned, source: Source | Problem, *, named: bool) -> None:
        if isinstance(source, Problem):
            scanned.problems.append(source)
        elif not scanned.add(source, named=named) and named:
            _complain_of_nobody(source.path)

    def _wants(self, path: str) -> bool:
        return self.scanners.wants(path) and self._includes(path)

    def _includes(self, path: str) -> bool:
        return not self.policy.excludes(path)


def _complain_of_nobody(path: str) -> None:
    sys.stderr.write(f"mooring: {printable(path)}: not read: no scanner takes such a file\n")


def _with_defined(plugins: Plugins, config: Config) -> list[Scanner]:
    """All scanners, with those that the policy defines. Raises `Failure` where two have the same id."""
    scanners = plugins.scanners()
    known = {scanner.id for scanner in scanners}
    for index, definition in enumerate(config.scanners):
        if definition.id in known and config.given is not None:
            given = config.given.value["scanners"].value[index]
            raise Failure(str(given.fail(f"there is a scanner `{definition.id}` already; give yours another id")))
        known.add(definition.id)
    return [*scanners, *plugins.defined_scanners(config.scanners)]


def load_plugins(options: Namespace) -> Plugins:
    """The installed plugins, and the files that the user's own settings and the command line name."""
    try:
        files = [*user_plugins(os.environ), *options.plugin]
        return Plugins([*installed(), *map(PluginFile, files)] if files else None)
    except (PluginError, ConfigError) as error:
        raise Failure(str(error)) from error


def load_config(options: Namespace, plugins: Plugins, folder: str = ".") -> Config:
    """The policy of a run in a folder, by the options of `mooring.cli.arguments.add_policy`. Raises `Failure`."""
    try:
        return load(folder, plugins.rules(), options.config, preset_folder)
    except (PluginError, ConfigError) as error:
        raise Failure(str(error)) from error


def complain(problems: Sequence[Problem]) -> int:
    """Say on standard error what could not be read or written; give the exit code for it."""
    for problem in dict.fromkeys(problems):
        sys.stderr.write(f"mooring: {printable(str(problem))}\n")
    return FAILED if problems else CLEAN
