"""Made-up registries that behave as the well-known ones do, to be put into a `World` or a `Server`."""

from __future__ import annotations

import base64
import re

from kit.images import build, digest_of
from kit.servers import Reply

MANIFEST = re.compile(r"/v2/(.+)/manifests/([^/]+)")
BLOB = re.compile(r"/v2/(.+)/blobs/([^/]+)")
TAGS = re.compile(r"/v2/(.+)/tags/list")


def error(status, code, **headers):
    return Reply(status, {"errors": [{"code": code, "message": code.lower()}]}, headers)


class Bearer:
    """Bearer tokens: the challenge, the realm that gives them (a site of its own), and the check."""

    def __init__(
        self,
        realm,
        service,
        *,
        users=None,
        identity_tokens=(),
        private=(),
        scope="repository:{repository}:pull",
        field="token",
        denial=401,
        also="",
    ):
        self.realm = realm
        self.service = service
        self.users = users or {}
        self.identity_tokens = identity_tokens
        self.private = private
        self.scope = scope
        self.field = field
        self.denial = denial
        self.also = also
        self.issued = {}

    def challenge(self, repository):
        scope = f',scope="{self.scope.format(repository=repository)}"' if self.scope else ""
        return f'{self.also}Bearer realm="{self.realm}",service="{self.service}"{scope}'

    def permits(self, request, repository):
        scope, known = self.issued.get((request.authorization or "").removeprefix("Bearer "), (None, False))
        if scope != self.scope.format(repository=repository):
            return False
        return known or not repository.startswith(tuple(self.private) or ("\0",))

    def give(self, request):
        """The realm's answer."""
        fields = request.form if request.method == "POST" else request.query
        if fields.get("service") != self.service:
            return error(400, "INVALID")
        known = False
        if request.method == "POST":
            known = fields.get("refresh_token") in self.identity_tokens and fields.get("grant_type") == "refresh_token"
            if not known:
                return error(401, "UNAUTHORIZED")
        elif request.authorization:
            known = _basic_user(request) in self.users.items()
            if not known:
                return error(401, "UNAUTHORIZED")
        if not known and self.denial == 403 and any(f":{name}" in fields.get("scope", "") for name in self.private):
            return error(403, "DENIED")
        token = f"token-{len(self.issued)}"
        self.issued[token] = (fields.get("scope", ""), known)
        return Reply(200, {self.field: token, "expires_in": 300})


class Basic:
    """Basic authentication for everything."""

    def __init__(self, users, realm="registry"):
        self.users = users
        self.realm = realm

    def challenge(self, _):
        return f'Basic realm="{self.realm}"'

    def permits(self, request, _):
        return _basic_user(request) in self.users.items()


def _basic_user(request):
    scheme, _, value = (request.authorization or "").partition(" ")
    if scheme != "Basic":
        return None
    user, _, password = base64.b64decode(value).decode().partition(":")
    return user, password


class Site:
    """A registry's site: made-up images, a login, and quirks by overriding a method."""

    def __init__(self, login=None, headers=None, page=None):
        self.login = login
        self.headers = headers or {}
        self.page = page
        self.manifests = {}
        self.blobs = {}
        self.tags = {}

    def add(self, repository, *tags, platforms=("linux/amd64", "linux/arm64"), content=None, **options):
        """Put an image under the tags and give its digest."""
        image = build(content or f"{repository}:{tags}", list(platforms) if platforms else None, **options)
        self.blobs.update({(repository, digest): data for digest, data in image.blobs.items()})
        for digest, media_type, body in image.manifests:
            self.manifests[repository, digest] = (media_type, body)
        for tag in tags:
            self.manifests[repository, tag] = (image.media_type, image.body)
            self.tags.setdefault(repository, []).append(tag)
        return image.digest

    def __call__(self, request):
        if (
            isinstance(self.login, Bearer)
            and request.path == self.login.realm.partition("/")[2].partition("/")[2][len(request.host) :]
        ):
            return self.login.give(request)
        for pattern, answer in ((MANIFEST, self.manifest), (BLOB, self.blob), (TAGS, self.tag_list)):
            match = pattern.fullmatch(request.path)
            if match:
                if self.login and not self.login.permits(request, match[1]):
                    return error(401, "UNAUTHORIZED", **{"WWW-Authenticate": self.login.challenge(match[1])})
                return answer(request, *match.groups())
        return Reply(200, {}) if request.path == "/v2/" else Reply(404)

    def manifest(self, request, repository, name):
        found = self.manifests.get((repository, name))
        if found is None:
            return error(404, "MANIFEST_UNKNOWN", **self.headers)
        media_type, body = found
        headers = {"Content-Type": media_type, "Docker-Content-Digest": digest_of(body), **self.headers}
        if request.method == "HEAD":
            headers["Content-Length"] = str(len(body))
        return Reply(200, body, headers)

    def blob(self, request, repository, digest):
        data = self.blobs.get((repository, digest))
        return error(404, "BLOB_UNKNOWN") if data is None else Reply(200, data)

    def tag_list(self, request, repository):
        tags = self.tags.get(repository)
        if tags is None:
            return error(404, "NAME_UNKNOWN", **self.headers)
        size = min(self.page or len(tags), int(request.query.get("n", len(tags))))
        start = tags.index(request.query["last"]) + 1 if "last" in request.query else 0
        page = tags[start : start + size]
        headers = {}
        if start + size < len(tags):
            headers["Link"] = f'</v2/{repository}/tags/list?last={page[-1]}&n={size}>; rel="next"'
        return Reply(200, {"name": repository, "tags": page}, headers)
