"""The one door by which packs come in, Mooring's own three as well as a third party's.

A plugin is a module that a distribution names under the entry-point group `mooring`:

    [project.entry-points.mooring]
    acme = "acme_mooring"

It may define any of the functions of `Plugin`. They are called once and only hand over
objects; the engine decides when to use them. A module-level function whose name begins with `mooring_`
and is no hook is an error, so that a misspelt hook is not silently nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from mooring.definitions import Definition
    from mooring.model import Reporter, Rule, Scanner

    class Plugin(Protocol):
        """The hooks; a plugin defines those that it has something for."""

        def mooring_scanners(self) -> Iterable[Scanner]:
            """Hand over the formats that the plugin reads."""

        def mooring_defined_scanners(self, definitions: Sequence[Definition]) -> Iterable[Scanner]:
            """Make scanners of what a policy defines under `scanners`."""

        def mooring_rules(self) -> Iterable[type[Rule]]:
            """Hand over the plugin's rules."""

        def mooring_reporters(self) -> Iterable[Reporter]:
            """Hand over the plugin's output formats."""


PREFIX = "mooring_"
SCANNERS = "mooring_scanners"
DEFINED = "mooring_defined_scanners"
RULES = "mooring_rules"
REPORTERS = "mooring_reporters"
HOOKS = (SCANNERS, DEFINED, RULES, REPORTERS)
