"""Shell text: scripts, and the command lines that other formats hold.

Read are the command lines of the container engines (docker, podman, nerdctl, buildah), and of other tools that name
images: for registries, clusters, builds, clouds. The tables in `*commands.py` follow those tools' own references; the
shell's grammar is that of POSIX and bash, and as much of PowerShell's and cmd's as their plain commands need.
Variables that the script sets by a literal are filled in; one that no such command uses is a mention where its name
says that it holds an image (`BUILD_IMAGE="golang:1.25"`). A text given to another shell (`bash -c`, a here-document
for `ssh`) is read too, and so is a file that stands in a here-document: the Dockerfile, compose file or manifests that
a command gets on its standard input, and what `cat > compose.yaml <<EOF` writes.

An image that is run, created from, pulled or copied is pulled; one that is pushed, built or the target of a
tag is an output. One that is saved is local: the machine already has it. So it has the source of a tag, and what is
inspected or removed, which is not mentioned; one that the script itself has built counts as an
output where it is run.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mooring import Source
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Mention, Problem
    from mooring.scanners.shell.mentions import Found

_LONGEST_REMEMBERED = 4096
_GLANCE = lazily(
    rb"a(?:pptainer|rgocd)|b(?:ootc|uild(?:ah|ctl))|c(?:h-image|o(?:ntainer|pilot|sign)|r(?:ane|ictl))"
    rb"|d(?:epot|istrobox|o(?:ck(?:er|le)|kku))|e(?:n(?:gine|root)|xecutor)|f(?:aas-cli|inch|ly)|g(?:cloud|rype)|helm"
    rb"|i(?:bmcloud|mgpkg)|k(?:3d|ind|u(?:bectl|stomiz))|minikube|n(?:erdctl|otation)|oras|podman|r(?:egctl|untime)"
    rb"|s(?:2i|arus|batch|ingularity|kopeo|nyk|run|yft)|t(?:oolbox|rivy)"
    rb"|\b(?:a(?:ct|ws|z)|c(?:f|opa|tr)|dive|kn|oc|pack|slim)\b",
)
"""The words that commands begin with which are read, in lower case; by their letters, which is the fastest way."""
_DECLARES = lazily(rb"(?:image|img)\w*[\"']?\s*[:=]", re.IGNORECASE)
_FIRST_LINE = lazily(
    rb"(?:\xef\xbb\xbf)?#!\s*\S*?(?:/env\s+(?:-\S+\s+)*)?(?:[a-z]*/)*"
    rb"(?:(?:ba|da|z|k|mk|a|c|tc|fi|pw)?sh|bats|powershell)\b"
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a script, in the language that its path or first line tells."""
    if not may_name_images(source.data) and _DECLARES.search(source.data) is None:
        return
    from mooring.scanners.shell.declared import declared
    from mooring.scanners.shell.dialects import dialect_of
    from mooring.scanners.shell.mentions import Found, resolved, settle
    from mooring.scanners.shell.reader import Reader

    reader = Reader(source, {}, dialect=dialect_of(source))
    read = list(reader.found())
    found = [one for one in read if isinstance(one, Found)]
    yield from (one for one in read if not isinstance(one, Found))
    yield from (resolved(one.mention) for one in settle([*found, *declared(reader, found)]))


def may_name_images(data: bytes) -> bool:
    """Whether a word stands in a shell text that a command which is read begins with; a quick look."""
    lowered = data.lower()
    return b"docker" in lowered or _GLANCE.search(lowered) is not None


def read(source: Source, given: Mapping[str, str] | None = None, dialect: str = "sh") -> Iterator[Found | Problem]:
    """Yield what the commands of a shell text do with images, for a format that holds shell text.

    `given` are variables that are set from outside; their values may hold the `${{ }}` of a CI's template
    language, which stay as they are in what is found. `dialect` is `sh`, `pwsh` or `cmd`. Made into mentions
    by `mentions.settle` and `mentions.resolved`.
    """
    if not may_name_images(source.data):
        return
    from mooring.scanners.shell.mentions import Found
    from mooring.scanners.shell.reader import Reader

    given = given or {}
    known = None
    if len(source.data) <= _LONGEST_REMEMBERED and b"<<" not in source.data:
        known = _remembered(source.data, tuple(given.items()), dialect)
    if known is None:
        yield from Reader(source, given, dialect=dialect).found()
    else:
        for one in known:
            yield Found(one.mention.replace(source=source), one.use, one.name)


@lru_cache(maxsize=1024)
def _remembered(data: bytes, given: tuple[tuple[str, str], ...], dialect: str) -> tuple[Found, ...] | None:
    """What is found in a text that holds no other file; None where something is wrong with it.

    In an editor the same file is read again and again, most of its scripts unchanged.
    """
    from mooring.scanners.shell.mentions import Found
    from mooring.scanners.shell.reader import Reader

    found = list(Reader(Source("", data), dict(given), dialect=dialect).found())
    known = tuple(one for one in found if isinstance(one, Found))
    return known if len(known) == len(found) else None


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as a shell script does, with a `#!` line that names a shell."""
    return _FIRST_LINE.match(data) is not None
