"""CI systems beside GitHub."""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = "{yml,yaml}"


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    # CI systems. Those of `*.{yml,yaml}` by content stand last, behind Kubernetes, Helm, Compose and their like.
    yield Scanner(
        "gitlab",
        [
            f".gitlab-ci.{_YAML}",
            f".gitlab-ci[-._]*.{_YAML}",
            f"*.gitlab-ci.{_YAML}",
            f"gitlab-ci*.{_YAML}",
            f"{{.gitlab-ci,gitlab-ci}}/**/*.{_YAML}",
            f".gitlab/{{ci,pipelines,jobs}}/**/*.{_YAML}",
        ],
        "mooring.scanners.ci.gitlab:scan",
        "mooring.scanners.ci.recognition:gitlab",
        candidates=[f"*.{_YAML}"],
        needles=[b"script:", b"inputs:", b"image:", b"services:"],
        example=(
            ".gitlab-ci.yml",
            'test: {image: "python:3.12", services: [postgres:16], script: [docker pull alpine:3]}',
        ),
    )
    yield Scanner(
        "circleci",
        [f".circleci/**/*.{_YAML}"],
        "mooring.scanners.ci.circleci:scan",
        "mooring.scanners.ci.recognition:circleci",
        candidates=[f"src/{{jobs,executors,commands}}/*.{_YAML}"],
        needles=[b"docker:", b"steps:", b"executor:"],
        example=(
            ".circleci/config.yml",
            'jobs: {build: {docker: [{image: "cimg/node:20.11"}], steps: [{run: docker pull redis:7}]}}',
        ),
    )
    yield Scanner(
        "azure-pipelines",
        [
            f"*azure-pipeline*.{_YAML}",
            f"{{.azure-pipelines,azure-pipelines,.azuredevops,.azure-devops,.ado}}/**/*.{_YAML}",
        ],
        "mooring.scanners.ci.azure:scan",
        "mooring.scanners.ci.recognition:azure",
        candidates=[f"*.{_YAML}"],
        needles=[b"vmImage", b"task:", b"displayName:", b"${{", b"containers:"],
        example=("azure-pipelines.yml", 'resources: {containers: [{container: linux, image: "ubuntu:22.04"}]}'),
    )
    yield Scanner(
        "bitbucket-pipelines",
        [f"*bitbucket-pipelines*.{_YAML}"],
        "mooring.scanners.ci.bitbucket:scan",
        example=("bitbucket-pipelines.yml", 'image: {name: "node:20"}'),
    )
    yield Scanner(
        "drone",
        [f".drone.{_YAML}", f".drone[-._]*.{_YAML}", f".drone/**/*.{_YAML}"],
        "mooring.scanners.ci.drone:scan",
        example=(
            ".drone.yml",
            '{kind: pipeline, steps: [{name: test, image: "golang:1.22", commands: [docker pull alpine:3]}]}',
        ),
    )
    yield Scanner(
        "woodpecker",
        [f".woodpecker.{_YAML}", f".woodpecker/**/*.{_YAML}"],
        "mooring.scanners.ci.woodpecker:scan",
        example=(
            ".woodpecker/test.yaml",
            '{matrix: {GO: ["1.22", "1.23"]}, steps: [{name: test, image: "golang:${GO}"}]}',
        ),
    )
    yield Scanner(
        "crow",
        [f".crow.{_YAML}", f".crow/**/*.{_YAML}"],
        "mooring.scanners.ci.crow:scan",
        example=(".crow/test.yaml", 'steps: [{name: test, image: "golang:1.22"}]'),
    )
    yield Scanner(
        "vela",
        [f".vela.{_YAML}", f".vela/**/*.{_YAML}"],
        "mooring.scanners.ci.vela:scan",
        example=(".vela.yml", 'steps: [{name: test, image: "golang:1.22"}]'),
    )
    yield Scanner(
        "buildkite",
        [
            f".buildkite/**/*.{_YAML}",
            ".buildkite/**/pipeline*.json",
            f".buildkite.{_YAML}",
            f"buildkite.{_YAML}",
            f"buildkite[-._]*.{_YAML}",
        ],
        "mooring.scanners.ci.buildkite:scan",
        example=(
            ".buildkite/pipeline.yml",
            'steps: [{command: make, plugins: [{"docker#v5.12.0": {image: "node:20"}}]}]',
        ),
    )
    yield Scanner(
        "travis",
        [f".travis.{_YAML}"],
        "mooring.scanners.ci.travis:scan",
        example=(".travis.yml", "before_install: [docker pull postgres:16]"),
    )
    yield Scanner(
        "cirrus",
        [f".cirrus.{_YAML}", f".cirrus[-._]*.{_YAML}"],
        "mooring.scanners.ci.cirrus:scan",
        example=(".cirrus.yml", 'test_task: {container: {image: "debian:12"}, script: make}'),
    )
    yield Scanner(
        "semaphore",
        [f".semaphore/**/*.{_YAML}"],
        "mooring.scanners.ci.semaphore:scan",
        example=(
            ".semaphore/semaphore.yml",
            'agent: {machine: {type: e1-standard-2}, containers: [{name: main, image: "ruby:3.3"}]}',
        ),
    )
    yield Scanner(
        "codefresh",
        [f"codefresh.{_YAML}", f"codefresh[-._]*.{_YAML}", f".codefresh/**/*.{_YAML}"],
        "mooring.scanners.ci.codefresh:scan",
        example=("codefresh.yml", 'steps: {test: {image: "node:20", commands: [docker pull alpine:3]}}'),
    )
    yield Scanner(
        "cloudbuild",
        ["*{cloudbuild,cloud-build}*.{yaml,yml,json}", "{cloudbuild,cloud-build}/**/*.{yaml,yml,json}"],
        "mooring.scanners.ci.cloudbuild:scan",
        "mooring.scanners.ci.recognition:cloudbuild",
        candidates=[f"*.{_YAML}"],
        needles=[b"gcr.io/", b".pkg.dev/"],
        example=("cloudbuild.yaml", 'steps: [{name: "gcr.io/cloud-builders/docker", args: [pull, "alpine:3"]}]'),
    )
    yield Scanner(
        "codebuild",
        [f"*buildspec*.{_YAML}", f"buildspec{{,s}}/**/*.{_YAML}"],
        "mooring.scanners.ci.codebuild:scan",
        example=("buildspec.yml", "phases: {build: {commands: [docker pull public.ecr.aws/docker/library/alpine:3]}}"),
    )
    yield Scanner(
        "pre-commit",
        [f".pre-commit-{{config,hooks}}.{_YAML}"],
        "mooring.scanners.ci.precommit:scan",
        example=(
            ".pre-commit-config.yaml",
            'repos: [{repo: local, hooks: [{id: lint, name: lint, language: docker_image, entry: "koalaman/shellcheck:v0.10.0 -x"}]}]',
        ),
    )
    yield Scanner(
        "screwdriver",
        [f"screwdriver*.{_YAML}", f"sd-{{template,command,job-template,pipeline-template}}.{_YAML}"],
        "mooring.scanners.ci.screwdriver:scan",
        example=("screwdriver.yaml", 'jobs: {main: {image: "node:20", steps: [{test: npm test}]}}'),
    )
    yield Scanner(
        "appveyor",
        [f"{{.,}}appveyor.{_YAML}", f"{{.,}}appveyor[-._]*.{_YAML}"],
        "mooring.scanners.ci.appveyor:scan",
        example=("appveyor.yml", "{image: Visual Studio 2022, test_script: [docker run --rm alpine:3 true]}"),
    )
    yield Scanner(
        "concourse",
        [],
        "mooring.scanners.ci.concourse:scan",
        "mooring.scanners.ci.recognition:concourse",
        candidates=[f"*.{_YAML}"],
        needles=[b"registry-image", b"docker-image", b"image_resource"],
        example=(
            "ci/pipeline.yml",
            '{resources: [{name: go, type: registry-image, source: {repository: golang, tag: "1.22"}}], jobs: []}',
        ),
    )
