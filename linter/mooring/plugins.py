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
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType
    from typing import Any, TypeVar

    from mooring.model import Reporter, Rule, Scanner

    Function = TypeVar("Function", bound=Callable[..., Any])

OWN_DISTRIBUTION = "mooring"
_GROUP = "[mooring]"


class PluginError(Exception):
    """A plugin cannot be loaded; the message names it, its distribution and version, and the reason."""


class EntryPoint(Record):
    """A plugin that an installed distribution offers: its name, the module, and who offers it."""

    __slots__ = ("name", "module", "distribution", "version")

    def __init__(self, name: str, module: str, distribution: str, version: str) -> None:
        self.name = name
        self.module = module
        self.distribution = distribution
        self.version = version

    def __str__(self) -> str:
        return f"plugin `{self.name}` of {self.distribution} {self.version}"


def installed(path: Iterable[str] | None = None) -> list[EntryPoint]:
    """The plugins of the distributions on a path (`sys.path` if None): Mooring's own first, then by name.

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
                    found[distribution] = list(_entry_points(os.path.join(folder, name), distribution, version))
    own = found.pop(OWN_DISTRIBUTION, [])
    return own + [entry for distribution in sorted(found) for entry in found[distribution]]


def _entry_points(folder: str, distribution: str, version: str) -> Iterator[EntryPoint]:
    try:
        with open(os.path.join(folder, "entry_points.txt"), "rb") as file:
            text = file.read().decode(errors="replace")
    except OSError:
        return
    group = ""
    for line in text.splitlines() if _GROUP in text else ():
        stripped = line.strip()
        if stripped.startswith("["):
            group = stripped
        elif group == _GROUP and "=" in stripped:
            name, _, module = stripped.partition("=")
            yield EntryPoint(name.strip(), module.strip(), distribution, version)


class Plugins:
    """What all plugins offer together, each kind asked for when it is first needed. Raises `PluginError`."""

    def __init__(self, entry_points: Iterable[EntryPoint] | None = None) -> None:
        self.entry_points = installed() if entry_points is None else list(entry_points)
        if not self.entry_points:
            raise PluginError("mooring is not installed properly: no pack of scanners, rules and reporters was found")
        self._modules: dict[EntryPoint, ModuleType] = {}

    def scanners(self) -> list[Scanner]:
        """Every scanner, Mooring's own first."""
        return self._collect(hooks.SCANNERS)

    def rules(self) -> list[type[Rule]]:
        """Every rule's class, by id."""
        rules: list[type[Rule]] = self._collect(hooks.RULES)
        return sorted(rules, key=lambda rule: rule.id)

    def reporters(self) -> list[Reporter]:
        """Every reporter, Mooring's own first."""
        return self._collect(hooks.REPORTERS)

    def _collect(self, hook: str) -> list[Any]:
        collected: dict[str, Any] = {}
        for entry_point in self.entry_points:
            offer = getattr(self._module(entry_point), hook, None)
            try:
                offered = list(offer()) if offer is not None else []
            except Exception as error:
                raise PluginError(f"{entry_point} failed in {hook}: {_said(error)}") from error
            for thing in offered:
                if thing.id in collected:
                    raise PluginError(f"{entry_point} offers `{thing.id}`, which another plugin has taken")
                collected[thing.id] = thing
        return list(collected.values())

    def _module(self, entry_point: EntryPoint) -> ModuleType:
        if entry_point not in self._modules:
            try:
                module = import_module(entry_point.module)
            except Exception as error:
                raise PluginError(f"{entry_point} cannot be imported: {_said(error)}") from error
            _refuse_unknown_hooks(entry_point, module)
            self._modules[entry_point] = module
        return self._modules[entry_point]


def load(function: Function | str) -> Function:
    """A function that a plugin handed over, imported if it was given as `"package.module:function"`."""
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    loaded: Function = getattr(import_module(module), name)
    return loaded


def _refuse_unknown_hooks(entry_point: EntryPoint, module: ModuleType) -> None:
    for name, value in vars(module).items():
        if name.startswith(hooks.PREFIX) and callable(value) and name not in hooks.HOOKS:
            known = ", ".join(hooks.HOOKS)
            raise PluginError(f"{entry_point} defines `{name}`, which is no hook (the hooks are {known})")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
