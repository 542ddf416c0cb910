"""Nextflow: scripts of processes and modules, and configuration.

By Nextflow's reference: the directive `container` of a process, and the settings `process.container` with the selectors
`withName` and `withLabel`. Of a condition on the container engine the images of Docker are taken: an address
(`https://…`, `oras://…`), a path, and a file of Singularity's are none.
"""

from __future__ import annotations

import re

from mooring import Mention
from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import NEXTFLOW
from mooring.scanners.likely import is_likely

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source

SCANNER = "nextflow"

_ELSEWHERE = frozenset({"docker", "singularity", "apptainer", "podman", "charliecloud", "params", "shifter", "env"})
_NO_IMAGE = re.compile(r"(?:https?|oras|shub|library|file|s3|gs)://|[./]|.*\.(?:sif|img|simg)$")
_SCHEME = "docker://"


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a script or a configuration."""
    if b"container" not in source.data:
        return
    yield from _find(source)


def recognises(data: bytes) -> bool:
    """Whether there is a directive for a container."""
    return re.search(rb"(?m)^\s*process\.container\s*=|\bwithName:|\bwithLabel:|^\s*process\s*\{", data) is not None


def _find(source: Source) -> Iterator[Mention | Problem]:
    finder = Finder(source, NEXTFLOW, SCANNER, anywhere=True)
    for setting in finder.code.settings():
        if setting.path[-1] == "container" and not _ELSEWHERE.intersection(setting.path[:-1]):
            where = ".".join(setting.path[-3:])
            first, last = _without_braces(finder, setting.first, setting.last)
            if first > setting.first and any(
                finder.code.tokens[at].text in (";", "{", "def", "=") for at in range(first, last)
            ):
                _within(finder, first, last, where)
            elif not _chosen(finder, first, last, where):
                finder.reference(first, last, where)
    for one in finder.found():
        if isinstance(one, Mention):
            image = _image(one)
            if image is not None:
                yield image
        else:
            yield one


def _within(finder: Finder, first: int, last: int, where: str) -> None:
    """Find the images among the literals of a closure with statements."""
    for index in range(first, last):
        text = finder.code.literal(index)
        if text is not None and is_likely(text.removeprefix(_SCHEME)):
            finder.reference(index, index + 1, where)


def _without_braces(finder: Finder, first: int, last: int) -> tuple[int, int]:
    """The tokens of an expression, the closure around it left out."""
    opening = finder.code.tokens[first]
    if opening.text == "{" and opening.partner > first + 1:
        return first + 1, min(opening.partner, last)
    return first, last


def _chosen(finder: Finder, first: int, last: int, where: str) -> bool:
    """Find what a condition within a literal may give (`"${engine == 'x' ? 'a' : 'b'}"`); whether it is one."""
    stretches = finder.code.fragments(first) if last - first == 1 else None
    holes = [one for one in stretches or [] if one.text is None]
    texts = "".join([one.text or "" for one in stretches or []]).strip()
    if len(holes) != 1 or texts or "?" not in holes[0].hole:
        return False
    from mooring import Span

    start = finder.code.text.find(holes[0].hole, holes[0].start)
    span = Span(start, start + len(holes[0].hole))
    inner = Finder(finder.source.embed([(finder.source.data[span.start : span.end], span)]), NEXTFLOW, SCANNER)
    inner.reference(0, len(inner.code.tokens), where)
    for one in inner.found():
        finder.add(one.lift() if isinstance(one, Mention) else one)
    return True


def _image(mention: Mention) -> Mention | None:
    """The mention without Docker's scheme; None where it names no image of a registry."""
    text = mention.resolved
    if text is None:
        return mention
    if text.startswith(_SCHEME):
        whole = mention.parts["whole"]
        written = mention.source.read(whole)
        if not written.startswith(_SCHEME):
            return mention.replace(resolved=text[len(_SCHEME) :], reason=mention.reason)
        from mooring import Span

        bare = Span(whole.start + len(_SCHEME), whole.end)
        span = bare if mention.span == whole else mention.span
        return mention.replace(resolved=text[len(_SCHEME) :], parts={"whole": bare}, span=span)
    return None if _NO_IMAGE.match(text) else mention
