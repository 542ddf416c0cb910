"""The files of platforms, each a short table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, pinned, problems

from mooring import Source
from mooring.scanners.platforms import (
    buildpacks,
    cloudfoundry,
    digitalocean,
    fly,
    homeassistant,
    portainer,
    render,
    skypilot,
)

CASES = [
    (
        fly,
        "fly.toml",
        'app = "a"\n[build]\n  image = "flyio/hellofly:latest"\n',
        [("build.image", "flyio/hellofly:latest")],
    ),
    (
        fly,
        "fly.toml",
        '[build]\nbuilder = "paketobuildpacks/builder:base"\nbuildpacks = ["gcr.io/paketo/nodejs", "heroku/nodejs"]\n',
        [("build.builder", "paketobuildpacks/builder:base"), ("build.buildpacks[0]", "gcr.io/paketo/nodejs")],
    ),
    (
        fly,
        "fly.toml",
        '[build]\ndockerfile = "Dockerfile"\n[build.args]\nBASE_IMAGE = "a:1"\nGO = "1.22"\n',
        [("build.args.BASE_IMAGE", "a:1")],
    ),
    (
        buildpacks,
        "project.toml",
        (
            '[_]\nschema-version = "0.2"\n[io.buildpacks]\nbuilder = "a:1"\n[[io.buildpacks.group]]\nuri = "docker://b:1"\n'
            '[[io.buildpacks.group]]\nid = "x"\nversion = "1"\n[[io.buildpacks.group]]\nuri = "urn:cnb:registry:x"\n'
        ),
        [("io.buildpacks.builder", "a:1"), ("io.buildpacks.group[0].uri", "b:1")],
    ),
    (
        buildpacks,
        "builder.toml",
        (
            '[[buildpacks]]\nuri = "docker://a:1"\n[[buildpacks]]\nuri = "./b"\n[stack]\nid = "x"\nbuild-image = "b:1"\nrun-image = "c:1"\n'
            '[run]\n[[run.images]]\nimage = "d:1"\nmirrors = ["e:1"]\n[build]\nimage = "f:1"\n'
        ),
        [
            ("buildpacks[0].uri", "a:1"),
            ("stack.build-image", "b:1"),
            ("stack.run-image", "c:1"),
            ("run.images[0].image", "d:1"),
            ("run.images[0].mirrors[0]", "e:1"),
            ("build.image", "f:1"),
        ],
    ),
    (
        buildpacks,
        "package.toml",
        '[buildpack]\nuri = "."\n[[dependencies]]\nuri = "docker://a:1"\n',
        [("dependencies[0].uri", "a:1")],
    ),
    (buildpacks, "project.toml", '[project]\nname = "image:1"\n', []),
    (
        render,
        "render.yaml",
        "services:\n- {type: web, image: {url: 'docker.io/library/nginx:1'}}\n- {type: web, runtime: node}\n",
        [("services[0].image.url", "docker.io/library/nginx:1")],
    ),
    (
        digitalocean,
        ".do/app.yaml",
        "services:\n- image: {registry_type: DOCKER_HUB, registry: me, repository: a, tag: '1'}\n",
        [("services[0].image", "me/a:1")],
    ),
    (
        digitalocean,
        ".do/app.yaml",
        "workers:\n- image: {registry_type: GHCR, registry: me, repository: a, tag: '1'}\n",
        [("workers[0].image", "ghcr.io/me/a:1")],
    ),
    (
        digitalocean,
        ".do/app.yaml",
        "jobs:\n- image: {registry_type: DOCR, repository: a, tag: '1'}\n",
        [("jobs[0].image", None)],
    ),
    (
        cloudfoundry,
        "manifest.yml",
        "applications:\n- name: a\n  docker: {image: 'a:1', username: b}\n- name: c\n  buildpack: d\n",
        [("applications[0].docker.image", "a:1")],
    ),
    (
        cloudfoundry,
        "manifest.yml",
        "applications:\n- docker:\n    image: a:((tag))\n",
        [("applications[0].docker.image", None)],
    ),
    (
        homeassistant,
        "build.yaml",
        "build_from:\n  amd64: ghcr.io/a/b:1\n  aarch64: ghcr.io/a/c:1\nargs: {X: y}\n",
        [("build_from.amd64", "ghcr.io/a/b:1"), ("build_from.aarch64", "ghcr.io/a/c:1")],
    ),
    (homeassistant, "build.json", '{"build_from": {"amd64": "a:1"}}', [("build_from.amd64", "a:1")]),
    (skypilot, "task.yaml", "resources:\n  image_id: docker:nvcr.io/a:1\n", [("resources.image_id", "nvcr.io/a:1")]),
    (skypilot, "task.yaml", "resources:\n  image_id: ami-1\n", []),
    (
        skypilot,
        "cluster.yaml",
        "cluster_name: a\ndocker:\n  image: rayproject/ray:2.9.0\n",
        [("docker.image", "rayproject/ray:2.9.0")],
    ),
    (
        portainer,
        "templates.json",
        '{"templates": [{"title": "a", "image": "a:1"}, {"title": "b", "repository": {"url": "x"}}]}',
        [("templates[0].image", "a:1")],
    ),
]


@pytest.mark.parametrize(("module", "path", "text", "expected"), CASES)
def test_where_images_are(module, path, text, expected):
    assert found(module.scan, path, text) == expected
    assert problems(module.scan, path, text) == []


@pytest.mark.parametrize(
    ("module", "path", "text", "fixed"),
    [
        (
            fly,
            "fly.toml",
            "# é\r\n[build]\r\n  image = 'a:1' # c\r\n",
            f"# é\r\n[build]\r\n  image = 'a:1@{DIGEST}' # c\r\n",
        ),
        (
            buildpacks,
            "project.toml",
            '[io]\nbuildpacks.group = [{uri = "docker://a:1"}]\n',
            f'[io]\nbuildpacks.group = [{{uri = "docker://a:1@{DIGEST}"}}]\n',
        ),
        (
            digitalocean,
            ".do/app.yaml",
            "services:\n- image: {registry_type: GHCR, registry: me, repository: a, tag: '1'}\n",
            f"services:\n- image: {{registry_type: GHCR, registry: me, repository: a, tag: '1@{DIGEST}'}}\n",
        ),
        (
            skypilot,
            "a.yaml",
            "resources: {image_id: 'docker:a:1'}\n",
            f"resources: {{image_id: 'docker:a:1@{DIGEST}'}}\n",
        ),
        (fly, "fly.toml", '[build]\nimage = """\na:1"""\n', f'[build]\nimage = """\na:1@{DIGEST}"""\n'),
        (fly, "fly.toml", '[build]\nimage = "a\\u003a1"\n', '[build]\nimage = "a\\u003a1"\n'),
    ],
)
def test_fixes(module, path, text, fixed):
    assert pinned(module.scan, path, text) == fixed


@pytest.mark.parametrize(
    ("module", "data", "expected"),
    [
        (cloudfoundry, b"applications:\n- docker:\n    image: a\n", True),
        (cloudfoundry, b"applications:\n- name: a\n", False),
        (homeassistant, b"build_from:\n  amd64: a\n", True),
        (homeassistant, b"build: a\n", False),
        (skypilot, b"resources:\n  image_id: docker:a\n", True),
        (skypilot, b"resources:\n  image_id: ami-1\n", False),
        (skypilot, b"docker:\n  image: a\n", False),
        (portainer, b'{"templates": [{"title": "a"}]}', True),
        (portainer, b'{"templates": {}}', False),
    ],
)
def test_what_is_recognised(module, data, expected):
    assert module.recognises(data) == expected


def test_a_broken_file_says_so():
    assert problems(fly.scan, "fly.toml", "[build]\nimage = \n") == [
        (2, "invalid TOML: a value is missing here; nothing after it was read")
    ]


@given(st.binary())
def test_no_input_crashes_it(data):
    for module in (buildpacks, cloudfoundry, digitalocean, fly, homeassistant, portainer, render, skypilot):
        for path in ("a.json", "a.yml", "a.toml"):
            list(module.scan(Source(path, data)))
