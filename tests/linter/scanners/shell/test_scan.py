"""Shell texts and the mentions that the scanner finds in them."""

import importlib
import importlib.util
from pathlib import Path

import pytest

from mooring import Mention, Problem, Source
from mooring.scanners.shell import _GLANCE, read, recognises, scan
from mooring.scanners.shell.commands import _ELSEWHERE, TOOLS, tool
from mooring.text import splice

_SPEC = importlib.util.spec_from_file_location("shell_cases", Path(__file__).with_name("cases.py"))
cases = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cases)

TABLES = {
    name: getattr(cases, name)
    for name in ("FLAGS", "OTHER_TOOLS", "MORE_TOOLS", "VARIABLES", "SYNTAX", "FILES", "DECLARED", "LOCAL")
}
CASES = [(name, script, expected) for name, table in TABLES.items() for script, expected in table]
DIGEST = "sha256:" + "0123456789abcdef" * 4


def mentions(script, **options):
    found = list(scan(Source("run.sh", script.encode()), **options))
    assert not [each for each in found if isinstance(each, Problem)]
    return found


def key(mention):
    fix = mention.source.read(mention.parts["whole"]) if mention.rewritable else None
    return (
        mention.text,
        mention.resolved,
        mention.role.value,
        fix,
        mention.reason,
        mention.platform,
        mention.all_tags,
    )


@pytest.mark.parametrize(("table", "script", "expected"), CASES, ids=[f"{name}: {script}" for name, script, _ in CASES])
def test_finds(table, script, expected):
    assert [key(each) for each in mentions(script)] == [each.key() for each in expected], table


@pytest.mark.parametrize("script", cases.NOTHING)
def test_finds_nothing(script):
    assert mentions(script) == []


@pytest.mark.parametrize(("table", "script", "expected"), CASES, ids=[f"{name}: {script}" for name, script, _ in CASES])
def test_a_fix_changes_the_reference_and_nothing_else(table, script, expected):
    source = Source("run.sh", script.encode())
    for number, mention in enumerate(mentions(script)):
        if not mention.rewritable:
            continue
        pinned = f"{mention.resolved}@{DIGEST}"
        fixed = splice(source.data, mention.rewrite(pinned))
        place = mention.parts["whole"]
        assert fixed[: place.start] == source.data[: place.start], table
        assert fixed[place.start + len(pinned) :] == source.data[place.end :], expected
        again = [each.resolved for each in mentions(fixed.decode())]
        assert again == [pinned if at == number else each.resolved for at, each in enumerate(mentions(script))]


@pytest.mark.parametrize(
    ("script", "resolved", "fixed"),
    [
        ("helm upgrade x y --set image.repository=a/b --set image.tag=1.2", "a/b:1.2", "a/b --set image.tag=1.2@{}"),
        ("helm install x y --set image.repository=a/b,image.tag=1.2,k=v", "a/b:1.2", "a/b,image.tag=1.2@{},k=v"),
        (
            "helm template x --set=w.image.registry=r.io,w.image.repository=a --set-string 'w.image.tag=1'",
            "r.io/a:1",
            "r.io,w.image.repository=a --set-string 'w.image.tag=1@{}'",
        ),
        ("T=1; helm install x y --set image.repository=a --set image.tag=$T", "a:1", None),
        ("helm install x y --set image.repository=a --set image.tag=1 --set image.tag=2", "a:2", None),
        ("helm install x y --set image.repository=a --set image.tag=$T", None, None),
        ("helm install x y --set image.repository=$(repo) --set image.tag=1", None, None),
    ],
)
def test_parts_given_to_a_chart(script, resolved, fixed):
    (mention,) = mentions(script)
    assert mention.resolved == resolved
    if fixed is not None:
        source = Source("run.sh", script.encode())
        assert splice(source.data, mention.rewrite(f"{resolved}@{DIGEST}")).decode().endswith(fixed.format(DIGEST))


@pytest.mark.parametrize(
    "script",
    [
        "helm install x y --set image.repository=a",
        "helm install x y --set image.tag=1",
        "helm install x y --set image.repository=a --set web.image.tag=1",
        "helm install x y --set git.repository=a --set git.tag=1",
    ],
)
def test_some_parts_are_no_image(script):
    assert mentions(script) == []


@pytest.mark.parametrize("module", _ELSEWHERE)
def test_a_module_describes_the_tools_that_it_is_imported_for(module):
    described = importlib.import_module(f"mooring.scanners.shell.{module}").TOOLS
    assert sorted(described) == sorted(_ELSEWHERE[module].split())
    assert all(tool(name) is described[name] for name in described)


def test_every_tool_is_seen_at_a_glance():
    assert [name for name in TOOLS if not _GLANCE.search(name.encode())] == []


@pytest.mark.parametrize(
    ("path", "script"), [("x.ps1", "docker run `\n  nginx:1"), ("x.BAT", "docker run ^\n  nginx:1")]
)
def test_the_path_tells_the_language(path, script):
    assert [one.text for one in scan(Source(path, script.encode()))] == ["nginx:1"]


def test_where_is_the_command():
    script = "docker container run a; podman pull b; docker buildx imagetools create -t c d"
    assert [each.where for each in mentions(script)] == [
        "docker container run",
        "podman pull",
        "docker buildx imagetools create",
        "docker buildx imagetools create",
    ]


def test_scanner_is_named():
    assert [each.scanner for each in mentions("docker run a")] == ["shell"]


def test_variables_from_outside():
    (found,) = read(Source("x", b"docker run $IMAGE"), {"IMAGE": "${{ env.IMAGE }}"})
    assert found.mention.resolved == "${{ env.IMAGE }}"
    (found,) = read(Source("x", b"IMAGE=a:1; docker run $IMAGE"), {"IMAGE": "b:1"})
    assert found.mention.resolved == "a:1"


@pytest.mark.parametrize(
    ("script", "resolved"),
    [
        (
            "docker run `\n  --rm `\n  -v C:\\x:C:\\y `\n  mcr.microsoft.com/windows/nanoserver:ltsc2022 `\n  cmd",
            ["mcr.microsoft.com/windows/nanoserver:ltsc2022"],
        ),
        ('docker run -v "C:\\" nginx:1', ["nginx:1"]),
        ("docker run $env:IMAGE sh", [None]),
        ("docker run ${env:IMAGE} sh", [None]),
        ("if ($x) { docker pull nginx:1 }", ["nginx:1"]),
        ("docker pull nginx:1; if ($LASTEXITCODE) { exit 1 }", ["nginx:1"]),
        ("Write-Host 'docker run x'", []),
        ("<#\n docker pull a:1\n#>\ndocker pull b:1 <# docker pull c:1", ["b:1"]),
        ('$Img = "a:1"\ndocker run $img', ["a:1"]),
        ('[string] $img = "a:1"\ndocker run $img', ["a:1"]),
        ('param(\n [Parameter(Mandatory=$false)]\n [string]$I = "a:1",\n $J = "b"\n)\ndocker run $I', ["a:1"]),
        ('param([string]$I = "a:1", [string]$J = "b:1")\ndocker run $I; docker run $J', ["a:1", "b:1"]),
        ('$all = @("a:1", "b:1")\nforeach ($i in $all) {\n docker pull $i\n}', ["a:1", "b:1"]),
        ("foreach ($i in @('a:1','b:1')) {\n docker pull $i\n}", ["a:1", "b:1"]),
        ("foreach($i in 'a:1', 'b:1') {\n docker pull $i\n}", ["a:1", "b:1"]),
        ("foreach ($i in Get-Images) {\n docker pull $i\n}", [None]),
        ("$all = @(Get-Images)\nforeach ($i in $all) { docker pull $i }", [None]),
        ("foreach ($i in @('a:1'){ docker pull $i }", [None]),
        ("# docker run x\ndocker run y", ["y"]),
    ],
)
def test_powershell(script, resolved):
    found = read(Source("x.ps1", script.encode()), dialect="pwsh")
    assert [each.mention.resolved for each in found] == resolved


@pytest.mark.parametrize(
    ("script", "resolved"),
    [
        ("docker run ^\n  --rm ^\n  nginx:1 cmd", ["nginx:1"]),
        ("@docker run -v C:\\x:C:\\y nginx:1", ["nginx:1"]),
        ("REM docker run x\n:: docker run y\ndocker run nginx:1", ["nginx:1"]),
        ("docker run %IMAGE%", [None]),
        ("docker run nginx:%TAG%", [None]),
        ("docker build -t app . && docker run redis:7", ["app", "redis:7"]),
        ("echo don't & docker run nginx:1", ["nginx:1"]),
        ("docker run ${{ matrix.image }}", ["${{ matrix.image }}"]),
        ("set I=nginx:1\ndocker run %I%", ["nginx:1"]),
        ('set "I=nginx:1"\r\ndocker run --rm "%I%" x\r\n', ["nginx:1"]),
        ("set T=1\ndocker run nginx:%T%", ["nginx:1"]),
        ("setlocal enabledelayedexpansion\nset I=nginx:1\ndocker run !I!", ["nginx:1"]),
        ("set /p I=nginx:1\ndocker run %I%", [None]),
        ("set I=a b\ndocker run %I%", [None]),
        ("set\nset I\ndocker run %1", [None]),
        ("for %%i in (a:1 b:1) do docker pull %%i", ["a:1", "b:1"]),
        ("FOR %%i IN (a:1,b:1) DO (\n  docker pull %%i\n)", ["a:1", "b:1"]),
        ("for /f %%i in (list.txt) do docker pull %%i", [None]),
    ],
)
def test_cmd(script, resolved):
    found = read(Source("x.cmd", script.encode()), dialect="cmd")
    assert [each.mention.resolved for each in found] == resolved


@pytest.mark.parametrize(
    "data",
    [b"#!/bin/sh\n", b"#!/usr/bin/env bash\n", b"#!/usr/bin/env -S bash -e\n", b"#! /bin/bash -eu\n", b"#!/bin/dash"],
)
def test_recognises(data):
    assert recognises(data)


@pytest.mark.parametrize(
    "data", [b"", b"echo", b"#!/usr/bin/env python3\n", b"#!/bin/shfmt\n", b"# sh\n", b"\n#!/bin/sh"]
)
def test_does_not_recognise(data):
    assert not recognises(data)


def test_problem_of_an_embedded_dockerfile_has_its_line_in_the_script():
    script = b"echo\ndocker build - <<'EOF'\nFROM a\nFROM\nEOF\n"
    (problem,) = [each for each in scan(Source("x.sh", script)) if isinstance(each, Problem)]
    assert problem.line == 4


def test_bytes_that_are_no_text():
    found = [
        each for each in scan(Source("x.sh", b"echo \xff\xfe; docker run nginx:1 \xff")) if isinstance(each, Mention)
    ]
    assert [each.text for each in found] == ["nginx:1"]


def test_characters_of_many_bytes():
    (mention,) = mentions("echo 'äöü 🚢'; docker run nginx:1")
    assert mention.text == "nginx:1"
