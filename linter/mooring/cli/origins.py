"""Where the images of a repository come from: the registries and namespaces in use, as image patterns for a policy."""

from __future__ import annotations

import re

from mooring.globs import to_regex
from mooring.images import HTTPS_PORT, ImagePatterns
from mooring.record import Record
from mooring.reference import DEFAULT_REGISTRY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mooring.reference import Reference

SHARED = (
    DEFAULT_REGISTRY,
    "*.gcr.io",
    "*.pkg.dev",
    "codeberg.org",
    "gcr.io",
    "ghcr.io",
    "public.ecr.aws",
    "quay.io",
    "registry.gitlab.com",
)
"""Registries in which anybody can have a namespace, so that the namespace says whose an image is."""

MAX_NAMESPACES = 30
"""Of a shared registry with more namespaces in use, the whole registry is one origin."""


class Origin(Record):
    """An image pattern, how many references it matches, and the names of their repositories below what it fixes.

    The names are the most used first, those that are used alike in order.
    """

    __slots__ = ("pattern", "count", "names")

    def __init__(self, pattern: str, count: int, names: Sequence[str]) -> None:
        self.pattern = pattern
        self.count = count
        self.names = tuple(names)


def origins_of(references: Iterable[Reference]) -> list[Origin]:
    """The origins of references, the most used first; each reference is matched by the pattern of one of them.

    A registry is one origin, and of a shared registry each namespace. A reference that no pattern can mean (the upper
    case in `Acme/app` makes it a registry) is left out.
    """
    registries: dict[str, dict[str, int]] = {}
    for reference in references:
        repositories = registries.setdefault(_host(reference), {})
        repositories[reference.repository] = repositories.get(reference.repository, 0) + 1
    found = (origin for registry, counts in registries.items() for origin in _origins_in(registry, counts))
    origins = [origin for origin in found if _is_pattern(origin.pattern)]
    return sorted(origins, key=lambda origin: (-origin.count, origin.pattern))


def _origins_in(registry: str, counts: Mapping[str, int]) -> Iterator[Origin]:
    namespaces: dict[str, dict[str, int]] = {}
    for repository, count in counts.items():
        namespaces.setdefault(repository.partition("/")[0], {})[repository] = count
    if not _is_shared(registry) or len(namespaces) > MAX_NAMESPACES:
        yield _origin(registry, counts, "/**")
        return
    for namespace, within in namespaces.items():
        inside = {repository: count for repository, count in within.items() if repository != namespace}
        if inside:
            flat = registry == DEFAULT_REGISTRY and all(repository.count("/") == 1 for repository in inside)
            yield _origin(f"{registry}/{namespace}", inside, "/*" if flat else "/**")
        if namespace in within:
            yield _origin(f"{registry}/{namespace}", {namespace: within[namespace]}, "")


def names_of(references: Iterable[Reference]) -> set[str]:
    """The names of references, as far as a pattern can mean them."""
    return {name for reference in references if _is_pattern(name := f"{_host(reference)}/{reference.repository}")}


def _host(reference: Reference) -> str:
    """The registry as patterns see it."""
    return reference.registry.lower().removesuffix(HTTPS_PORT)


def _is_pattern(text: str) -> bool:
    try:
        return bool(ImagePatterns.read([text]))
    except ValueError:
        return False


def _is_shared(registry: str) -> bool:
    return any(re.fullmatch(to_regex(pattern), registry) for pattern in SHARED)


def _origin(prefix: str, counts: Mapping[str, int], rest: str) -> Origin:
    by_use = sorted(counts, key=lambda repository: (-counts[repository], repository))
    below = prefix.partition("/")[2]
    names = [repository.removeprefix(below).removeprefix("/") for repository in by_use] if rest else []
    return Origin(prefix + rest, sum(counts.values()), names)
