"""Which calls take images, by what they are called, and what else is known of libraries.

A call is known by the package that it comes from and the end of its path: `containers.run` of anything that comes from
`docker`. Taken from each library's own reference or source.
"""

from __future__ import annotations

import re

from mooring.scanners.python.arguments import used
from mooring.scanners.python.engines import ENGINES
from mooring.scanners.python.platforms import PLATFORMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring.scanners.python.arguments import Argument

_CALLS = {**ENGINES, **PLATFORMS}
_PATTERNS = {
    "testcontainers": (re.compile(r"\w*Container"), used("image@0")),
    "airflow": (re.compile(r"\w*Operator"), used("image", "container_uri")),
    "pulumi": (re.compile(r"\w*Container\w*Args"), used("image")),
}
_FAMILIES = ("cdk8s_plus", "dagster", "dask", "prefect", "pulumi")

_PODS = frozenset(
    {
        "airflow",
        "aws_cdk",
        "cdk8s",
        "dagster",
        "dagster_k8s",
        "kopf",
        "kr8s",
        "kubernetes",
        "kubernetes_asyncio",
        "lightkube",
        "openshift",
        "prefect",
        "prefect_kubernetes",
        "pulumi_azure_native",
        "pulumi_gcp",
        "pulumi_kubernetes",
        "pykube",
    }
)
_MAPPINGS = (
    (
        _PODS,
        used(
            "containers[].image",
            "initContainers[].image",
            "init_containers[].image",
            "ephemeralContainers[].image",
            "ephemeral_containers[].image",
            "volumes[].image.reference",
        ),
    ),
    (frozenset({"airflow"}), used("KubernetesExecutor.image")),
    (
        frozenset({"dagster", "dagster_docker", "dagster_k8s"}),
        used("container_config.image", "execution.config.image", "execution.config.job_image"),
    ),
)

OBJECTS = frozenset(
    {
        "aiodocker",
        "aws_cdk",
        "dagger",
        "docker",
        "flyte",
        "flytekit",
        "modal",
        "podman",
        "prefect",
        "prefect_docker",
        "pulumi_docker",
        "pulumi_docker_build",
        "python_on_whales",
        "testcontainers",
    }
)
"""Packages that make objects which stand for images, and are no text."""

ALIASES = {
    **dict.fromkeys(
        (
            "docker.from_env()",
            "docker.from_context()",
            "docker.client.from_env()",
            "docker.client.DockerClient()",
            "docker.DockerClient.from_env()",
            "docker.DockerClient.from_context()",
        ),
        "docker.DockerClient()",
    ),
    "docker.client.DockerClient": "docker.DockerClient",
    **dict.fromkeys(
        ("docker.DockerClient().api", "docker.api.APIClient()", "docker.api.client.APIClient()", "docker.Client()"),
        "docker.APIClient()",
    ),
    "os.getenv": "os.environ.get",
}
"""Other ways to say the same."""

DEFAULTS: dict[str | None, tuple[int | None, str]] = {
    "os.environ.get": (1, "default"),
    "os.environ.setdefault": (1, "default"),
    "os.environ.pop": (1, "default"),
    "decouple.config": (None, "default"),
    **dict.fromkeys(("environ.Env()", "environ.Env().str", "environs.Env()", "environs.Env().str"), (1, "default")),
    **dict.fromkeys(("environs.env", "environs.env.str"), (1, "default")),
    "starlette.config.Config()": (2, "default"),
    "airflow.models.Variable.get": (1, "default_var"),
    "airflow.sdk.Variable.get": (1, "default"),
    "dataclasses.field": (None, "default"),
    "attr.ib": (None, "default"),
    "attr.field": (None, "default"),
    "attrs.field": (None, "default"),
    "pydantic.Field": (0, "default"),
    "typer.Argument": (0, "default"),
    "typer.Option": (0, "default"),
}
"""Functions that give a default where nothing else is said: its position and name."""


def taken(path: str) -> Iterable[Argument]:
    """The arguments of a call that name images, by the path of what is called."""
    components = path.split(".")
    ends = [".".join(components[-count:]) for count in (3, 2, 1)]
    for package in _packages(components[0]):
        table = _CALLS.get(package, {})
        for end in ends:
            if end in table:
                return table[end]
        pattern, arguments = _PATTERNS.get(package, (None, ()))
        if pattern is not None and pattern.fullmatch(components[-1]):
            return arguments
    return ()


def in_mappings(packages: set[str]) -> dict[str, list[Argument]]:
    """What names images in the mappings of a module that imports these packages, by the first key."""
    found: dict[str, list[Argument]] = {}
    for takers, arguments in _MAPPINGS:
        for argument in arguments if not takers.isdisjoint(packages) else ():
            found.setdefault(argument.name, []).append(argument)
    return found


def _packages(package: str) -> Iterator[str]:
    """The packages that the calls of one are looked up in: itself, and the one that begins its name."""
    yield package
    yield from (family for family in _FAMILIES if package.startswith(f"{family}_"))
