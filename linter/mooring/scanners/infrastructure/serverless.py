"""The Serverless Framework's `serverless.yml`: the images of functions, and the CloudFormation in it.

Specification: https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml. Variables of the file
itself (`${self:custom.image}`) have its values. A function's image that is a bare name is one of `provider.ecr.images`.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.infrastructure import cloudformation
from mooring.scanners.tables import Places, Variables, find, settled
from mooring.scanners.yaml_tree import get, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "serverless"

_SELF = re.compile(r"\$\{self:(?P<name>[\w.-]+)(?:\s*,\s*['\"](?P<default>[^'\"]*)['\"])?\}")
_NAME = re.compile(r"[\w-]*")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a service."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        values = {where: (node.value, node) for where, node in find(root, "**") if is_scalar(node)}
        places = Places(tree, SCANNER, variables=Variables(_SELF, values))
        cloud = Places(tree, SCANNER)
        found = list(rows.read(places, root, _ROWS))
        found += cloudformation.template(cloud, get(root, "resources"), "resources")
        for where, one in find(root, "resources[]"):
            found += cloudformation.template(cloud, one, where)
        yield from settled(found, places, cloud)


def _image(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """A function's image, unless it is the name of one that the provider has."""
    if not _NAME.fullmatch(string(node) or ""):
        yield from places.reference(node, where)


_ROWS: rows.Rows = (
    ("provider.ecr.images.*", _image),
    ("provider.ecr.images.*.uri", rows.pulled),
    ("provider.ecr.images.*.buildArgs", rows.arguments),
    ("provider.ecr.images.*.cacheFrom[]", rows.cached),
    ("functions.*.image", _image),
    ("functions.*.image.uri", rows.pulled),
)
