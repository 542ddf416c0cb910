"""One report that has everything a reporter must survive, and a way to compare what becomes of it."""

import pathlib

import pytest

from mooring import (
    Edit,
    Finding,
    Fix,
    Mention,
    Problem,
    Report,
    Role,
    Rule,
    Safety,
    Severity,
    Source,
)

EXPECTED = pathlib.Path(__file__).parents[2] / "fixtures" / "reports"
COMPOSE = """\ufeffservices:\r
  "ü|b": {image: "nginx"} # 😀\r
  cache: {image: 'index.docker.io/acme/x:1'}\r
  cache2: {image: 'index.docker.io/acme/x:1'}\r
"""
DOCKERFILE = '# 😀\nFROM "a|b`<i>,\x1b[31m:%0A${X}"\nFROM index.docker.io/acme/x:1\n'


class ImplicitLatest(Rule):
    """The reference has no tag.

    ## What it does
    Finds images without a tag, as in `FROM nginx`,
    and says so.

    ## Why it matters
    It <b>does</b>.
    """


class MalformedReference(Rule):
    """The text is no reference."""

    severity = Severity.ERROR
    enabled = False


ImplicitLatest.id, MalformedReference.id = "implicit-latest", "malformed-reference"


def mention(source, text, where, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = source.data.index(text.encode(), start + 1)
    first = len(source.data[:start].decode()) - bool(source._bom)
    span = source.span(first, first + len(text))
    return Mention(source, span, text, scanner="test", where=where, role=Role.PULL)


def make_report():
    compose = Source("déploy/my app, 100% {new}.yaml", COMPOSE.encode())
    dockerfile = Source("Dockerfile", DOCKERFILE.encode())
    nginx = mention(compose, "nginx", "services.ü|b.image")
    first, second = (mention(compose, "index.docker.io/acme/x:1", f"services[{n}].image", n) for n in range(2))
    other = mention(dockerfile, "index.docker.io/acme/x:1", "FROM")
    odd = mention(dockerfile, "a|b`<i>,\x1b[31m:%0A${X}", "FROM")

    def finding(at, rule, severity, message, **more):
        return Finding(rule, severity, message, at.source, at.span, mention=at, **more)

    def alias(at, **more):
        text = "docker.io/acme/x:1"
        fix = Fix(f"Write `{text}`", Safety.SAFE, [Edit(at.span, text)])
        return finding(at, "redundant-registry-alias", Severity.NOTE, "an alias", fix=fix, related=[other], **more)

    return Report(
        [
            finding(
                odd, "malformed-reference", Severity.ERROR, f"`{odd.text}` is [no](http://x) @reference,\r\n\x00not"
            ),
            finding(
                nginx,
                "implicit-latest",
                Severity.WARNING,
                "`nginx` has no tag: “latest” & more",
                environment="production",
                fix=Fix("Pin it", Safety.SAFE, pin=nginx),
            ),
            alias(first),
            alias(second, ordinal=1),
        ],
        [Problem("bad, file.yaml", 3, "invalid `YAML`: found ']'"), Problem("gone", None, "cannot be read")],
        files=2,
        mentions=5,
        hidden={Severity.NOTE: 2},
        unfixed=[(nginx, "docker.io did not answer")],
        skipped=["stale-digest"],
        rules=[ImplicitLatest, MalformedReference],
    )


@pytest.fixture
def report():
    return make_report()


@pytest.fixture
def clean():
    return Report([], files=1, mentions=1)


@pytest.fixture
def many():
    """A function that makes a report of so many warnings, five in each file."""

    def make(number, path="svc/{}/Dockerfile", severity=Severity.WARNING):
        findings = []
        for index in range(number):
            source = Source(path.format(index // 5), b"FROM nginx\n" * 5)
            start = 5 + 11 * (index % 5)
            at = Mention(source, source.span(start, start + 5), "nginx", scanner="test", where="FROM")
            rule = "unpinned-digest" if index % 5 == 4 else "implicit-latest"
            findings.append(Finding(rule, severity, "`nginx`", source, at.span, mention=at))
        return Report(findings, files=number // 5 + 1, mentions=number)

    return make


@pytest.fixture
def expected():
    """The expected output of a format, byte for byte."""

    def read(name):
        return (EXPECTED / name).read_bytes().decode()

    return read


@pytest.fixture
def hostile():
    """A report of a finding with a path and a text of one's own."""

    def make(text, path="Dockerfile", message=None):
        source = Source(path, text.encode())
        at = Mention(source, source.span(0, len(text)), text, scanner="test", where="FROM")
        words = message or f"`{text}` is wrong"
        return Report([Finding("malformed-reference", Severity.ERROR, words, source, at.span, mention=at)], files=1)

    return make
