"""Unit files of systemd: the images that the commands of services name.

Specification: systemd.syntax(7), systemd.service(5), systemd.exec(5). Read are the `Exec…=` lines of units and of what
is dropped in beside them, with the variables that `Environment=` sets; `%i` and its like are not known.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring import Mention, Problem, Source
    from mooring.scanners.machines.units import Entry

SCANNER = "systemd"

_EXEC = re.compile(r"Exec(?:Start|Stop)(?:Pre|Post)?|Exec(?:Reload|Condition)")
_UNIT = re.compile(rb"^[ \t]*Exec(?:Start|Stop|Reload|Condition)(?:Pre|Post)?[ \t]*=", re.MULTILINE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a unit's commands."""
    from mooring.scanners.machines.units import entries

    return commands(source, list(entries(source)), SCANNER)


def commands(source: Source, unit: Iterable[Entry], scanner: str) -> Iterator[Mention | Problem]:
    """The mentions of the commands in a unit's entries, made as those of a scanner."""
    from mooring import Span
    from mooring.scanners.machines.units import command, settings, uses
    from mooring.scanners.shell.expanded import Reading, Stretch

    counted = uses(source)
    reading = Reading(source, lambda name: counted.get(name, 0))
    start, literals = Span(0, 0), []
    before: list[Stretch] = []
    for entry in unit:
        if entry.key == "Environment":
            for name, value in settings(entry):
                before += [Stretch(f"{name}='".encode(), start)]
                before += [stretch.used_as(name, stretch.used) for stretch in value]
                before += [Stretch(b"'\n", start)]
                literals += [(name, stretch.literal) for stretch in value if stretch.literal and len(value) == 1]
    for entry in unit:
        if _EXEC.fullmatch(entry.key):
            reading.read([[*before, *command(entry)]], f"{entry.section}.{entry.key}")
    reading.declared(literals)
    return reading.mentions(scanner)


def recognises(data: bytes) -> bool:
    """Whether there is a command line of a unit in the bytes."""
    return _UNIT.search(data) is not None
