"""What a manifest is taken for."""

import json

import pytest

from kit.images import DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST, digest_of
from kit.servers import Reply
from kit.sites import MANIFEST, Site
from mooring.reference import Reference
from mooring.registry import Unresolved
from mooring.registry.manifests import Platform
from mooring.registry.records import is_digest

SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"


def serving(body, media_type, *, digest=True):
    data = json.dumps(body).encode()
    headers = {"Content-Type": media_type, "Docker-Content-Digest": digest_of(data) if digest else None}
    return lambda _: Reply(200, data, headers)


def test_accepts_all_four_types(serve, ask):
    server = serve(Site())
    ask()(f"{server.host}/a:1")
    accepted = server.sent("HEAD")[0].headers["accept"].split(", ")
    assert sorted(accepted) == sorted([OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST])


@pytest.mark.parametrize("media_type", [OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST])
def test_head_is_enough(serve, ask, media_type):
    server = serve(serving({}, f"{media_type}; charset=utf-8"))
    answer = ask()(f"{server.host}/a:1")
    assert (answer.media_type, answer.digest, answer.size) == (media_type, digest_of(b"{}"), None if False else 2)
    assert not [each for each in server.sent("GET") if MANIFEST.fullmatch(each.path)]


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        ({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": []}, "application/json", OCI_INDEX),
        ({"schemaVersion": 2, "mediaType": DOCKER_LIST, "manifests": []}, "text/plain", DOCKER_LIST),
        ({"schemaVersion": 2, "manifests": []}, None, OCI_INDEX),
        ({"schemaVersion": 2, "config": {}, "layers": []}, "application/octet-stream", OCI_MANIFEST),
        ({"schemaVersion": 2, "mediaType": DOCKER_MANIFEST, "layers": []}, "", DOCKER_MANIFEST),
        ({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "layers": []}, DOCKER_MANIFEST, DOCKER_MANIFEST),
    ],
)
def test_media_type_where_the_header_does_not_say(serve, ask, body, header, expected):
    answer = ask()(f"{serve(serving(body, header, digest=False)).host}/a:1")
    assert answer.media_type == expected
    assert answer.digest == digest_of(json.dumps(body).encode())
    assert answer.size == len(json.dumps(body))


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ({"schemaVersion": 1}, SCHEMA_1),
        ({"schemaVersion": 1, "fsLayers": []}, "application/json"),
        ({"schemaVersion": 1}, "application/vnd.docker.distribution.manifest.v1+json"),
        ({"schemaVersion": 2, "mediaType": SCHEMA_1}, ""),
    ],
)
@pytest.mark.parametrize("digest", [True, False])
def test_schema_1_is_refused(serve, ask, body, header, digest):
    server = serve(serving(body, header, digest=digest))
    answer = ask()(f"{server.host}/a:1")
    assert answer.reason == "refused"
    assert str(answer) == (
        f"{server.host}/a: 1 is a schema 1 manifest, an outdated format that cannot be pinned; push the image anew"
    )


def test_login_page_instead_of_a_registry(serve, ask):
    server = serve(lambda _: Reply(200, b"<html>Sign in</html>", {"Content-Type": "text/html"}))
    answer = ask()(f"{server.host}/a:1")
    assert (answer.reason, str(answer)) == (
        "invalid",
        f"{server.host} sends what is no JSON object; it may not be a registry",
    )


def test_facts_of_an_index(serve, ask):
    site = Site()
    platforms = ["linux/amd64", "linux/arm/v7", "windows/amd64"]
    digest = site.add("a", "1", platforms=platforms, attestations=True)
    client = ask().client
    reference = Reference.parse(f"{serve(site).host}/a:1")
    manifest = client.manifest(reference)
    assert (manifest.digest, manifest.is_index, manifest.config) == (digest, True, "")
    assert [str(each) for each in manifest.platforms] == platforms
    child = client.manifest(Reference.parse(reference.written(digest=manifest.platforms[1].digest)))
    assert (child.is_index, [str(each) for each in child.platforms]) == (False, ["linux/arm/v7"])
    assert child.created == client.created(reference) == "2026-01-02T03:04:05Z"


def test_what_is_no_image_has_no_platforms(serve, ask):
    config = {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": digest_of(b"x"), "size": 1}
    server = serve(
        serving({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": []}, OCI_MANIFEST)
    )
    manifest = ask().client.manifest(Reference.parse(f"{server.host}/chart:1"))
    assert (manifest.platforms, manifest.config, manifest.created) == ((), "", "")


@pytest.mark.parametrize("fault", ["missing", "other bytes", "no JSON"])
def test_configuration_that_is_not_what_the_manifest_says(serve, ask, fault):
    site = Site()
    site.add("a", "1", platforms=None)
    for key in site.blobs:
        site.blobs[key] = b"{}"
    if fault == "missing":
        site.blobs.clear()
    reference = Reference.parse(f"{serve(site).host}/a:1")
    with pytest.raises(Unresolved) as caught:
        ask().client.manifest(reference)
    assert caught.value.reason == ("not-found" if fault == "missing" else "invalid")


@pytest.mark.parametrize("created", [None, 7, "x" * 100, "a\nb"])
def test_creation_date_that_is_none(serve, ask, created):
    site = Site()
    site.add("a", "1", platforms=None, created=created)
    assert ask().client.created(Reference.parse(f"{serve(site).host}/a:1")) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sha256:" + "a" * 64, True),
        ("sha512:" + "0" * 128, True),
        ("sha256:" + "A" * 64, False),
        ("sha256:" + "a" * 63, False),
        ("md5:" + "a" * 32, False),
        ("latest", False),
        ("", False),
        ("sha256:" + "a" * 64 + "\n", False),
    ],
)
def test_is_digest(text, expected):
    assert is_digest(text) is expected


def test_platform_as_text():
    assert str(Platform("linux", "arm64", "v8", "", "x")) == "linux/arm64/v8"
    assert str(Platform("windows", "amd64", "", "10.0.20348.1", "x")) == "windows/amd64"
