"""Manifests: what a tag or digest names, by the OCI image and distribution specifications and Docker's schema 2.

A tag is resolved by HEAD. Where the answer lacks the digest or the media type, a GET fetches the manifest and its
bytes are hashed; where both a header and bytes exist they must agree. What is an index stays an index: its own
digest is the answer. Children of an index whose platform is `unknown/unknown` are attestations, not platforms.
Schema 1 manifests are refused: their digest does not stand for the bytes that a registry sends.
"""

from __future__ import annotations

import hashlib
import json
import re

from mooring.record import Record
from mooring.registry import refusals
from mooring.registry.errors import INVALID, Unresolved, printable
from mooring.registry.records import is_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.registry.session import Session
    from mooring.registry.transport import Answer

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
ACCEPTED = (OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST)
INDEXES = frozenset({OCI_INDEX, DOCKER_LIST})
SCHEMA_1 = frozenset(
    {
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
    }
)
CONFIGS = frozenset({"application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"})
HEAD_UNKNOWN = frozenset({400, 405, 406, 501})
LARGEST_MANIFEST = 4 << 20
LARGEST_CONFIG = 8 << 20


class Descriptor(Record):
    """A manifest by its digest, media type and, where known, size."""

    __slots__ = ("digest", "media_type", "size")

    def __init__(self, digest: str, media_type: str, size: int | None) -> None:
        self.digest = digest
        self.media_type = media_type
        self.size = size


class Platform(Record):
    """What an image runs on; `digest` is that of its own manifest."""

    __slots__ = ("os", "architecture", "variant", "os_version", "digest")

    def __init__(self, os: str, architecture: str, variant: str, os_version: str, digest: str) -> None:
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.os_version = os_version
        self.digest = digest

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


class Manifest(Record):
    """The facts of a manifest: an index with its platforms, or one image.

    `platforms` is empty for what is no image; `config` is the digest of an image's configuration, "" for an index
    and for what is no image; `created` is when the image says it was made (RFC 3339), "" where it does not.
    """

    __slots__ = ("digest", "media_type", "size", "platforms", "config", "created")

    def __init__(
        self, digest: str, media_type: str, *, size: int, platforms: tuple[Platform, ...], config: str, created: str
    ) -> None:
        self.digest = digest
        self.media_type = media_type
        self.size = size
        self.platforms = platforms
        self.config = config
        self.created = created

    @property
    def is_index(self) -> bool:
        """Whether it lists the manifests of several platforms."""
        return self.media_type in INDEXES


def describe(session: Session, repository: str, name: str) -> Descriptor:
    """What a tag or digest of the repository names. Raises `Unresolved`."""
    answer = _ask(session, "HEAD", repository, name)
    media_type = _media_type(answer)
    if media_type in SCHEMA_1:
        raise refusals.schema_1(session, repository, name)
    digest = _header_digest(answer)
    if digest is None or media_type not in ACCEPTED:
        return fetch(session, repository, name)[0]
    if is_digest(name):
        _must_agree(session, digest, name)
        digest = name
    length = answer.headers.get("content-length", "")
    return Descriptor(digest, media_type, int(length) if length.isdecimal() and 0 < len(length) < 10 else None)


def fetch(session: Session, repository: str, name: str) -> tuple[Descriptor, bytes]:
    """The manifest that a tag or digest names, its bytes hashed. Raises `Unresolved`."""
    answer = _ask(session, "GET", repository, name)
    fields = _object(session, answer.body)
    stated = _header_digest(answer)
    wanted = name if is_digest(name) else stated
    algorithm = (wanted or "sha256:").partition(":")[0]
    digest = f"{algorithm}:{hashlib.new(algorithm, answer.body).hexdigest()}"
    if is_digest(name):
        _must_agree(session, digest, name)
    if stated is not None:
        _must_agree(session, digest, stated)
    media_type = _media_type(answer)
    if media_type not in ACCEPTED:
        media_type = _inferred_media_type(fields) or media_type
    if media_type in SCHEMA_1 or fields.get("schemaVersion") == 1:
        raise refusals.schema_1(session, repository, name)
    if media_type not in ACCEPTED:
        raise Unresolved(
            INVALID, f"{session.registry} sends what is no manifest ({printable(media_type) or 'no type'})"
        )
    return Descriptor(digest, media_type, len(answer.body)), answer.body


def read(session: Session, repository: str, name: str) -> Manifest:
    """The facts of the manifest that a tag or digest names. Raises `Unresolved`."""
    descriptor, body = fetch(session, repository, name)
    stated = descriptor.digest, descriptor.media_type
    fields = _object(session, body)
    if descriptor.media_type in INDEXES:
        platforms = tuple(_platforms(fields))
        return Manifest(*stated, size=len(body), platforms=platforms, config="", created="")
    config = fields.get("config")
    if (
        not isinstance(config, dict)
        or config.get("mediaType") not in CONFIGS
        or not is_digest(str(config.get("digest")))
    ):
        return Manifest(*stated, size=len(body), platforms=(), config="", created="")
    digest = str(config["digest"])
    image = _config(session, repository, digest)
    platform = _platform(image, descriptor.digest)
    created = image.get("created")
    return Manifest(
        *stated,
        size=len(body),
        platforms=(platform,) if platform else (),
        config=digest,
        created=created if isinstance(created, str) and len(created) < 64 and created.isprintable() else "",
    )


def _config(session: Session, repository: str, digest: str) -> dict[str, object]:
    answer = session.ask("GET", f"/v2/{repository}/blobs/{digest}", repository, limit=LARGEST_CONFIG)
    if answer.status != 200:
        raise refusals.explained(session, repository, digest, answer)
    algorithm = digest.partition(":")[0]
    _must_agree(session, f"{algorithm}:{hashlib.new(algorithm, answer.body).hexdigest()}", digest)
    return _object(session, answer.body)


def _platforms(index: dict[str, object]) -> list[Platform]:
    children = index.get("manifests")
    platforms = []
    for child in children if isinstance(children, list) else []:
        if isinstance(child, dict) and isinstance(child.get("platform"), dict) and is_digest(str(child.get("digest"))):
            platform = _platform(child["platform"], child["digest"])
            if platform:
                platforms.append(platform)
    return platforms


def _platform(fields: dict[str, object], digest: str) -> Platform | None:
    def word(name: str) -> str:
        value = fields.get(name)
        return value if isinstance(value, str) and re.fullmatch(r"[\w.-]{1,64}", value) else ""

    os, architecture = word("os"), word("architecture")
    if not os or not architecture or (os, architecture) == ("unknown", "unknown"):
        return None
    return Platform(os, architecture, word("variant"), word("os.version"), digest)


def _ask(session: Session, method: str, repository: str, name: str) -> Answer:
    headers = {"Accept": ", ".join(ACCEPTED)}
    path = f"/v2/{repository}/manifests/{name}"
    answer = session.ask(method, path, repository, headers=headers, limit=LARGEST_MANIFEST)
    if answer.status == 200:
        return answer
    official = refusals.official_at_artifactory(answer, repository)
    if official:
        return _ask(session, method, official, name)
    if method == "HEAD" and answer.status in HEAD_UNKNOWN:
        return _ask(session, "GET", repository, name)
    raise refusals.explained(session, repository, name, answer)


def _media_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _header_digest(answer: Answer) -> str | None:
    digest = answer.headers.get("docker-content-digest", "").strip()
    return digest if is_digest(digest) else None


def _must_agree(session: Session, got: str, wanted: str) -> None:
    if got.partition(":")[0] == wanted.partition(":")[0] and got != wanted:
        raise Unresolved(
            INVALID, f"{session.registry} contradicts itself: it promises {wanted[:19]}… and sends {got[:19]}…"
        )


def _inferred_media_type(fields: dict[str, object]) -> str | None:
    """The media type by the manifest's own words, where the registry's header says something else."""
    stated = fields.get("mediaType")
    if isinstance(stated, str) and (stated in ACCEPTED or stated in SCHEMA_1):
        return stated
    if fields.get("schemaVersion") == 2 and isinstance(fields.get("manifests"), list):
        return OCI_INDEX
    if fields.get("schemaVersion") == 2 and isinstance(fields.get("layers"), list):
        return OCI_MANIFEST
    return None


def _object(session: Session, body: bytes) -> dict[str, object]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise Unresolved(INVALID, f"{session.registry} sends what is no JSON object; it may not be a registry")
    return fields
