"""Terraform and OpenTofu: configurations, also in JSON, variable files, tests, and Terragrunt's `terragrunt.hcl`.

Specification: https://developer.hashicorp.com/terraform/language, and each provider's reference for what its resources
hold (`terraform_places`). Variables have the defaults and locals the values that the file itself gives them. Elsewhere
(values of variables and locals that the file does not use, inputs of modules) an image is what has `image` in its name
and can hardly be anything else by its look. Images of virtual machines are none.
"""

from __future__ import annotations

import re

from mooring import Mention, Role, Source
from mooring.scanners import rows
from mooring.scanners.build_options import HOLE
from mooring.scanners.hcl.tree import tree_of, variables
from mooring.scanners.infrastructure.naming import named
from mooring.scanners.infrastructure.terraform_places import KUBERNETES, LOCAL_IMAGES, PROVISIONERS, RESOURCES
from mooring.scanners.tables import COMPOSED, UNKNOWN, Places, find, settled
from mooring.scanners.yaml_tree import get, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mooring import Problem

SCANNER = "terraform"

_VALUES = re.compile(r"\.(?:tfvars|tofuvars)(?:\.json)?$")
_VALUED = ("locals", "module.*", "inputs", "variables", "run.*.variables", "data.template_file.*.vars")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a configuration or of a file of values."""
    tree = tree_of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        places = Places(tree, SCANNER, variables=variables(tree.holes, known(root)))
        yield from settled(_file(places, root), places)


def known(root: Any) -> dict[tuple[str, ...], Any]:
    """The values of variables and locals, by how they are written in expressions."""
    known: dict[tuple[str, ...], Any] = {}
    for _, block in find(root, "variable", through_lists=True):
        known |= {("var", name): get(one, "default") for name, one in items(block)}
    for _, block in find(root, "locals", through_lists=True):
        known |= {("local", name): one for name, one in items(block)}
    return known


def _file(places: Places, root: Any) -> Iterator[Mention | Problem]:
    found = [filled(places, one) for one in _resources(places, root)]
    yield from found
    written = {part for one in found if isinstance(one, Mention) for part in one.parts.values()}
    for mention in _by_name(places, root):
        if written.isdisjoint(mention.parts.values()):
            yield mention


def _resources(places: Places, root: Any) -> Iterator[Mention | Problem]:
    for group, types in RESOURCES.items():
        for _, blocks in find(root, group, through_lists=True):
            for type_, of_type in items(blocks):
                table = KUBERNETES if type_.startswith("kubernetes_") else types.get(type_, ())
                for where, block in find(of_type, "*", through_lists=True):
                    place = f"{group}.{type_}.{where}"
                    yield from _without_local(rows.read(places, block, table, place, through_lists=True))
                    yield from rows.read(places, block, PROVISIONERS, place, through_lists=True)


def _without_local(found: Iterable[Mention | Problem]) -> Iterator[Mention | Problem]:
    """The same without the images that another resource of the file stands for."""
    for one in found:
        if not (isinstance(one, Mention) and one.resolved is None and LOCAL_IMAGES.match(one.text)):
            yield one


def filled(places: Places, found: Mention | Problem) -> Mention | Problem:
    """What was found in a text with holes in it, once they are filled."""
    if not isinstance(found, Mention) or found.resolved is None:
        return found
    if "${" in found.resolved or "%{" in found.resolved:
        return found.replace(resolved=None, reason=found.reason or UNKNOWN)
    if HOLE not in found.resolved or places.variables is None:
        return found
    text = places.fill(found.resolved, as_part=True).text
    if text is not None and HOLE in text:
        text = None
    why = UNKNOWN if text is None else COMPOSED
    return found.replace(resolved=text, reason=why if found.role is Role.PULL else found.reason)


# -- by name


def _by_name(places: Places, root: Any) -> Iterator[Mention]:
    """The values that say by their name and their look that they are images."""
    for where, node in find(root, "variable.*.default", through_lists=True):
        yield from named(places, node, where, where.split(".")[1])
    for place in _VALUED:
        for where, node in find(root, place, through_lists=True):
            yield from named(places, node, where, "")
    if _VALUES.search(places.tree.source.path):
        yield from named(places, root, "", "")
