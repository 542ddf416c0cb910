"""Makefiles: the images that recipes and `$(shell …)` name, and variables that hold one.

Recipes are read as the shell gets them, after make has put in the values of its variables (GNU make manual); the tables
of `scanners/shell` say which commands are read. A variable whose name says that it holds an image and whose value is a
whole reference is a mention too where no command that is read uses it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "make"


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a makefile."""
    from mooring.scanners.shell.expanded import Reading
    from mooring.scanners.tasks.make.expansion import Scope, Variables
    from mooring.scanners.tasks.make.syntax import Makefile

    makefile = Makefile(source)
    variables = Variables(makefile)
    reading = Reading(source, variables.uses)
    for definition in makefile.definitions:
        scope = Scope(definition.blocks, definition.target)
        for texts in variables.commands(definition.body, scope):
            reading.read(texts, definition.name)
    for recipe in makefile.recipes:
        scope = Scope(recipe.blocks, recipe.target)
        for texts in variables.commands(recipe.body, scope):
            reading.read(texts, recipe.target)
        reading.read(variables.recipe(recipe.body, scope), recipe.target)
    reading.declared(variables.literals())
    yield from reading.mentions(SCANNER)
