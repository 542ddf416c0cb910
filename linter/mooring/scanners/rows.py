"""Formats that are no more than a table: rows of a place and what is done with what stands there.

A kind takes the `Places` of a tree, a node and where it is, and yields mentions: `pulled`, `built` and so on.
"""

from __future__ import annotations

from mooring import Mention, Problem, Role, Source
from mooring.scanners import build_options, trees
from mooring.scanners.likely import is_likely, is_template
from mooring.scanners.tables import UNKNOWN, Places, find, settled
from mooring.scanners.yaml_tree import get, is_mapping, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from mooring import Part

    Kind = Callable[[Places, Any, str], Iterable[Mention | Problem]]
    Rows = Sequence[tuple[str, Kind]]

BUILT = "it names what is built"
CACHED = "it names a build cache"
NO_IMAGE = "it names an artifact, not an image"

_SCHEME = "docker://"
_PARTS: tuple[Part, ...] = ("registry", "repository", "tag", "digest")


def scan(source: Source, scanner: str, rows: Rows, *, by_path: bool = True) -> Iterator[Mention | Problem]:
    """Yield the mentions of a file that has no variables.

    `by_path` says that the file is of the format for sure, so that what is wrong with it is said.
    """
    tree = trees.of(source)
    if tree.problem and by_path:
        yield tree.problem
    places = Places(tree, scanner)
    yield from settled(found for root in tree.documents for found in read(places, root, rows))


def read(
    places: Places, root: Any, rows: Rows, where: str = "", *, through_lists: bool = False
) -> Iterator[Mention | Problem]:
    """Yield the mentions at the places of the rows below a node, which itself is at `where` and has the place ""."""
    for place, kind in rows:
        for at, node in find(root, place, through_lists=through_lists) if place else [("", root)]:
            inside = f".{at}" if where and at and not at.startswith("[") else at
            for found in kind(places, node, where + inside):
                yield known(found) if isinstance(found, Mention) else found


def known(mention: Mention) -> Mention:
    """The mention with no text where that is a template which has yet to be filled in."""
    if mention.resolved is not None and is_template("".join(mention.resolved.split())):
        return mention.replace(resolved=None, reason=mention.reason or UNKNOWN)
    return mention


def pulled(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An image that is pulled, with or without `docker://` before it."""
    return places.reference(node, where, strip=_SCHEME)


def pulled_by_scheme(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An image that is pulled, where `docker://` tells it from something else."""
    if (string(node) or "").startswith(_SCHEME):
        yield from places.reference(node, where, strip=_SCHEME)


def likely(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An image that is pulled, where the text can hardly be anything else."""
    for mention in places.reference(node, where, strip=_SCHEME):
        if mention.resolved is not None and is_likely(mention.resolved):
            yield mention


def code_build(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The image of an AWS CodeBuild project; `aws/codebuild/…` is one of the service's own, which no registry has."""
    if not (string(node) or "").startswith("aws/codebuild/"):
        yield from places.reference(node, where)


def built(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The name of what is built."""
    return places.reference(node, where, role=Role.BUILD_OUTPUT, reason=BUILT)


def pushed(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The name of what is built and pushed to its registry."""
    return (mention.replace(pushed=True) for mention in built(places, node, where))


def cached(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """A build cache: a reference, or an option of buildx that holds one."""
    text = string(node) or ""
    for place in build_options.cache(text):
        yield from places.reference(node, where, role=Role.CACHE, reason=CACHED, inside=place)


def exported(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """What an exporter of buildx calls what is built."""
    text = string(node) or ""
    for place in build_options.exporter(text):
        yield from places.reference(node, where, role=Role.BUILD_OUTPUT, reason=BUILT, inside=place)


def arguments(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The arguments of a build: those whose name and look say that the value is an image."""
    for name, value in items(node):
        text = string(value)
        for start, end in build_options.argument(f"{name}={text}") if text else ():
            inside = start - len(name) - 1, end - len(name) - 1
            yield from places.reference(value, f"{where}.{name}", inside=inside)


def artifact(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An OCI artifact that is no image."""
    return places.reference(node, where, role=Role.ARTIFACT, reason=NO_IMAGE, strip="oci://")


def command(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A command line, a script, or a list of them."""
    return places.shell(node, where)


def dockerfile(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An inline Dockerfile."""
    from mooring.scanners import dockerfile as other

    return places.lent(node, other.scan, where)


def compose(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An inline compose file."""
    from mooring.scanners import compose as other

    return places.lent(node, other.scan, where)


def nomad(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An inline job of Nomad."""
    from mooring.scanners.infrastructure.nomad import scan as scan_job

    return places.lent(node, scan_job, where)


def manifest(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A Kubernetes object, or a text that is one."""
    from mooring.scanners import kubernetes
    from mooring.scanners.kubernetes.reader import read as read_object

    if is_mapping(node) or is_sequence(node):
        for found in read_object(places.tree, node, places.scanner):
            if isinstance(found, Mention):
                yield found.replace(where=f"{where}.{found.where}", hints=found.hints or places.hints)
    else:
        yield from places.lent(node, kubernetes.scan, where)


def in_parts(*names: str) -> Kind:
    """A mapping with the parts of an image that is pulled, under keys of the format's own.

    The names are those of the registry, the repository, the tag and the digest, "" for one that the format has not.
    """

    def kind(places: Places, node: Any, where: str) -> Iterator[Mention]:
        if is_mapping(node):
            nodes = {part: get(node, name) for part, name in zip(_PARTS, names, strict=False) if name}
            yield from places.split(nodes, where)

    return kind
