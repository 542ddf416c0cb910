"""Shell scripts, task runners, and what configures machines."""

from __future__ import annotations

from mooring import Scanner
from mooring.scanners.catalogue.docker import LEFT_OUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = "{yml,yaml}"


_ENGINES = (
    b"docker",
    b"podman",
    b"nerdctl",
    b"buildah",
    b"skopeo",
    b"crane",
    b"kubectl",
    b"container",
    b"mage",
    b"MAGE",
    b"CONTAINER",
    b"DOCKER",
)
"""What a text has in it that may name an image in a command."""


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    yield Scanner(
        "make",
        [
            "{Makefile,makefile,GNUmakefile,BSDmakefile}",
            "{Makefile,makefile,GNUmakefile}[-._]*",
            "*.{mk,mak,make,makefile}",
            f"!*akefile[-._]*.{LEFT_OUT}",
            f"!*akefile.{LEFT_OUT}",
            "!*akefile.PL",
        ],
        "mooring.scanners.tasks.make:scan",
        example=("Makefile", "IMG ?= nginx:1.25\nrun:\n\tdocker run $(IMG)\n"),
    )
    yield Scanner(
        "just",
        ["{justfile,Justfile,JUSTFILE,.justfile,.Justfile}", "*.{just,justfile}"],
        "mooring.scanners.tasks.just:scan",
        example=("justfile", 'image := "nginx:1.25"\nrun:\n  docker run {{image}}\n'),
    )
    yield Scanner(
        "taskfile",
        [
            f"{{Taskfile,taskfile}}.{_YAML}",
            f"{{Taskfile,taskfile}}[-._]*.{_YAML}",
            f"*[-._]{{Taskfile,taskfile}}.{_YAML}",
        ],
        "mooring.scanners.tasks.taskfile:scan",
        "mooring.scanners.tasks.taskfile:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[b"cmds:", b"cmd:"],
        example=(
            "Taskfile.yml",
            'version: \'3\'\nvars: {IMAGE: "nginx:1.25"}\ntasks: {run: "docker run {{.IMAGE}}"}\n',
        ),
    )
    yield Scanner(
        "tox",
        ["tox.ini", "tox.toml"],
        "mooring.scanners.tasks.tox:scan",
        "mooring.scanners.tasks.tox:recognises",
        candidates=["setup.cfg"],
        needles=[b"testenv", b"docker:"],
        example=("tox.ini", "[docker:db]\nimage = postgres:16\n"),
    )
    yield Scanner(
        "scripts",
        [
            "{.,}lefthook{-local,}.{yml,yaml,json,toml}",
            "{.,}mise.toml",
            "{.,}mise.*.toml",
            "{.config/mise,.mise,mise}/config.toml",
            "Makefile.toml",
            "Cross.toml",
            f".gitpod.{_YAML}",
        ],
        "mooring.scanners.tasks.scripts:scan",
        "mooring.scanners.tasks.scripts:recognises",
        candidates=[
            "{package,composer,deno,project,nx,workspace,devbox}.json",
            "deno.jsonc",
            "{pyproject,pixi,hatch,Cargo}.toml",
            f"moon.{_YAML}",
        ],
        needles=_ENGINES,
        example=("package.json", '{"scripts": {"db": "docker run -d postgres:16"}}'),
    )
    yield Scanner(
        "procfile",
        ["Procfile", "Procfile.*"],
        "mooring.scanners.tasks.procfile:scan",
        example=("Procfile", "db: docker run --rm postgres:16\n"),
    )
    yield Scanner(
        "quadlet",
        ["*.container"],
        "mooring.scanners.machines.quadlet:scan",
        "mooring.scanners.machines.quadlet:recognises",
        candidates=["*.{image,volume,build,pod,kube,artifact}", "*.{container,image,volume,build,pod}.d/*.conf"],
        needles=[b"[Container]", b"[Image]", b"[Volume]", b"[Build]", b"[Artifact]"],
        example=("web.container", "[Container]\nImage=docker.io/library/nginx:1.25\n"),
    )
    yield Scanner(
        "systemd",
        [],
        "mooring.scanners.machines.systemd:scan",
        "mooring.scanners.machines.systemd:recognises",
        candidates=["*.{service,socket,mount}", "*.{service,socket}.d/*.conf"],
        needles=[*_ENGINES, b"ctr", b"IMAGE"],
        example=("web.service", "[Service]\nExecStart=/usr/bin/docker run --rm --name web nginx:1.25\n"),
    )
    yield Scanner(
        "cloud-init",
        [],
        "mooring.scanners.machines.cloud_init:scan",
        "mooring.scanners.machines.cloud_init:recognises",
        candidates=[
            "*.{yml,yaml,cfg,txt,conf,init}",
            "{user-data,user_data,userdata}*",
            "*{cloud-init,cloud_init,cloudinit,cloud-config,cloud_config,cloudconfig}*",
        ],
        needles=[b"#cloud-config"],
        example=("user-data", "#cloud-config\nruncmd:\n- docker run -d nginx:1.25\n"),
    )
    yield Scanner(
        "ignition",
        ["*.{bu,butane,fcc}"],
        "mooring.scanners.machines.ignition:scan",
        "mooring.scanners.machines.ignition:recognises",
        candidates=["*.{yml,yaml,ign,json}"],
        needles=[b"variant:", b'"ignition"'],
        example=(
            "host.bu",
            (
                "variant: fcos\nversion: 1.5.0\nstorage:\n  files:\n  - path: /etc/containers/systemd/web.container\n"
                '    contents: {inline: "[Container]\\nImage=docker.io/library/nginx:1.25\\n"}\n'
            ),
        ),
    )
    yield Scanner(
        "vagrant",
        ["Vagrantfile", "Vagrantfile.*", "*.{vagrantfile,Vagrantfile}"],
        "mooring.scanners.machines.vagrant:scan",
        example=("Vagrantfile", 'config.vm.provision "docker" do |d|\n  d.run "nginx:1.25"\nend\n'),
    )
    yield Scanner(
        "shell",
        [
            "*.{sh,bash,zsh,ksh,dash,ash,mksh,fish,bats,command}",
            "*.{ps1,psm1,cmd,bat}",
            ".{envrc,profile,bashrc,bash_profile,bash_aliases,bash_login,zshrc,zprofile,zshenv,kshrc}",
            ".husky/{pre,post}-*",
            ".husky/{commit-msg,prepare-commit-msg,applypatch-msg}",
        ],
        "mooring.scanners.shell:scan",
        "mooring.scanners.shell:recognises",
        candidates=["*", "!*.*"],
        needles=_ENGINES,
        example=("deploy.sh", "docker run --rm nginx:1.25\n"),
    )
    yield Scanner(
        "python-script",
        [],
        "mooring.scanners.python:scan",
        "mooring.scanners.python:recognises_script",
        candidates=["*", "!*.*"],
        needles=[b"#!"],
        example=("bin/start", '#!/usr/bin/env python3\nimport docker\n\ndocker.from_env().containers.run("redis:8")\n'),
    )
