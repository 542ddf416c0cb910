"""The cache on disk: what a tag named a short while ago, and what is known of a digest for good.

One small JSON file an entry, written beside its place and renamed into it, so that several processes at once see
whole entries only. An entry that cannot be read is as good as none. Nothing secret is kept: no login, no token.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time

from mooring.caches import REGISTRY
from mooring.registry.manifests import ACCEPTED, Descriptor, Manifest, Platform
from mooring.registry.records import is_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mooring.registry.records import Endpoint
    from mooring.registry.settings import Settings

FORMAT = "1"


class Cache:
    """The cache as the settings want it; without a directory it remembers nothing."""

    def __init__(self, settings: Settings) -> None:
        self._root = os.path.join(settings.cache_dir, REGISTRY, FORMAT) if settings.cache_dir else None
        self._tag_ttl = settings.tag_ttl
        self._refresh = settings.refresh

    def descriptor(self, endpoint: Endpoint, name: str) -> Descriptor | None:
        """What a tag or digest of the endpoint names, if that is known and, for a tag, fresh."""
        entry = self._read("names", f"{endpoint.name} {name}")
        if entry is None:
            return None
        digest, media_type, size, when = (entry.get(field) for field in ("digest", "media_type", "size", "when"))
        if not isinstance(when, (int, float)) or not (isinstance(digest, str) and is_digest(digest)):
            return None
        fresh = is_digest(name) or 0 <= time.time() - when < self._tag_ttl
        if not fresh or media_type not in ACCEPTED or not (size is None or isinstance(size, int)):
            return None
        return Descriptor(digest, media_type, size)

    def remember(self, endpoint: Endpoint, name: str, descriptor: Descriptor) -> None:
        """Keep what a tag or digest names."""
        entry = {"digest": descriptor.digest, "media_type": descriptor.media_type, "size": descriptor.size}
        self._write("names", f"{endpoint.name} {name}", {**entry, "when": time.time()})

    def manifest(self, endpoint: Endpoint, digest: str) -> Manifest | None:
        """The facts of a digest of the endpoint, if they are known."""
        entry = self._read("facts", f"{endpoint.name} {digest}") if is_digest(digest) else None
        try:
            if entry is None:
                return None
            fields: dict[str, Any] = dict(entry)
            fields["platforms"] = tuple(Platform(**platform) for platform in fields["platforms"])
            return Manifest(**fields)
        except (TypeError, KeyError):
            return None

    def remember_manifest(self, endpoint: Endpoint, manifest: Manifest) -> None:
        """Keep the facts of a digest."""
        fields = {name: getattr(manifest, name) for name in manifest.__slots__}
        fields["platforms"] = [{name: getattr(each, name) for name in each.__slots__} for each in manifest.platforms]
        self._write("facts", f"{endpoint.name} {manifest.digest}", fields)

    def _path(self, kind: str, key: str) -> str:
        assert self._root is not None
        name = hashlib.sha256(key.encode()).hexdigest()
        return os.path.join(self._root, kind, name[:2], f"{name[2:]}.json")

    def _read(self, kind: str, key: str) -> dict[str, object] | None:
        if self._root is None or self._refresh:
            return None
        try:
            with open(self._path(kind, key), "rb") as file:
                entry = json.load(file)
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(entry, dict) or entry.get("key") != key or not isinstance(entry.get("value"), dict):
            return None
        value: dict[str, object] = entry["value"]
        return value

    def _write(self, kind: str, key: str, value: dict[str, object]) -> None:
        if self._root is None:
            return
        path = self._path(kind, key)
        entry = json.dumps({"key": key, "value": value})
        try:
            descriptor, temporary = _new_file(os.path.dirname(path))
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(entry)
                os.replace(temporary, path)
            except BaseException:
                os.unlink(temporary)
                raise
        except OSError:
            return


def _new_file(folder: str) -> tuple[int, str]:
    """A new file, open to be written, in a folder that is made where there is none. Raises `OSError`."""
    try:
        return tempfile.mkstemp(dir=folder)
    except FileNotFoundError:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        return tempfile.mkstemp(dir=folder)
