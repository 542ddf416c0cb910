"""`mooring resolve`, `mooring cache`, and who may say how registries are asked."""

import re

import pytest


@pytest.fixture(scope="session")
def digest(registry):
    return registry.push("resolve/app", tags=["latest", "1", "1.4", "1.4.2"], platforms=["linux/amd64", "linux/arm64"])


@pytest.fixture
def settings(repository, monkeypatch, tmp_path):
    """Write the user's own file."""

    def write(text):
        folder = tmp_path.parent / f"{tmp_path.name}-xdg_config_home" / "mooring"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(text)

    return write


def test_resolve_for_people(mooring, repository, registry, digest):
    repository({})
    outcome = mooring("resolve", f"{registry.host}/resolve/app:1")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        f"{registry.host}/resolve/app:1",
        f"  digest      {digest}",
        "  type        application/vnd.oci.image.index.v1+json",
        "  platforms   linux/amd64, linux/arm64",
        "  created     2026-01-02T03:04:05Z",
        "  also named  1.4.2, 1.4",
    ]


def test_resolve_for_machines(mooring, repository, registry, digest):
    repository({})
    outcome = mooring("resolve", "--format", "json", f"{registry.host}/resolve/app", f"{registry.host}/resolve/gone:1")
    assert outcome.code == 1
    found, gone = outcome.json["references"]
    assert found == {
        "input": f"{registry.host}/resolve/app",
        "canonical": f"{registry.host}/resolve/app:latest",
        "digest": digest,
        "media_type": "application/vnd.oci.image.index.v1+json",
        "created": "2026-01-02T03:04:05Z",
        "error": None,
        "platforms": ["linux/amd64", "linux/arm64"],
        "same_digest": ["1.4.2", "1.4", "1"],
    }
    assert gone["digest"] is None
    assert gone["error"]


def test_what_is_no_reference_is_a_mistake(mooring, repository):
    repository({})
    outcome = mooring("resolve", "Nginx")
    assert outcome.code == 2
    assert "`Nginx` is not a reference" in outcome.err


def test_the_cache_is_filled_passed_by_and_cleared(mooring, repository, registry):
    repository({})
    first = registry.push("cache/app", tags=["1"])
    name = f"{registry.host}/cache/app:1"
    assert first in mooring("resolve", name).out
    second = registry.push("cache/app", tags=["1"], content="other")
    assert first in mooring("resolve", name).out
    assert second in mooring("resolve", "--refresh", name).out
    assert re.fullmatch(r"(1 entry|[2-9] entries), \d+ bytes\n", mooring("cache", "stats").out)
    assert mooring("cache", "clear").code == 0
    assert mooring("cache", "stats").out == "0 entries, 0 bytes\n"
    assert mooring("cache", "dir").out.endswith("/mooring\n")


def test_a_policy_may_narrow_which_registries_are_asked(mooring, repository, registry):
    repository({".mooring.yaml": "registries: {allow: [ghcr.io]}\n", "Dockerfile": f"FROM {registry.host}/a/b:1\n"})
    outcome = mooring("pin")
    assert outcome.code == 1
    assert "is not among the allowed ones" in outcome.err


def test_a_policy_cannot_allow_what_the_user_does_not(mooring, repository, registry, settings):
    settings("registries: {allow: [ghcr.io]}\n")
    repository({".mooring.yaml": f"registries: {{allow: ['{registry.host}']}}\n"})
    outcome = mooring("resolve", f"{registry.host}/a/b:1")
    assert "is not among the allowed ones" in outcome.out


def test_a_policy_that_is_found_cannot_say_how_registries_are_asked(mooring, repository):
    repository({".mooring.yaml": "registries:\n  insecure: [ghcr.io]\n", "Dockerfile": "FROM nginx:1\n"})
    outcome = mooring("check")
    assert outcome.code == 2
    assert ".mooring.yaml:2: `registries.insecure` is not for a repository to set; write it into " in outcome.err
    assert mooring("check", "--config", ".mooring.yaml").code == 0


def test_a_mirror_of_the_user_s_is_asked_first(mooring, repository, registry, settings, digest):
    settings(f"registries:\n  mirrors: {{ghcr.io: ['{registry.host}/resolve']}}\n  timeout: 5\n")
    here = repository({"Dockerfile": "FROM ghcr.io/app\n"})
    assert mooring("pin").code == 0
    assert (here / "Dockerfile").read_text() == f"FROM ghcr.io/app:1.4.2@{digest}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("show: note\n", "config.yaml:1: unknown key `show` in the policy (known: plugins, registries)"),
        ("registries: {tmeout: 3}\n", "unknown key `tmeout` in `registries`; did you mean `timeout`?"),
        ("registries: {timeout: soon}\n", "`registries.timeout` must be a number above 0, not a text"),
        ("registries: {timeout: -1}\n", "must be a number above 0"),
        ("registries: {mirrors: {a: b}}\n", "`registries.mirrors.a` must be a list of texts"),
        ("registries: {upstreams: {a: [b]}}\n", "`registries.upstreams.a` must be a text"),
        ("registries: {client-cert: {a: [b]}}\n", "must be a list of 2 texts"),
        ("registries: {github-token: 1}\n", "must be true or false"),
        ("registries: []\n", "`registries` must be a mapping"),
    ],
)
def test_mistakes_in_the_user_s_own_file(mooring, repository, settings, text, said):
    settings(text)
    repository({})
    outcome = mooring("resolve", "nginx")
    assert outcome.code == 2
    assert said in outcome.err
