"""Built-in pack 3: the rules, one a file; the file's name is the rule's id.

A rule is found by being here: the module `implicit_latest` holds the class `ImplicitLatest`.
"""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Rule

MANUAL = "https://github.com/mooring/mooring/blob/main/docs/rules.md"


def mooring_rules() -> Iterator[type[Rule]]:
    """Hand over every rule of this folder."""
    for name in sorted(os.listdir(os.path.dirname(__file__))):
        module, extension = os.path.splitext(name)
        if extension == ".py" and not module.startswith("_"):
            rule: type[Rule] = getattr(import_module(f"{__name__}.{module}"), module.title().replace("_", ""))
            rule.page = f"{MANUAL}#{rule.id}"
            yield rule
