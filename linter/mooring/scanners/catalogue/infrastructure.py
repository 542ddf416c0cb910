"""Infrastructure as code, development tools, and platforms."""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = "{yml,yaml}"


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    yield from _infrastructure()
    yield from _clouds()
    yield from _development()
    yield from _platforms()


def _infrastructure() -> Iterator[Scanner]:
    yield Scanner(
        "terraform",
        [
            "*.{tf,tofu,tfvars,tofuvars}",
            "*.{tf,tofu,tfvars,tofuvars}.json",
            "*.{tftest,tofutest}.hcl",
            "terragrunt.hcl",
        ],
        "mooring.scanners.infrastructure.terraform:scan",
        example=("main.tf", 'resource "docker_image" "web" { name = "nginx:1.25" }'),
    )
    yield Scanner(
        "nomad",
        ["*.nomad", "*.nomad.hcl"],
        "mooring.scanners.infrastructure.nomad:scan",
        "mooring.scanners.infrastructure.nomad:recognises",
        candidates=["*.hcl", "*.json"],
        needles=[b"job ", b'"TaskGroups"'],
        example=("web.nomad.hcl", 'job "web" { task "web" { driver = "docker", config { image = "nginx:1.25" } } }'),
    )
    yield Scanner(
        "bake",
        ["docker-bake.{hcl,json}", "docker-bake[-._]*.{hcl,json}", "*[-._]bake.{hcl,json}", "bake.{hcl,json}"],
        "mooring.scanners.infrastructure.bake:scan",
        "mooring.scanners.infrastructure.bake:recognises",
        candidates=["*.hcl"],
        needles=[b"target "],
        example=("docker-bake.hcl", 'target "app" { contexts = { base = "docker-image://alpine:3.20" } }'),
    )
    yield Scanner(
        "packer",
        ["*.pkr.{hcl,json}"],
        "mooring.scanners.infrastructure.packer:scan",
        "mooring.scanners.infrastructure.packer:recognises",
        candidates=["*.json", "*.hcl"],
        needles=[b'"builders"', b"source "],
        example=("app.pkr.hcl", 'source "docker" "app" { image = "ubuntu:22.04" }'),
    )
    yield Scanner(
        "molecule",
        [f"molecule/**/molecule.{_YAML}"],
        "mooring.scanners.infrastructure.molecule:scan",
        example=(
            "molecule/default/molecule.yml",
            "{driver: {name: docker}, platforms: [{name: a, image: 'debian:12'}]}",
        ),
    )
    yield Scanner(
        "ansible",
        [
            f"roles/*/{{tasks,handlers,defaults,vars}}/**/*.{_YAML}",
            f"{{group_vars,host_vars}}/**/*.{_YAML}",
            f"{{inventory,inventories}}/**/*.{_YAML}",
            f"{{defaults,vars}}/main.{_YAML}",
            f"*.ansible.{_YAML}",
        ],
        "mooring.scanners.infrastructure.ansible:scan",
        "mooring.scanners.infrastructure.ansible:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[
            b"hosts:",
            b"ansible.",
            b"docker_container",
            b"docker_image",
            b"docker_compose",
            b"docker_stack",
            b"docker_swarm_service",
            b"podman_",
            b"kubernetes.core",
        ],
        example=("playbook.yml", "- hosts: all\n  tasks:\n  - docker_container: {name: db, image: 'postgres:16'}"),
    )
    yield Scanner(
        "pulumi",
        [f"Pulumi.{_YAML}"],
        "mooring.scanners.infrastructure.pulumi:scan",
        example=("Pulumi.yaml", '{resources: {web: {type: "docker:RemoteImage", properties: {name: "nginx:1.25"}}}}'),
    )


def _clouds() -> Iterator[Scanner]:
    yield Scanner(
        "cloudformation",
        [],
        "mooring.scanners.infrastructure.cloudformation:scan",
        "mooring.scanners.infrastructure.cloudformation:recognises",
        candidates=["*.{yml,yaml,json,template}"],
        needles=[b"AWSTemplateFormatVersion", b"AWS::"],
        example=(
            "template.yaml",
            'Resources: {Api: {Type: "AWS::Lambda::Function", Properties: {Code: {ImageUri: "ghcr.io/org/api:1"}}}}',
        ),
    )
    yield Scanner(
        "ecs",
        ["Dockerrun.aws.json"],
        "mooring.scanners.infrastructure.ecs:scan",
        "mooring.scanners.infrastructure.ecs:recognises",
        candidates=["*.{json,yml,yaml}"],
        needles=[b"containerDefinitions", b'"essential"', b'"portMappings"', b'"mountPoints"', b'"logConfiguration"'],
        example=("task-definition.json", '{"containerDefinitions": [{"name": "web", "image": "nginx:1.25"}]}'),
    )
    yield Scanner(
        "batch",
        ["imagedefinitions*.json"],
        "mooring.scanners.infrastructure.pipeline:scan",
        "mooring.scanners.infrastructure.pipeline:recognises",
        candidates=["*.json"],
        needles=[b'"imageUri"', b'"containerProperties"', b'"nodeProperties"', b'"ecsProperties"'],
        example=("imagedefinitions.json", '[{"name": "web", "imageUri": "public.ecr.aws/org/web:1"}]'),
    )
    yield Scanner(
        "copilot",
        [f"copilot/*/manifest.{_YAML}", f"copilot/pipelines/*/manifest.{_YAML}"],
        "mooring.scanners.infrastructure.copilot:scan",
        "mooring.scanners.infrastructure.copilot:recognises",
        candidates=[f"manifest.{_YAML}"],
        needles=[b"type:"],
        example=("copilot/api/manifest.yml", "{type: Backend Service, image: {location: 'nginx:1.25'}}"),
    )
    yield Scanner(
        "serverless",
        [f"serverless.{_YAML}", "serverless.json", f"serverless[-._]*.{_YAML}"],
        "mooring.scanners.infrastructure.serverless:scan",
        example=("serverless.yml", 'functions: {api: {image: "public.ecr.aws/org/api:1"}}'),
    )
    yield Scanner(
        "bicep",
        ["*.{bicep,bicepparam}"],
        "mooring.scanners.infrastructure.bicep:scan",
        example=("main.bicep", "param containerImage string = 'mcr.microsoft.com/k8se/quickstart:1'"),
    )
    yield Scanner(
        "arm",
        [],
        "mooring.scanners.infrastructure.arm:scan",
        "mooring.scanners.infrastructure.arm:recognises",
        candidates=["*.{json,jsonc,yml,yaml}"],
        needles=[b"schema.management.azure.com", b"Microsoft."],
        example=(
            "aci.yaml",
            (
                "type: Microsoft.ContainerInstance/containerGroups\n"
                "properties: {containers: [{properties: {image: 'nginx:1.25'}}]}"
            ),
        ),
    )


def _development() -> Iterator[Scanner]:
    yield Scanner(
        "devcontainer",
        [".devcontainer.json", "devcontainer.json", "devcontainer-feature.json"],
        "mooring.scanners.development.devcontainer:scan",
        example=(
            ".devcontainer/devcontainer.json",
            '{"image": "mcr.microsoft.com/devcontainers/base:bookworm", /* … */}',
        ),
    )
    yield Scanner(
        "vscode",
        [".vscode/tasks.json", "*.code-workspace"],
        "mooring.scanners.development.editor:scan",
        example=(".vscode/tasks.json", '{"tasks": [{"type": "shell", "command": "docker run --rm redis:7"}]}'),
    )
    yield Scanner(
        "mcp",
        [
            "{.mcp,mcp}.json",
            "{claude_desktop_config,mcp_config,mcp_settings,cline_mcp_settings}.json",
            ".codex/config.toml",
        ],
        "mooring.scanners.development.mcp:scan",
        "mooring.scanners.development.mcp:recognises",
        candidates=["*.{json,jsonc,toml,yml,yaml}"],
        needles=[b"mcpServers", b"mcp_servers", b"context_servers", b"mcp.servers", b'"mcp"', b'"oci"'],
        example=(".mcp.json", '{"mcpServers": {"time": {"command": "docker", "args": ["run", "-i", "mcp/time"]}}}'),
    )
    yield Scanner(
        "devfile",
        [f"{{devfile,.devfile}}.{_YAML}"],
        "mooring.scanners.development.devfile:scan",
        example=(
            "devfile.yaml",
            "components: [{container: {image: 'quay.io/devfile/universal-developer-image:ubi9'}}]",
        ),
    )
    yield Scanner(
        "batect",
        [f"batect.{_YAML}", f"batect-bundle.{_YAML}"],
        "mooring.scanners.development.batect:scan",
        example=("batect.yml", "containers: {build: {image: 'golang:1.22'}}"),
    )
    yield Scanner(
        "maven",
        ["pom.xml", "*.pom", "pom-*.xml"],
        "mooring.scanners.development.maven:scan",
        example=(
            "pom.xml",
            "<project><properties><jib.from.image>eclipse-temurin:21</jib.from.image></properties></project>",
        ),
    )
    yield Scanner(
        "dotnet",
        [],
        "mooring.scanners.development.dotnet:scan",
        "mooring.scanners.development.dotnet:recognises",
        candidates=["*.{csproj,fsproj,vbproj,props,targets,pubxml}"],
        needles=[b"<Container"],
        example=(
            "App.csproj",
            (
                "<Project><PropertyGroup><ContainerBaseImage>mcr.microsoft.com/dotnet/aspnet:8.0</ContainerBaseImage>"
                "</PropertyGroup></Project>"
            ),
        ),
    )
    yield Scanner(
        "dotenv",
        [".env", ".env[-._]*", "*.env", "env.{example,sample,template,dist}"],
        "mooring.scanners.development.dotenv:scan",
        example=(".env", "POSTGRES_IMAGE=postgres:16"),
    )
    yield Scanner(
        "properties",
        [],
        "mooring.scanners.development.properties:scan",
        "mooring.scanners.development.properties:recognises",
        candidates=[
            "{application,application-*,bootstrap,microprofile-config}.{properties,yml,yaml}",
            "{,.}testcontainers.properties",
        ],
        needles=[b"image"],
        example=("application.properties", "quarkus.datasource.devservices.image-name=postgres:16\n"),
    )


def _platforms() -> Iterator[Scanner]:
    yield Scanner(
        "fly",
        ["fly.toml", "fly.*.toml"],
        "mooring.scanners.platforms.fly:scan",
        example=("fly.toml", 'build.image = "flyio/hellofly:latest"'),
    )
    yield Scanner(
        "buildpacks",
        ["{project,builder,package}.toml"],
        "mooring.scanners.platforms.buildpacks:scan",
        example=("project.toml", 'io.buildpacks.builder = "paketobuildpacks/builder-jammy-base:0.4.2"'),
    )
    yield Scanner(
        "render",
        [f"render.{_YAML}"],
        "mooring.scanners.platforms.render:scan",
        example=("render.yaml", "services: [{type: web, image: {url: 'docker.io/library/nginx:1.25'}}]"),
    )
    yield Scanner(
        "digitalocean",
        [f".do/*.{_YAML}"],
        "mooring.scanners.platforms.digitalocean:scan",
        example=(
            ".do/app.yaml",
            "services: [{image: {registry_type: DOCKER_HUB, registry: library, repository: nginx, tag: '1.25'}}]",
        ),
    )
    yield Scanner(
        "cloudfoundry",
        [],
        "mooring.scanners.platforms.cloudfoundry:scan",
        "mooring.scanners.platforms.cloudfoundry:recognises",
        candidates=[f"*manifest*.{_YAML}"],
        needles=[b"applications"],
        example=("manifest.yml", "applications: [{name: web, docker: {image: 'ghcr.io/org/web:1'}}]"),
    )
    yield Scanner(
        "homeassistant",
        [],
        "mooring.scanners.platforms.homeassistant:scan",
        "mooring.scanners.platforms.homeassistant:recognises",
        candidates=["build.{yml,yaml,json}"],
        needles=[b"build_from"],
        example=("build.yaml", "build_from: {amd64: 'ghcr.io/home-assistant/amd64-base:3.20'}"),
    )
    yield Scanner(
        "skypilot",
        [],
        "mooring.scanners.platforms.skypilot:scan",
        "mooring.scanners.platforms.skypilot:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[b"docker:"],
        example=("task.yaml", "resources: {image_id: 'docker:nvcr.io/nvidia/pytorch:24.05-py3'}"),
    )
    yield Scanner(
        "portainer",
        [],
        "mooring.scanners.platforms.portainer:scan",
        "mooring.scanners.platforms.portainer:recognises",
        candidates=["*.json"],
        needles=[b'"templates"'],
        example=("templates.json", '{"version": "3", "templates": [{"title": "Web", "image": "nginx:1.25"}]}'),
    )
