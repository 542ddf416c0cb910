"""Hosts and patterns of the settings, and the kinds of address."""

import pytest

from mooring.registry import Settings, hosts
from mooring.registry.records import Endpoint
from mooring.registry.settings import host_name


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("ghcr.io", "ghcr.io"),
        ("localhost:5000", "localhost"),
        ("[::1]", "[::1]"),
        ("[::1]:5000", "[::1]"),
        ("2001", "2001"),
    ],
)
def test_host_name(host, name):
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("registry", "allow", "expected"),
    [
        ("ghcr.io", None, True),
        ("ghcr.io", [], False),
        ("ghcr.io", ["ghcr.io"], True),
        ("GHCR.io", ["ghcr.IO"], True),
        ("ghcr.io.evil.example", ["ghcr.io"], False),
        ("a.example.com", ["*.example.com"], True),
        ("example.com", ["*.example.com"], False),
        ("registry.corp:5000", ["registry.corp"], True),
        ("registry.corp:5000", ["registry.corp:5000"], True),
        ("registry.corp:5001", ["registry.corp:5000"], False),
        ("registry.corp", ["registry.corp:5000"], False),
    ],
)
def test_allows(registry, allow, expected):
    assert Settings(allow=allow).allows(registry) is expected


def test_only_narrows_what_is_allowed_and_names_no_host():
    assert Settings(only=["ghcr.io"]).allows("ghcr.io")
    assert not Settings(only=["ghcr.io"]).allows("quay.io")
    assert not Settings(allow=["quay.io"], only=["ghcr.io"]).allows("ghcr.io")
    assert not Settings(only=["169.254.169.254"]).names("169.254.169.254")


def test_hosts_that_the_settings_name():
    settings = Settings(
        insecure=["a.example"],
        allow=["b.example", "*.c.example"],
        mirrors={"docker.io": ["d.example/hub", "e.example"]},
        upstreams={"f.example/hub": "g.example/x"},
    )
    named = [letter for letter in "abcdefg" if settings.names(f"{letter}.example")]
    assert named == ["a", "b", "d", "e", "g"]
    assert not settings.names("x.c.example")


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", hosts.PUBLIC),
        ("2606:4700::1111", hosts.PUBLIC),
        ("10.0.0.1", hosts.PRIVATE),
        ("172.16.0.1", hosts.PRIVATE),
        ("192.168.0.1", hosts.PRIVATE),
        ("100.64.0.1", hosts.PRIVATE),
        ("fd12::1", hosts.PRIVATE),
        ("127.0.0.1", hosts.LOOPBACK),
        ("127.8.8.8", hosts.LOOPBACK),
        ("::1", hosts.LOOPBACK),
        ("::ffff:127.0.0.1", hosts.LOOPBACK),
        ("2002:7f00:1::", hosts.LOOPBACK),
        ("64:ff9b::7f00:1", hosts.LOOPBACK),
        ("::ffff:10.0.0.1", hosts.PRIVATE),
        ("169.254.169.254", hosts.SPECIAL),
        ("fe80::1", hosts.SPECIAL),
        ("fe80::1%eth0", hosts.SPECIAL),
        ("0.0.0.0", hosts.SPECIAL),
        ("::", hosts.SPECIAL),
        ("224.0.0.1", hosts.SPECIAL),
        ("255.255.255.255", hosts.SPECIAL),
        ("fd00:ec2::254", hosts.SPECIAL),
        ("fd00:0ec2::0254", hosts.SPECIAL),
        ("100.100.100.200", hosts.SPECIAL),
    ],
)
def test_kind_of_address(address, kind):
    assert hosts.kind_of(address) == kind


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LOCALHOST:5000", True),
        ("registry.localhost", True),
        ("127.0.0.1:5000", True),
        ("127.1.2.3", True),
        ("[::1]:5000", True),
        ("localhost.example", False),
        ("127.0.0.1.nip.io", False),
        ("10.0.0.1", False),
        ("ghcr.io", False),
    ],
)
def test_loopback_by_name(host, expected):
    assert hosts.is_loopback_name(host) is expected


def test_endpoint_name():
    assert Endpoint("ghcr.io", "a/b").name == "ghcr.io/a/b"
