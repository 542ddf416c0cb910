"""Dev containers, editors, assistants' servers, devfiles, batect, Maven, .NET, `.env` files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, images, pinned, problems, rewriting_changes_one, scanned

from mooring import Source
from mooring.scanners.development import batect, devcontainer, devfile, dotenv, dotnet, editor, maven, mcp
from mooring.scanners.tables import COMPOSED, UNKNOWN

DEVCONTAINER = """\
// é
{
\t"name": "Python", /* c */
\t"image": "mcr.microsoft.com/devcontainers/python:1-3.12", // d
\t"features": {
\t\t"ghcr.io/devcontainers/features/node:1": {"version": "20"},
\t},
}
"""


def test_a_dev_container():
    assert found(devcontainer.scan, ".devcontainer/devcontainer.json", DEVCONTAINER) == [
        ("image", "mcr.microsoft.com/devcontainers/python:1-3.12"),
        ("features", "ghcr.io/devcontainers/features/node:1", "artifact"),
    ]
    assert problems(devcontainer.scan, "devcontainer.json", DEVCONTAINER) == []
    fixed = DEVCONTAINER.replace("1-3.12", f"1-3.12@{DIGEST}")
    assert pinned(devcontainer.scan, "devcontainer.json", DEVCONTAINER.replace("\n", "\r\n")) == fixed.replace(
        "\n", "\r\n"
    )


def test_a_feature_is_never_pinned():
    _, everything = scanned(devcontainer.scan, "devcontainer.json", DEVCONTAINER)
    (feature,) = (one for one in everything if one.where == "features")
    assert not feature.rewritable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"build": {"dockerfile": "Dockerfile", "context": ".."}}', []),
        ('{"dockerComposeFile": "compose.yml", "service": "a"}', []),
        ('{"build": {"cacheFrom": "ghcr.io/a/b:c"}}', [("ghcr.io/a/b:c", "cache")]),
        ('{"build": {"cacheFrom": ["a/b:c", "type=registry,ref=a/d"]}}', [("a/b:c", "cache"), ("a/d", "cache")]),
        ('{"build": {"args": {"VARIANT": "3.12", "BASE_IMAGE": "python:3.12"}}}', ["python:3.12"]),
        ('{"image": "${localEnv:IMAGE:nginx:1}"}', ["nginx:1"]),
        ('{"image": "a/b:${templateOption:variant}"}', [None]),
        ('{"image": "a:1", "name": "image: b:1"}', ["a:1"]),
        ('{"image": ""}', []),
        ('{"image": true}', []),
        ('{"initializeCommand": "docker pull a:1"}', ["a:1"]),
        ('{"postCreateCommand": ["docker", "run", "a:1"]}', ["a:1"]),
        ('{"postStartCommand": {"a": "docker pull a:1", "b": ["docker", "pull", "b:1"]}}', ["a:1", "b:1"]),
        ('{"features": {"./local": {}, "node": "lts", "https://x.y/f.tgz": {}}}', []),
        ('{"features": {"q.io:5000/a/b/c@sha256:aa": {}}}', [("q.io:5000/a/b/c@sha256:aa", "artifact")]),
        ('{"dependsOn": {"ghcr.io/a/f:1": {}}, "installsAfter": ["ghcr.io/a/g"]}', [("ghcr.io/a/f:1", "artifact")]),
        ('{"forwardPorts": [3000], "customizations": {"vscode": {"settings": {"image": "x:1"}}}}', []),
        ("{image: 'a:1'}", ["a:1"]),
    ],
)
def test_what_dev_containers_name(text, expected):
    assert images(devcontainer.scan, "devcontainer.json", text) == expected


def test_a_broken_dev_container():
    assert images(devcontainer.scan, "devcontainer.json", '{"image": "a:1",\n "features": {') == ["a:1"]
    assert [
        line for line, _ in problems(devcontainer.scan, "devcontainer.json", '{"image": "a:1",\n "features": {')
    ] == [2]


def server(*args, command="docker"):
    quoted = ", ".join(f'"{arg}"' for arg in args)
    return f'{{"mcpServers": {{"x": {{"command": "{command}", "args": [{quoted}]}}}}}}'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            ".mcp.json",
            server("run", "-i", "--rm", "-e", "TOKEN", "ghcr.io/github/github-mcp-server"),
            ["ghcr.io/github/github-mcp-server"],
        ),
        (
            ".mcp.json",
            server("run", "-i", "--mount", "type=bind,src=/a,dst=/b", "mcp/filesystem", "/b"),
            ["mcp/filesystem"],
        ),
        (".mcp.json", server("run", "-e", "A=it's", "mcp/time:1"), ["mcp/time:1"]),
        (".mcp.json", server("run", "a:1", command="podman"), ["a:1"]),
        (".mcp.json", server("run", "${input:image}"), [None]),
        (".mcp.json", server("/c", "docker", "run", "a:1", command="cmd"), ["a:1"]),
        (".mcp.json", server("-c", "docker run a:1", command="sh"), ["a:1"]),
        (".mcp.json", server("-y", "@a/b:1", command="npx"), []),
        (".mcp.json", server("mcp-server", command="uvx"), []),
        (".vscode/mcp.json", '{"servers": {"a": {"type": "stdio", "command": "docker run -i a:1"}}}', ["a:1"]),
        (
            ".zed/settings.json",
            '{"context_servers": {"a": {"command": {"path": "docker", "args": ["run", "a:1"]}}}}',
            ["a:1"],
        ),
        ("opencode.json", '{"mcp": {"a": {"type": "local", "command": ["docker", "run", "a:1"]}}}', ["a:1"]),
        (".codex/config.toml", '[mcp_servers.a]\ncommand = "docker"\nargs = ["run", "a:1"]\n', ["a:1"]),
        ("librechat.yaml", "mcpServers:\n  a:\n    command: docker\n    args: [run, 'a:1']\n", ["a:1"]),
        (
            "server.json",
            '{"packages": [{"registryType": "oci", "identifier": "docker.io/a/b:1"}, {"registryType": "npm", "identifier": "x"}]}',
            ["docker.io/a/b:1"],
        ),
        ("server.json", '{"packages": [{"registryType": "oci", "identifier": "a/b", "version": "1.0"}]}', ["a/b:1.0"]),
        (".mcp.json", '{"mcpServers": {"a": {"url": "https://x/y:1"}}}', []),
    ],
)
def test_servers_of_assistants(path, text, expected):
    assert images(mcp.scan, path, text) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"mcpServers": {"a": {"command": "docker"}}}', True),
        (b"[mcp_servers.a]\ncommand = 'docker'", True),
        (b'{"packages": [{"registryType": "oci"}]}', True),
        (b'{"command": "docker"}', False),
        (b'{"mcpServers": {}}', False),
    ],
)
def test_which_files_have_servers(data, expected):
    assert mcp.recognises(data) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"tasks": [{"type": "shell", "command": "docker run a:1"}]}', ["a:1"]),
        ('{"tasks": [{"command": "docker", "args": ["run", {"value": "a:1", "quoting": "strong"}]}]}', ["a:1"]),
        ('{"tasks": [{"command": "docker run", "args": ["a:1"]}]}', ["a:1"]),
        ('{"tasks": [{"windows": {"command": "docker run a:1"}, "command": "x"}]}', ["a:1"]),
        ('{"tasks": [{"type": "docker-build", "dockerBuild": {"tag": "a:1"}}]}', [("a:1", "build-output")]),
        ('{"tasks": [{"type": "docker-run", "dependsOn": ["b"], "dockerRun": {"image": "a:1"}}]}', [("a:1", "local")]),
        ('{"tasks": [{"type": "docker-run", "dockerRun": {"image": "a:1"}}]}', ["a:1"]),
        ('{"tasks": [{"type": "npm", "script": "a:1"}]}', []),
    ],
)
def test_tasks_of_an_editor(text, expected):
    assert images(editor.scan, ".vscode/tasks.json", text) == expected


@pytest.mark.parametrize(
    ("scan", "path", "text", "expected"),
    [
        (
            devfile.scan,
            "devfile.yaml",
            "variables: {t: '1'}\ncomponents:\n- container: {image: 'q.io/a:{{t}}'}\n- image: {imageName: me/b}\n",
            [("components[0].container.image", "q.io/a:1"), ("components[1].image.imageName", "me/b", "build-output")],
        ),
        (
            devfile.scan,
            "devfile.yaml",
            "components:\n- kubernetes: {inlined: 'apiVersion: v1\n\n    kind: Pod\n\n    spec: {containers: [{image: a}]}'}\n- volume: {size: 1}\n",
            [("components[0].kubernetes.inlined: spec.containers[0].image", "a")],
        ),
        (
            batect.scan,
            "batect.yml",
            "containers: {a: {image: 'a:1'}, b: {build_directory: ., build_args: {BASE_IMAGE: 'b:1'}}}\n",
            [("containers.a.image", "a:1"), ("containers.b.build_args.BASE_IMAGE", "b:1")],
        ),
    ],
)
def test_other_files(scan, path, text, expected):
    assert found(scan, path, text) == expected


def pom(body, properties=""):
    return f'<?xml version="1.0"?>\n<!-- é -->\n<project xmlns="http://maven.apache.org/POM/4.0.0">\n<properties>{properties}</properties>\n<build><plugins>{body}</plugins></build>\n</project>\n'


def plugin(name, configuration):
    return f"<plugin><artifactId>{name}</artifactId><configuration>{configuration}</configuration></plugin>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            pom(plugin("jib-maven-plugin", "<from><image>a:1</image></from><to><image>me/b</image></to>")),
            ["a:1", ("me/b", "build-output")],
        ),
        (pom(plugin("jib-maven-plugin", "<from><image>${i}</image></from>"), "<i>a:1</i>"), ["a:1"]),
        (pom(plugin("jib-maven-plugin", "<from><image>a:${v}</image></from>"), "<v>1</v>"), ["a:1"]),
        (pom(plugin("jib-maven-plugin", "<from><image>${project.x}</image></from>")), [None]),
        (pom(plugin("jib-maven-plugin", "<from><image><![CDATA[a:1]]></image></from>")), ["a:1"]),
        (
            pom(
                plugin(
                    "spring-boot-maven-plugin",
                    "<image><builder>a:1</builder><runImage>\n b:1\n</runImage><name>me/c</name></image>",
                )
            ),
            ["a:1", "b:1", ("me/c", "build-output")],
        ),
        (
            pom(
                plugin(
                    "spring-boot-maven-plugin",
                    "<image><buildpacks><buildpack>docker://a:1</buildpack><buildpack>urn:cnb:x</buildpack></buildpacks></image>",
                )
            ),
            ["a:1"],
        ),
        (
            pom(
                plugin(
                    "docker-maven-plugin",
                    "<images><image><name>me/a</name><build><from>a:1</from></build></image><image><name>b:1</name></image></images>",
                )
            ),
            [("me/a", "build-output"), "a:1", "b:1"],
        ),
        (pom(plugin("dockerfile-maven-plugin", "<repository>me/a</repository>")), [("me/a", "build-output")]),
        (pom(plugin("maven-compiler-plugin", "<image>a:1</image>")), []),
        (pom("", "<postgres.image>postgres:16</postgres.image><image.dir>a</image.dir><x>y:1</x>"), ["postgres:16"]),
        (
            pom(
                "",
                "<jib.from.image>a:1</jib.from.image><quarkus.native.builder-image>mandrel</quarkus.native.builder-image>",
            ),
            ["a:1"],
        ),
        ("<project><dependencies><dependency><version>1:2</version></dependency></dependencies></project>", []),
    ],
)
def test_maven(text, expected):
    assert images(maven.scan, "pom.xml", text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<project>\n<a></b></project>", "invalid XML: mismatched tag"),
        ('<!DOCTYPE a [\n<!ENTITY b "c">]>\n<a>&b;</a>', "the file declares entities of its own, which are not read"),
        ("<a>\n" * 300, "elements are nested too deeply; nothing after them was read"),
    ],
)
def test_broken_xml(text, message):
    ((_, said),) = problems(maven.scan, "pom.xml", text)
    assert said == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Project><PropertyGroup><ContainerBaseImage>a:1</ContainerBaseImage></PropertyGroup></Project>", ["a:1"]),
        (
            "<Project><PropertyGroup><V>8.0</V><ContainerBaseImage>a:$(V)</ContainerBaseImage></PropertyGroup></Project>",
            ["a:8.0"],
        ),
        ("<Project><PropertyGroup><ContainerBaseImage>$(X)</ContainerBaseImage></PropertyGroup></Project>", [None]),
        ("<Project><PropertyGroup><ContainerFamily>alpine</ContainerFamily></PropertyGroup></Project>", []),
        (
            (
                "<Project><PropertyGroup><ContainerRegistry>q.io</ContainerRegistry><ContainerRepository>me/a</ContainerRepository>"
                "<ContainerImageTag>1</ContainerImageTag></PropertyGroup></Project>"
            ),
            [("q.io/me/a:1", "build-output")],
        ),
        (
            (
                "<Project><PropertyGroup Condition=\"'$(A)'==''\"><ContainerBaseImage>a:1</ContainerBaseImage></PropertyGroup>"
                "<PropertyGroup><ContainerBaseImage>b:1</ContainerBaseImage></PropertyGroup></Project>"
            ),
            ["a:1", "b:1"],
        ),
    ],
)
def test_dotnet(text, expected):
    assert images(dotnet.scan, "a.csproj", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("APP_IMAGE=nginx:1.25\n", ["nginx:1.25"]),
        ("export APP_IMAGE='nginx:1.25' # c\n", ["nginx:1.25"]),
        ('\ufeffAPP_IMAGE = "nginx:1.25"\r\n', ["nginx:1.25"]),
        ("REG=q.io\nTAG=1\nAPP_IMAGE=${REG}/a:${TAG}\n", ["q.io/a:1"]),
        ("APP_IMAGE=${NOWHERE}/a:1\n", [None]),
        ("APP_IMAGE=a/b\nAPP_IMAGE_TAG=1\n", ["a/b:1"]),
        ("APP_IMAGE=a/b\nAPP_TAG=1\nOTHER=${APP_IMAGE}:${APP_TAG}\n", []),
        ("# APP_IMAGE=a:1\nIMAGE_TAG=1\nAPP_IMAGE=\nLOGO_IMAGE=logo.png\nBG_IMAGE=https://x/y.png\nX_IMAGE=a/b\n", []),
        ("IMAGE=<your image>\nPORT=80:80\n", []),
    ],
)
def test_dotenv(text, expected):
    assert images(dotenv.scan, ".env", text) == expected


def test_the_name_of_a_dotenv_file_is_a_hint():
    _, (mention,) = scanned(dotenv.scan, "a/.env.prod", "APP_IMAGE=a:1\n")
    assert "production" in mention.hints


@pytest.mark.parametrize(
    ("scan", "path", "text", "old", "new"),
    [
        (mcp.scan, ".mcp.json", server("run", "é", "a:1").replace("é", '-e", "É=1'), '"a:1"', f'"a:1@{DIGEST}"'),
        (
            mcp.scan,
            "a.toml",
            "[mcp_servers.é]\ncommand = 'docker'\nargs = ['run', 'a:1']\n".replace(".é", ".'é'"),
            "a:1",
            f"a:1@{DIGEST}",
        ),
        (
            maven.scan,
            "pom.xml",
            pom(plugin("jib-maven-plugin", "<from><image>${i}</image></from>"), "<i> a:1 </i>"),
            "a:1",
            f"a:1@{DIGEST}",
        ),
        (
            maven.scan,
            "pom.xml",
            "\ufeff" + pom(plugin("jib-maven-plugin", "<from><image><![CDATA[a:1]]></image></from>")),
            "a:1",
            f"a:1@{DIGEST}",
        ),
        (maven.scan, "pom.xml", pom(plugin("jib-maven-plugin", "<from><image>q.io&#47;a:1</image></from>")), "", ""),
        (
            dotnet.scan,
            "a.props",
            "<Project><PropertyGroup><ContainerBaseImage>a:1</ContainerBaseImage></PropertyGroup></Project>",
            "a:1",
            f"a:1@{DIGEST}",
        ),
        (dotenv.scan, ".env", 'É=1\r\nA_IMAGE="a:1" # c\r\nB_IMAGE=b\r\nB_IMAGE_TAG=2\r\n', "TAG=2", f"TAG=2@{DIGEST}"),
        (devcontainer.scan, "devcontainer.json", '{"image": "${localEnv:I:a:1}"}', "a:1", f"a:1@{DIGEST}"),
        (devcontainer.scan, "devcontainer.json", '{"image": "a\\u003a1"}', "", ""),
    ],
)
def test_fixes(scan, path, text, old, new):
    fixed = text.replace(old, new) if old else text
    assert pinned(scan, path, text) == (fixed.replace('"a:1" #', f'"a:1@{DIGEST}" #') if scan is dotenv.scan else fixed)


@pytest.mark.parametrize(
    ("scan", "path", "text", "reason"),
    [
        (
            maven.scan,
            "pom.xml",
            pom(plugin("jib-maven-plugin", "<from><image>a:${v}</image></from>"), "<v>1</v>"),
            COMPOSED,
        ),
        (dotenv.scan, ".env", "T=1\nA_IMAGE=a:${T}\n", COMPOSED),
        (devcontainer.scan, "devcontainer.json", '{"image": "${localEnv:I}"}', UNKNOWN),
        (
            mcp.scan,
            "server.json",
            '{"packages": [{"registryType": "oci", "identifier": "a/b", "version": "1"}]}',
            mcp.VERSION,
        ),
    ],
)
def test_why_some_must_not_be_rewritten(scan, path, text, reason):
    _, (mention,) = scanned(scan, path, text)
    assert mention.reason == reason


names = st.sampled_from(["a:1", "q.io/b:2", "c", "${i}", "x${i}", "${none}"])


@given(st.lists(names, max_size=4))
def test_rewriting_changes_one(values):
    body = "".join(plugin("jib-maven-plugin", f"<from><image>{value}</image></from>") for value in values)
    rewriting_changes_one(maven.scan, "pom.xml", pom(body, "<i>alpine:3</i>"))
    rewriting_changes_one(mcp.scan, "a.json", server("run", "-e", "É=1", values[0] if values else "a"))
    rewriting_changes_one(dotenv.scan, ".env", "".join(f"A{n}_IMAGE={value}\n" for n, value in enumerate(values)))


@given(st.binary() | st.text(alphabet='{}[]<>/:,"\\ \n=$aimage&;!').map(str.encode))
def test_no_input_crashes_it(data):
    for scan in (
        batect.scan,
        devcontainer.scan,
        devfile.scan,
        dotenv.scan,
        dotnet.scan,
        editor.scan,
        maven.scan,
        mcp.scan,
    ):
        for path in ("a.json", "a.yml"):
            assert all(one is not None for one in scan(Source(path, data)))
    mcp.recognises(data)
    dotnet.recognises(data)


def test_a_dev_container_that_is_a_template_is_read_as_what_it_makes():
    text = '{\n  {% if x %}\n  "runArgs": [],\n  {% endif %}\n  "image": "a:1"\n}\n'
    assert images(devcontainer.scan, "devcontainer.json", text) == ["a:1"]
