"""Nomad jobs, in HCL and in JSON.

Specification: https://developer.hashicorp.com/nomad/docs/job-specification and the task drivers' references. Read is
`config.image` of the tasks of drivers that run images of containers, and the command line of those that run programs;
images of `qemu` and the like are none. Variables and locals have the values that the file itself gives them.
"""

from __future__ import annotations

import re

from mooring.scanners import rows
from mooring.scanners.hcl.tree import tree_of, variables
from mooring.scanners.hints import hints_of
from mooring.scanners.infrastructure.terraform import filled, known
from mooring.scanners.tables import UNKNOWN, Places, find, settled
from mooring.scanners.yaml_tree import entries, get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "nomad"

_JOB = re.compile(rb"^[ \t]*job[ \t]+(?:\"[^\"\n]*\"|[\w-]+)[ \t]*\{|\"TaskGroups\"[ \t]*:", re.MULTILINE)
_DRIVERS = frozenset({"docker", "podman", "containerd-driver", "containerd"})
_PROGRAMS = frozenset({"raw_exec", "exec", "exec2"})
_TRANSPORT = re.compile(r"(?!docker://)(?:[a-z-]+://|(?:oci|dir|oci-archive|docker-archive|containers-storage):)")
_PACK = "[["
_TASKS = (
    ("job.*.group.*.task.*", "driver", "config"),
    ("job.*.task.*", "driver", "config"),
    ("job.*.group.*.service.connect.sidecar_task", "driver", "config"),
    ("Job.TaskGroups.Tasks", "Driver", "Config"),
    ("TaskGroups.Tasks", "Driver", "Config"),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a job."""
    tree = tree_of(source)
    if tree.problem and source.path.endswith((".nomad", ".nomad.hcl")) and recognises(source.data):
        yield tree.problem
    for root in tree.documents[:1]:
        values = variables(tree.holes, known(root))
        hints = tuple(
            hint
            for _, job in find(root, "job.*", through_lists=True)
            for hint in hints_of(values.fill(string(get(job, "namespace")) or "").text)
        )
        places = Places(tree, SCANNER, variables=values, hints=hints)
        yield from settled([filled(places, one) for one in _tasks(places, root)], places)


def recognises(data: bytes) -> bool:
    """Whether the bytes have a job in them."""
    return _JOB.search(data) is not None


def _tasks(places: Places, root: Any) -> Iterator[Mention | Problem]:
    for place, driver, config in _TASKS:
        for where, task in find(root, place, through_lists=True):
            kind = string(get(task, driver)) or "docker"
            if kind in _PROGRAMS:
                words = [get(task, config, "command"), *entries(get(task, config, "args"))]
                yield from places.argv(words, f"{where}.{config}")
            elif kind in _DRIVERS:
                image = get(task, config, "image")
                if not _TRANSPORT.match(string(image) or ""):
                    for one in rows.pulled(places, image, f"{where}.{config}.image"):
                        packed = _PACK in (one.resolved or "")
                        yield one.replace(resolved=None, reason=UNKNOWN) if packed else rows.known(one)
