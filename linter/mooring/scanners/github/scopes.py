"""What is known at a place of a workflow: the contexts of its expressions, and the settings of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mooring.scanners.github.functions import ELSE
from mooring.scanners.github.values import UNKNOWN, Value

if TYPE_CHECKING:
    from mooring.scanners.github.references import Contexts


class Scope:
    """What is known at a place: the contexts of every job that is made there, and the job's settings."""

    __slots__ = ("jobs", "shell", "hints", "variables")

    def __init__(
        self,
        jobs: list[Contexts],
        shell: str | None = None,
        hints: tuple[str, ...] = (),
        variables: tuple[str, ...] = (),
    ) -> None:
        self.jobs = jobs
        self.shell = shell
        self.hints = hints
        self.variables = variables


def known_contexts(inputs: Value) -> Contexts:
    """The contexts of a place where only the inputs' defaults are known."""
    event = Value({"inputs": [inputs], ELSE: [UNKNOWN]})
    return {
        "inputs": inputs,
        "github": Value({"event": [event], ELSE: [UNKNOWN]}),
        "env": Value({ELSE: [UNKNOWN]}),
    }


def without_environment(scope: Scope) -> Scope:
    """The scope of what GitHub evaluates before a job begins, where there is no `env`."""
    jobs: list[Contexts] = [{**contexts, "env": Value({ELSE: [UNKNOWN]})} for contexts in scope.jobs]
    return Scope(jobs, scope.shell, scope.hints)
