"""Travis CI.

Specification: Travis CI's "Job lifecycle" and "Environment variables". Read is the shell text of the phases of the
file, of the jobs under `jobs` (or `matrix`) and of deployments by a script, with the variables of `env`. `services:
docker`, `os` and `dist` are no images.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import MAX_ENVIRONMENTS, Value, value_of
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

_PHASES = (
    "before_install",
    "install",
    "before_script",
    "script",
    "after_success",
    "after_failure",
    "before_deploy",
    "after_deploy",
    "after_script",
    "before_cache",
)
_BEFORE = _PHASES[:3]
_ASSIGNMENT = re.compile(r"(?<!\S)(\w+)=(?:\"([^\"$`\\]*)\"|'([^']*)'|([^\s\"'$`\\]*))(?!\S)")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Travis CI file."""
    reader = Reader(source, "travis")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        _file(reader, root)
    yield from reader.finish()


def _file(reader: Reader, root: Any) -> None:
    """Read the file's phases, with the variables of every job that has none of its own, then those of jobs."""
    shared, matrix = _environments(get(root, "env"))
    jobs = [(where, job) for key in ("jobs", "matrix") for where, job in find(root, f"{key}.include[]")]
    of_jobs = [{**shared, **_merged(_given(get(job, "env")))} for _, job in jobs]
    environments = [{**shared, **one} for one in matrix] + of_jobs
    _phases(reader, root, "", environments[:MAX_ENVIRONMENTS] or [shared])
    for (where, job), environment in zip(jobs, of_jobs, strict=True):
        before = [line for phase in _BEFORE if get(job, phase) is None for line in _lines(root, phase, "")]
        _phases(reader, job, f"{where}.", [environment], before=before)
    for where, script in find(root, "**.deploy"):
        for each in entries(script) if is_sequence(script) else [script]:
            if string(get(each, "provider")) == "script":
                reader.script(get(each, "script"), f"{where}.script", [shared])


def _phases(
    reader: Reader,
    node: Any,
    below: str,
    environments: Sequence[Environment],
    *,
    before: Sequence[tuple[str, Any]] = (),
) -> None:
    """Read the phases of the file or of a job, which all run in one shell."""
    own = [line for phase in _PHASES for line in _lines(node, phase, below)]
    if own:
        reader.lines([*before, *own], environments)


def _lines(node: Any, phase: str, below: str) -> list[tuple[str, Any]]:
    return list(lines(get(node, phase), f"{below}{phase}"))


def _environments(node: Any) -> tuple[Environment, list[Environment]]:
    """The variables of every job, and those of each job: an entry of a list is a job of its own."""
    if is_mapping(node) and any(get(node, key) is not None for key in ("global", "jobs", "matrix")):
        return _merged(_given(get(node, "global"))), _given(get(node, "jobs")) + _given(get(node, "matrix"))
    given = _given(node)
    return ({}, given) if is_sequence(node) else (_merged(given), [])


def _merged(environments: list[Environment]) -> Environment:
    merged: dict[str, Value] = {}
    for environment in environments:
        merged |= environment
    return merged


def _given(node: Any) -> list[Environment]:
    if is_sequence(node):
        return [one for each in node.value for one in _given(each)]
    if is_scalar(node):
        return [_assigned(node)]
    found = ((name, value_of(each)) for name, each in items(node) if name != "secure")
    given = {name: value for name, value in found if value is not None}
    return [given] if given else []


def _assigned(node: Any) -> Environment:
    """The variables of a text `A=1 B="2"`."""
    found = {}
    for match in _ASSIGNMENT.finditer(string(node) or ""):
        group = next((index for index in (2, 3, 4) if match[index] is not None), 4)
        found[match[1]] = Value(match[group], node, match.start(group))
    return found
