"""An example of a plugin for Mooring: what it hands over."""

from __future__ import annotations

from acme_mooring.untrusted_mirror import UntrustedMirror
from mooring import Reporter, Rule, Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def mooring_scanners() -> Iterator[Scanner]:
    """Hand over the format of fleet files."""
    yield Scanner("acme-fleet", ["*.fleet"], "acme_mooring.fleet:scan")


def mooring_rules() -> Iterator[type[Rule]]:
    """Hand over the rules."""
    yield UntrustedMirror


def mooring_reporters() -> Iterator[Reporter]:
    """Hand over the output formats."""
    yield Reporter("count", "acme_mooring.count:render")
