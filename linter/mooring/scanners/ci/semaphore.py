"""Semaphore.

Specification: Semaphore's "Pipeline YAML" reference. Read are the containers of agents, of the pipeline, a block and
what runs after it, and the shell text of the commands of prologues, jobs and epilogues, with the variables of
`env_vars` and `matrix`. Machines and their `os_image` are no container images.
"""

from __future__ import annotations

from mooring.scanners.ci.filling import assignments, bounded, combined, value_of
from mooring.scanners.ci.reader import IMAGE, SCRIPT, Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import entries, get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

_AGENT = (("**.agent.containers[].image", IMAGE),)
_AROUND = (
    ("prologue.commands", SCRIPT),
    ("epilogue.commands", SCRIPT),
    ("epilogue.*.commands", SCRIPT),
)


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Semaphore file."""
    reader = Reader(source, "semaphore")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        reader.table(root, _AGENT)
        for place in ("**.task", "global_job_config"):
            for where, task in find(root, place):
                _task(reader, task, where)
    yield from reader.finish()


def _task(reader: Reader, task: Any, where: str) -> None:
    shared = assignments(get(task, "env_vars"))
    reader.table(task, _AROUND, [shared], below=where)
    prologue = list(lines(get(task, "prologue", "commands"), f"{where}.prologue.commands"))
    for place, job in find(task, "jobs[]"):
        environments = combined([shared], [assignments(get(job, "env_vars"))], _matrix(get(job, "matrix")))
        commands = list(lines(get(job, "commands"), f"{where}.{place}.commands"))
        reader.lines([*prologue, *commands], environments)


def _matrix(node: Any) -> list[Environment]:
    names, choices = [], []
    for entry in entries(node):
        given = [value for each in entries(get(entry, "values")) if (value := value_of(each))]
        if given:
            names.append(string(get(entry, "env_var")) or "")
            choices.append(given)
    return [dict(zip(names, chosen, strict=True)) for chosen in bounded(choices)] if choices else []
