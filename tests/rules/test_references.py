"""The rules about one reference, as tables: what each finds, and what it leaves alone."""

import pytest

from mooring.testing import DIGEST, findings, fixed
from mooring_rules.explicit_latest import ExplicitLatest
from mooring_rules.implicit_latest import ImplicitLatest
from mooring_rules.malformed_reference import MalformedReference
from mooring_rules.missing_namespace import MissingNamespace
from mooring_rules.missing_registry import MissingRegistry
from mooring_rules.unpinned_digest import UnpinnedDigest

HITS = [
    (ImplicitLatest, "nginx"),
    (ImplicitLatest, "ghcr.io/acme/app"),
    (ImplicitLatest, "registry.acme.io:5000/app"),
    (ExplicitLatest, "nginx:latest"),
    (ExplicitLatest, "localhost:5000/app:latest"),
    (MissingRegistry, "nginx:1"),
    (MissingRegistry, "acme/app:1"),
    (MissingNamespace, "nginx:1"),
    (MissingNamespace, "docker.io/nginx:1"),
    (MissingNamespace, "index.docker.io/nginx:1"),
    (UnpinnedDigest, "nginx"),
    (UnpinnedDigest, "nginx:1.29.3"),
    (UnpinnedDigest, "ghcr.io/acme/app:v1"),
    (MalformedReference, "mysql@8.0.44"),
    (MalformedReference, "Acme/App:1.0"),
    (MalformedReference, "nginx:" + "a" * 129),
    (MalformedReference, f"nginx@{DIGEST[:-1]}"),
    (MalformedReference, f"nginx@{DIGEST.upper()}"),
    (MalformedReference, f"nginx@md5:{DIGEST[7:39]}"),
    (MalformedReference, f"nginx:@{DIGEST}"),
    (MalformedReference, "nginx:1:2"),
    (MalformedReference, "https://ghcr.io/acme/app"),
]
SILENT = [
    (ImplicitLatest, "nginx:1.29.3"),
    (ImplicitLatest, "nginx:latest"),
    (ImplicitLatest, f"nginx@{DIGEST}"),
    (ImplicitLatest, "Nginx"),
    (ExplicitLatest, "nginx"),
    (ExplicitLatest, "nginx:Latest"),
    (ExplicitLatest, "nginx:latest-alpine"),
    (ExplicitLatest, f"nginx:latest@{DIGEST}"),
    (MissingRegistry, "docker.io/nginx"),
    (MissingRegistry, "localhost/app"),
    (MissingRegistry, "ACME/app"),
    (MissingNamespace, "acme/app"),
    (MissingNamespace, "ghcr.io/app"),
    (MissingNamespace, "docker.io/library/nginx"),
    (UnpinnedDigest, f"nginx@{DIGEST}"),
    (UnpinnedDigest, f"nginx:1@{DIGEST}"),
    (UnpinnedDigest, "nginx@8"),
    (MalformedReference, f"nginx:1@{DIGEST}"),
    (MalformedReference, "localhost:5000"),
    (MalformedReference, "[::1]:5000/app:1"),
    (MalformedReference, f"nginx@sha512:{DIGEST[7:] * 2}"),
]


@pytest.mark.parametrize(("rule", "reference"), HITS)
def test_finds(rule, reference):
    (finding,) = findings(rule, "Dockerfile", f"FROM {reference}\n")
    assert finding.rule == rule.id
    assert finding.mention.text == reference


@pytest.mark.parametrize(("rule", "reference"), SILENT)
def test_is_silent_on(rule, reference):
    assert findings(rule, "Dockerfile", f"FROM {reference}\n") == []


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (MissingRegistry, "nginx", "docker.io/nginx"),
        (MissingRegistry, f"acme/app:1@{DIGEST}", f"docker.io/acme/app:1@{DIGEST}"),
        (MissingNamespace, "nginx:1", "library/nginx:1"),
        (MissingNamespace, "docker.io/nginx", "docker.io/library/nginx"),
        (ImplicitLatest, "nginx", f"nginx:1.29.3@{DIGEST}"),
        (ExplicitLatest, "localhost:5000/app:latest", f"localhost:5000/app:latest@{DIGEST}"),
        (UnpinnedDigest, "index.docker.io/nginx:1", f"index.docker.io/nginx:1@{DIGEST}"),
    ],
)
def test_mends(rule, before, after):
    assert fixed(rule, "Dockerfile", f"FROM {before} AS base\n") == f"FROM {after} AS base\n"
