"""Which files of unknown name look like compose files."""

import pytest

from mooring.scanners.compose import recognises

COMPOSE = [
    b"services:\n  web:\n    image: nginx\n",
    b"services:\r\n  web:\r\n    image: nginx\r\n",
    b"\xef\xbb\xbfservices:\n  web:\n    build: .\n",
    b"name: shop\n# what runs\nservices: # all\n\n  # the web server\n  web:\n    extends: x\n",
    b"version: '3'\nx-a: &a\n  image: nginx\nservices: {web: *a}\n",
    b"'services':\n  web:\n    image: nginx\n",
    b'{"services": {"web": {"image": "nginx"}}}',
    b'{\n  "services": {\n    "web": {"image": "nginx"}}}',
    b"services: &s\n  web:\n    image: nginx\n",
]
OTHER = [
    b"",
    b"services:\n",
    b"services:\n  web:\n    port: 80\n",
    b"image: alpine\nservices:\n  - docker:dind\n",
    b"image: alpine\nservices:\n- docker:dind\n",
    b"image: alpine\nservices: [docker]\n",
    b"jobs:\n  a:\n    services:\n      db:\n        image: postgres\n",
    b"apiVersion: v1\nkind: Service\nspec: {image: x}\n",
    b"my-services:\n  web:\n    image: nginx\n",
    b"servicesimage:\n",
    b"\x00\xff\xfe",
]


@pytest.mark.parametrize("data", COMPOSE)
def test_compose_files(data):
    assert recognises(data)


@pytest.mark.parametrize("data", OTHER)
def test_other_files(data):
    assert not recognises(data)
