"""The rules that compare mentions, or look at what is built and pushed."""

import pytest

from mooring import Mention, Regex, Role, Source, Span, engine
from mooring.config import Config
from mooring.policy import Policy
from mooring.testing import DIGEST, findings, fixed
from mooring_rules.conflicting_digests import ConflictingDigests
from mooring_rules.digest_without_tag import DigestWithoutTag
from mooring_rules.floating_tag import FloatingTag
from mooring_rules.only_latest_pushed import OnlyLatestPushed
from mooring_rules.push_without_namespace import PushWithoutNamespace
from mooring_rules.redundant_registry_alias import RedundantRegistryAlias
from mooring_rules.retired_registry import RetiredRegistry
from mooring_rules.stage_name_case import StageNameCase
from mooring_rules.unresolvable_reference import UnresolvableReference

OTHER = "sha256:" + "fedcba9876543210" * 4


def pushed(*references, path="release.sh"):
    source = Source(path, "\n".join(references).encode())
    at = 0
    for text in references:
        yield Mention(
            source,
            Span(at, at + len(text)),
            None if "$" in text else text,
            scanner="shell",
            where="docker push",
            role=Role.BUILD_OUTPUT,
            pushed=True,
        )
        at += len(text) + 1


def found(rule, mentions):
    policy = Policy(Config())
    policy.selected = {rule.id}
    return [finding.mention.text for finding in engine.check(list(mentions), [rule], policy)[0]]


@pytest.mark.parametrize(
    "tag",
    ["1", "1.27", "v2", "3.14-slim", "8-alpine3.22", "stable", "edge", "main", "prod", "staging", "lts-slim", "24.04"],
)
def test_a_floating_tag(tag):
    assert len(findings(FloatingTag, "Dockerfile", f"FROM app:{tag}\n")) == 1


@pytest.mark.parametrize(
    "tag",
    [
        "1.27.3", "v1.2.3-rc.1", "3.14.0-slim-trixie", "20251118", "2025-11-18", "noble-20251118", "main-1a2b3c4",
        "sha-0d1e2f3",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "bookworm", "latest", "nonroot",
    ],
)  # fmt: skip
def test_a_tag_that_stays(tag):
    assert findings(FloatingTag, "Dockerfile", f"FROM app:{tag}\n") == []


def test_floating_tags_by_option():
    options = FloatingTag.Options()
    options.floating, options.immutable = [Regex("bookworm")], [Regex(r"\d+\.\d+")]
    assert findings(FloatingTag, "Dockerfile", "FROM app:bookworm\n", options)
    assert not findings(FloatingTag, "Dockerfile", "FROM app:1.27\n", options)


def test_a_pinned_tag_does_not_float():
    assert not findings(FloatingTag, "Dockerfile", f"FROM app:1@{DIGEST}\n")


def test_conflicting_digests_name_the_other_places():
    text = f"FROM redis:8@{DIGEST} AS a\nFROM docker.io/library/redis:8@{OTHER} AS b\nFROM redis:7@{OTHER}\n"
    one, two = findings(ConflictingDigests, "Dockerfile", text)
    assert [other.source.position(other.span.start)[0] for other in one.related] == [2]
    assert [other.source.position(other.span.start)[0] for other in two.related] == [1]


@pytest.mark.parametrize(
    "text",
    [
        f"FROM redis:8@{DIGEST} AS a\nFROM redis:8@{DIGEST}\n",
        f"FROM redis:8@{DIGEST} AS a\nFROM redis:8.2@{OTHER}\n",
        f"FROM redis@{DIGEST} AS a\nFROM redis@{OTHER}\n",
        f"FROM redis:8@{DIGEST} AS a\nFROM ghcr.io/redis:8@{OTHER}\n",
        f"FROM redis:8@{DIGEST} AS a\nFROM redis:8\n",
    ],
)
def test_no_conflict(text):
    assert findings(ConflictingDigests, "Dockerfile", text) == []


def test_digest_without_tag():
    assert findings(DigestWithoutTag, "Dockerfile", f"FROM redis@{DIGEST}\n")
    assert not findings(DigestWithoutTag, "Dockerfile", f"FROM redis:8@{DIGEST}\nFROM redis:8\nFROM redis\n")


@pytest.mark.parametrize(
    ("names", "denied"),
    [
        (["app"], ["app"]),
        (["app:1.0", "docker.io/app:1.0"], ["app:1.0", "docker.io/app:1.0"]),
        (["acme/app", "ghcr.io/app", "localhost:5000/app", "docker.io/acme/app", "$NAME"], []),
    ],
)
def test_push_without_namespace(names, denied):
    assert found(PushWithoutNamespace, pushed(*names)) == denied


def test_a_name_that_is_only_built_may_be_short():
    built = [mention.replace(pushed=False) for mention in pushed("app", "app:latest")]
    assert found(PushWithoutNamespace, built) == []
    assert found(OnlyLatestPushed, built) == []


@pytest.mark.parametrize(
    ("names", "flagged"),
    [
        (["acme/app"], ["acme/app"]),
        (["acme/app:latest", "acme/tool:latest", "acme/tool:1.0"], ["acme/app:latest"]),
        (["acme/app:latest", "acme/app:1.0"], []),
        (["acme/app:latest", "acme/app:$VERSION"], []),
        (["acme/app:1.0"], []),
    ],
)
def test_only_latest_pushed(names, flagged):
    assert found(OnlyLatestPushed, pushed(*names)) == flagged


def test_files_are_told_apart_when_looking_for_other_tags():
    both = [*pushed("acme/app:latest", path="a.sh"), *pushed("acme/app:1.0", path="b.sh")]
    assert found(OnlyLatestPushed, both) == ["acme/app:latest"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k8s.gcr.io/pause:3.9", "registry.k8s.io/pause:3.9"),
        (f"eu.k8s.gcr.io/a/b:1@{DIGEST}", f"registry.k8s.io/a/b:1@{DIGEST}"),
        ("docker.pkg.github.com/acme/repo/app:1", None),
        ("acme-docker.bintray.io/app:1", None),
        ("registry.centos.org/centos/httpd", None),
    ],
)
def test_retired_registries(before, after):
    assert len(findings(RetiredRegistry, "Dockerfile", f"FROM {before}\n")) == 1
    assert fixed(RetiredRegistry, "Dockerfile", f"FROM {before}\n") == f"FROM {after or before}\n"


@pytest.mark.parametrize(
    "name", ["registry.k8s.io/pause", "gcr.io/k8s/pause", "ghcr.io/a/b", "mybintray.io/x", "k8s.gcr.io"]
)
def test_registries_in_service(name):
    assert findings(RetiredRegistry, "Dockerfile", f"FROM {name}\n") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("index.docker.io/nginx:1", "docker.io/nginx:1"),
        ("registry-1.docker.io/library/nginx:1", "docker.io/library/nginx:1"),
        ("registry-1.docker.io/nginx:1", "registry-1.docker.io/nginx:1"),
    ],
)
def test_registry_aliases(before, after):
    assert len(findings(RedundantRegistryAlias, "Dockerfile", f"FROM {before}\n")) == 1
    assert fixed(RedundantRegistryAlias, "Dockerfile", f"FROM {before}\n") == f"FROM {after}\n"


@pytest.mark.parametrize("name", ["docker.io/nginx", "nginx", "acme/index.docker.io", "hub.docker.com/nginx"])
def test_no_alias(name):
    assert findings(RedundantRegistryAlias, "Dockerfile", f"FROM {name}\n") == []


def test_unresolvable_reference():
    assert findings(UnresolvableReference, "Dockerfile", "ARG X\nFROM $X\n")
    assert not findings(UnresolvableReference, "Dockerfile", "ARG X=redis\nFROM $X\n")


def test_stage_name_case():
    text = "FROM redis:8 AS Builder\nFROM Builder\nFROM builder\nCOPY --from=Builder /a /b\n"
    (finding,) = findings(StageNameCase, "Dockerfile", text)
    assert finding.source.position(finding.span.start) == (2, 6)
