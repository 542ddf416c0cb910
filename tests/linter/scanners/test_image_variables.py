"""Variables whose name says that they hold an image."""

import pytest

from mooring.scanners.image_variables import holds_image

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMAGE", "nginx:1.27"),
        ("WEB_IMAGE", "ghcr.io/a/b:1"),
        ("BUILD_IMG", f"nginx@{DIGEST}"),
        ("baseImage", "nginx:1.27"),
        ("image-name", "nginx:1.27"),
        ("IMAGE_URL", "localhost:5000/a:1"),
    ],
)
def test_holds_an_image(name, value):
    assert holds_image(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMAGE", "nginx"),
        ("IMAGE", "ghcr.io/a/b"),
        ("IMAGE", "logo.png"),
        ("IMAGE", "https://x.y/z:1"),
        ("IMAGE", "$X:1"),
        ("IMAGE", ""),
        ("IMAGE_TAG", "nginx:1"),
        ("IMAGE_REGISTRY", "registry.local:5000"),
        ("IMAGE_CACHE", "me/x:cache"),
        ("NAME", "nginx:1"),
        ("IMAGINE", "nginx:1"),
    ],
)
def test_holds_none(name, value):
    assert not holds_image(name, value)
