"""Compose files: every image that a project pulls, builds or caches.

Specification: compose-spec (services, build, deploy, models, fragments, interpolation, merge, include), as compose-go
loads it and as Docker Compose uses it; Buildx for the extension `x-bake` of builds. Files of version 1, with their
services at the top level, are read as well.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_SERVICES = lazily(
    rb"^(?:\xef\xbb\xbf)?(?:\{\s*)?[\"']?services[\"']?[ \t]*:[ \t]*"
    rb"(?:[{*&!]|(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+[^\s#-])",
    re.MULTILINE,
)
_USED = lazily(rb"\b(?:image|build|extends)[\"']?[ \t]*:")


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a compose file, each scalar once however many services share it."""
    from mooring.scanners.compose.places import mentions

    return mentions(source)


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a compose file: a mapping of services at its top level, and images or builds."""
    return _SERVICES.search(data) is not None and _USED.search(data) is not None
