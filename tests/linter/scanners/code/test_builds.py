"""Jenkinsfiles, Gradle and Starlark: what they name, and what they do not."""

import pytest
from tests.linter.scanners.code.tables import DIGEST, pinned, rows

JENKINS = [
    ("pipeline { agent { docker { image 'maven:3' } } }", [("maven:3",)]),
    ('pipeline { agent { docker { image "maven:3" } } }', [("maven:3",)]),
    ("pipeline { agent { docker { image 'maven:3' args '-v /a:/b' } } }", [("maven:3",)]),
    ("pipeline { agent { docker { image 'maven:3'\n args '-v /a:/b'\n reuseNode true } } }", [("maven:3",)]),
    ("pipeline { agent { docker 'maven:3' } }", [("maven:3",)]),
    ("pipeline { agent { docker { image('maven:3') } } }", [("maven:3",)]),
    ("pipeline { agent none\n stages { stage('a') { agent { docker { image 'node:20' } } } } }", [("node:20",)]),
    ("pipeline { agent { dockerfile true } }", []),
    ("pipeline { agent { dockerfile { filename 'Dockerfile.ci' } } }", []),
    ("pipeline { agent any }", []),
    ("pipeline { agent { label 'docker' } }", []),
    ("// agent { docker 'maven:3' }", []),
    ("/* agent { docker 'maven:3' } */", []),
    ("echo \"docker.image('maven:3')\"", []),
    ("node { docker.image('node:20').inside('-u root') { sh 'npm ci' } }", [("node:20",)]),
    ("docker.image('redis:7').withRun('-p 1:1') { c -> sh 'x' }", [("redis:7",)]),
    ("docker.image('me/app').push('latest')", [("me/app", "build-output", "fixed")]),
    ("def app = docker.build('me/app')", [("me/app", "build-output", "fixed")]),
    ("def app = docker.build(\"me/app:${env.BUILD_ID}\", '-f x .')", [(None, "build-output", "fixed")]),
    ("def image = 'node:20'\nnode { docker.image(image).pull() }", [("node:20",)]),
    ("node { docker.image(params.IMAGE).pull() }", [(None, "fixed")]),
    (
        "parameters { string(name: 'I', defaultValue: 'a:1') }\nagent { docker { image \"${params.I}\" } }",
        [("a:1",)],
    ),
    (
        "parameters([string(name: 'V', defaultValue: '1')])\nnode { docker.image(\"a:${params.V}\").pull() }",
        [("a:1", "fixed")],
    ),
    ("parameters { choice(name: 'I', choices: ['a:1', 'b:1']) }\nsh \"docker pull ${params.I}\"", [("a:1",)]),
    ("string(name: 'I', defaultValue: 'a')\nstring(name: 'I', defaultValue: 'b')\ndocker.image(I)", [(None, "fixed")]),
    ("pipeline { parameters { string(name: 'I', defaultValue: 'a:1') }\n agent any }", []),
    ("def v = '20'\nnode { docker.image(\"node:${v}\").pull() }", [("node:20", "fixed")]),
    (
        "docker.withRegistry('https://r.example.com', 'id') { docker.image('a/b:1').pull() }",
        [("r.example.com/a/b:1", "fixed")],
    ),
    ("docker.withRegistry('', 'id') { docker.image('a/b:1').pull() }", [("a/b:1",)]),
    ("docker.withRegistry('https://index.docker.io/v1/', 'id') { docker.image('a/b:1').pull() }", [("a/b:1",)]),
    ("docker.withRegistry(url) { docker.image('a/b:1').pull() }", [(None, "fixed")]),
    (
        "pipeline { agent { docker { registryUrl 'https://r.example.com'\n image 'a/b:1' } } }",
        [("r.example.com/a/b:1", "fixed")],
    ),
    (
        "podTemplate(containers: [containerTemplate(name: 'maven', image: 'maven:3', ttyEnabled: true)]) { }",
        [("maven:3",)],
    ),
    ("containerTemplate name: 'maven', image: 'maven:3'", [("maven:3",)]),
    ("podTemplate { containerTemplate { name 'a'\n image 'maven:3' } }", [("maven:3",)]),
    ("withDockerContainer('maven:3') { sh 'x' }", [("maven:3",)]),
    ("withDockerContainer(image: 'maven:3', args: '-v x') { sh 'x' }", [("maven:3",)]),
    ("pipeline { stages { stage('x') { steps { sh 'docker run --rm alpine:3 true' } } } }", [("alpine:3",)]),
    ("sh '''\n  set -e\n  docker pull alpine:3\n  docker run alpine:3\n'''", [("alpine:3",), ("alpine:3",)]),
    ('sh(script: "docker pull alpine:3", returnStdout: true).trim()', [("alpine:3",)]),
    ("def out = sh returnStdout: true, script: 'docker pull alpine:3'", [("alpine:3",)]),
    ("bat 'docker pull alpine:3'", [("alpine:3",)]),
    ("powershell 'docker pull alpine:3'", [("alpine:3",)]),
    (
        "pipeline { environment { IMAGE = 'a/b:1' }\n stage('x') { steps { sh \"docker pull ${IMAGE}\" } } }",
        [("a/b:1",)],
    ),
    (
        "pipeline { environment { IMAGE = 'a/b:1' }\n stage('x') { steps { sh \"docker pull ${env.IMAGE}\" } } }",
        [("a/b:1",)],
    ),
    (
        "pipeline { environment { IMAGE = 'a/b:1' }\n stages { stage('x') { steps { sh 'docker pull $IMAGE' } } } }",
        [("a/b:1",)],
    ),
    ('sh "docker pull a/b:${sha()}"', [(None, "fixed")]),
    ('sh "docker build -t me/app:${BUILD_NUMBER} ."', [(None, "build-output", "fixed")]),
    (
        "kubernetes { yaml '''\nspec:\n  containers: [{image: maven:3}]\n  initContainers:\n  - image: 'b:1'\n''' }",
        [("maven:3",), ("b:1",)],
    ),
    (
        'podTemplate(yaml: """\nspec:\n  containers:\n  - image: ${x()}\n  - image: b:1\n""") { }',
        [(None, "fixed"), ("b:1",)],
    ),
    ("pipeline { agent { kubernetes { yamlFile 'pod.yaml' } } }", []),
    ("def x = /it's a 'regex'/\ndocker.image('a:1').pull()", [("a:1",)]),
]
GRADLE = [
    ("jib { from { image = 'eclipse-temurin:21' } }", [("eclipse-temurin:21",)]),
    (
        "jib {\n  from {\n    image 'eclipse-temurin:21'\n  }\n  to { image = 'me/app' }\n}",
        [("eclipse-temurin:21",), ("me/app", "build-output", "fixed")],
    ),
    ("jib.from.image = 'eclipse-temurin:21'", [("eclipse-temurin:21",)]),
    ("jib { from { image = project.findProperty('base') ?: 'a:1' } }", [("a:1",)]),
    ("jib { container { mainClass = 'a.B' } }", []),
    ("bootBuildImage { builder = 'paketobuildpacks/builder:tiny' }", [("paketobuildpacks/builder:tiny",)]),
    (
        "tasks.named('bootBuildImage') { runImage = 'a/run:1'\n imageName = 'me/app' }",
        [("a/run:1",), ("me/app", "build-output", "fixed")],
    ),
    ("task pull(type: DockerPullImage) { image = 'redis:7' }", [("redis:7",)]),
    ("tasks.register('pull', DockerPullImage) { image = 'redis:7' }", [("redis:7",)]),
    ("task build(type: DockerBuildImage) { images.add('me/app:1') }", [("me/app:1", "build-output", "fixed")]),
    ("def img = 'redis:7'\ntask pull(type: DockerPullImage) { image = img }", [("redis:7",)]),
    ("android { image = 'x:1' }\nString s = 'redis:7'", []),
    ("dependencies { implementation 'com.example:lib:1.0' }\ndocker { }", []),
]
KOTLIN = [
    ('jib { from { image = "eclipse-temurin:21" } }', [("eclipse-temurin:21",)]),
    (
        'tasks.named<BootBuildImage>("bootBuildImage") { builder.set("b/c:1"); imageName.set("me/app") }',
        [("b/c:1",), ("me/app", "build-output", "fixed")],
    ),
    ('tasks.register<DockerPullImage>("pull") { image.set("redis:7") }', [("redis:7",)]),
    ('val base = "a:1"\njib { from { image = base } }', [("a:1",)]),
]
BAZEL = [
    (
        f'oci.pull(\n    name = "base",\n    digest = "{DIGEST}",\n    image = "gcr.io/distroless/base",\n)',
        [(f"gcr.io/distroless/base@{DIGEST}",)],
    ),
    (
        f'oci_pull(name = "base", image = "docker.io/library/nginx", tag = "1", digest = "{DIGEST}")',
        [(f"docker.io/library/nginx:1@{DIGEST}",)],
    ),
    ('oci_pull(name = "base", image = "nginx", tag = "1")', [("nginx:1", "fixed")]),
    (f'oci_pull(name = "base", image = "nginx@{DIGEST}", tag = "1")', [(f"nginx@{DIGEST}",)]),
    ('oci_pull(name = "base", image = "<org>/nginx:1")', [(None, "fixed")]),
    ('oci_pull(name = "base", image = "acme/%s:1")', [(None, "fixed")]),
    (
        f'container_pull(name = "b", registry = "gcr.io", repository = "a/b", digest = "{DIGEST}")',
        [(f"gcr.io/a/b@{DIGEST}",)],
    ),
    ('container_pull(name = "b", registry = "gcr.io", repository = "a/b", tag = "1")', [("gcr.io/a/b:1", "fixed")]),
    ('IMAGE = "nginx"\noci_pull(name = "b", image = IMAGE, tag = "1")', [("nginx:1", "fixed")]),
    (
        'oci_push(name = "p", image = ":img", repository = "gcr.io/me/app")',
        [("gcr.io/me/app", "build-output", "fixed")],
    ),
    ('# oci_pull(name = "base", image = "nginx")', []),
    ('oci_image(name = "i", base = "@nginx")', []),
    ('git.pull(image = "x")', []),
]


@pytest.mark.parametrize(("code", "found"), JENKINS)
def test_jenkins(code, found):
    assert rows("code.jenkins", "Jenkinsfile", code) == found


@pytest.mark.parametrize(("code", "found"), GRADLE)
def test_gradle(code, found):
    assert rows("code.gradle", "build.gradle", code) == found


@pytest.mark.parametrize(("code", "found"), KOTLIN)
def test_gradle_in_kotlin(code, found):
    assert rows("code.gradle", "build.gradle.kts", code) == found


@pytest.mark.parametrize(("code", "found"), BAZEL)
def test_bazel(code, found):
    assert rows("code.starlark", "MODULE.bazel", code) == found


def test_tilt():
    code = (
        "docker_build('me/app', '.')\nlocal('docker pull redis:7')\nk8s_yaml('x.yaml')\ndocker_compose('compose.yml')\n"
    )
    found = [("me/app", "build-output", "fixed"), ("redis:7",)]
    assert rows("code.starlark:scan_tiltfile", "Tiltfile", code) == found


@pytest.mark.parametrize(
    ("scanner", "path", "code", "fixed"),
    [
        ("code.jenkins", "Jenkinsfile", "agent { docker { image 'maven:3' } }\r\n", ("maven:3", f"maven:3@{DIGEST}")),
        ("code.jenkins", "Jenkinsfile", 'sh """\n  docker pull a:1\n"""', ("a:1", f"a:1@{DIGEST}")),
        ("code.jenkins", "Jenkinsfile", "def i = 'a:1'\nsh \"docker pull ${i}\"", ("a:1", f"a:1@{DIGEST}")),
        (
            "code.jenkins",
            "Jenkinsfile",
            "yaml()\npodTemplate(yaml: '''\nspec: {containers: [{image: a:1}]}''') {}",
            ("a:1", f"a:1@{DIGEST}"),
        ),
        ("code.gradle", "build.gradle", "jib { from { image = 'a:1' } }", ("a:1", f"a:1@{DIGEST}")),
        ("code.starlark", "x.bzl", f'oci_pull(image = "a", digest = "sha256:{"0" * 64}")', ("0" * 64, "ab" * 32)),
    ],
)
def test_pinning(scanner, path, code, fixed):
    assert pinned(scanner, path, code).decode() == code.replace(*fixed)
