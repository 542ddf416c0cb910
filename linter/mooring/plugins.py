"""Find and load plugins, one by one; a bad one is named with its distribution and version.

Entry points are found by looking through the `*.dist-info` folders on the path, which takes a
thirtieth of the time that importing importlib.metadata does.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from mooring import hooks
from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import ModuleType
    from typing import Any, TypeVar

    from mooring.definitions import Definition
    from mooring.model import Reporter, Rule, Scanner

    Function = TypeVar("Function", bound=Callable[..., Any])

OWN_DISTRIBUTION = "mooring"
PLUGINS = "mooring"
PRESETS = "mooring.presets"


class PluginError(Exception):
    """A plugin cannot be loaded; the message names it, its distribution and version, and the reason."""


class EntryPoint(Record):
    """A plugin that an installed distribution offers: its name, the module, who offers it, and where that is said."""

    __slots__ = ("name", "module", "distribution", "version", "folder")

    def __init__(self, name: str, module: str, distribution: str, version: str, folder: str = "") -> None:
        self.name = name
        self.module = module
        self.distribution = distribution
        self.version = version
        self.folder = folder

    def __str__(self) -> str:
        return f"plugin `{self.name}` of {self.distribution} {self.version}"

    @property
    def title(self) -> str:
        """What a list of plugins calls it."""
        return f"{self.name} ({self.distribution} {self.version})"


class PluginFile(Record):
    """A plugin that is a file of Python, which whoever runs Mooring has named."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __str__(self) -> str:
        return f"plugin file {self.path}"

    @property
    def title(self) -> str:
        """What a list of plugins calls it."""
        return self.path


def installed(path: Iterable[str] | None = None, group: str = PLUGINS) -> list[EntryPoint]:
    """The entry points of the distributions on a path (`sys.path` if None): Mooring's own first, then by name.

    Of a distribution that stands on the path twice the first counts, as it does for imports.
    """
    found: dict[str, list[EntryPoint]] = {}
    for folder in sys.path if path is None else path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                distribution, _, version = name.removesuffix(".dist-info").partition("-")
                if distribution not in found:
                    found[distribution] = list(
                        _entry_points(os.path.join(folder, name), distribution, version, f"[{group}]")
                    )
    own = found.pop(OWN_DISTRIBUTION, [])
    return own + [entry for distribution in sorted(found) for entry in found[distribution]]


def _entry_points(folder: str, distribution: str, version: str, header: str) -> Iterator[EntryPoint]:
    try:
        with open(os.path.join(folder, "entry_points.txt"), "rb") as file:
            text = file.read().decode(errors="replace")
    except OSError:
        return
    group = ""
    for line in text.splitlines() if header in text else ():
        stripped = line.strip()
        if stripped.startswith("["):
            group = stripped
        elif group == header and "=" in stripped:
            name, _, module = stripped.partition("=")
            yield EntryPoint(name.strip(), module.strip(), distribution, version, folder)


def preset_folder(name: str) -> str | None:
    """The folder where an installed package keeps its presets, by the name of its entry point; None for none.

    The entry point names the package that the folder is; none of its code is run.
    """
    from importlib.util import find_spec

    for entry_point in installed(group=PRESETS):
        if entry_point.name == name:
            top, *below = entry_point.module.split(".")
            spec = find_spec(top)
            for folder in (spec.submodule_search_locations or ()) if spec else ():
                return os.path.join(folder, *below)
    return None


class Plugins:
    """What all plugins offer together, each kind asked for when it is first needed. Raises `PluginError`.

    `entry_points` are the installed plugins if None.
    """

    def __init__(self, entry_points: Iterable[EntryPoint | PluginFile] | None = None) -> None:
        self.entry_points: list[EntryPoint | PluginFile] = [*(installed() if entry_points is None else entry_points)]
        if not self.entry_points:
            raise PluginError("mooring is not installed properly: no pack of scanners, rules and reporters was found")
        self._modules: dict[EntryPoint | PluginFile, ModuleType] = {}
        self._rules: list[type[Rule]] | None = None

    def scanners(self) -> list[Scanner]:
        """Every scanner, Mooring's own first."""
        return self._collect(hooks.SCANNERS)

    def defined_scanners(self, definitions: Sequence[Definition]) -> list[Scanner]:
        """The scanners that a policy defines."""
        return self._collect(hooks.DEFINED, definitions) if definitions else []

    def rules(self) -> list[type[Rule]]:
        """Every rule's class, by id."""
        if self._rules is None:
            self._rules = sorted(self._collect(hooks.RULES), key=lambda rule: rule.id)
        return self._rules

    def reporters(self) -> list[Reporter]:
        """Every reporter, Mooring's own first."""
        return self._collect(hooks.REPORTERS)

    def _collect(self, hook: str, *arguments: object) -> list[Any]:
        collected: dict[str, Any] = {}
        for entry_point in self.entry_points:
            offer = getattr(self._module(entry_point), hook, None)
            try:
                offered = list(offer(*arguments)) if offer is not None else []
            except Exception as error:
                raise PluginError(f"{entry_point} failed in {hook}: {_said(error)}") from error
            for thing in offered:
                if thing.id in collected:
                    raise PluginError(f"{entry_point} offers `{thing.id}`, which another plugin has taken")
                collected[thing.id] = thing
        return list(collected.values())

    def _module(self, entry_point: EntryPoint | PluginFile) -> ModuleType:
        if entry_point not in self._modules:
            try:
                module = (
                    _import_file(entry_point.path)
                    if isinstance(entry_point, PluginFile)
                    else import_module(entry_point.module)
                )
            except Exception as error:
                raise PluginError(f"{entry_point} cannot be imported: {_said(error)}") from error
            _refuse_unknown_hooks(entry_point, module)
            self._modules[entry_point] = module
        return self._modules[entry_point]


def _import_file(path: str) -> ModuleType:
    from importlib.util import module_from_spec, spec_from_file_location

    name = os.path.splitext(os.path.basename(path))[0]
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("is no file of Python; its name has to end with .py")
    module = module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


def load(function: Function | str) -> Function:
    """A function that a plugin handed over, imported if it was given as `"package.module:function"`."""
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    loaded: Function = getattr(import_module(module), name)
    return loaded


def _refuse_unknown_hooks(entry_point: EntryPoint | PluginFile, module: ModuleType) -> None:
    for name, value in vars(module).items():
        if name.startswith(hooks.PREFIX) and callable(value) and name not in hooks.HOOKS:
            known = ", ".join(hooks.HOOKS)
            raise PluginError(f"{entry_point} defines `{name}`, which is no hook (the hooks are {known})")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
