"""Common Workflow Language: the images of tools.

By the CWL specification, `DockerRequirement`: `dockerPull` and the Dockerfile in `dockerFile`, below `requirements` or
`hints`, which are lists of classes or mappings by class; also in `$graph`. `cwltool` takes JSON too.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.tables import Places, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_TEMPLATE = re.compile(r"\$\(|\$\{")


def recognises(data: bytes) -> bool:
    """Whether a document of CWL has an image in it."""
    return b"dockerPull" in data and b"cwlVersion" in data


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a document."""
    if b"docker" not in source.data:
        return
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    places = Places(tree, "cwl")
    for document in tree.documents:
        for where, node in find(document, "**.dockerFile"):
            yield from rows.dockerfile(places, node, where)
        for where, node in find(document, "**.dockerPull"):
            for one in places.reference(node, where, strip="docker://"):
                unknown = _TEMPLATE.search(one.text)
                yield (
                    one.replace(resolved=None, reason="its value is not known before the tool runs") if unknown else one
                )
