"""What can hardly be anything else than an image reference, and what has yet to be filled in."""

import pytest

from mooring.scanners.likely import is_likely, is_template

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    "text",
    [
        "nginx:1",
        "ghcr.io/a/b",
        "localhost/a:1",
        "localhost:5000/a",
        "192.168.1.1:5000/x/y",
        f"a@{DIGEST}",
        "a@sha256:abc",
        "ghcr.io/Org/App:1",
        "nginx:RC1",
        "a/b__c:1",
        "a/b:RELEASE_1",
        "ghcr.io/ACME/app:1",
    ],
)
def test_references(text):
    assert is_likely(text)
    assert not is_template(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nginx",
        "org/app",
        "ubuntu-22.04",
        "true",
        "1.2",
        "12:30",
        "8080:80",
        "10.0.0.1:80",
        "localhost:5000",
        "sha256:abc",
        "Ubuntu:22.04",
        "http://example.com/x",
        "projects/a/b",
        "logo.png",
        "example.com/logo.png",
        "example.com/disk.qcow2",
        "a:1 b:2",
        "a@example.com",
        "a" * 10_000 + ":1",
    ],
)
def test_other_texts(text):
    assert not is_likely(text)


@pytest.mark.parametrize(
    "text",
    [
        "$X/a:1",
        "a:${X}",
        "$(x)",
        "a:{{ x }}",
        "{% x %}",
        "<%= x %>",
        "<name>",
        "a:%X%",
        "#{X}#",
        "a:@@X@@",
        "a:__X__",
        "gcr.io/@PROJECT@/a",
        "gcr.io/YOUR-PROJECT/a:1",
        "IMAGE_URL",
        "IMAGE",
    ],
)
def test_templates(text):
    assert is_template(text)
    assert not is_likely(text)
