"""What is pushed, and not only built, in scripts and by the actions that build."""

import pytest

from mooring.testing import mentions

STEP = "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
BUILD = f"{STEP}      - uses: docker/build-push-action@v6\n        with: {{{{tags: acme/app:1{{}}}}}}\n"


def pushed(path, text):
    return [mention.text for mention in mentions(path, text) if mention.pushed]


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("docker push acme/app:1", ["acme/app:1"]),
        ("docker image push acme/app:1", ["acme/app:1"]),
        ("podman push acme/app:1 quay.io/acme/app:1", ["quay.io/acme/app:1"]),
        ("docker build -t acme/app:1 .", []),
        ("docker build --push -t acme/app:1 -t acme/app:2 .", ["acme/app:1", "acme/app:2"]),
        ("docker buildx build --push=false -t acme/app:1 .", []),
        ("docker tag acme/app:1 acme/app:2", []),
        ("docker buildx imagetools create -t acme/app:1 acme/app:2", ["acme/app:1"]),
        ("skopeo copy docker://acme/app:1 docker://quay.io/acme/app:1", ["quay.io/acme/app:1"]),
        ("crane copy acme/app:1 quay.io/acme/app:1", ["quay.io/acme/app:1"]),
        ("docker run acme/app:1", []),
    ],
)
def test_in_a_script(command, names):
    assert pushed(".github/workflows/w.yml", f"{STEP}      - run: {command}\n") == names


@pytest.mark.parametrize(
    ("push", "names"),
    [
        ("", []),
        (", push: true", ["acme/app:1"]),
        (", push: false", []),
        (", push: \"${{ github.event_name == 'push' }}\"", ["acme/app:1"]),
    ],
)
def test_by_an_action(push, names):
    assert pushed(".github/workflows/w.yml", BUILD.format(push)) == names
