"""Terraform and OpenTofu: the places of resources, values by their names, what is no image."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, images, pinned, problems, rewriting_changes_one, scanned

from mooring import Source
from mooring.scanners.infrastructure.terraform import scan
from mooring.scanners.tables import COMPOSED, SHARED, UNKNOWN

VARIABLES = 'variable "image" {\n  default = "nginx:1.25"\n}\nvariable "tag" {\n  default = "7"\n}\n'


def resource(type_, body):
    return f'resource "{type_}" "x" {{\n{body}\n}}\n'


HITS = [
    ("main.tf", resource("docker_image", 'name = "nginx:1.25"'), [("resource.docker_image.x.name", "nginx:1.25")]),
    (
        "main.tofu",
        resource("docker_container", 'image = "redis"'),
        [("resource.docker_container.x.image", "redis")],
    ),
    (
        "main.tf",
        resource("docker_service", 'task_spec {\n container_spec {\n  image = "a/b:1"\n }\n}'),
        [("resource.docker_service.x.task_spec.container_spec.image", "a/b:1")],
    ),
    (
        "main.tf",
        'data "docker_registry_image" "x" {\n  name = "ubuntu:24.04"\n}',
        [("data.docker_registry_image.x.name", "ubuntu:24.04")],
    ),
    (
        "main.tf",
        resource(
            "kubernetes_deployment_v1",
            'spec {\n template {\n spec {\n container {\n image = "a:1"\n}\n'
            'init_container {\n image = "b:1"\n}\n}\n}\n}',
        ),
        [
            ("resource.kubernetes_deployment_v1.x.spec.template.spec.container.image", "a:1"),
            ("resource.kubernetes_deployment_v1.x.spec.template.spec.init_container.image", "b:1"),
        ],
    ),
    (
        "main.tf",
        resource("kubernetes_job", 'spec {\n container {\n image = "a:1"\n}\n container {\n image = "b:1"\n}\n}'),
        [
            ("resource.kubernetes_job.x.spec.container[0].image", "a:1"),
            ("resource.kubernetes_job.x.spec.container[1].image", "b:1"),
        ],
    ),
    (
        "main.tf",
        resource(
            "azurerm_container_app",
            'template {\n dynamic "container" {\n for_each = var.c\n content {\nimage = "a:1"\n}\n}\n}',
        ),
        [("resource.azurerm_container_app.x.template.container.image", "a:1")],
    ),
]

IMAGES = [
    # Kubernetes in values and texts
    (
        resource(
            "kubernetes_manifest",
            'manifest = { apiVersion = "v1", kind = "Pod",\n spec = { containers = [{ name = "a", image = "a:1" }] } }',
        ),
        ["a:1"],
    ),
    (
        resource(
            "kubectl_manifest",
            "yaml_body = <<-YAML\n  apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - image: a:1\n  YAML",
        ),
        ["a:1"],
    ),
    # Amazon
    (
        resource(
            "aws_ecs_task_definition",
            'container_definitions = jsonencode([{ name = "a", image = "a:1" }, { image = "b:1" }])',
        ),
        ["a:1", "b:1"],
    ),
    (
        resource(
            "aws_ecs_task_definition", 'container_definitions = <<EOF\n[{"image": "a:1", "cpu": ${var.cpu}}]\nEOF'
        ),
        ["a:1"],
    ),
    (resource("aws_ecs_task_definition", 'container_definitions = "[{\\"image\\": \\"a:1\\"}]"'), ["a:1"]),
    (
        resource("aws_ecs_task_definition", 'container_definitions = var.c ? jsonencode([{ image = "a:1" }]) : "[]"'),
        ["a:1"],
    ),
    (
        resource("aws_lambda_function", 'image_uri = "1.dkr.ecr.eu-west-1.amazonaws.com/f:1"'),
        ["1.dkr.ecr.eu-west-1.amazonaws.com/f:1"],
    ),
    (
        resource(
            "aws_apprunner_service",
            'source_configuration {\n image_repository {\nimage_identifier = "public.ecr.aws/a/b:1"\n}\n}',
        ),
        ["public.ecr.aws/a/b:1"],
    ),
    (resource("aws_batch_job_definition", 'container_properties = jsonencode({ image = "a:1" })'), ["a:1"]),
    (resource("aws_sagemaker_model", 'primary_container {\n image = "a:1"\n}'), ["a:1"]),
    (resource("aws_codebuild_project", 'environment {\n image = "public.ecr.aws/x/y:1"\n}'), ["public.ecr.aws/x/y:1"]),
    (
        resource("aws_instance", 'ami = "ami-1"\nuser_data = <<-EOT\n  #!/bin/sh\n  docker run -d nginx:1.25\n  EOT'),
        ["nginx:1.25"],
    ),
    # Google
    (
        resource("google_cloud_run_service", 'template {\n spec {\n containers {\n image = "gcr.io/a/b:1"\n}\n}\n}'),
        ["gcr.io/a/b:1"],
    ),
    (
        resource("google_cloud_run_v2_job", 'template {\n template {\n containers {\n image = "a/b:1"\n}\n}\n}'),
        ["a/b:1"],
    ),
    (
        resource(
            "google_cloudbuild_trigger",
            'build {\n step {\n name = "gcr.io/cloud-builders/docker"\n}\nimages = ["gcr.io/me/app"]\n}',
        ),
        ["gcr.io/cloud-builders/docker", ("gcr.io/me/app", "build-output")],
    ),
    # Azure
    (resource("azurerm_container_group", 'container {\n image = "a:1"\n}'), ["a:1"]),
    (
        resource(
            "azurerm_linux_web_app",
            'site_config {\n application_stack {\n docker_image_name = "me/app:1"\n'
            'docker_registry_url = "https://ghcr.io"\n}\n}',
        ),
        ["ghcr.io/me/app:1"],
    ),
    (
        resource(
            "azurerm_linux_web_app",
            'site_config {\n application_stack {\n docker_image_name = "nginx:1"\n'
            'docker_registry_url = "https://index.docker.io"\n}\n}',
        ),
        ["nginx:1"],
    ),
    (
        resource(
            "azurerm_linux_function_app",
            "site_config {\n application_stack {\n docker {\n"
            'registry_url = "q.io"\n image_name = "a"\n image_tag = "1"\n}\n}\n}',
        ),
        ["q.io/a:1"],
    ),
    (resource("azurerm_app_service", 'site_config {\n linux_fx_version = "DOCKER|nginx:1.19"\n}'), ["nginx:1.19"]),
    (
        resource(
            "azapi_resource", 'body = jsonencode({ properties = { template = { containers = [{ image = "a:1" }] } } })'
        ),
        ["a:1"],
    ),
    # Others
    (
        resource(
            "helm_release",
            'set {\n name = "image.repository"\n value = "q.io/a"\n}\nset {\n name = "image.tag"\n value = "1"\n}',
        ),
        ["q.io/a:1"],
    ),
    (resource("helm_release", "values = [<<EOF\nimage:\n  repository: a/b\n  tag: c\nEOF\n]"), ["a/b:c"]),
    (resource("helm_release", 'values = [yamlencode({ image = { repository = "a/b", tag = "c" } })]'), ["a/b:c"]),
    (
        resource(
            "digitalocean_app",
            'spec {\n service {\n image {\n registry_type = "DOCKER_HUB"\n registry = "library"\n'
            'repository = "nginx"\n tag = "1"\n}\n}\n}',
        ),
        ["library/nginx:1"],
    ),
    (
        resource(
            "nomad_job",
            'jobspec = <<EOT\njob "a" {\n task "b" {\n  driver = "docker"\n  config {\n   image = "a:1"\n  }\n }\n}\nEOT',
        ),
        ["a:1"],
    ),
    (resource("null_resource", 'provisioner "local-exec" {\n command = "docker run --rm busybox:1"\n}'), ["busybox:1"]),
    (
        resource(
            "docker_image",
            'name = "me/app:1"\nbuild {\n context = "."\n tag = ["me/app:dev"]\n'
            'build_args = { BASE_IMAGE = "python:3.12" }\n}',
        ),
        [("me/app:1", "build-output"), ("me/app:dev", "build-output"), "python:3.12"],
    ),
    (resource("docker_registry_image", 'name = "ghcr.io/me/app:1"'), [("ghcr.io/me/app:1", "build-output")]),
    # Choices
    (resource("docker_image", 'name = var.x ? "a:1" : "b:1"'), ["a:1", "b:1"]),
    (resource("docker_image", 'name = coalesce(var.x, "b:1")'), [None, "b:1"]),
    (resource("docker_image", 'name = "a:${var.nowhere}"'), [None]),
    (resource("docker_image", 'name = format("%s/%s:%s", "q.io", "a", "1")'), ["q.io/a:1"]),
    (resource("docker_image", 'name = "acme/%s:1"'), [None]),
    (resource("docker_image", 'name = lookup({ a = "a:1", b = "b:1" }, "b", "c:1")'), ["b:1"]),
    (resource("docker_image", 'name = lookup({ a = "a:1" }, "z", "c:1")'), [None, "c:1"]),
    (resource("docker_image", 'name = lookup({ a = "a:1" }, var.z, "c:1")'), [None, "c:1"]),
    (resource("docker_image", 'name = "<ORG>/a:1"'), [None]),
    # By name
    ('module "a" {\n source = "./x"\n container_image = "a:1"\n}', ["a:1"]),
    ('module "a" {\n containers = { web = { image = "q.io/a:1" } }\n}', ["q.io/a:1"]),
    ('variable "app_image" {\n type = string\n default = "ghcr.io/a/b:1"\n}', ["ghcr.io/a/b:1"]),
    ('locals {\n images = { web = "x" }\n sidecar_image = "envoy:v1"\n}', ["envoy:v1"]),
    ('variable "image" {\n default = { repository = "a/b", tag = "1" }\n}', ["a/b:1"]),
]

SILENT = [
    resource("digitalocean_droplet", 'image = "ubuntu-22-04-x64"'),
    resource("hcloud_server", 'image = "debian-12"'),
    resource("google_compute_instance", 'boot_disk {\n initialize_params {\n image = "debian-cloud/debian-11"\n}\n}'),
    resource("lxd_instance", 'image = "ubuntu:22.04"'),
    resource("docker_container", "image = docker_image.x.image_id"),
    resource(
        "docker_container",
        'image = "${data.docker_registry_image.x.name}@${data.docker_registry_image.x.sha256_digest}"',
    ),
    resource("aws_codebuild_project", 'environment {\n image = "aws/codebuild/standard:7.0"\n}'),
    resource("aws_ecs_task_definition", 'container_definitions = file("task.json")'),
    resource("azurerm_app_service", 'site_config {\n linux_fx_version = "PYTHON|3.12"\n}'),
    'variable "vm_image" {\n default = "debian:12"\n}',
    'variable "ami_image" {\n default = "ami-0123"\n}',
    'variable "image" {\n default = ""\n}',
    'variable "image" {\n description = "nginx:1.25"\n}',
    'variable "image_tag" {\n default = "1.25"\n}',
    'module "vm" {\n image = "ubuntu-os-cloud/ubuntu-2204-lts"\n}',
    'module "vm" {\n source_image = "projects/x/global/images/y:1"\n}',
    'output "image" {\n value = "nginx:1.25"\n}',
    '# resource "docker_image" "x" {\n#  name = "nginx:1"\n# }',
    "",
]


@pytest.mark.parametrize(("path", "text", "expected"), HITS)
def test_where_images_are(path, text, expected):
    assert found(scan, path, text) == expected


@pytest.mark.parametrize(("text", "expected"), IMAGES)
def test_what_resources_name(text, expected):
    assert images(scan, "main.tf", text) == expected


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_image(text):
    assert found(scan, "main.tf", text) == []
    assert problems(scan, "main.tf", text) == []


@pytest.mark.parametrize(
    ("image", "resolved", "whole", "reason"),
    [
        ("var.image", "nginx:1.25", "nginx:1.25", None),
        ('"${var.image}"', "nginx:1.25", "nginx:1.25", None),
        ("local.image", "nginx:1.25", "nginx:1.25", None),
        ('"redis:${var.tag}"', "redis:7", "redis:${var.tag}", COMPOSED),
        ("var.nowhere", None, "var.nowhere", UNKNOWN),
        ("module.x.image", None, "module.x.image", UNKNOWN),
        ('"redis:8"', "redis:8", "redis:8", None),
    ],
)
def test_variables_have_their_defaults(image, resolved, whole, reason):
    text = VARIABLES + "locals {\n  image = var.image\n}\n" + resource("docker_container", f"image = {image}")
    source, everything = scanned(scan, "main.tf", text)
    mention = next(one for one in everything if one.where == "resource.docker_container.x.image")
    assert (mention.resolved, mention.reason) == (resolved, reason)
    assert source.read(mention.parts["whole"]) == whole
    assert mention.text == image.removeprefix('"').removesuffix('"')


def test_a_variable_that_two_use_is_left_alone():
    text = VARIABLES + resource("docker_image", "name = var.image") + resource("docker_container", "image = var.image")
    _, everything = scanned(scan, "main.tf", text)
    assert [(one.resolved, one.reason) for one in everything] == [("nginx:1.25", SHARED)] * 2


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("prod.tfvars", 'app_image = "a:1"\nregion = "x:1"\nvm = { image = "b:1" }\n', ["a:1", "b:1"]),
        ("x.tfvars.json", '{"app_image": "a:1", "n": 1}', ["a:1"]),
        ("terragrunt.hcl", 'inputs = {\n  container_image = "a:1"\n}\nlocals {\n  image = "b"\n}', ["a:1"]),
        (
            "a.tftest.hcl",
            'variables {\n  image = "a:1"\n}\nrun "x" {\n  variables {\n    image = "b:1"\n  }\n}',
            ["a:1", "b:1"],
        ),
        ("a.tf.json", '{"resource": {"docker_image": {"x": [{"name": "a:1"}]}}}', ["a:1"]),
        (
            "a.tf.json",
            '{"resource": [{"docker_image": {"x": {"name": "${var.i}"}}}], "variable": {"i": {"default": "b:1"}}}',
            ["b:1"],
        ),
        (
            "a.tf.json",
            '{"resource": {"aws_ecs_task_definition": {"x": {"container_definitions": "[{\\"image\\": \\"a:1\\"}]"}}}}',
            ["a:1"],
        ),
    ],
)
def test_other_files(path, text, expected):
    assert images(scan, path, text) == expected


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        (
            VARIABLES + "# é\r\n" + resource("docker_image", "name   = var.image # c"),
            VARIABLES.replace("1.25", f"1.25@{DIGEST}")
            + "# é\r\n"
            + resource("docker_image", "name   = var.image # c"),
        ),
        (
            "\ufeff"
            + resource("aws_ecs_task_definition", 'container_definitions = <<EOF\n[{"é": "é", "image": "a:1"}]\nEOF'),
            "\ufeff"
            + resource(
                "aws_ecs_task_definition",
                f'container_definitions = <<EOF\n[{{"é": "é", "image": "a:1@{DIGEST}"}}]\nEOF',
            ),
        ),
        (
            resource(
                "kubectl_manifest",
                "yaml_body = <<-Y\n  apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - image: 'a:1'\n  Y",
            ),
            resource(
                "kubectl_manifest",
                f"yaml_body = <<-Y\n  apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - image: 'a:1@{DIGEST}'\n  Y",
            ),
        ),
        (
            resource("azurerm_app_service", 'site_config {\n linux_fx_version = "DOCKER|nginx:1.19"\n}'),
            resource("azurerm_app_service", f'site_config {{\n linux_fx_version = "DOCKER|nginx:1.19@{DIGEST}"\n}}'),
        ),
        (resource("docker_image", 'name = "a:\\u0031"'), resource("docker_image", 'name = "a:\\u0031"')),
        (resource("docker_image", 'name = "a:${var.b}"'), resource("docker_image", 'name = "a:${var.b}"')),
    ],
)
def test_fixes(text, fixed):
    assert pinned(scan, "main.tf", text) == fixed


def test_what_is_broken():
    text = 'resource "docker_image" "x" {\n  name = \n}\nresource "docker_image" "y" {\n  name = "a:1"\n}\n'
    assert images(scan, "main.tf", text) == ["a:1"]
    assert problems(scan, "main.tf", text) == [(2, "invalid HCL: a value is missing here")]


names = st.sampled_from(["nginx:1.25", "ghcr.io/a/b:2", "redis", "var.a", "local.b", "var.none", "x ? y : z"])


@given(st.lists(st.tuples(st.sampled_from(["docker_image", "docker_container", "helm_release"]), names), max_size=5))
def test_rewriting_changes_one(blocks):
    text = 'variable "a" {\n  default = "alpine:3"\n}\nlocals {\n  b = "c:1"\n}\n'
    for number, (type_, name) in enumerate(blocks):
        value = name if name.startswith(("var", "local", "x ")) else f'"{name}"'
        key = "name" if type_ == "docker_image" else "image"
        text += f'resource "{type_}" "r{number}" {{\n  {key} = {value} # é\n}}\n'
    rewriting_changes_one(scan, "main.tf", text)


@given(
    st.binary()
    | st.text(alphabet='{}[]="$ \nimage:1.').map(lambda text: f'resource "docker_image" "x" {{ {text}'.encode())
)
def test_no_input_crashes_it(data):
    list(scan(Source("main.tf", data)))
    list(scan(Source("main.tf.json", data)))
