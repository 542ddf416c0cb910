"""Which requests go through which proxy."""

import pytest

from mooring.registry.proxies import proxy_for

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("scheme", "host", "environ", "expected"),
    [
        ("https", "ghcr.io", {}, None),
        ("https", "ghcr.io", {"HTTPS_PROXY": PROXY}, PROXY),
        ("https", "ghcr.io", {"https_proxy": PROXY}, PROXY),
        ("https", "ghcr.io", {"HTTP_PROXY": PROXY}, None),
        ("http", "ghcr.io", {"HTTP_PROXY": PROXY}, PROXY),
        ("http", "ghcr.io", {"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, None),
        ("https", "ghcr.io", {"HTTPS_PROXY": "proxy.example:3128"}, PROXY),
        ("https", "ghcr.io", {"HTTPS_PROXY": "  "}, None),
        ("https", "localhost:5000", {"HTTPS_PROXY": PROXY}, None),
        ("https", "127.0.0.1:5000", {"HTTPS_PROXY": PROXY}, None),
        ("https", "[::1]:5000", {"HTTPS_PROXY": PROXY}, None),
    ],
)
def test_proxy(scheme, host, environ, expected):
    assert proxy_for(scheme, host, environ) == expected


@pytest.mark.parametrize(
    ("host", "no_proxy", "bypassed"),
    [
        ("ghcr.io", "*", True),
        ("ghcr.io", "ghcr.io", True),
        ("ghcr.io", "GHCR.IO", True),
        ("pkg.ghcr.io", "ghcr.io", True),
        ("pkg.ghcr.io", ".ghcr.io", True),
        ("ghcr.io", ".ghcr.io", False),
        ("pkg.ghcr.io", "*.ghcr.io", True),
        ("notghcr.io", "ghcr.io", False),
        ("ghcr.io", "quay.io, ghcr.io", True),
        ("ghcr.io", "quay.io ghcr.io", True),
        ("ghcr.io", "quay.io", False),
        ("ghcr.io:5000", "ghcr.io", True),
        ("ghcr.io:5000", "ghcr.io:5000", True),
        ("ghcr.io:5000", "ghcr.io:5001", False),
        ("ghcr.io", "ghcr.io:443", True),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3:5000", "10.1.2.3", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("[2001:db8::1]:5000", "2001:db8::/32", True),
        ("ghcr.io", "10.0.0.0/8", False),
        ("10.1.2.3", "rubbish/99", False),
        ("ghcr.io", ",, ,", False),
    ],
)
def test_no_proxy(host, no_proxy, bypassed):
    found = proxy_for("https", host, {"HTTPS_PROXY": PROXY, "NO_PROXY": no_proxy})
    assert found == (None if bypassed else PROXY)
