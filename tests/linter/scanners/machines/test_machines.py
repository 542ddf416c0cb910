"""What sets up machines: units, Quadlet, cloud-init, Ignition, Vagrant."""

import importlib

import pytest

from mooring import Mention, Role, Source
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32
COMPOSED = "the reference is put together from parts"
UNKNOWN = "its value is not known before the script runs"
SYSTEMD = "systemd puts a value into it"
PATHS = {
    "systemd": "x.service",
    "quadlet": "x.container",
    "cloud_init": "user-data",
    "ignition": "x.bu",
    "vagrant": "Vagrantfile",
}
UNIT = "[Unit]\nDescription=x\n[Service]\n"
N = [("nginx:1", "nginx:1", "nginx:1", None)]


def run(text):
    return f"{UNIT}ExecStart={text}\n"


HITS = [
    ("systemd", run("/usr/bin/docker run --rm nginx:1"), N),
    ("systemd", run("-/usr/bin/docker pull nginx:1"), N),
    ("systemd", run("-@/usr/bin/docker docker-x run nginx:1"), N),
    ("systemd", run("docker run \\\n  # not this\n  ; nor this\n  --rm \\\n  nginx:1"), N),
    ("systemd", run("docker run --rm nginx:1").replace("\n", "\r\n"), N),
    ("systemd", "\ufeff" + run("docker run nginx:1"), N),
    ("systemd", "# ü 🚢\n" + run("docker run nginx:1"), N),
    ("systemd", run("docker run -l 'a b' -e \"c d\" nginx:1"), N),
    ("systemd", run("docker run -l a=$$b -l c=%%d nginx:1"), N),
    ("systemd", run("docker run -l a;b -l c|d -l e>f nginx:1"), N),
    ("systemd", run("docker run --name x-%i nginx:1"), N),
    ("systemd", run("/bin/sh -c 'true; docker run nginx:1 | cat'"), N),
    ("systemd", run('docker run "nginx:1"'), N),
    ("systemd", run("/bin/true ; docker run nginx:1"), N),
    ("systemd", run("docker run nginx:%i"), [("nginx:%i", None, None, UNKNOWN)]),
    ("systemd", run("docker run $IMAGE"), [("$IMAGE", None, None, UNKNOWN)]),
    ("systemd", UNIT + "Environment=I=nginx:1\nExecStart=docker run $I\n", [("$I", "nginx:1", "nginx:1", None)]),
    ("systemd", UNIT + 'Environment="I=nginx:1" A=b\nExecStart=docker run ${I}\n', [("${I}", *N[0][1:])]),
    ("systemd", UNIT + "Environment=T=1\nExecStart=docker run nginx:$T\n", [("nginx:$T", "nginx:1", None, COMPOSED)]),
    ("systemd", UNIT + "Environment=WEB_IMAGE=nginx:1\nExecStart=/opt/run\n", N),
    ("systemd", UNIT + "ExecStartPre=docker pull nginx:1\nExecStop=docker stop nginx:1\n", N),
    ("quadlet", "[Container]\nImage=nginx:1\n", N),
    ("quadlet", "[Container]\r\nImage = nginx:1\r\n", N),
    ("quadlet", "[Container]\nImage=docker://nginx:1\n", N),
    ("quadlet", "[Image]\nImage=nginx:1\n", N),
    ("quadlet", "[Container]\nImage=a:1\nImage=nginx:1\n", N),
    ("quadlet", "[Volume]\nDriver=image\nImage=nginx:1\n", N),
    ("quadlet", "[Container]\nMount=type=image,source=nginx:1,destination=/x\n", N),
    ("quadlet", "[Container]\nImage=nginx:%i\n", [("nginx:%i", None, None, SYSTEMD)]),
    ("quadlet", "[Container]\nImage=x.image\n[Service]\nExecStartPre=/usr/bin/podman pull nginx:1\n", N),
    ("cloud_init", "#cloud-config\nruncmd:\n- docker run nginx:1\n", N),
    ("cloud_init", "#cloud-config\nruncmd:\n- [docker, run, 'nginx:1']\n", N),
    ("cloud_init", "#cloud-config\nbootcmd:\n- [sh, -c, 'docker run nginx:1']\n", N),
    (
        "cloud_init",
        "#cloud-config\nwrite_files:\n- path: /x.service\n  content: |\n    [Service]\n    ExecStart=docker run nginx:1\n",
        N,
    ),
    (
        "cloud_init",
        "#cloud-config\nwrite_files:\n- path: /compose.yml\n  content: |\n    services:\n      a:\n        image: nginx:1\n",
        N,
    ),
    ("cloud_init", "#cloud-config\nwrite_files:\n- path: /Dockerfile\n  content: |\n    FROM nginx:1\n", N),
    ("cloud_init", "#cloud-config\nwrite_files:\n- path: /x\n  content: |\n    #!/bin/sh\n    docker run nginx:1\n", N),
    (
        "ignition",
        "variant: fcos\nsystemd:\n  units:\n  - name: a.service\n    contents: |\n      [Service]\n      ExecStart=podman run nginx:1\n",
        N,
    ),
    (
        "ignition",
        "variant: fcos\nstorage:\n  files:\n  - path: /a.container\n    contents:\n      inline: |\n        [Container]\n        Image=nginx:1\n",
        N,
    ),
    (
        "ignition",
        "variant: fcos\nsystemd:\n  units:\n  - name: a.service\n    dropins:\n    - name: b.conf\n      contents: |\n        [Service]\n        ExecStart=docker run nginx:1\n",
        N,
    ),
    ("vagrant", 'config.vm.provision "docker" do |d|\n  d.run "nginx:1"\nend\n', N),
    ("vagrant", "config.vm.provision :docker do |d|\n  d.run 'web', image: 'nginx:1',\n    args: '-p 1'\nend\n", N),
    ("vagrant", 'config.vm.provision "docker" do |d|\n  d.run "web",\n    image: "nginx:1"\nend\n', N),
    ("vagrant", 'config.vm.provision "docker" do |d|\n  d.pull_images "nginx:1"\nend\n', N),
    ("vagrant", 'config.vm.provision "docker", images: ["nginx:1"]\n', N),
    ("vagrant", 'config.vm.provider "docker" do |d|\n  d.image = "nginx:1"\nend\n', N),
    ("vagrant", 'config.vm.provision "shell", inline: <<-SHELL\n  docker run nginx:1\nSHELL\n', N),
    ("vagrant", 'config.vm.provision "shell", inline: "docker run nginx:1"\n', N),
]

NOTHING = [
    ("systemd", run("/usr/bin/echo docker run nginx:1")),
    ("systemd", UNIT + "# ExecStart=docker run nginx:1\n"),
    ("systemd", "[Unit]\nDescription=docker run nginx:1\n"),
    ("systemd", run("docker exec nginx:1 sh")),
    ("quadlet", "[Container]\nImage=web.build\n"),
    ("quadlet", "[Container]\nImage=web.image\nExec=docker run nginx:1\n"),
    ("quadlet", "[Container]\nImage=oci-archive:/x.tar\n"),
    ("quadlet", "[Container]\nImage=\n"),
    ("quadlet", "[Container]\nMount=type=bind,source=/a,destination=/b\n"),
    ("quadlet", "[Kube]\nYaml=x.yaml\n"),
    ("quadlet", "[Unit]\nImage=nginx:1\n"),
    ("cloud_init", "#cloud-config\npackages: [docker]\n"),
    ("cloud_init", "#cloud-config\nwrite_files:\n- path: /x.service\n  encoding: b64\n  content: RXhlYw==\n"),
    ("cloud_init", "#cloud-config\nwrite_files:\n- path: /notes.txt\n  content: docker run nginx:1\n"),
    ("ignition", "variant: fcos\npasswd: {users: [{name: core}]}\n"),
    ("vagrant", 'config.vm.box = "hashicorp/bionic64:1"\n'),
    (
        "vagrant",
        'config.vm.provision "docker" do |d|\n  # d.run "nginx:1"\n  d.build_image "/app", args: "-t x:1"\nend\n',
    ),
    ("vagrant", 'config.vm.provision "docker" do |d|\n  d.run "nginx:#{version}"\nend\n'),
    ("vagrant", 'x.run "nginx:1"\ny.image = "nginx:1"\n'),
]


def found(name, text):
    module = importlib.import_module(f"mooring.scanners.machines.{name}")
    return [one for one in module.scan(Source(PATHS[name], text.encode())) if isinstance(one, Mention)]


def key(mention):
    fix = mention.source.read(mention.parts["whole"]) if mention.rewritable else None
    return mention.text, mention.resolved, fix, mention.reason


@pytest.mark.parametrize(("name", "text", "expected"), HITS)
def test_finds(name, text, expected):
    assert [key(one) for one in found(name, text)] == expected


@pytest.mark.parametrize(("name", "text"), NOTHING)
def test_finds_nothing(name, text):
    assert found(name, text) == []


@pytest.mark.parametrize(("name", "text", "expected"), HITS)
def test_a_fix_changes_the_reference_and_nothing_else(name, text, expected):
    (mention,) = found(name, text)
    edits = mention.rewrite(f"nginx:1@{DIGEST}")
    if expected[0][3] is not None:
        assert edits == ()
        return
    data = text.encode()
    place = mention.parts["whole"]
    fixed = splice(data, edits)
    assert fixed == data[: place.start] + f"nginx:1@{DIGEST}".encode() + data[place.end :]
    assert [one.resolved for one in found(name, fixed.decode())] == [f"nginx:1@{DIGEST}"]


def test_roles_and_platforms_of_quadlet():
    (built,) = found("quadlet", "[Build]\nImageTag=localhost/me:1\n")
    assert built.role is Role.BUILD_OUTPUT
    (own,) = found("quadlet", "[Container]\nImage=localhost/me:1\n")
    assert own.role is Role.LOCAL
    (artifact,) = found("quadlet", "[Artifact]\nArtifact=quay.io/a/b:1\n")
    assert artifact.role is Role.ARTIFACT
    (image,) = found("quadlet", "[Image]\nImage=a:1\nArch=arm64\nVariant=v8\n")
    assert image.platform == "linux/arm64/v8"


@pytest.mark.parametrize(
    ("name", "data", "is_one"),
    [
        ("systemd", b"[Service]\nExecStart=/bin/docker run x\n", True),
        ("systemd", b"[Service]\nType=oneshot\n", False),
        ("quadlet", b"[Container]\r\nImage=x\n", True),
        ("quadlet", b"[Unit]\n", False),
        ("cloud_init", b"#cloud-config\n", True),
        ("cloud_init", b"## template: jinja\n#cloud-config\n", True),
        ("cloud_init", b"x: 1\n#cloud-config\n", False),
        ("ignition", b"variant: fcos\n", True),
        ("ignition", b'{"ignition": {"version": "3.4.0"}}', True),
        ("ignition", b"variant: blue\n", False),
    ],
)
def test_recognises(name, data, is_one):
    assert importlib.import_module(f"mooring.scanners.machines.{name}").recognises(data) is is_one


@pytest.mark.parametrize("value", ['"nginx:1.27"', "'nginx:1.27'", "\\\nnginx:1.27"])
def test_quotes_and_continued_lines_of_quadlet(value):
    source = Source("web.container", f"[Container]\nImage={value}\n".encode())
    assert [
        mention.resolved for mention in importlib.import_module("mooring.scanners.machines.quadlet").scan(source)
    ] == ["nginx:1.27"]
