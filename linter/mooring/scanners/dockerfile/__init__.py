"""Dockerfiles and Containerfiles, read exactly as BuildKit reads them.

Mentions are made of the images and stages named by FROM, `COPY --from=` and `RUN --mount=…,from=`, each also behind
ONBUILD, and of the image that a `# syntax=` directive names. The specification is BuildKit's Dockerfile frontend
(https://github.com/moby/buildkit, `frontend/dockerfile`: parser, shell, instructions, dockerfile2llb); each module
of this package says which part of it is followed there.
"""

from __future__ import annotations

import re

from mooring import Problem
from mooring.scanners.dockerfile.mentions import mentions
from mooring.scanners.dockerfile.recognition import recognises
from mooring.scanners.dockerfile.stages import Dockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Source

__all__ = ["recognises", "scan"]

_FRAGMENT = re.compile(r"(?:.*/)?[DdCc][a-z]+file[-._][^/]*", re.DOTALL)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """The mentions of a Dockerfile in the order they stand in, and the first reason for which BuildKit refuses it.

    A file without any FROM whose name goes on after `Dockerfile` (`Dockerfile.common`) is a piece to be put into
    others, and is refused for nothing.
    """
    try:
        text = source.text
    except UnicodeDecodeError as error:
        line, _ = source.position(len(source.data) - len(error.object) + error.start)
        yield Problem(source.path, line, "the file is not UTF-8; save it as UTF-8")
        return
    file = Dockerfile(text)
    if file.has_template_tags:
        from mooring.scanners.templates import words

        file = Dockerfile(words.joined(source))
        yield from words.filled(source, mentions(file, source))
    else:
        yield from mentions(file, source)
    if file.refusal and (file.has_stages or not _FRAGMENT.fullmatch(source.path)):
        line, message = file.refusal
        yield Problem(source.path, line, message)
