"""AWS CodeBuild's build specifications.

Specification: AWS's "Build specification reference" and "Batch build buildspec reference". Read are the shell text of
every phase, with the variables of `env`, and the images of batch builds. CodeBuild's own images (`aws/codebuild/…`) can
be pulled by nobody else and are no references.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import assignments
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_IMAGES = ("batch.*[].env.image", "batch.*.env.image", "batch.build-matrix.*.env.image")
_OWN = re.compile(r"\s*aws/codebuild/")
_POWERSHELL = "powershell.exe"


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a build specification."""
    reader = Reader(source, "codebuild")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        variables = assignments(get(root, "env", "variables"))
        dialect = "pwsh" if string(get(root, "env", "shell")) == _POWERSHELL else "sh"
        script = [
            line
            for where, phase in find(root, "phases.*")
            for key in ("commands", "finally")
            for line in lines(get(phase, key), f"{where}.{key}")
        ]
        reader.lines(script, [variables], dialect=dialect)
        for place in _IMAGES:
            for where, image in find(root, place):
                for at, each in lines(image, where):
                    if not _OWN.match(string(each) or ""):
                        reader.image(each, at)
    yield from reader.finish()
