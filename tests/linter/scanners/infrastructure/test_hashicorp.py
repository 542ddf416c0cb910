"""Nomad, Packer and bake files: what they pull, build and cache."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, images, pinned, rewriting_changes_one, scanned

from mooring import Source
from mooring.scanners.infrastructure import bake, nomad, packer


def job(config, driver="docker", before=""):
    return f'{before}job "j" {{\n  group "g" {{\n    task "t" {{\n      driver = "{driver}"\n      config {{\n        {config}\n      }}\n    }}\n  }}\n}}\n'


def target(body, before=""):
    return f'{before}target "app" {{\n{body}\n}}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (job('image = "nginx:1.25"'), ["nginx:1.25"]),
        (job('image = "docker://docker.io/redis:7"', "podman"), ["docker.io/redis:7"]),
        (job('image = "a:${var.v}"', before='variable "v" {\n  default = "1"\n}\n'), ["a:1"]),
        (job('image = "a:${NOMAD_META_v}"'), [None]),
        (job('image = "a:[[ .v ]]"'), [None]),
        (job('image = "a:1"', "exec"), []),
        (job('image_path = "a.img"', "qemu"), []),
        (job('image = "oci-archive:/x.tar"', "podman"), []),
        (job('command = "docker"\n args = ["run", "--rm", "a:1"]', "raw_exec"), ["a:1"]),
        (job('command = "/bin/app"\n args = ["run", "a:1"]', "exec"), []),
    ],
)
def test_nomad(text, expected):
    assert images(nomad.scan, "a.nomad.hcl", text) == expected


def test_nomad_says_where_and_for_which_namespace():
    text = job('image = "a:1"').replace('job "j" {', 'job "j" {\n  namespace = "prod"')
    assert found(nomad.scan, "a.nomad", text) == [("job.j.group.g.task.t.config.image", "a:1")]
    _, (mention,) = scanned(nomad.scan, "a.nomad", text)
    assert "production" in mention.hints


def test_nomad_in_json():
    text = '{"Job": {"TaskGroups": [{"Tasks": [{"Driver": "docker", "Config": {"image": "a:1"}}]}]}}'
    assert found(nomad.scan, "a.json", text) == [("Job.TaskGroups[0].Tasks[0].Config.image", "a:1")]


@pytest.mark.parametrize(
    ("recognises", "text", "expected"),
    [
        (nomad.recognises, b'# c\njob "a" {\n}', True),
        (nomad.recognises, b'resource "job" "a" {}', False),
        (bake.recognises, b'target "a" {\n  dockerfile = "D"\n}', True),
        (bake.recognises, b'target "a" {\n  port = 1\n}', False),
        (packer.recognises, b'source "docker" "a" {\n}', True),
        (packer.recognises, b'{"builders": []}', True),
        (packer.recognises, b'source "amazon-ebs" "a" {\n}', False),
    ],
)
def test_what_is_recognised(recognises, text, expected):
    assert recognises(text) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "a.pkr.hcl",
            'variable "b" {\n default = "ubuntu:22.04"\n}\nsource "docker" "u" {\n image = var.b\n}',
            ["ubuntu:22.04"],
        ),
        ("a.pkr.hcl", 'source "amazon-ebs" "u" {\n image = "ubuntu:22.04"\n source_ami = "ami-1"\n}', []),
        (
            "a.pkr.hcl",
            'build {\n post-processors {\n post-processor "docker-tag" {\n repository = "me/a"\n tags = ["1", "latest"]\n}\n}\n}',
            [("me/a:1", "build-output"), ("me/a:latest", "build-output")],
        ),
        (
            "t.json",
            '{"variables": {"v": "22.04"}, "builders": [{"type": "docker", "image": "ubuntu:{{user `v`}}"}]}',
            ["ubuntu:22.04"],
        ),
        (
            "t.json",
            '{"builders": [{"type": "docker", "image": "{{build `x`}}"}, {"type": "qemu", "image": "a:1"}]}',
            [None],
        ),
    ],
)
def test_packer(path, text, expected):
    assert images(packer.scan, path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            target(
                'contexts = { base = "docker-image://alpine:3.20", src = "target:x", y = "../y", z = "https://a/b.git" }'
            ),
            ["alpine:3.20"],
        ),
        (
            target('tags = ["me/app:1", "ghcr.io/me/app"]'),
            [("me/app:1", "build-output"), ("ghcr.io/me/app", "build-output")],
        ),
        (
            target('cache-from = ["type=registry,ref=me/c:1", "me/d:1", "type=gha"]'),
            [("me/c:1", "cache"), ("me/d:1", "cache")],
        ),
        (target('cache-to = [{ type = "registry", ref = "me/c:1" }]'), [("me/c:1", "cache")]),
        (target('output = ["type=image,name=me/o:1", "type=docker"]'), [("me/o:1", "build-output")]),
        (target('attest = ["type=sbom,generator=docker/scout-sbom-indexer:1"]'), ["docker/scout-sbom-indexer:1"]),
        (target('args = { BASE_IMAGE = "python:3.12", VERSION = "1.22", URL = "https://x/y:1" }'), ["python:3.12"]),
        (target("args = { BASE_IMAGE = BASE }", 'variable "BASE" {\n  default = "alpine:3"\n}\n'), ["alpine:3"]),
        (target('args = { BASE_IMAGE = "${NOWHERE}" }'), []),
        (target("dockerfile-inline = <<E\nFROM debian:12 AS a\nFROM a\nE"), ["debian:12", ("a", "stage")]),
        (
            target('matrix = { v = ["1", "2"] }\nname = "x-${v}"\ncontexts = { b = "docker-image://nginx:${v}" }'),
            ["nginx:1", "nginx:2"],
        ),
        (target('tags = ["me/app:${TAG}"]', 'TAG = "5"\n'), [("me/app:5", "build-output")]),
        (target('tags = [tag("x")]'), [(None, "build-output")]),
        (target('dockerfile = "Dockerfile"\nplatforms = ["linux/amd64"]'), []),
        ('group "default" {\n  targets = ["a:1"]\n}', []),
    ],
)
def test_bake(text, expected):
    assert images(bake.scan, "docker-bake.hcl", text) == expected


def test_bake_in_json():
    text = '{"variable": {"T": {"default": "1"}}, "target": {"a": {"contexts": {"b": "docker-image://x:${T}"}, "tags": ["y"]}}}'
    assert found(bake.scan, "docker-bake.json", text) == [
        ("target.a.contexts.b", "x:1"),
        ("target.a.tags[0]", "y", "build-output"),
    ]


@pytest.mark.parametrize(
    ("scan", "path", "text", "fixed"),
    [
        (
            bake.scan,
            "docker-bake.hcl",
            target('contexts = { b = "docker-image://alpine:3" } # é'),
            target(f'contexts = {{ b = "docker-image://alpine:3@{DIGEST}" }} # é'),
        ),
        (
            bake.scan,
            "docker-bake.hcl",
            target("args = { BASE_IMAGE = BASE }", 'variable "BASE" {\r\n  default = "alpine:3"\r\n}\r\n'),
            target("args = { BASE_IMAGE = BASE }", f'variable "BASE" {{\r\n  default = "alpine:3@{DIGEST}"\r\n}}\r\n'),
        ),
        (
            bake.scan,
            "docker-bake.hcl",
            target("dockerfile-inline = <<E\nFROM a:1\nE"),
            target(f"dockerfile-inline = <<E\nFROM a:1@{DIGEST}\nE"),
        ),
        (bake.scan, "docker-bake.hcl", target('tags = ["a:1"]'), target('tags = ["a:1"]')),
        (nomad.scan, "a.nomad", job('image = "a:1"'), job(f'image = "a:1@{DIGEST}"')),
        (
            packer.scan,
            "a.pkr.hcl",
            'source "docker" "u" {\n image = "a:1"\n}',
            f'source "docker" "u" {{\n image = "a:1@{DIGEST}"\n}}',
        ),
    ],
)
def test_fixes(scan, path, text, fixed):
    assert pinned(scan, path, text) == fixed


@given(st.lists(st.sampled_from(["a:1", "q.io/b:2", "c", "${V}", "d:${T}"]), max_size=5))
def test_rewriting_changes_one(names):
    contexts = "\n".join(f'    c{number} = "docker-image://{name}"' for number, name in enumerate(names))
    text = target(f"  contexts = {{\n{contexts}\n  }}", 'variable "V" {\n  default = "v:1"\n}\nT = "9"\n')
    rewriting_changes_one(bake.scan, "docker-bake.hcl", text)


@given(st.binary() | st.text(alphabet='{}[]="$ \nimage:1.').map(lambda text: f'target "x" {{ {text}'.encode()))
def test_no_input_crashes_it(data):
    for module in (bake, nomad, packer):
        module.recognises(data)
        for path in ("a.hcl", "a.json"):
            list(module.scan(Source(path, data)))
