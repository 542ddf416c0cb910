"""Where images come from, as patterns for a policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.cli.origins import MAX_NAMESPACES, names_of, origins_of
from mooring.images import ImagePatterns
from mooring.reference import InvalidReference, Reference

DIGEST = "sha256:" + "0" * 64


def found(*texts):
    origins = origins_of(map(Reference.parse, texts))
    return [(origin.pattern, origin.count, " ".join(origin.names)) for origin in origins]


@pytest.mark.parametrize(
    ("texts", "origins"),
    [
        ([], []),
        (["nginx", "redis:8", f"docker.io/library/redis@{DIGEST}"], [("docker.io/library/*", 3, "redis nginx")]),
        (["bitnami/redis", "nginx"], [("docker.io/bitnami/*", 1, "redis"), ("docker.io/library/*", 1, "nginx")]),
        (["a/b/c", "a/b"], [("docker.io/a/**", 2, "b b/c")]),
        (["ghcr.io/acme/web", "ghcr.io/acme/a/b"], [("ghcr.io/acme/**", 2, "a/b web")]),
        (["quay.io/x", "quay.io/x/y"], [("quay.io/x", 1, ""), ("quay.io/x/**", 1, "y")]),
        (["eu.gcr.io/p/x", "eu.pkg.dev/p/r/x"], [("eu.gcr.io/p/**", 1, "x"), ("eu.pkg.dev/p/**", 1, "r/x")]),
        (["registry.acme.io/a/b", "registry.acme.io/c"], [("registry.acme.io/**", 2, "a/b c")]),
        (["Registry.acme.io:443/a", "registry.acme.io/a"], [("registry.acme.io/**", 2, "a")]),
        (["localhost:5000/a", "[::1]:5000/a"], [("[::1]:5000/**", 1, "a"), ("localhost:5000/**", 1, "a")]),
        (["Acme/app"], []),
    ],
)
def test_origins(texts, origins):
    assert found(*texts) == origins


def test_a_shared_registry_with_many_namespaces_is_one_origin():
    names = [f"owner{number}/app" for number in range(MAX_NAMESPACES)]
    assert len(found(*names)) == MAX_NAMESPACES
    ((pattern, count, shown),) = found(*names, "nginx")
    assert (pattern, count) == ("docker.io/**", MAX_NAMESPACES + 1)
    assert "library/nginx" in shown


def test_names():
    references = map(Reference.parse, ["nginx:1", "Registry.acme.io:443/a", "Acme/app"])
    assert names_of(references) == {"docker.io/library/nginx", "registry.acme.io/a"}


HOSTS = st.sampled_from(
    ["", "docker.io/", "ghcr.io/", "quay.io/", "Acme.io:443/", "[::1]:80/", "localhost/", "a.pkg.dev/"]
)
TEXTS = st.builds(str.__add__, HOSTS, st.from_regex(r"[a-z0-9]{1,2}([._-][a-z0-9])?(/[a-z]{1,2}){0,3}", fullmatch=True))


@given(st.lists(TEXTS, max_size=60))
def test_the_patterns_match_all_that_they_are_made_of(texts):
    references = []
    for text in texts:
        try:
            references.append(Reference.parse(text))
        except InvalidReference:
            continue
    origins = origins_of(references)
    allowed = ImagePatterns.read([origin.pattern for origin in origins])
    assert all(reference in allowed for reference in references)
    assert sum(origin.count for origin in origins) == len(references)
