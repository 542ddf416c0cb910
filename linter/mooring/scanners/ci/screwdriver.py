"""Screwdriver.cd: pipelines, job templates and commands.

Specification: Screwdriver's "Overall YAML configuration", "Job configuration" and "Commands", and its data schema. Read
are the images of jobs, of what they share, of templates and of Docker commands, and the shell text of steps. `{{NAME}}`
has the values of a job's matrix.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import Syntax, assignments, combined, products
from mooring.scanners.ci.reader import IMAGE, Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import entries, get, is_scalar, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

_MATRIX = r"\{\{\s*(?P<name>\w+)\s*\}\}"
_SYNTAX = Syntax(re.compile(rf"{_MATRIX}|\$\{{[^{{}}\n]*\}}|\$\w+"), lambda use: use["name"])
_TEMPLATES = Syntax(re.compile(_MATRIX), lambda use: use["name"])
_JOBS = ("shared", "jobs.*", "config", "config.jobs.*", "config.shared")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Screwdriver file."""
    reader = Reader(source, "screwdriver", _SYNTAX, _TEMPLATES)
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        reader.table(root, (("docker.image", IMAGE),))
        shared = assignments(get(root, "shared", "environment"))
        for place in _JOBS:
            for where, job in find(root, place):
                _job(reader, job, where, shared)
    yield from reader.finish()


def _job(reader: Reader, job: Any, where: str, shared: Any) -> None:
    own = {**shared, **assignments(get(job, "environment"))}
    environments = combined([own], products(get(job, "matrix")))
    reader.image(get(job, "image"), f"{where}.image", environments)
    steps = get(job, "steps")
    script = []
    for index, step in enumerate(entries(steps)):
        place = f"{where}.steps[{index}]"
        if is_scalar(step):
            script.append((place, step))
        for name, command in items(step):
            script += lines(get(command, "command") or command, f"{place}.{name}")
    reader.lines(script, environments)
