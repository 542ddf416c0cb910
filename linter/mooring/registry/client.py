"""Asking registries: each distinct reference once a run, several at a time, answers remembered."""

from __future__ import annotations

import os
import threading

from mooring.reference import DEFAULT_TAG, Reference
from mooring.registry import manifests, tags
from mooring.registry.cache import Cache
from mooring.registry.credentials import Credentials
from mooring.registry.errors import REFUSED, Unresolved
from mooring.registry.lanes import spread
from mooring.registry.records import Endpoint, Resolution
from mooring.registry.session import Session
from mooring.registry.settings import Settings
from mooring.registry.transport import Transport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Self, TypeVar

    from mooring.registry.manifests import Descriptor, Manifest

    Result = TypeVar("Result")

LISTS_AT_A_TIME = 4


class Client:
    """Resolves references. What it learns is kept for its lifetime, so one client serves one run.

    `environ` gives credentials and proxies (the process's own environment by default); `warn` is told, once each,
    what a person should know though the run goes on: a broken credential helper, a spent rate limit.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self._settings = settings or Settings()
        environ = os.environ if environ is None else environ
        self._warn = warn or (lambda _: None)
        self._credentials = Credentials(environ, self._warn, github_token=self._settings.github_token)
        self._transport = Transport(self._settings, environ, self._warn)
        self._cache = Cache(self._settings)
        self._sessions: dict[str, Session] = {}
        self._answers: dict[str, Resolution | Unresolved] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a request under way is given up."""
        self._transport.close()

    def resolve(
        self, references: Iterable[Reference], *, progress: Callable[[int, int], None] | None = None
    ) -> dict[str, Resolution | Unresolved]:
        """What each distinct reference names, by its canonical form. Never raises for a registry's fault.

        `progress` is called with the number of answers so far and the number of references.
        """
        distinct = {reference.canonical: reference for reference in references}
        new = [reference for canonical, reference in distinct.items() if canonical not in self._answers]
        known = len(distinct) - len(new)
        for reference, answer in self._spread(new, self._resolve_one):
            self._answers[reference.canonical] = answer
            known += 1
            if progress:
                progress(known, len(distinct))
        return {canonical: self._answers[canonical] for canonical in distinct}

    def manifest(self, reference: Reference) -> Manifest:
        """The facts of the manifest that a reference names. Raises `Unresolved`."""
        return self._first_answer(reference, lambda session, endpoint: self._manifest(session, endpoint, reference))

    def manifests(
        self, references: Iterable[Reference], *, progress: Callable[[int, int], None] | None = None
    ) -> dict[str, Manifest | Unresolved]:
        """The `manifest` of each distinct reference, by its canonical form, several at the same time.

        Never raises for a registry's fault. `progress` is called as `resolve` does.
        """
        distinct = {reference.canonical: reference for reference in references}
        found: dict[str, Manifest | Unresolved] = {}
        for reference, answer in self._spread(distinct.values(), self._manifest_of_one):
            found[reference.canonical] = answer
            if progress:
                progress(len(found), len(distinct))
        return found

    def created(self, reference: Reference) -> str:
        """When the image was made, as it says itself (RFC 3339), "" where it does not. Raises `Unresolved`.

        For an index it is what its image for linux/amd64 says, or the first where there is none.
        """
        manifest = self.manifest(reference)
        if not manifest.is_index or not manifest.platforms:
            return manifest.created
        usual = next((each for each in manifest.platforms if str(each) == "linux/amd64"), manifest.platforms[0])
        return self.manifest(Reference.parse(reference.written(digest=usual.digest))).created

    def version_tag(self, reference: Reference, digest: str) -> str | None:
        """The most specific version tag of the repository that names the digest (`1.29.3`), or None.

        Lists the tags and asks for the newest plain versions among them, a bounded number. A fault is no answer.
        """
        return next(iter(self.version_tags(reference, digest)), None)

    def version_tags(self, reference: Reference, digest: str) -> list[str]:
        """The plain version tags found to name the digest, the most specific first; as `version_tag` looks for them."""
        try:
            return self._first_answer(
                reference,
                lambda session, endpoint: tags.naming(session, endpoint.repository, digest, self._settings.concurrency),
            )
        except Unresolved:
            return []

    def version_tag_of_each(self, resolutions: Iterable[Resolution]) -> dict[str, str | None]:
        """The `version_tag` for each resolution, by the canonical form of its reference, several at the same time."""
        lanes: dict[str, list[Resolution]] = {}
        for resolution in resolutions:
            lanes.setdefault(resolution.reference.registry, []).append(resolution)

        def work(resolution: Resolution) -> str | None:
            return self.version_tag(resolution.reference, resolution.digest)

        found = spread(lanes, work, min(LISTS_AT_A_TIME, self._settings.concurrency))
        return {resolution.reference.canonical: tag for resolution, tag in found}

    def tags(self, reference: Reference) -> list[str]:
        """The tags of the reference's repository, as the registry orders them. Raises `Unresolved`."""
        return self._first_answer(reference, lambda session, endpoint: tags.listed(session, endpoint.repository))

    def tags_of_each(
        self, references: Iterable[Reference], *, progress: Callable[[int, int], None] | None = None
    ) -> dict[str, list[str] | Unresolved]:
        """The `tags` of each distinct repository, by its name, several at the same time.

        Never raises for a registry's fault. `progress` is called as `resolve` does.
        """
        distinct = {reference.name: reference for reference in references}
        found: dict[str, list[str] | Unresolved] = {}
        for reference, answer in self._spread(distinct.values(), self._tags_of_one, LISTS_AT_A_TIME):
            found[reference.name] = answer
            if progress:
                progress(len(found), len(distinct))
        return found

    def _spread(
        self, references: Iterable[Reference], work: Callable[[Reference], Result], most: int | None = None
    ) -> Iterator[tuple[Reference, Result]]:
        lanes: dict[str, list[Reference]] = {}
        for reference in references:
            lanes.setdefault(self._endpoints(reference)[0].registry, []).append(reference)
        return spread(lanes, work, min(most or self._settings.concurrency, self._settings.concurrency))

    def _resolve_one(self, reference: Reference) -> Resolution | Unresolved:
        try:
            endpoint, descriptor = self._first_answer(
                reference, lambda session, endpoint: (endpoint, self._describe(session, endpoint, reference))
            )
        except Unresolved as fault:
            return Unresolved(fault.reason, str(fault))  # without the traceback, which would keep answers in memory
        return Resolution(reference, descriptor.digest, descriptor.media_type, descriptor.size, endpoint.name)

    def _manifest_of_one(self, reference: Reference) -> Manifest | Unresolved:
        try:
            return self.manifest(reference)
        except Unresolved as fault:
            return Unresolved(fault.reason, str(fault))

    def _tags_of_one(self, reference: Reference) -> list[str] | Unresolved:
        try:
            return self.tags(reference)
        except Unresolved as fault:
            return Unresolved(fault.reason, str(fault))

    def _describe(self, session: Session, endpoint: Endpoint, reference: Reference) -> Descriptor:
        name = _name(reference)
        known = self._cache.descriptor(endpoint, name)
        if known:
            return known
        descriptor = manifests.describe(session, endpoint.repository, name)
        self._cache.remember(endpoint, name, descriptor)
        return descriptor

    def _manifest(self, session: Session, endpoint: Endpoint, reference: Reference) -> Manifest:
        name = _name(reference)
        known = self._cache.descriptor(endpoint, name)
        manifest = self._cache.manifest(endpoint, known.digest if known else name)
        if manifest is None:
            manifest = manifests.read(session, endpoint.repository, name)
            self._cache.remember_manifest(endpoint, manifest)
        return manifest

    def _first_answer(self, reference: Reference, ask: Callable[[Session, Endpoint], Result]) -> Result:
        """The answer of the first place that has one. Raises the `Unresolved` of the last, the registry itself."""
        if not self._settings.allows(reference.registry):
            raise Unresolved(
                REFUSED, f"the registry {reference.registry} is not among the allowed ones, so it is not asked"
            )
        *mirrors, own = self._endpoints(reference)
        for mirror in mirrors:
            try:
                return ask(self._session(mirror.registry), mirror)
            except Unresolved:
                continue
        return ask(self._session(own.registry), own)

    def _session(self, registry: str) -> Session:
        with self._lock:
            session = self._sessions.get(registry)
            if session is None:
                session = Session(registry, self._settings, self._transport, self._credentials)
                self._sessions[registry] = session
            return session

    def _endpoints(self, reference: Reference) -> list[Endpoint]:
        """Where a reference is asked for, in order: the mirrors, then the registry or the upstream of a cache."""
        registry, repository = reference.registry, reference.repository
        for cache in sorted(self._settings.upstreams, key=len, reverse=True):
            rest = f"{reference.name}/".removeprefix(f"{cache}/")
            if rest != f"{reference.name}/":
                registry, _, path = f"{self._settings.upstreams[cache]}/{rest}".rstrip("/").partition("/")
                repository = path
                break
        places = self._settings.mirrors.get(registry, ())
        mirrored = [f"{place.rstrip('/')}/{repository}".partition("/") for place in places]
        return [Endpoint(host, path) for host, _, path in mirrored] + [Endpoint(registry, repository)]


def _name(reference: Reference) -> str:
    return reference.digest or reference.tag or DEFAULT_TAG
