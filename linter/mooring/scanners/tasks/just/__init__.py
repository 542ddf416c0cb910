"""Justfiles: the images that recipes name, and variables that hold one.

Specification: just's grammar and manual (https://just.systems/man/en). Recipes are read as the shell gets them, after
just has put in the values of its expressions; recipes of other languages than a shell's are not read.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "just"

_DIALECTS = (
    (re.compile(r"\b(?:pwsh|powershell)"), "pwsh"),
    (re.compile(r"\bcmd(?:\.exe)?\b"), "cmd"),
    (re.compile(r"(?:^|[/\s])(?:ba|da|z|k|a|fi)?sh\b"), "sh"),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a justfile."""
    from mooring.scanners.shell.expanded import Reading
    from mooring.scanners.tasks.just.expansion import Expansion
    from mooring.scanners.tasks.just.syntax import Justfile

    justfile = Justfile(source)
    expansion = Expansion(source, justfile)
    reading = Reading(source, expansion.uses)
    shell = justfile.settings.get("shell", ["sh"])[0]
    for name, texts in expansion.commands():
        reading.read(texts, name)
    for recipe in justfile.recipes:
        dialect = _dialect(recipe.program or shell)
        if dialect is not None:
            for place in recipe.texts:
                reading.read(expansion.recipe(recipe, place), recipe.name, dialect=dialect)
    reading.declared(expansion.literals())
    return reading.mentions(SCANNER)


def _dialect(program: str) -> str | None:
    """The dialect that a shell's name tells; None for a program that is no shell."""
    return next((dialect for pattern, dialect in _DIALECTS if pattern.search(program)), None)
