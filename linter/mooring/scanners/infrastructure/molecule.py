"""Molecule's scenarios: the containers that roles of Ansible are tested in, `molecule.yml`.

Specification: https://ansible.readthedocs.io/projects/molecule/configuration. Variables have the defaults that the file
gives them. What drivers of machines call an image is none; a file that names no driver of containers is read for what
can hardly be anything else.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.tables import Places, Variables, settled
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "molecule"

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::?-(?P<default>[^${}]*))?\}")
_CONTAINERS = ("docker", "podman", "containers", "kubevirt")
_MACHINES = ("vagrant", "ec2", "gce", "azure", "openstack", "digitalocean", "hetznercloud", "linode", "lxd", "libvirt")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a scenario."""
    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        driver = (string(get(root, "driver", "name")) or "").rpartition("-")[2]
        if driver in _MACHINES:
            return
        kind = rows.pulled if driver in _CONTAINERS else rows.likely
        places = Places(tree, SCANNER, variables=Variables(_VARIABLE, {}))
        yield from settled(rows.read(places, root, (("platforms[].image", kind),)), places)
