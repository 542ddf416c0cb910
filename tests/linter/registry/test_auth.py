"""Challenges as registries write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.registry.auth import Challenge, challenges

HUB = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"'
HUB_FIELDS = {
    "realm": "https://auth.docker.io/token",
    "service": "registry.docker.io",
    "scope": "repository:a/b:pull,push",
}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HUB, [("bearer", HUB_FIELDS)]),
        (HUB.replace('",', '", ').replace("Bearer", "BEARER"), [("bearer", HUB_FIELDS)]),
        ('Basic realm="Artifactory Realm"', [("basic", {"realm": "Artifactory Realm"})]),
        ("Basic", [("basic", {})]),
        ("Negotiate", [("negotiate", {})]),
        ("Negotiate, Basic realm=x", [("negotiate", {}), ("basic", {"realm": "x"})]),
        (f'Basic realm="a", {HUB}', [("basic", {"realm": "a"}), ("bearer", HUB_FIELDS)]),
        (f'{HUB}, Basic realm="a"', [("bearer", HUB_FIELDS), ("basic", {"realm": "a"})]),
        ('Bearer realm="a\\"b\\\\c"', [("bearer", {"realm": 'a"b\\c'})]),
        ('Bearer realm = "a" , service = b', [("bearer", {"realm": "a", "service": "b"})]),
        ('Bearer realm="a",realm="b"', [("bearer", {"realm": "a"})]),
        ('Bearer realm="a",scope=""', [("bearer", {"realm": "a", "scope": ""})]),
        ('Bearer realm="a",error="insufficient_scope"', [("bearer", {"realm": "a", "error": "insufficient_scope"})]),
        (",, Basic realm=a,,", [("basic", {"realm": "a"})]),
        ("", []),
        ('"', []),
        ("=", []),
    ],
)
def test_challenges(header, expected):
    assert [(each.scheme, each.parameters) for each in challenges([header])] == expected


def test_several_headers():
    assert [each.scheme for each in challenges(['Basic realm="a"', HUB])] == ["basic", "bearer"]


def test_a_challenge_without_parameters_has_empty_ones():
    challenge = Challenge("basic", {})
    assert (challenge.realm, challenge.service, challenge.scope) == ("", "", "")


@given(st.text(alphabet='Bearer Basic realm="a\\", =\t', max_size=200))
@settings(deadline=None, max_examples=300)
def test_any_header(header):
    for each in challenges([header]):
        assert each.scheme == each.scheme.lower()


@pytest.mark.parametrize(
    "header", ['Bearer realm="' + "\\" * 100_000, "a=" * 50_000, "Bearer " + 'a="b",' * 20_000, " ," * 50_000]
)
def test_long_headers_take_no_long_time(header):
    list(challenges([header]))
