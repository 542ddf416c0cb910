"""cloud-init: the images that a machine's first commands name, and those in the files that it is given.

Specification: https://cloudinit.readthedocs.io/en/latest/reference/modules.html (`runcmd`, `bootcmd`, `write_files`),
and the `coreos` units of old. A file that is written is read as what its path says it is.
"""

from __future__ import annotations

import re

from mooring.scanners import rows, shell, trees, within
from mooring.scanners.tables import Places, settled
from mooring.scanners.yaml_tree import entries, get, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

SCANNER = "cloud-init"

_FIRST_LINE = re.compile(rb"(?:\xef\xbb\xbf)?(?:##[^\n]*\n)*#cloud-config\b")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a cloud-config."""
    tree = trees.of(source)
    places = Places(tree, SCANNER)
    yield from settled(found for root in tree.documents[:1] for found in rows.read(places, root, _ROWS))


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as a cloud-config does."""
    return _FIRST_LINE.match(data) is not None


def _commands(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A list of commands, one script: each a text for a shell, or a list of words."""
    if is_sequence(node) and all(is_scalar(one) for one in node.value):
        yield from places.shell(node, where)
        return
    for index, one in enumerate(entries(node)):
        place = f"{where}[{index}]"
        yield from places.argv(entries(one), place) if is_sequence(one) else places.shell(one, place)


def _file(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A file that is written, unless it is encoded."""
    path, content = string(get(node, "path")) or "", get(node, "content")
    if not get(node, "encoding"):
        yield from written(places, path, content, f"{where}.content")


def written(places: Places, path: str, content: Any, where: str) -> Iterator[Mention | Problem]:
    """The mentions of the content of a file of some path: a scalar."""
    text = string(content)
    if text is None:
        return
    data = text.encode()
    if shell.recognises(data) or path.endswith(_SCRIPTS):
        yield from places.shell(content, where)
        return
    scan = within.reader(path, data)
    if scan is not None:
        yield from places.lent(content, scan, where)


def _unit(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A unit of CoreOS's cloud-config."""
    yield from written(places, string(get(node, "name")) or "", get(node, "content"), f"{where}.content")


_SCRIPTS = (".sh", ".bash")

_ROWS: rows.Rows = (
    ("runcmd", _commands),
    ("bootcmd", _commands),
    ("write_files[]", _file),
    ("write-files[]", _file),
    ("coreos.units[]", _unit),
)
