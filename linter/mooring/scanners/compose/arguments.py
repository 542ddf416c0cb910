"""`build.args`: the values that a build gives to the variables of an inline Dockerfile, in place of their defaults.

Specification: compose-spec, "build", `args`; BuildKit gives a build argument to an `ARG` of its name before the first
`FROM`, as it stands, without expanding it.
"""

from __future__ import annotations

import re

from mooring.scanners import yaml_tree
from mooring.scanners.compose.interpolation import UNKNOWN
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring.scanners.compose.interpolation import Interpolated
    from mooring.scanners.compose.project import Project

ORIGIN = "`build.args`"

_FROM = lazily(r"^[ \t]*FROM\b", re.IGNORECASE | re.MULTILINE)
_ARG = lazily(r"^[ \t]*ARG[ \t]+(?P<set>(?P<name>\w+)(?:=[^\s\\]*)?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_QUOTABLE = lazily(r"[^'\\\n]*")
_INTEGER = lazily(r"0|[1-9][0-9]*")


def fill_in(dockerfile: Interpolated, project: Project, args: Any) -> Interpolated:
    """A Dockerfile with the values of the build's arguments as its variables' defaults.

    Only an `ARG` that sets one variable on one line is looked at.
    """
    values = dict(_values(project, args))
    first = _FROM.search(dockerfile.text)
    if not values or first is None:
        return dockerfile
    for match in reversed(list(_ARG.finditer(dockerfile.text, 0, first.start()))):
        name = match["name"]
        if name in values:
            value = values[name]
            known = value is not None and _QUOTABLE.fullmatch(value)
            text = f"{name}='{value}'" if known else f"{name}={UNKNOWN}"
            dockerfile = dockerfile.replaced(*match.span("set"), text, variable=name, origin=ORIGIN)
    return dockerfile


def _values(project: Project, args: Any) -> Iterator[tuple[str, str | None]]:
    """The arguments that have a value, None for a value that is not known before Compose runs.

    One without a value takes that of Compose's own variable of the name, and none where there is none.
    """
    for name, node in project.fields(args).items():
        if yaml_tree.string(node) in ("", "null", "~") and not node.style:
            yield from _own_variable(project, name)
        else:
            text = yaml_tree.string(node) or ""
            yield name, text if _INTEGER.fullmatch(text) else project.static(node)
    for _, node in project.entries(args):
        entry = project.interpolated(node)
        name, equals, _ = entry.text.partition("=") if entry else ("", "", "")
        if equals:
            static = project.static(node)
            yield name, None if static is None else static.partition("=")[2]
        else:
            yield from _own_variable(project, name)


def _own_variable(project: Project, name: str) -> Iterator[tuple[str, str | None]]:
    if name in project.values:
        yield name, project.values[name]
