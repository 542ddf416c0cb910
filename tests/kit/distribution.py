"""Debian's `docker-registry` (the distribution project's own) run on a free loopback port."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from urllib.parse import urlencode, urlsplit

import pytest

from kit.images import Image, build

PROGRAM = "docker-registry"


def start(**options: object) -> Distribution:
    """A running registry. Where the program is missing the test is skipped or, with `CI` set, fails."""
    if shutil.which(PROGRAM) is None:
        why = f"{PROGRAM} is not installed (Debian: apt-get install {PROGRAM})"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return Distribution(**options)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Distribution:
    """A running registry; `host` is what stands before the first `/` of its references.

    `auth` is a registry configuration's `auth` section, `tls` a (certificate file, key file), `upstream` the URL of
    the registry that it is a pull-through cache of. `login` is what pushes are made with.
    """

    def __init__(
        self,
        *,
        auth: dict[str, object] | None = None,
        tls: tuple[str, str] | None = None,
        upstream: str | None = None,
        login: tuple[str, str] | None = None,
        ca: str | None = None,
        name: str = "127.0.0.1",
    ) -> None:
        self._folder = tempfile.mkdtemp(prefix="registry-")
        self._login = login
        self._context = ssl.create_default_context(cafile=ca) if tls else None
        self.port = free_port()
        self.host = f"{name}:{self.port}"
        config: dict[str, object] = {
            "version": 0.1,
            "log": {"level": "error", "accesslog": {"disabled": True}},
            "storage": {
                "filesystem": {"rootdirectory": os.path.join(self._folder, "data")},
                "delete": {"enabled": True},
            },
            "http": {"addr": f"127.0.0.1:{self.port}", "secret": "tests"},
        }
        if tls:
            config["http"]["tls"] = {"certificate": tls[0], "key": tls[1]}
        if auth:
            config["auth"] = auth
        if upstream:
            config["proxy"] = {"remoteurl": upstream}
        path = os.path.join(self._folder, "config.yml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        self._log = os.path.join(self._folder, "log")
        with open(self._log, "wb") as log:
            environ = {"PATH": os.environ["PATH"]}
            self._process = subprocess.Popen([PROGRAM, "serve", path], stdout=log, stderr=log, env=environ)
        self._await()

    def _await(self) -> None:
        end = time.monotonic() + 15
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        log = self.log()
        self.close()
        raise RuntimeError(f"{PROGRAM} does not start: {log}")

    def log(self) -> str:
        with open(self._log, encoding="utf-8") as file:
            return file.read()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def push(
        self,
        repository: str,
        *,
        tags: list[str],
        platforms: list[str] | None = None,
        content: str | None = None,
        docker: bool = False,
        attestations: bool = False,
    ) -> str:
        """Push a made-up image under the tags and give its digest: one manifest, or an index of `platforms`.

        Images of equal `content` (by default the repository and the first tag) and platforms have equal digests.
        """
        content = content if content is not None else f"{repository}:{tags[0]}"
        return self.push_image(repository, build(content, platforms, docker=docker, attestations=attestations), tags)

    def push_image(self, repository: str, image: Image, tags: list[str]) -> str:
        for digest, data in image.blobs.items():
            place = self.request("POST", f"/v2/{repository}/blobs/uploads/", scope=repository).headers["location"]
            parts = urlsplit(place)
            query = (parts.query + "&" if parts.query else "") + urlencode({"digest": digest})
            self.request("PUT", f"{parts.path}?{query}", data, "application/octet-stream", scope=repository)
        for digest, media_type, data in image.manifests:
            for name in [digest, *(tags if digest == image.digest else [])]:
                self.request("PUT", f"/v2/{repository}/manifests/{name}", data, media_type, scope=repository)
        return image.digest

    def delete(self, repository: str, digest: str) -> None:
        self.request("DELETE", f"/v2/{repository}/manifests/{digest}", scope=repository)

    def authorization(self, scope: str) -> str | None:
        """What pushes are authorised with; a registry with token auth says it otherwise."""
        if self._login is None:
            return None
        return "Basic " + base64.b64encode(":".join(self._login).encode()).decode()

    def request(
        self, method: str, path: str, body: bytes | None = None, media_type: str = "", *, scope: str = ""
    ) -> http.client.HTTPResponse:
        name = self.host.rpartition(":")[0]
        if self._context:
            connection = http.client.HTTPSConnection(name, self.port, context=self._context)
        else:
            connection = http.client.HTTPConnection(name, self.port)
        headers = {"Content-Type": media_type} if media_type else {}
        authorization = self.authorization(scope)
        if authorization:
            headers["Authorization"] = authorization
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:500]!r}")
        return response
