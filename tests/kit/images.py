"""Small images made from nothing: a configuration and one tiny layer, for one platform or several."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Image:
    """An image ready to be pushed: blobs, then manifests in order, the last of which is the image itself."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: list[tuple[str, str, bytes]] = []

    @property
    def digest(self) -> str:
        return self.manifests[-1][0]

    @property
    def media_type(self) -> str:
        return self.manifests[-1][1]

    @property
    def body(self) -> bytes:
        return self.manifests[-1][2]

    def _blob(self, media_type: str, data: bytes) -> dict[str, object]:
        self.blobs[digest_of(data)] = data
        return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}

    def _manifest(self, media_type: str, fields: dict[str, object]) -> dict[str, object]:
        data = json.dumps({"schemaVersion": 2, "mediaType": media_type, **fields}, indent=2).encode()
        self.manifests.append((digest_of(data), media_type, data))
        return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}


def build(
    content: str,
    platforms: list[str] | None = None,
    *,
    docker: bool = False,
    attestations: bool = False,
    created: str = "2026-01-02T03:04:05Z",
) -> Image:
    """An image whose digests depend on `content`: a single manifest without `platforms`, else an index of them.

    `docker` uses Docker's media types instead of OCI's; `attestations` adds BuildKit's `unknown/unknown` children.
    """
    image = Image()
    if platforms is None:
        _single(image, content, "linux/amd64", docker, created)
        return image
    children = []
    for platform in platforms:
        child = _single(image, content, platform, docker, created)
        children.append({**child, "platform": _platform(platform)})
    if attestations:
        children += [{**_attestation(image, child), **_attested(child)} for child in list(children)]
    image._manifest(DOCKER_LIST if docker else OCI_INDEX, {"manifests": children})
    return image


def _platform(text: str) -> dict[str, str]:
    os, architecture, *variant = text.split("/")
    return {"os": os, "architecture": architecture, **({"variant": variant[0]} if variant else {})}


def _single(image: Image, content: str, platform: str, docker: bool, created: str) -> dict[str, object]:
    layer = _layer(content)
    config = {
        **_platform(platform),
        "created": created,
        "config": {"Labels": {"content": content}},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(gzip.decompress(layer))]},
    }
    return image._manifest(
        DOCKER_MANIFEST if docker else OCI_MANIFEST,
        {
            "config": image._blob(DOCKER_CONFIG if docker else OCI_CONFIG, json.dumps(config).encode()),
            "layers": [image._blob(DOCKER_LAYER if docker else OCI_LAYER, layer)],
        },
    )


def _layer(content: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("content")
        entry.size = len(content.encode())
        archive.addfile(entry, io.BytesIO(content.encode()))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _attestation(image: Image, child: dict[str, object]) -> dict[str, object]:
    statement = json.dumps({"_type": "https://in-toto.io/Statement/v0.1", "subject": child["digest"]}).encode()
    config = json.dumps({"architecture": "unknown", "os": "unknown", "rootfs": {"type": "layers", "diff_ids": []}})
    return image._manifest(
        OCI_MANIFEST,
        {
            "config": image._blob(OCI_CONFIG, config.encode()),
            "layers": [image._blob("application/vnd.in-toto+json", statement)],
        },
    )


def _attested(child: dict[str, object]) -> dict[str, object]:
    return {
        "platform": {"os": "unknown", "architecture": "unknown"},
        "annotations": {
            "vnd.docker.reference.digest": child["digest"],
            "vnd.docker.reference.type": "attestation-manifest",
        },
    }
