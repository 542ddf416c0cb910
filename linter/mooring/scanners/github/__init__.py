"""GitHub workflows and action metadata, also those of Gitea and Forgejo, and workflow templates.

Specification: GitHub's workflow syntax, metadata syntax and expressions, as the runner's own parser reads them
(actions/runner, `Sdk/WorkflowParser`). Read are `jobs.*.container`, `jobs.*.services`, `docker://` in steps (a
job's, a composite action's, in `parallel` groups), an action's `runs.image`, the inputs of well-known actions
and the shell text of `run`. Expressions are evaluated with what the file itself says: `matrix`, the defaults of
`inputs`, `env`. The environment a job names is a hint on all of its mentions.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_KEY = r"^(?:\"{0}\"|'{0}'|{0})[ \t]*:"
_JOBS = lazily(_KEY.format("jobs").encode(), re.MULTILINE)
_ON = lazily(_KEY.format("on").encode(), re.MULTILINE)
_RUNS = lazily(_KEY.format("runs").encode(), re.MULTILINE)
_USING = lazily(rb"^[ \t]+[\"']?using[\"']?[ \t]*:[ \t]*[\"']?(?:composite|docker|node[0-9]+)", re.MULTILINE)


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a workflow or of an action's metadata."""
    from mooring.scanners.github.workflow import Reader

    yield from Reader(source).found()


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a workflow (`on` and `jobs`) or an action's metadata (`runs` with `using`)."""
    if _JOBS.search(data) and _ON.search(data):
        return True
    return _RUNS.search(data) is not None and _USING.search(data) is not None
