"""What holds for any program whatever: none crashes, and a rewriting changes one reference and no other byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linter.scanners.code.tables import DIGEST, scan

from mooring import Mention, Problem, Source
from mooring.scanners.code.languages import GROOVY
from mooring.scanners.code.lexer import tokens
from mooring.text import splice

SCANNERS = {
    "code.jenkins": "Jenkinsfile",
    "code.gradle": "build.gradle",
    "code.java": "X.java",
    "code.golang": "x.go",
    "code.javascript": "x.ts",
    "code.csharp": "X.cs",
    "code.scripting:scan_rust": "x.rs",
    "code.scripting:scan_ruby": "x.rb",
    "code.scripting:scan_php": "x.php",
    "code.scripting:scan_elixir": "x.exs",
    "code.starlark": "x.bzl",
    "code.starlark:scan_tiltfile": "Tiltfile",
    "code.nextflow": "main.nf",
    "code.wdl": "x.wdl",
    "code.snakemake": "Snakefile",
    "earthfile": "Earthfile",
    "apptainer": "x.def",
    "galaxy": "x.xml",
}
HEAD = (
    'import org.testcontainers.containers.*\nimport "github.com/testcontainers/testcontainers-go"\n'
    'import x from "testcontainers"\nusing Testcontainers; bollard Docker::\n'
)
PIECES = [
    *"(){}[]<>,;:=.+?|&/\\'\"`$#@!\n \t%",
    "\r\n",
    '"""',
    "'''",
    "${",
    "#{",
    "~{",
    "<<<",
    ">>>",
    "/*",
    "*/",
    "//",
    "a:1",
    "\u00e4\U0001f433",
    "I",
    "I = ",
    "def I = ",
    "${I}",
    "$I",
    "new GenericContainer<>(",
    "testcontainers.Run(ctx, ",
    "ContainerRequest{Image: ",
    "docker.image(",
    "docker { image ",
    "agent { ",
    "sh ",
    "docker pull ",
    "GenericImage::new(",
    "oci_pull(image = ",
    ", tag = ",
    "container ",
    "container: ",
    "runtime { docker: ",
    "FROM ",
    "SAVE IMAGE ",
    "WITH DOCKER --pull ",
    "ARG I=",
    "x:\n  ",
    "Bootstrap: docker\n",
    "From: ",
    '<container type="docker">',
    "</container>",
    "jib { from { image = ",
    "DockerImageName.parse(",
    ").withTag(",
    ".WithImage(",
    "process A { ",
]
programs = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.mark.parametrize("scanner", SCANNERS)
@given(programs)
@settings(max_examples=60, deadline=None)
def test_any_program(scanner, program):
    path = SCANNERS[scanner]
    source = Source(path, (HEAD + program).encode())
    found = scan(scanner, path, source.data)
    for one in found:
        assert one.text or one.resolved is None or "tag" in one.parts
        if one.reference is None:
            continue
        edits = one.rewrite(one.reference.written(tag=one.reference.tag, digest=DIGEST))
        if not edits:
            continue
        (edit,) = edits
        old = source.read(edit.span)
        assert edit.text.startswith(old.partition("@")[0])
        again = scan(scanner, path, splice(source.data, edits))
        assert [(each.where, each.role) for each in again] == [(each.where, each.role) for each in found]
        changed = [(a.resolved, b.resolved) for a, b in zip(found, again, strict=True) if a.resolved != b.resolved]
        assert len(changed) <= 1 or len({after for _, after in changed}) == 1


@pytest.mark.parametrize("scanner", SCANNERS)
@given(st.binary(max_size=60))
@settings(max_examples=30, deadline=None)
def test_any_bytes(scanner, data):
    from importlib import import_module

    module, _, function = scanner.partition(":")
    found = getattr(import_module(f"mooring.scanners.{module}"), function or "scan")(
        Source(SCANNERS[scanner], HEAD.encode() + b"docker dockerPull container " + data)
    )
    assert all(isinstance(one, Mention | Problem) for one in found)


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "{",
        "${",
        '"${',
        "[",
        "'",
        '"',
        "/*",
        "/[",
        "a.",
        "a(",
        "f<",
        "I = I\n",
        "docker.image(I)\n",
        "sh '",
        "{a ->",
        "\\",
        "$/",
        "'\"",
        "x ? y : ",
        "a + ",
        "image '",
        "node {",
        ")",
        "]}",
        '"""',
        "=",
        ":",
    ],
)
@pytest.mark.parametrize("scanner", ["code.jenkins", "code.javascript", "code.java", "code.golang", "code.starlark"])
def test_what_is_repeated_is_read_to_its_end(scanner, unit):
    assert scan(scanner, SCANNERS[scanner], HEAD + unit * (60_000 // len(unit))) is not None


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("a(b[c]{d})", ["()", "[]", "{}"]), ("a(b[c)", ["()"]), ("a)b]", []), ("(]", []), ("'('", [])],
)
def test_brackets_have_partners(text, pairs):
    found = tokens(text, GROOVY)
    opened = [one for index, one in enumerate(found) if one.partner > index]
    assert [one.text + found[one.partner].text for one in opened] == pairs
