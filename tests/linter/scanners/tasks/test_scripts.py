"""Scripts in the configuration of other tools."""

import pytest

from mooring import Mention, Source
from mooring.scanners.tasks.scripts import recognises, scan
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32

HITS = [
    ("package.json", '{"scripts": {"db": "docker run -d postgres:16"}}', [("scripts.db", "postgres:16")]),
    ("package.json", '{"scripts": {"db": "docker run \\"postgres:16\\" x"}}', [("scripts.db", "postgres:16")]),
    ("package.json", '{"lint-staged": {"*.sh": "docker run l:1"}}', [("lint-staged.*.sh", "l:1")]),
    ("package.json", '{"wireit": {"x": {"command": "docker run l:1"}}}', [("wireit.x.command", "l:1")]),
    ("composer.json", '{"scripts": {"a": ["@php x", "docker run l:1"]}}', [("scripts.a[1]", "l:1")]),
    ("deno.json", '{"tasks": {"a": "docker run l:1"}}', [("tasks.a", "l:1")]),
    ("deno.jsonc", '{"tasks": {"a": {"command": "docker run l:1"}}, /* x */}', [("tasks.a.command", "l:1")]),
    (
        "project.json",
        '{"targets": {"a": {"options": {"command": "docker run l:1"}}}}',
        [("targets.a.options.command", "l:1")],
    ),
    ("devbox.json", '{"shell": {"scripts": {"a": ["docker run l:1"]}}}', [("shell.scripts.a[0]", "l:1")]),
    (
        "lefthook.yml",
        "pre-commit:\n  commands:\n    a: {run: docker run l:1}\n",
        [("pre-commit.commands.a.run", "l:1")],
    ),
    ("lefthook.yml", "pre-commit:\n  jobs:\n  - run: docker run l:1\n", [("pre-commit.jobs[0].run", "l:1")]),
    ("mise.toml", '[tasks.a]\nrun = "docker run l:1"\n', [("tasks.a.run", "l:1")]),
    (".mise.toml", '[tasks]\na = ["docker run l:1"]\n', [("tasks.a[0]", "l:1")]),
    ("mise.toml", '[env]\nLINT_IMAGE = "l:1"\n', [("env.LINT_IMAGE", "l:1")]),
    ("Makefile.toml", '[tasks.a]\nscript = ["docker run l:1"]\n', [("tasks.a.script[0]", "l:1")]),
    ("Makefile.toml", '[tasks.a]\ncommand = "docker"\nargs = ["run", "l:1"]\n', [("tasks.a.command", "l:1")]),
    ("pixi.toml", '[tasks]\na = {cmd = "docker run l:1"}\n', [("tasks.a.cmd", "l:1")]),
    ("pyproject.toml", '[tool.poe.tasks]\na = "docker run l:1"\n', [("tool.poe.tasks.a", "l:1")]),
    (
        "pyproject.toml",
        '[tool.hatch.envs.x.scripts]\na = ["docker run l:1"]\n',
        [("tool.hatch.envs.x.scripts.a[0]", "l:1")],
    ),
    ("pyproject.toml", '[tool.pdm.scripts]\na = {shell = "docker run l:1"}\n', [("tool.pdm.scripts.a.shell", "l:1")]),
    (
        "pyproject.toml",
        '[tool.tox.env.a]\ncommands = [["docker", "run", "l:1"]]\n',
        [("tool.tox.env.a.commands[0]", "l:1")],
    ),
    (
        "pyproject.toml",
        '[tool.cibuildwheel]\nmanylinux-x86_64-image = "quay.io/pypa/m:1"\n',
        [("tool.cibuildwheel.manylinux-x86_64-image", "quay.io/pypa/m:1")],
    ),
    ("Cross.toml", '[target.x]\nimage = "ghcr.io/a/b:1"\n', [("target.x.image", "ghcr.io/a/b:1")]),
    ("Cross.toml", '[target.x.image]\nname = "ghcr.io/a/b:1"\n', [("target.x.image.name", "ghcr.io/a/b:1")]),
    (
        ".gitpod.yml",
        "image: gitpod/w:1\ntasks:\n- init: docker run l:1\n",
        [("image", "gitpod/w:1"), ("tasks[0].init", "l:1")],
    ),
]

NOTHING = [
    ("package.json", '{"description": "docker run l:1", "image": "logo.png"}'),
    ("package.json", '{"scripts": {"a": "echo docker run l:1", "b": "docker compose up"}}'),
    ("package.json", '{"scripts": ["docker run l:1"], "config": {"image": "x:1"}}'),
    ("pyproject.toml", '[tool.cibuildwheel]\nmanylinux-x86_64-image = "manylinux2014"\n'),
    ("pyproject.toml", '[project]\nname = "docker"\ndescription = "docker run l:1"\n'),
    ("lefthook.yml", "pre-commit:\n  commands:\n    a: {glob: 'docker run l:1', run: make}\n"),
    (".gitpod.yml", "image: {file: .gitpod.Dockerfile}\n"),
    ("package.json", "{"),
    ("pyproject.toml", "[tool.poe"),
]


def found(path, text):
    return [one for one in scan(Source(path, text.encode())) if isinstance(one, Mention)]


@pytest.mark.parametrize(("path", "text", "expected"), HITS)
def test_finds(path, text, expected):
    assert [(one.where, one.resolved) for one in found(path, text)] == expected


@pytest.mark.parametrize(("path", "text"), NOTHING)
def test_finds_nothing(path, text):
    assert found(path, text) == []


@pytest.mark.parametrize(("path", "text", "expected"), HITS)
def test_a_fix_changes_the_reference_and_nothing_else(path, text, expected):
    for number, (_, name) in enumerate(expected):
        mention = found(path, text)[number]
        fixed = splice(text.encode(), mention.rewrite(f"{name}@{DIGEST}")).decode()
        assert fixed == text.replace(name, f"{name}@{DIGEST}")
        again = [one.resolved for one in found(path, fixed)]
        assert again[number] == f"{name}@{DIGEST}"


def test_recognises():
    assert recognises(b'{"scripts": {"a": "docker run x"}}')
    assert not recognises(b'{"scripts": {"a": "tsc"}}')
