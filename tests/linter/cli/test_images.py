"""What a policy says of images, through the commands: exemptions, mirrors, own images, and mistakes."""

import pytest

POLICY = """\
rules:
  unpinned-digest:
    severity: error
    exempt: ["{host}/own/**"]
overrides:
  - paths: [strict/]
    rules:
      unpinned-digest:
        exempt: ["!{host}/own/**"]
"""
OWN = """\
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          docker build -t ghcr.io/acme/app .
          docker push ghcr.io/acme/app
          docker pull nginx:1.29.3
          docker save -o nginx.tar nginx:1.29.3
  test:
    runs-on: ubuntu-24.04
    container: ghcr.io/acme/app
    steps:
      - run: docker pull ghcr.io/acme/app
"""


@pytest.fixture
def own(registry):
    return registry.push("own/app", tags=["1", "latest"])


def test_pin_leaves_exempt_images_alone_and_counts_them(mooring, repository, registry, own):
    text = f"FROM {registry.host}/own/app:1\n"
    here = repository(
        {".mooring.yaml": POLICY.format(host=registry.host), "Dockerfile": text, "strict/Dockerfile": text}
    )
    outcome = mooring("pin")
    assert (outcome.code, outcome.out) == (0, "1 pinned, 0 not, 1 exempt\n")
    assert (here / "Dockerfile").read_text() == text
    assert (here / "strict" / "Dockerfile").read_text() == f"FROM {registry.host}/own/app:1@{own}\n"


def test_no_fix_pins_an_exempt_image(mooring, repository, registry, own):
    text = f"FROM {registry.host}/own/app:latest\n"
    here = repository({".mooring.yaml": POLICY.format(host=registry.host), "Dockerfile": text})
    outcome = mooring("check", "--fix")
    assert outcome.code == 1
    assert "explicit-latest" in outcome.out
    assert "(no fix: the policy exempts it from pinning)" in outcome.out
    assert (here / "Dockerfile").read_text() == text


def test_images_that_the_file_builds_are_not_to_be_pinned(mooring, repository):
    here = repository({".github/workflows/ci.yml": OWN})
    outcome = mooring("check", "--show", "note", "--ignore", "only-latest-pushed", "--format", "concise")
    assert "`nginx:1.29.3`" in outcome.out
    assert "acme/app" not in outcome.out
    assert mooring("pin", "--diff").code == 0
    assert (here / ".github/workflows/ci.yml").read_text() == OWN
    lines = mooring("list").out.splitlines()
    assert [line.rpartition(" ")[2] for line in lines if "app" in line] == ["[build-output]"] * 2 + ["[local]"] * 2


def test_mirrors_are_written_wherever_images_are_pulled(mooring, repository):
    here = repository(
        {
            ".mooring.yaml": "rules: {mirror-not-used: {mirrors: {docker.io: mirror.acme.io/hub}}}\n",
            "compose.yaml": 'services:\n  a: {image: "redis:8.2.3"}\n  b:\n    image: prom/prometheus:v3.7.3 # ours\n',
            "Dockerfile": "ARG BASE=nginx:1.29.3\nARG TAG=3.14\nFROM ${BASE}\nFROM python:${TAG}\n",
        }
    )
    assert mooring("check", "--fix").code == 1
    assert (here / "compose.yaml").read_text() == (
        'services:\n  a: {image: "mirror.acme.io/hub/library/redis:8.2.3"}\n'
        "  b:\n    image: mirror.acme.io/hub/prom/prometheus:v3.7.3 # ours\n"
    )
    assert (here / "Dockerfile").read_text() == (
        "ARG BASE=mirror.acme.io/hub/library/nginx:1.29.3\nARG TAG=3.14\nFROM ${BASE}\nFROM python:${TAG}\n"
    )
    assert "(no fix:" in mooring("check").out


def test_a_mistake_in_a_list_is_said_with_its_line(mooring, repository):
    policy = "rules:\n  image-denied:\n    deny:\n    - ghcr.io/**\n    - image: nginx\n      reason: it is old\n"
    repository({".mooring.yaml": policy, "Dockerfile": "FROM nginx:1\n"})
    outcome = mooring("check")
    assert outcome.code == 2
    assert outcome.err == (
        "mooring: .mooring.yaml:5: `rules.image-denied.deny`: `nginx` never matches, as names are compared in full; "
        "write `docker.io/library/nginx`\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--image", "https://ghcr.io/a"], "an image has no `https://` before its name; write `ghcr.io/a`"),
        (["--image", ""], "an image pattern is empty; write `**` for every image"),
        (["--path", "{a,bb}" * 6], "has too many alternatives in its braces; write it as several patterns"),
    ],
)
def test_a_wrong_choice_is_said(mooring, repository, words, said):
    repository({"Dockerfile": "FROM nginx:1\n"})
    outcome = mooring("unpin", *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_choice_can_take_back(mooring, repository):
    digest = "sha256:" + "0123456789abcdef" * 4
    here = repository({"Dockerfile": f"FROM nginx:1@{digest} AS a\nFROM redis:8@{digest}\nFROM redis:7@{digest}\n"})
    assert mooring("unpin", "--image", "**", "--image", "!nginx", "--image", "!redis:7").code == 0
    assert (here / "Dockerfile").read_text() == f"FROM nginx:1@{digest} AS a\nFROM redis:8\nFROM redis:7@{digest}\n"
