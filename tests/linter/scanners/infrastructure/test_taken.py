"""Files of infrastructure, development and programs as projects name them: taken by the right scanner, read, and pinned."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kit.scans import DIGEST

from mooring import Role, Source
from mooring.formats import Scanners
from mooring.scanners import mooring_scanners
from mooring.text import splice

SCANNERS = Scanners(mooring_scanners())
HEX = "sha256:" + "b" * 64
BAZEL = 'load("@rules_oci//oci:pull.bzl", "oci_pull")\n'


def read(path, text):
    """What is found: the text, `?` where it is not known, `!` behind what must not be rewritten, the role before it."""
    source = Source(path, text.encode())
    mentions, problems = SCANNERS.scan(source, SCANNERS.takers(source))
    assert problems == []
    return mentions


def shown(one):
    role = "" if one.role is Role.PULL else f"{one.role.value} "
    return f"{role}{one.resolved or '?'}{'' if one.rewritable else '!'}"


def resource(type_, *lines):
    body = "".join(f"  {line}\n" for line in lines)
    return f'resource "{type_}" "x" {{\n{body}}}\n'


TERRAFORM = [
    ("main.tf", resource("docker_image", 'for_each = toset(["a:1", "b:1"])', "name = each.value"), ["a:1", "b:1"]),
    ("main.tf", resource("docker_image", 'for_each = toset(["a:1", "b:1"])', "name = each.key"), ["a:1", "b:1"]),
    (
        "main.tf",
        resource("docker_container", "for_each = local.all", "image = each.value.image")
        + 'locals {\n  all = {\n    a = { image = "a:1" }\n    b = { image = "b:1" }\n  }\n}\n',
        ["a:1", "b:1"],
    ),
    (
        "main.tf",
        resource("docker_image", "for_each = { alpine = 80 }", 'name = "${each.key}:3"'),
        ["alpine:3!"],
    ),
    ("main.tf", resource("docker_image", "for_each = { alpine = 80 }", "name = each.key"), ["alpine!"]),
    ("main.tf", resource("docker_image", "for_each = var.none", "name = each.value"), ["?!"]),
    (
        "prod.tfvars",
        'images = {\n  web = "ghcr.io/o/web:1"\n  db  = "postgres:16"\n}\n',
        ["ghcr.io/o/web:1", "postgres:16"],
    ),
    ("prod.tfvars", 'vm_images = {\n  web = "ubuntu:22"\n}\nimages = {\n  a = "debian-cloud/debian-11"\n}\n', []),
    (
        "main.tf",
        resource("docker_image", "name = local.images.web")
        + 'locals {\n  images = {\n    web = "nginx:1"\n    db  = "postgres:16"\n  }\n}\n',
        ["nginx:1", "postgres:16"],
    ),
    (
        "main.tf",
        resource("aws_ecs_task_definition", 'container_definitions = templatefile("x.json", { app_image = "o/a:1" })'),
        ["o/a:1"],
    ),
    (
        "envs/prod/terragrunt.hcl",
        'locals {\n  tag = "1"\n}\ninputs = {\n  container_image = "ghcr.io/o/a:${local.tag}"\n}\n',
        ["ghcr.io/o/a:1!"],
    ),
    (
        "main.tf",
        'locals {\n  web = "nginx:1"\n}\nmodule "m" {\n  source = "./m"\n  image = local.web\n}\n',
        ["nginx:1"],
    ),
    (
        "main.tf",
        'locals {\n  tag = "1"\n  image = "o/a:${local.tag}"\n}\n' + resource("docker_image", "name = local.image"),
        ["o/a:1!"],
    ),
    ("main.tf", 'module "m" {\n  source = "./m"\n  image = "${var.none}/a:1"\n}\n', []),
]
OTHERS = [
    (
        "up.nomad",
        "description \"Nomad\"\n\nstart on runlevel [2345]\nscript\n  X=`date | awk '{ print $2 }'`\nend script\n",
        [],
    ),
    (
        "x.nomad",
        (
            'job "a" {\n  group "g" {\n    task "t" {\n      driver = "raw_exec"\n      config {\n'
            '        command = "/usr/bin/docker"\n        args = ["run", "--rm", "redis:7"]\n      }\n    }\n  }\n}\n'
        ),
        ["redis:7"],
    ),
    (
        "docker-bake.hcl",
        'target "a" {\n  args = {\n    BUILDKIT_SYNTAX = "docker/dockerfile:1.7"\n  }\n}\n',
        ["docker/dockerfile:1.7"],
    ),
    ("ecs/containers.json", '[{"name": "a", "image": "nginx:1", "essential": true}]', ["nginx:1"]),
    ("data/pictures.json", '[{"name": "a", "image": "nginx:1"}]', []),
    (
        "group_vars/all/docker.yml",
        "images:\n  web: nginx:1\n  db: {image: 'redis:7'}\n",
        ["nginx:1", "redis:7"],
    ),
    ("group_vars/all.yml", "host: ghcr.io\nx_image: '{{ host }}/o/a:1'\n", ["ghcr.io/o/a:1!"]),
    (
        "main.bicep",
        (
            "var tag = '1'\nvar appImage = 'x.io/a:${tag}'\nresource c 'Microsoft.App/containerApps@2023-05-01' = {\n"
            "  properties: {\n    template: {\n      containers: [\n        {\n          image: appImage\n        }\n      ]\n"
            "    }\n  }\n}\n"
        ),
        ["x.io/a:1!"],
    ),
    (
        "MODULE.bazel",
        f'oci.pull(\n    name = "b",\n    registry = "gcr.io",\n    repository = "d/base",\n    digest = "{HEX}",\n)\n',
        [f"gcr.io/d/base@{HEX}"],
    ),
    (
        "MODULE.bazel",
        (
            'pull = use_repo_rule("@rules_img//img:pull.bzl", "pull")\npull(\n    name = "u",\n    registry = "index.docker.io",\n'
            f'    repository = "library/ubuntu",\n    tag = "24.04",\n    digest = "{HEX}",\n)\n'
        ),
        [f"index.docker.io/library/ubuntu:24.04@{HEX}"],
    ),
    ("MODULE.bazel", 'pull(\n    name = "u",\n    repository = "library/ubuntu",\n    tag = "24.04",\n)\n', []),
    ("WORKSPACE", BAZEL + 'oci_pull(\n    name = "b",\n    image = "ubuntu:24.04",\n)\n', ["ubuntu:24.04"]),
    (
        "WORKSPACE",
        BAZEL + 'oci_pull(\n    name = "b",\n    image = "ubuntu",\n    tag = "24.04",\n)\n',
        ["ubuntu:24.04!"],
    ),
    (
        ".vscode/settings.json",
        '{"mcp": {"servers": {"t": {"command": "docker", "args": ["run", "-i", "mcp/time:1"]}}}}',
        ["mcp/time:1"],
    ),
    ("opencode.json", '{"mcp": {"t": {"command": ["docker", "run", "-i", "mcp/time:1"]}}}', ["mcp/time:1"]),
    (
        "server.json",
        '{"packages": [{"registryType": "oci", "registryBaseUrl": "https://ghcr.io", "identifier": "a/b", "version": "1"}]}',
        ["ghcr.io/a/b:1!"],
    ),
    (
        "pom.xml",
        (
            "<project><build><plugins><plugin><artifactId>jib-maven-plugin</artifactId><configuration><from>"
            "<image>docker://a:1</image></from></configuration></plugin></plugins></build></project>"
        ),
        ["local a:1!"],
    ),
    ("pom.xml", "<project><properties><jib.from.image>registry://a:1</jib.from.image></properties></project>", ["a:1"]),
    ("pom.xml", "<project><properties><jib.from.image>tar://a/b.tar</jib.from.image></properties></project>", []),
    (
        "App.csproj",
        (
            "<Project><PropertyGroup><ContainerRegistry>ghcr.io</ContainerRegistry><ContainerRepository>o/a"
            "</ContainerRepository><ContainerImageTags>1;latest</ContainerImageTags></PropertyGroup></Project>"
        ),
        ["build-output ghcr.io/o/a:1!", "build-output ghcr.io/o/a:latest!"],
    ),
    ("build.gradle", "jib {\n  from {\n    image = 'docker://a:1'\n  }\n}\n", ["local a:1!"]),
    ("build.gradle", "jib {\n  from {\n    image = 'tar://a.tar'\n  }\n}\n", []),
    (
        "build.gradle.kts",
        'tasks.bootBuildImage {\n  buildpacks = listOf("docker://p/x:1", "urn:cnb:builder:paketo")\n}\n',
        ["p/x:1"],
    ),
    (
        "build.gradle",
        "task x(type: com.bmuschko.gradle.docker.tasks.image.DockerPullImage) {\n  image = 'a:1'\n}\n",
        ["a:1"],
    ),
    (
        "build.gradle.kts",
        'ktor {\n  docker {\n    localImageName.set("x")\n    customBaseImage.set("a:1")\n  }\n}\n',
        ["build-output x!", "a:1"],
    ),
    ("a.wdl", 'task t {\n  command { x }\n  runtime { docker: "a/b:1" memory: "4 GB" }\n}\n', ["a/b:1"]),
    (
        "a.wdl",
        (
            "task t {\n  command {}\n  runtime {\n    docker: \"a/b:1\"\n  }\n}\ntask u {\n  command {\n    awk '{x}'\n  }\n"
            '  runtime {\n    docker: "c/d:" + 1\n  }\n}\n'
        ),
        ["a/b:1", "?!"],
    ),
    ("Earthfile", "VERSION 0.8\nt:\n  LOCALLY\n  RUN docker run alpine:3\nu:\n  RUN docker run no:1\n", ["alpine:3"]),
    (
        "t.cwl",
        "cwlVersion: v1.2\nclass: CommandLineTool\nhints:\n  DockerRequirement:\n    dockerFile: |\n      FROM b:1\n",
        ["b:1"],
    ),
    ("page.html", "<b>nginx:1</b> <!-- mooring: image -->\n", ["nginx:1"]),
    ("paper.tex", "% mooring: image\n\\x{nginx:1}\n", ["nginx:1"]),
    (
        "T.java",
        (
            "import org.testcontainers.images.builder.ImageFromDockerfile;\nclass T {\n  Object o = new ImageFromDockerfile()"
            '.withDockerfileFromBuilder(b -> b.from("alpine:3").run("x").build());\n  Object p = Stream.from("no:1");\n}\n'
        ),
        ["alpine:3"],
    ),
    (
        "T.java",
        'import com.github.dockerjava.api.DockerClient;\nclass T {\n  void f() {\n    c.pullImageCmd("redis").withTag("7");\n  }\n}\n',
        ["redis:7"],
    ),
    (
        "T.java",
        (
            "import org.testcontainers.containers.GenericContainer;\nclass T {\n  Object a = new GenericContainer<>("
            'String.format("redis:%s", V));\n  Object b = new GenericContainer<>("redis:%s".formatted(V));\n'
            '  static final String V = "7";\n}\n'
        ),
        ["redis:7!", "redis:7!"],
    ),
    (
        "x_test.go",
        (
            'package x\n\nimport "github.com/testcontainers/testcontainers-go"\n\nconst tag = "7"\n\nfunc f() {\n'
            '\ttestcontainers.Run(ctx, fmt.Sprintf("%s:%s", "redis", tag))\n'
            '\ttestcontainers.Run(ctx, fmt.Sprintf("redis:%d", 7))\n}\n'
        ),
        ["redis:7!", "?!"],
    ),
    (
        "x.ts",
        'import Docker from "dockerode";\nconst d = new Docker();\nawait d.pull("alpine:3");\nother.pull("no:1");\n',
        ["alpine:3"],
    ),
    (
        "x_test.exs",
        'alias Testcontainers.PostgresContainer\nPostgresContainer.new() |> PostgresContainer.with_image("postgres:16")\n',
        ["postgres:16"],
    ),
]


@pytest.mark.parametrize(("path", "text", "found"), [*TERRAFORM, *OTHERS])
def test_what_is_found(path, text, found):
    assert sorted(shown(one) for one in read(path, text)) == sorted(found)


@pytest.mark.parametrize(("path", "text", "found"), [*TERRAFORM, *OTHERS])
def test_what_may_be_pinned_is_pinned_where_it_stands(path, text, found):
    for one in read(path, text):
        if not one.rewritable or one.role is not Role.PULL or one.reference.digest:
            continue
        (edit,) = one.rewrite(one.reference.written(tag=one.reference.tag, digest=DIGEST))
        fixed = splice(text.encode(), [edit]).decode()
        assert fixed == text[: edit.span.start] + edit.text + text[edit.span.end :]
        assert f"{one.resolved}@{DIGEST}" in [each.resolved for each in read(path, fixed)]


@given(st.lists(st.sampled_from(["{", "}", "command", " ", "\n", "x", '"', "docker:", "runtime", "a:1", "<<<", ">>>"])))
@settings(max_examples=60, deadline=None)
def test_any_task_is_read(pieces):
    for one in read("a.wdl", f"task t {{\n{''.join(pieces)}\n"):
        assert one.span.end <= len("".join(pieces)) + 11


@pytest.mark.parametrize("unit", ["command {", "command { {x}", "command {\n\t", "command { {", "}\n"])
def test_commands_that_are_not_closed_are_read_to_their_end(unit):
    assert read("a.wdl", unit * (40_000 // len(unit))) == []


@pytest.mark.parametrize("number", [64, 65])
def test_a_great_many_resources_are_not_told_apart(number):
    images = ", ".join(f'"a:{one}"' for one in range(number))
    found = read("main.tf", resource("docker_image", f"for_each = toset([{images}])", "name = each.value"))
    assert len(found) == (number if number <= 64 else 1)
