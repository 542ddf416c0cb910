"""AWS Copilot's manifests of services and jobs.

Specification: https://aws.github.io/copilot-cli/docs/manifest/overview. An environment's own values have it as a hint.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.hints import hints_of
from mooring.scanners.tables import Places, find, settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "copilot"

_TYPE = re.compile(
    rb"^type:[ \t]*[\"']?(?:Load Balanced Web Service|Request-Driven Web Service|Backend Service|Worker Service"
    rb"|Scheduled Job|Static Site)\b",
    re.MULTILINE,
)
_ROWS: rows.Rows = (
    ("image.location", rows.pulled),
    ("image.build.args", rows.arguments),
    ("image.build.cache_from[]", rows.cached),
    ("sidecars.*.image", rows.pulled),
    ("sidecars.*.image.location", rows.pulled),
)
_PIPELINE: rows.Rows = (("build.image", rows.code_build),)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a manifest."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    found: list[Mention | Problem] = []
    for root in tree.documents[:1]:
        found += rows.read(Places(tree, SCANNER), root, (*_ROWS, *_PIPELINE))
        for where, environment in find(root, "environments.*"):
            places = Places(tree, SCANNER, hints=hints_of(where.partition(".")[2]))
            found += rows.read(places, environment, _ROWS, where)
    yield from settled(found)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a manifest: one of its types."""
    return _TYPE.search(data) is not None
