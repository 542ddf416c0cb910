"""A container registry in one file, for trying Mooring out without a network.

It serves made-up images on a loopback port: manifests and tag lists, no layers. Usage:

    python registry.py PORT NAME:TAG[=CONTENT] ...

Every image is an index for linux/amd64 and linux/arm64. Tags of one repository with the same CONTENT (by default the
tag) name the same image: `team/app:1.2.3=new team/app:latest=new`. Port 0 takes a free one; the address is printed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PLATFORMS = ("amd64", "arm64")


class DemoRegistry(ThreadingHTTPServer):
    """A registry of made-up images: `images` maps repository to tag to content. `host` is its name in references."""

    daemon_threads = True

    def __init__(self, images: dict[str, dict[str, str]], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.tags = {repository: list(tags) for repository, tags in images.items()}
        self.bodies: dict[str, tuple[str, bytes]] = {}
        for repository, tags in images.items():
            for tag, content in tags.items():
                digest = self._add_image(repository, content)
                self.bodies[f"/v2/{repository}/manifests/{tag}"] = self.bodies[f"/v2/{repository}/manifests/{digest}"]

    def _add_image(self, repository: str, content: str) -> str:
        children = []
        for architecture in PLATFORMS:
            config = {"os": "linux", "architecture": architecture, "config": {"Labels": {"content": content}}}
            described = self._add(repository, "blobs", CONFIG, config)
            manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": described, "layers": []}
            child = self._add(repository, "manifests", MANIFEST, manifest)
            children.append({**child, "platform": {"os": "linux", "architecture": architecture}})
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": children}
        return str(self._add(repository, "manifests", INDEX, index)["digest"])

    def _add(self, repository: str, kind: str, media_type: str, fields: dict[str, object]) -> dict[str, object]:
        body = json.dumps(fields).encode()
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        self.bodies[f"/v2/{repository}/{kind}/{digest}"] = (media_type, body)
        return {"mediaType": media_type, "digest": digest, "size": len(body)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: DemoRegistry

    def do_GET(self) -> None:
        """Answer as the OCI distribution specification says, to HEAD without the body."""
        path = urlsplit(self.path).path
        repository = path.removeprefix("/v2/").removesuffix("/tags/list")
        found = self.server.bodies.get(path)
        if path == "/v2/":
            self._send(200, "application/json", b"{}")
        elif found:
            self._send(200, *found)
        elif path.endswith("/tags/list") and repository in self.server.tags:
            tags = {"name": repository, "tags": sorted(self.server.tags[repository])}
            self._send(200, "application/json", json.dumps(tags).encode())
        else:
            self._send(404, "application/json", b'{"errors": [{"code": "MANIFEST_UNKNOWN"}]}')

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Docker-Content-Digest", f"sha256:{hashlib.sha256(body).hexdigest()}")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


def main(arguments: list[str]) -> None:
    """Serve the images of the command line until interrupted."""
    images: dict[str, dict[str, str]] = {}
    for argument in arguments[1:]:
        name, _, content = argument.partition("=")
        repository, _, tag = name.partition(":")
        images.setdefault(repository, {})[tag] = content or tag
    with DemoRegistry(images, int(arguments[0])) as server:
        print(server.host, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or ["0"])
    except KeyboardInterrupt:
        sys.exit(130)
