"""Shell text: scripts, and the command lines that other formats hold.

Read are the command lines of docker (with buildx and the management commands), podman, nerdctl, buildah,
skopeo, crane, kubectl and kind, by those tools' own references; the shell's grammar is that of POSIX and
bash. Variables that the script sets by a literal are filled in. A text given to another shell (`bash -c`, a
here-document for `ssh`) is read too, and so is a Dockerfile given to a build on its standard input.

An image that is run, created from, pulled or copied is pulled; one that is pushed, built or the target of a
tag is an output. One that is saved is local: the machine already has it. So it has the source of a tag, and what is
inspected or removed, which is not mentioned; one that the script itself has built counts as an
output where it is run.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Mention, Problem, Source
    from mooring.scanners.shell.mentions import Found

_GLANCE = re.compile(
    rb"docker|podman|nerdctl|skopeo|crane|buildah|kubectl|kind|engine|runtime|container", re.IGNORECASE
)
_FIRST_LINE = re.compile(rb"#!\s*\S*?(?:/env\s+(?:-\S+\s+)*)?(?:[a-z]*/)*(?:ba|da|z|k|mk|a|c|tc|fi)?sh\b")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a shell text."""
    from mooring.scanners.shell.mentions import Found, resolved, settle

    found = list(read(source))
    yield from (each for each in found if not isinstance(each, Found))
    yield from (resolved(each.mention) for each in settle(each for each in found if isinstance(each, Found)))


def read(source: Source, given: Mapping[str, str] | None = None, dialect: str = "sh") -> Iterator[Found | Problem]:
    """Yield what the commands of a shell text do with images, for a format that holds shell text.

    `given` are variables that are set from outside; their values may hold the `${{ }}` of a CI's template
    language, which stay as they are in what is found. `dialect` is `sh`, `pwsh` or `cmd`. Made into mentions
    by `mentions.settle` and `mentions.resolved`.
    """
    if _GLANCE.search(source.data) is None:
        return
    from mooring.scanners.shell.reader import Reader

    yield from Reader(source, given or {}, dialect=dialect).found()


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as a shell script does, with a `#!` line that names a shell."""
    return _FIRST_LINE.match(data) is not None
