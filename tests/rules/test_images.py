"""The rules about which images a policy lets in: allowed, denied, shapes of tags, mirrors, exemptions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.config import ConfigError
from mooring.testing import DIGEST, findings, fixed, options
from mooring_rules.floating_tag import FloatingTag
from mooring_rules.image_denied import ImageDenied
from mooring_rules.mirror_not_used import MirrorNotUsed, Mirrors, is_below
from mooring_rules.registry_not_allowed import RegistryNotAllowed
from mooring_rules.tag_pattern import TagPattern
from mooring_rules.unpinned_digest import UnpinnedDigest

ALLOW = """
allow:
  - ghcr.io/acme/**
  - docker.io/library/*
  - image: "!docker.io/library/node"
    reason: use ghcr.io/acme/node, it has our certificates
  - "!docker.io/library/redis"
reason: |
  images come from our own registry,
  see https://wiki.acme.io/images
"""
DENY = """
deny:
  - image: docker.io/bitnami/**
    reason: Bitnami's images have moved
  - "!docker.io/bitnami/redis"
  - docker.io/library/*:latest
"""
TAGS = """
tags:
  ghcr.io/acme/**: semver
  ghcr.io/acme/nightly: date
  ghcr.io/acme/built: git-sha
  ghcr.io/acme/legacy: "regex:rel-[0-9]+"
  ghcr.io/acme/**:edge: regex:edge
"""
MIRRORS = """
mirrors:
  docker.io: mirror.acme.io/hub
  docker.io/acme/: mirror.acme.io/ours
  quay.io: mirror.acme.io/quay
"""


def said(rule, text, policy, path="Dockerfile"):
    return [finding.message for finding in findings(rule, path, text, options(rule, policy))]


def from_line(*references):
    return "".join(f"FROM {reference}\n" for reference in references)


@pytest.mark.parametrize(
    "name", ["ghcr.io/acme/app", "ghcr.io/acme/a/b:1", "nginx", f"python:3@{DIGEST}", "GHCR.io/acme/app"]
)
def test_allowed(name):
    assert said(RegistryNotAllowed, from_line(name), ALLOW) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("node:24", "`docker.io/library/node:24`: use ghcr.io/acme/node, it has our certificates"),
        ("redis", "`docker.io/library/redis`: images come from our own registry, see https://wiki.acme.io/images"),
        ("ghcr.io/acme-evil/app", "`ghcr.io/acme-evil/app`: images come from our own registry"),
        ("bitnami/redis", "`docker.io/bitnami/redis`: images come from our own registry"),
    ],
)
def test_not_allowed(name, message):
    (found,) = said(RegistryNotAllowed, from_line(name), ALLOW)
    assert found.startswith(f"the policy does not allow {message}")


def test_without_a_reason_what_is_allowed_is_named():
    policy = "allow: [ghcr.io/a/**, ghcr.io/b/**, ghcr.io/c/**, ghcr.io/d/**]"
    (found,) = said(RegistryNotAllowed, from_line("nginx"), policy)
    assert found.endswith("`docker.io/library/nginx`: it allows `ghcr.io/a/**`, `ghcr.io/b/**`, `ghcr.io/c/**`, …")
    assert said(RegistryNotAllowed, from_line("nginx"), "allow: [ghcr.io/a/**]")[0].endswith(
        ": it allows `ghcr.io/a/**`"
    )


@pytest.mark.parametrize("rule", [RegistryNotAllowed, ImageDenied, TagPattern, MirrorNotUsed])
def test_without_options_nothing_is_found(rule):
    assert findings(rule, "Dockerfile", from_line("nginx", "evil.io/a/b:1", f"x@{DIGEST}")) == []


def test_what_is_not_known_is_not_judged():
    text = "ARG X\nFROM ${X}/nginx\n"
    assert said(RegistryNotAllowed, text, ALLOW) == said(MirrorNotUsed, text, MIRRORS) == []


def test_caches_come_from_allowed_registries_and_outputs_go_where_they_like():
    text = (
        "services:\n  a:\n    image: evil.io/a/out\n    build:\n      context: .\n      cache_from: [evil.io/a/cache]\n"
    )
    (found,) = said(RegistryNotAllowed, text, ALLOW, "compose.yaml")
    assert "`evil.io/a/cache`" in found


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bitnami/kafka:4", "`docker.io/bitnami/kafka:4` (`docker.io/bitnami/**`): Bitnami's images have moved"),
        ("nginx", "`docker.io/library/nginx` (`docker.io/library/*:latest`): use another image"),
        (f"nginx:latest@{DIGEST}", f"`docker.io/library/nginx:latest@{DIGEST}`"),
    ],
)
def test_denied(name, message):
    (found,) = said(ImageDenied, from_line(name), DENY)
    assert found.startswith(f"the policy denies {message}")


@pytest.mark.parametrize("name", ["bitnami/redis:8", "nginx:1", f"nginx@{DIGEST}", "ghcr.io/bitnami/kafka"])
def test_not_denied(name):
    assert said(ImageDenied, from_line(name), DENY) == []


SHAPES = [
    (
        "semver",
        ["1.2.3", "v0.0.0", "1.2.3-rc.1", "1.2.3-0a.x-y", "1.2.3-slim-bookworm", "10.20.30"],
        ["1.2", "1.2.3.4", "01.2.3", "1.2.3-01", "1.2.3-", "1.2.3-a..b", "latest", "V1.2.3", "1.2.3_4", "x-1.2.3"],
    ),
    (
        "git-sha",
        ["1a2b3c4", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "sha-0d1e2f3", "ab" * 32, "1234567"],
        ["1a2b3c", "1A2B3C4", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b0", "main", "git-1a2b3c4", "1a2b3c4-dirty"],
    ),
    (
        "date",
        ["2026-11-23", "20261123", "2026.11.23", "2024-02-29", "20261123-1", "2026-11-23.2", "20261123-1a2b3c4"],
        ["2026-13-01", "2026-02-29", "20260230", "2026-1123", "20261123x", "2026-11-23-", "x-20261123", "00001123"],
    ),
    ("regex:rel-[0-9]+", ["rel-1", "rel-20"], ["rel-", "xrel-1", "rel-1-x"]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "fitting", "others"), SHAPES)
def test_shapes_of_tags(shape, fitting, others):
    policy = f"tags: {{ghcr.io/**: '{shape}'}}"
    assert said(TagPattern, from_line(*(f"ghcr.io/acme/app:{tag}" for tag in fitting)), policy) == []
    assert len(said(TagPattern, from_line(*(f"ghcr.io/acme/app:{tag}" for tag in others)), policy)) == len(others)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("app:new", "the tag `new` for `ghcr.io/acme/app`: it asks for a semantic version, such as `1.4.2`"),
        ("app", "the tag `latest` for `ghcr.io/acme/app`: it asks for a semantic version"),
        (f"app:new@{DIGEST}", "the tag `new`"),
        ("nightly:1.2.3", "the tag `1.2.3` for `ghcr.io/acme/nightly`: it asks for a date, such as `2026-11-23`"),
        ("built:1.2.3", "the tag `1.2.3` for `ghcr.io/acme/built`: it asks for a commit of git, such as `1a2b3c4`"),
        ("legacy:1", "the tag `1` for `ghcr.io/acme/legacy`: it asks for one that `rel-[0-9]+` matches"),
    ],
)
def test_a_tag_that_is_not_taken(reference, message):
    (found,) = said(TagPattern, from_line(f"ghcr.io/acme/{reference}"), TAGS)
    assert found.startswith(f"the policy does not take {message}")


@pytest.mark.parametrize(
    "name", [f"ghcr.io/acme/app@{DIGEST}", "nginx", "ghcr.io/acme/app:edge", "ghcr.io/acme/nightly:20261123"]
)
def test_a_tag_that_is_taken(name):
    assert said(TagPattern, from_line(name), TAGS) == []


def test_pushed_tags_are_judged_and_those_that_are_only_built_are_not():
    steps = "jobs:\n  a:\n    runs-on: x\n    steps:\n    - run: |\n        docker build -t ghcr.io/acme/app:dev .\n"
    path = ".github/workflows/a.yml"
    assert said(TagPattern, steps + "        docker run ghcr.io/acme/app:dev\n", TAGS, path) == []
    assert len(said(TagPattern, steps + "        docker push ghcr.io/acme/app:dev\n", TAGS, path)) == 1
    assert said(TagPattern, steps + "        docker push -a ghcr.io/acme/app\n", TAGS, path) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nginx", "mirror.acme.io/hub/library/nginx"),
        ("docker.io/nginx:1", "mirror.acme.io/hub/library/nginx:1"),
        ("index.docker.io/prom/prometheus:v3", "mirror.acme.io/hub/prom/prometheus:v3"),
        (f"nginx:1@{DIGEST}", f"mirror.acme.io/hub/library/nginx:1@{DIGEST}"),
        (f"nginx@{DIGEST}", f"mirror.acme.io/hub/library/nginx@{DIGEST}"),
        ("acme/app:1", "mirror.acme.io/ours/app:1"),
        ("acme-x/app:1", "mirror.acme.io/hub/acme-x/app:1"),
        ("quay.io/a/b/c:1", "mirror.acme.io/quay/a/b/c:1"),
    ],
)
def test_a_mirror_is_written(before, after):
    given_options = options(MirrorNotUsed, MIRRORS)
    (found,) = findings(MirrorNotUsed, "Dockerfile", f"FROM {before}\n", given_options)
    assert found.message == f"`{before}` is pulled past the policy's mirror; write `{after}`"
    text = fixed(MirrorNotUsed, "Dockerfile", f"FROM {before}\n", given_options)
    assert text == f"FROM {after}\n"
    assert fixed(MirrorNotUsed, "Dockerfile", text, given_options) == text


@pytest.mark.parametrize("name", ["mirror.acme.io/hub/library/nginx", "quay.io.evil.com/a/b", "ghcr.io/docker.io/a"])
def test_no_mirror(name):
    assert said(MirrorNotUsed, from_line(name), MIRRORS) == []


def test_mirrors_are_followed_to_the_end():
    policy = (
        "mirrors: {docker.io: hub.acme.io, hub.acme.io/library: base.acme.io, base.acme.io/node: js.acme.io/node-lts}"
    )
    assert fixed(MirrorNotUsed, "Dockerfile", "FROM node:24\n", options(MirrorNotUsed, policy)) == (
        "FROM js.acme.io/node-lts:24\n"
    )


@given(
    st.dictionaries(
        *(st.lists(st.sampled_from("ab"), max_size=2).map(lambda path: "/".join(["r.io", *path])),) * 2, max_size=4
    ),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=6),
)
def test_mirrors_never_go_in_circles(prefixes, path):
    try:
        mirrors = Mirrors.read(prefixes)
    except ValueError:
        return
    mirrored = mirrors.of("/".join(["r.io", *path]))
    assert mirrored is None or mirrors.of(mirrored) is None


def test_below_counts_whole_components():
    assert is_below("docker.io/a/b", "docker.io/a")
    assert not is_below("docker.io/ab", "docker.io/a")


@pytest.mark.parametrize(
    ("rule", "policy", "message"),
    [
        (
            RegistryNotAllowed,
            "allow: [ghcr.io/**, nginx]",
            "`nginx` never matches, as names are compared in full; write `d",
        ),
        (RegistryNotAllowed, "allow: ghcr.io/**", "image patterns are a list"),
        (RegistryNotAllowed, "deny: [ghcr.io/**]", "unknown key `deny`"),
        (ImageDenied, "deny: [{image: 'ghcr.io/**', why: x}]", "`why` is not known beside an image pattern"),
        (UnpinnedDigest, "exempt: [acme/**]", "write `docker.io/acme/**`"),
        (TagPattern, "tags: [ghcr.io/**]", "tags are a mapping; write `{ghcr.io/acme/**: semver}`"),
        (TagPattern, "tags: {nginx: semver}", "write `docker.io/library/nginx`"),
        (
            TagPattern,
            "tags: {ghcr.io/**: semvar}",
            "`semvar` is no shape of tags; write semver, git-sha, date or regex:",
        ),
        (TagPattern, "tags: {ghcr.io/**: 'regex:(?=a)'}", "look-ahead and look-behind are not supported"),
        (
            TagPattern,
            "tags: {'!ghcr.io/a': date}",
            "`!ghcr.io/a` has no shape to take back; write `ghcr.io/a: regex:.*`",
        ),
        (FloatingTag, "immutable: ['(']", "`(` is no regular expression that can be used"),
        (MirrorNotUsed, "mirrors: [docker.io]", "mirrors are a mapping; write `{docker.io: mirror.acme.io/hub}`"),
        (MirrorNotUsed, "mirrors: {nginx: mirror.acme.io/nginx}", "`nginx` names no registry; write `docker.io/nginx`"),
        (MirrorNotUsed, "mirrors: {docker.io: hub}", "`hub` names no registry; write `docker.io/hub`"),
        (MirrorNotUsed, "mirrors: {index.docker.io: m.io/a}", "is not how the name is compared; write `docker.io`"),
        (MirrorNotUsed, "mirrors: {docker.io: 'https://m.io'}", "is no prefix of names; write it without `https://`"),
        (
            MirrorNotUsed,
            "mirrors: {docker.io/**: m.io}",
            "`docker.io/**` is no prefix of names; write a registry, or one",
        ),
        (MirrorNotUsed, "mirrors: {docker.io: 3}", "a prefix is a text such as `docker.io`; put `3` in quotes"),
        (
            MirrorNotUsed,
            "mirrors: {docker.io: m.io/hub, m.io: n.io}",
            "the mirror `m.io/hub` is below `m.io`, which has a mirror too, `n.io`; write the one that is meant in the",
        ),
        (MirrorNotUsed, "mirrors: {docker.io: docker.io/mirror}", "the mirror `docker.io/mirror` is below `docker.io`"),
    ],
)
def test_a_mistake_in_the_policy_is_said_with_a_remedy(rule, policy, message):
    with pytest.raises(ConfigError) as refused:
        options(rule, policy)
    assert message in str(refused.value)


@pytest.mark.parametrize("rule", [UnpinnedDigest, FloatingTag])
def test_exempt_images(rule):
    policy = "exempt: [ghcr.io/acme/**, quay.io/pypa/manylinux*, '!ghcr.io/acme/base']"
    exempt = ["ghcr.io/acme/app:1", "quay.io/pypa/manylinux_2_28_x86_64:1", "quay.io/pypa/manylinux2014_aarch64:1"]
    assert said(rule, from_line(*exempt), policy) == []
    assert len(said(rule, from_line("ghcr.io/acme/base:1", "quay.io/pypa/musllinux_1_2_x86_64:1"), policy)) == 2
