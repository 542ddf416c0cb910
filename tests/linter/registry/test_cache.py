"""What is remembered on disk, for how long, and beside whom."""

import json
import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from kit.images import OCI_INDEX, digest_of
from kit.sites import Site
from mooring.reference import Reference
from mooring.registry import Settings
from mooring.registry.cache import Cache
from mooring.registry.manifests import Descriptor
from mooring.registry.records import Endpoint

ENDPOINT = Endpoint("ghcr.io", "team/app")
DESCRIPTOR = Descriptor(digest_of(b"x"), OCI_INDEX, 17)


@pytest.fixture
def site():
    made = Site()
    made.digest = made.add("a", "1")
    return made


def files(folder):
    return [file for file in Path(folder).rglob("*") if file.is_file()]


def test_tag_is_remembered_for_a_while(serve, ask, site, tmp_path):
    server = serve(site)
    reference = f"{server.host}/a:1"
    settings = {"cache_dir": str(tmp_path), "tag_ttl": 60}
    first = ask(**settings)(reference)
    moved = site.add("a", "1", content="moved")
    assert ask(**settings)(reference) == first
    assert len(server.sent("HEAD")) == 1
    assert ask(**{**settings, "refresh": True})(reference).digest == moved
    assert ask(**settings)(reference).digest == moved
    assert ask(**{**settings, "tag_ttl": 0})(reference).digest == moved
    assert len(server.sent("HEAD")) == 3


def test_digest_is_remembered_for_good(serve, ask, site, tmp_path):
    server = serve(site)
    reference = f"{server.host}/a@{site.digest}"
    settings = {"cache_dir": str(tmp_path), "tag_ttl": 0}
    first = ask(**settings)(reference)
    server.close()
    assert ask(**settings)(reference) == first


def test_facts_are_remembered(serve, ask, site, tmp_path):
    server = serve(site)
    reference = Reference.parse(f"{server.host}/a@{site.digest}")
    facts = ask(cache_dir=str(tmp_path)).client.manifest(reference)
    count = len(server.requests)
    assert ask(cache_dir=str(tmp_path)).client.manifest(reference) == facts
    assert len(server.requests) == count
    assert ask(cache_dir=str(tmp_path), refresh=True).client.manifest(reference) == facts
    assert len(server.requests) > count


def test_failures_are_not_remembered(serve, ask, site, tmp_path):
    reference = f"{serve(site).host}/a:2"
    assert ask(cache_dir=str(tmp_path))(reference).reason == "not-found"
    digest = site.add("a", "2")
    assert ask(cache_dir=str(tmp_path))(reference).digest == digest


def test_without_a_directory_nothing_is_kept():
    nowhere = Cache(Settings())
    nowhere.remember(ENDPOINT, "1", DESCRIPTOR)
    assert nowhere.descriptor(ENDPOINT, "1") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"key": "ghcr.io/team/app 1"}',
        b'{"key": "ghcr.io/team/app 1", "value": [1]}',
        b'{"key": "other", "value": {}}',
        b'{"key": 1}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_entry_that_cannot_be_read_is_as_good_as_none(tmp_path, content):
    kept = Cache(Settings(cache_dir=str(tmp_path)))
    kept.remember(ENDPOINT, "1", DESCRIPTOR)
    assert kept.descriptor(ENDPOINT, "1") == DESCRIPTOR
    files(tmp_path)[0].write_bytes(content)
    assert kept.descriptor(ENDPOINT, "1") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "sha256:x"},
        {"digest": None},
        {"media_type": "text/html"},
        {"media_type": []},
        {"size": "big"},
        {"when": None},
        {"when": time.time() + 1e6},
        {"when": 0},
    ],
)
def test_entry_of_nonsense_is_as_good_as_none(tmp_path, changes):
    kept = Cache(Settings(cache_dir=str(tmp_path)))
    kept.remember(ENDPOINT, "1", DESCRIPTOR)
    file = files(tmp_path)[0]
    entry = json.loads(file.read_text())
    entry["value"].update(changes)
    file.write_text(json.dumps(entry))
    assert kept.descriptor(ENDPOINT, "1") is None


@pytest.mark.parametrize("value", [None, [], 3, {"platforms": 1}, {"platforms": [1]}, {"platforms": [{"os": "x"}]}])
def test_facts_of_nonsense_are_as_good_as_none(serve, ask, site, tmp_path, value):
    reference = Reference.parse(f"{serve(site).host}/a@{site.digest}")
    facts = ask(cache_dir=str(tmp_path)).client.manifest(reference)
    for file in files(tmp_path):
        file.write_text(json.dumps({**json.loads(file.read_text()), "value": value}))
    assert ask(cache_dir=str(tmp_path)).client.manifest(reference) == facts


def test_folder_that_cannot_be_written_does_no_harm(serve, ask, site, tmp_path):
    (tmp_path / "file").write_text("")
    assert ask(cache_dir=str(tmp_path / "file"))(f"{serve(site).host}/a:1").digest == site.digest


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_the_user_may_read_it(tmp_path):
    Cache(Settings(cache_dir=str(tmp_path / "new"))).remember(ENDPOINT, "1", DESCRIPTOR)
    assert {stat.S_IMODE(os.stat(file).st_mode) for file in files(tmp_path)} == {0o600}


def test_many_at_once_see_whole_entries(tmp_path):
    kept = Cache(Settings(cache_dir=str(tmp_path)))
    kept.remember(ENDPOINT, "1", DESCRIPTOR)
    seen = set()

    def work(number):
        mine = Cache(Settings(cache_dir=str(tmp_path)))
        for turn in range(50):
            mine.remember(ENDPOINT, "1", Descriptor(DESCRIPTOR.digest, OCI_INDEX, number * 1000 + turn))
            seen.add(mine.descriptor(ENDPOINT, "1") is None)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {False}
    assert len(files(tmp_path)) == 1


def test_nothing_secret_is_kept(world, ask, tmp_path):
    from kit.sites import Bearer

    site = Site(Bearer("https://ghcr.io/token", "ghcr.io", users={"me": "very-secret"}, private=["a"]))
    site.add("a", "1")
    internet = world({"ghcr.io": site})
    environ = {**internet.environ, "MOORING_USERNAME_ghcr_io": "me", "MOORING_TOKEN_ghcr_io": "very-secret"}
    ask(environ, ca_bundle=internet.authority.file, cache_dir=str(tmp_path))("ghcr.io/a:1")
    kept = b"".join(file.read_bytes() for file in files(tmp_path))
    assert kept
    assert b"secret" not in kept
    assert b"token-" not in kept
