"""The cache of scans as a run may have it: where it is, and what decides whether files would be read as they were."""

from __future__ import annotations

import os
import sys

from mooring.cli.registries import cache_directory
from mooring.plugins import PluginFile
from mooring.sweep.cache import Cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring.config import Config
    from mooring.plugins import EntryPoint, Plugins


def cache_of(plugins: Plugins, config: Config, paths: Sequence[str]) -> Cache | None:
    """What earlier runs of the same plugins have found in the folders among the paths; None where nothing can be kept.

    Whoever works on a plugin gets none, as its version says nothing. Nor is there one in a folder that is read: what is
    in a repository must not decide about what is found in it.
    """
    folders = sorted(os.path.realpath(path) for path in paths if os.path.isdir(path))
    directory = cache_directory(os.environ)
    if not folders or any(_is_within(os.path.realpath(directory), folder) for folder in (os.getcwd(), *folders)):
        return None
    identity = [sys.version, os.getcwd(), *paths, repr(config.scanners)]
    for plugin in plugins.entry_points:
        if isinstance(plugin, PluginFile) or not _is_copy(plugin):
            return None
        identity.append(f"{plugin} {plugin.folder} {os.stat(plugin.folder).st_mtime_ns}")
    return Cache(directory, identity)


def _is_within(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder


def _is_copy(plugin: EntryPoint) -> bool:
    """Whether a plugin's code lies beside what is said of its distribution, as it does where nobody works on it."""
    module = sys.modules.get(plugin.module.partition(".")[0])
    place = os.path.dirname(module.__file__) if module and module.__file__ else ""
    return os.path.dirname(plugin.folder) in (place, os.path.dirname(place))
