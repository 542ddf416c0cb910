"""Where the resources of Terraform's providers name images, by the providers' references."""

from __future__ import annotations

import re

from mooring.scanners import rows
from mooring.scanners.infrastructure import azure
from mooring.scanners.json_tree import JsonTree
from mooring.scanners.platforms import digitalocean
from mooring.scanners.tables import UNKNOWN, Places, find
from mooring.scanners.yaml_tree import get, is_mapping, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mooring import Mention, Part, Problem, Source

LOCAL_IMAGES = re.compile(r"\"?(?:\$\{\s*)?(?:data\.)?docker_(?:registry_)?image\.")
"""The expressions that stand for an image which a resource of its own names."""


def _json(table: rows.Rows) -> rows.Kind:
    """A value that is JSON, written as a text or made by `jsonencode`."""

    def kind(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
        roots = JsonTree(places.tree.embed(node)).documents if is_scalar(node) else [node]
        for root in roots:
            yield from rows.read(places, root, table, where, through_lists=True)

    return kind


def _docker_image(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A `docker_image`: pulled, unless it is built."""
    builds = get(node, "build")
    kind = rows.pulled if builds is None else rows.built
    yield from rows.read(places, node, (("name", kind),), where)
    yield from rows.read(places, builds, _DOCKER_BUILD, f"{where}.build", through_lists=True)


def _web_app(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The stack of a web or function app: an image's name beside the address of its registry."""
    registry = get(node, "docker_registry_url")
    name = get(node, "docker_image_name")
    if name is not None:
        yield from _at_registry(places, {"repository": name}, registry, f"{where}.docker_image_name")
    older = get(node, "docker_image")
    if older is not None:
        yield from places.split({"repository": older, "tag": get(node, "docker_image_tag")}, f"{where}.docker_image")


def _function_app(places: Places, node: Any, where: str) -> Iterator[Mention]:
    parts: dict[Part, Any] = {"repository": get(node, "image_name"), "tag": get(node, "image_tag")}
    yield from _at_registry(places, parts, get(node, "registry_url"), where)


def _at_registry(places: Places, parts: dict[Part, Any], registry: Any, where: str) -> Iterator[Mention]:
    """An image in parts whose registry is given by its address, `https://index.docker.io`."""
    filled = places.variables.fill(string(registry) or "") if places.variables else None
    if registry is not None and (filled is None or filled.text is None):
        for mention in places.split(parts, where):
            yield mention.replace(resolved=None, reason=UNKNOWN)
        return
    host = re.sub(r"^\w+://", "", (filled.text or "") if filled else "").strip("/").removesuffix("/v1")
    host = "" if host in ("index.docker.io", "docker.io", "registry.hub.docker.com") else host
    repository = places.variables.fill(string(parts["repository"]) or "").text if places.variables else None
    if repository and host and repository.startswith(f"{host}/"):
        host = ""
    yield from places.split(parts, where, default_registry=host)


def _helm_sets(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The values that a `helm_release` sets one by one."""
    from mooring.scanners.helm.values import settings

    pairs = [(string(get(one, "name")) or "", get(one, "value")) for _, one in find(node, "set", through_lists=True)]
    yield from settings(places, pairs, f"{where}.set")


def _helm_values(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """The values of a `helm_release`, as text or made by `yamlencode`."""
    from mooring.scanners.helm.values import values
    from mooring.scanners.yaml_tree import Tree

    def scan(source: Source) -> Iterable[Mention | Problem]:
        tree = Tree(source)
        own = Places(tree, places.scanner)
        for root in tree.documents:
            yield from values(own, root, "")

    if is_mapping(node):
        yield from values(places, node, where)
    else:
        yield from places.lent(node, scan, where)


_IMAGE: rows.Rows = (("image", rows.pulled),)
_BATCH_ECS: rows.Rows = (("taskProperties.containers.image", rows.pulled),)
_BATCH_NODES: rows.Rows = (
    ("nodeRangeProperties.container.image", rows.pulled),
    ("nodeRangeProperties.ecsProperties.taskProperties.containers.image", rows.pulled),
)
_CONTAINERS: rows.Rows = (("**.container.image", rows.pulled), ("**.init_container.image", rows.pulled))
_WEB_APP: rows.Rows = (
    ("site_config.application_stack", _web_app),
    ("site_config.application_stack.docker", _function_app),
    ("site_config.linux_fx_version", azure.fx_version),
)
_DOCKER_BUILD: rows.Rows = (
    ("tag", rows.built),
    ("cache_from", rows.cached),
    ("build_arg", rows.arguments),
    ("build_args", rows.arguments),
)
_CLOUD_RUN: rows.Rows = (("**.containers.image", rows.pulled),)
_OBJECT: rows.Rows = (("manifest", rows.manifest), ("yaml_body", rows.manifest), ("object", rows.manifest))

RESOURCES: dict[str, dict[str, rows.Rows]] = {
    "resource": {
        # kreuzwerker/docker
        "docker_image": (("", _docker_image),),
        "docker_container": (("image", rows.pulled),),
        "docker_service": (("task_spec.container_spec.image", rows.pulled),),
        "docker_registry_image": (("name", rows.pushed),),
        "docker_tag": (("target_image", rows.built),),
        "docker_buildx_builder": (
            ("docker_container.image", rows.pulled),
            ("kubernetes.image", rows.pulled),
        ),
        # Kubernetes and Helm
        "kubectl_manifest": _OBJECT,
        "helm_release": (("", _helm_sets), ("values", _helm_values)),
        "kind_cluster": (("node_image", rows.pulled), ("kind_config.node.image", rows.pulled)),
        "k3d_cluster": (("image", rows.pulled), ("nodes.image", rows.pulled)),
        "minikube_cluster": (("base_image", rows.pulled),),
        # AWS
        "aws_ecs_task_definition": (("container_definitions", _json(_IMAGE)),),
        "aws_ecs_express_gateway_service": (("primary_container.image", rows.pulled),),
        "aws_lambda_function": (("image_uri", rows.pulled),),
        "aws_apprunner_service": (("source_configuration.image_repository.image_identifier", rows.pulled),),
        "aws_batch_job_definition": (
            ("container_properties", _json(_IMAGE)),
            ("ecs_properties", _json(_BATCH_ECS)),
            ("node_properties", _json(_BATCH_NODES)),
            ("eks_properties.pod_properties.containers.image", rows.pulled),
            ("eks_properties.pod_properties.init_containers.image", rows.pulled),
        ),
        "aws_sagemaker_model": (("primary_container.image", rows.pulled), ("container.image", rows.pulled)),
        "aws_sagemaker_image_version": (("base_image", rows.pulled),),
        "aws_lightsail_container_service_deployment_version": (("container.image", rows.pulled),),
        "aws_codebuild_project": (("environment.image", rows.code_build),),
        "aws_emrserverless_application": (("image_configuration.image_uri", rows.pulled),),
        "aws_imagebuilder_container_recipe": (("parent_image", rows.likely),),
        "aws_bedrockagentcore_agent_runtime": (
            ("agent_runtime_artifact.container_configuration.container_uri", rows.pulled),
        ),
        # Google
        "google_cloud_run_service": _CLOUD_RUN,
        "google_cloud_run_v2_service": _CLOUD_RUN,
        "google_cloud_run_v2_job": _CLOUD_RUN,
        "google_cloud_run_v2_worker_pool": _CLOUD_RUN,
        "google_cloudbuild_trigger": (("build.step.name", rows.pulled), ("build.images", rows.pushed)),
        "google_app_engine_flexible_app_version": (("deployment.container.image", rows.pulled),),
        "google_notebooks_instance": (("container_image", rows.in_parts("", "repository", "tag")),),
        "google_workbench_instance": (("gce_setup.container_image", rows.in_parts("", "repository", "tag")),),
        "google_batch_job": (("**.container.image_uri", rows.pulled),),
        "google_vertex_ai_custom_job": (("**.container_spec.image_uri", rows.pulled),),
        # Azure
        "azurerm_container_group": _CONTAINERS,
        "azurerm_container_app": _CONTAINERS,
        "azurerm_container_app_job": _CONTAINERS,
        **{
            f"azurerm_{system}_{app}_app{slot}": _WEB_APP
            for system in ("linux", "windows")
            for app in ("web", "function")
            for slot in ("", "_slot")
        },
        "azurerm_app_service": _WEB_APP,
        "azurerm_app_service_slot": _WEB_APP,
        "azurerm_function_app": _WEB_APP,
        "azurerm_function_app_slot": _WEB_APP,
        "azurerm_batch_pool": (("container_configuration.container_image_names", rows.pulled),),
        "azurerm_spring_cloud_container_deployment": (("image", rows.pulled),),
        "azapi_resource": (("body", _json(azure.ROWS)),),
        "azapi_update_resource": (("body", _json(azure.ROWS)),),
        # Others
        "digitalocean_app": (("**.image", digitalocean.image),),
        "scaleway_container": (("registry_image", rows.pulled),),
        "scaleway_job_definition": (("image_uri", rows.pulled),),
        "koyeb_service": (("definition.docker.image", rows.pulled),),
        "render_web_service": (("runtime_source.image.image_url", rows.pulled),),
        "render_private_service": (("runtime_source.image.image_url", rows.pulled),),
        "render_background_worker": (("runtime_source.image.image_url", rows.pulled),),
        "render_cron_job": (("runtime_source.image.image_url", rows.pulled),),
        "railway_service": (("source_image", rows.pulled),),
        "fly_machine": (("image", rows.pulled),),
        "northflank_deployment_service": (("deployment.external.image_path", rows.pulled),),
        "nomad_job": (("jobspec", rows.nomad),),
        "portainer_stack": (("stack_file_content", rows.compose),),
        "ko_build": (("base_image", rows.pulled),),
        "dockerless_remote_image": (("source", rows.pulled), ("target", rows.pushed)),
        "skopeo2_copy": (("source_image", rows.pulled_by_scheme),),
    },
    "data": {
        "docker_registry_image": (("name", rows.pulled),),
    },
}
"""By the kind of block and the type: the rows below a resource."""

KUBERNETES: rows.Rows = (
    *_CONTAINERS,
    ("**.ephemeral_container.image", rows.pulled),
    ("**.volume.image.reference", rows.pulled),
    *_OBJECT,
)
"""The rows of every resource of the Kubernetes provider."""

PROVISIONERS: rows.Rows = (
    ("provisioner.local-exec.command", rows.command),
    ("provisioner.remote-exec.inline", rows.command),
    ("user_data", rows.command),
)
"""The rows of every resource: what is run where or when it is made."""
