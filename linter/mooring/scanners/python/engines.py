"""Libraries that run, pull and build containers."""

from __future__ import annotations

from mooring.scanners.python.arguments import Table, built, cached, local, pulled, pushed, saved, table, used

_MANAGED = (
    ("containers.run containers.create", used("image@0")),
    ("images.push", pushed("repository@0", tag="tag@1")),
    ("images.build", (*built("tag"), *cached("cache_from"))),
    ("images.get images.remove", local("name@0", "image")),
    ("images.get_registry_data", pulled("name@0")),
    ("get().tag pull().tag build().tag", built("repository@0", tag="tag@1")),
    ("get().commit run().commit create().commit", built("repository@0", tag="tag@1")),
)
_BY_WHALES = (*built("tags"), *cached("cache_from", "cache_to"))


def _whales(*methods: str) -> str:
    """The ways to call a method of python-on-whales: of a client, and of the part of it that the method belongs to."""
    return " ".join(
        f"{holder}.{method}"
        for part, _, method in (one.rpartition(".") for one in methods)
        for holder in ("docker", "DockerClient()", part)
    )


ENGINES: dict[str, Table] = {
    "docker": table(
        *_MANAGED,
        ("images.pull", pulled("repository@0", tag="tag@1", digest_for_tag=True)),
        ("services.create ContainerSpec", used("image@0")),
        ("get().update", used("image")),
        ("APIClient().create_container APIClient().create_container_config", used("image@0")),
        ("APIClient().pull", pulled("repository@0", tag="tag@1", digest_for_tag=True)),
        ("APIClient().push", pushed("repository@0", tag="tag@1")),
        ("APIClient().build", (*built("tag@1"), *cached("cache_from"))),
        ("APIClient().tag", (*local("image@0"), *built("repository@1", tag="tag@2"))),
        (
            "APIClient().commit APIClient().import_image APIClient().import_image_from_file",
            built("repository@1", tag="tag@2"),
        ),
        ("APIClient().inspect_image APIClient().remove_image APIClient().history", local("image@0")),
        ("APIClient().get_image", saved("image@0")),
        ("APIClient().inspect_distribution", pulled("image@0")),
    ),
    "podman": table(
        *_MANAGED,
        ("images.pull", pulled("repository@0", tag="tag@1")),
        ("pods.create", used("infra_image")),
        ("manifests.create", built("name@0")),
    ),
    "aiodocker": table(
        ("containers.run containers.create", used("config@0.Image")),
        ("containers.create_or_replace", used("config@1.Image")),
        ("images.pull Docker().pull", pulled("from_image@0", tag="tag", digest_for_tag=True)),
        ("images.push Docker().push", pushed("name@0", tag="tag")),
        ("images.build", built("tag")),
        ("images.tag", (*local("name@0"), *built("repo@1", tag="tag"))),
        ("images.inspect images.get images.delete images.history", local("name@0")),
        ("images.export_image", saved("name@0")),
        ("services.create", used("task_template@0.ContainerSpec.Image")),
        ("services.update", used("image")),
    ),
    "python_on_whales": table(
        (_whales("container.run", "container.create"), used("image@0")),
        (_whales("image.pull"), pulled("x@0")),
        (_whales("image.push"), pushed("x@0")),
        (_whales("image.save"), saved("images@0")),
        (_whales("image.tag"), (*local("source_image@0"), *built("new_tag@1"))),
        (_whales("container.commit", "image.import_"), built("tag@1")),
        (_whales("buildx.build", "image.legacy_build", "builder.build"), _BY_WHALES),
        ("image.build", _BY_WHALES),
        ("imagetools.create", (*used("sources@0"), *pushed("tags@1"))),
        ("imagetools.inspect", pulled("name@0")),
        ("image.inspect image.remove image.exists image.history", local("x@0")),
        ("image.copy_from", used("image@0")),
        ("image.copy_to", (*used("base_image@0"), *built("new_tag"))),
        ("service.create", used("image@0")),
        ("service.update", used("image")),
        ("pod.create", used("infra_image")),
        ("manifest.create", built("name@0")),
    ),
    "testcontainers": table(
        ("ServerContainer CosmosDBMongoEndpointContainer", used("image@1")),
        ("BrowserWebDriverContainer", used("image@2")),
        ("DockerClient().run DockerClient().create with_image with_video", used("image@0")),
        ("DockerClient().build", built("tag@1")),
        ("DockerImage", built("tag@2")),
        ("ComposeContainer", ()),
    ),
    "dagger": table(
        ("from_", used("address@0")),
        ("publish", pushed("address@0")),
        ("export_image", built("name@0")),
    ),
    "modal": table(
        ("Image.from_registry Image.from_dockerhub Image.from_aws_ecr", used("tag@0")),
        ("Image.from_gcp_artifact_registry", used("tag@0")),
    ),
    "autogen": table(("DockerCommandLineCodeExecutor", used("image@0"))),
    "autogen_ext": table(("DockerCommandLineCodeExecutor", used("image@0"))),
    "llm_sandbox": table(("SandboxSession", used("image"))),
    "daytona": table(("Image.base", used("image@0")), ("CreateSandboxFromImageParams", used("image"))),
    "runhouse": table(("from_docker", used("image_id@0"))),
}
"""What calls take, by the package they come from and the end of their path."""
