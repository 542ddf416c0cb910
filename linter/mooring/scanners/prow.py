"""Prow's jobs: the images of the pods that they run in.

Specification: https://docs.prow.k8s.io/docs/jobs (`presubmits`, `postsubmits`, `periodics`, `presets`; `spec` is a
PodSpec).
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_JOBS = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?(?:presubmits|postsubmits|periodics)[\"']?[ \t]*:", re.MULTILINE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image of the pods of the jobs in a file."""
    from mooring.scanners import trees
    from mooring.scanners.kubernetes.reader import read

    tree = trees.of(source)
    for document in tree.documents:
        yield from read(tree, document, "prow")


def recognises(data: bytes) -> bool:
    """Whether the bytes look like jobs of Prow."""
    return _JOBS.search(data) is not None
