"""What holds for any file of any CI system, however broken."""

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.scanned import DIGEST, mentions
from mooring import Mention, Role, Source
from mooring.scanners.ci import recognition
from mooring.text import splice

PATHS = {
    "appveyor": "appveyor.yml",
    "azure": "azure-pipelines.yml",
    "bitbucket": "bitbucket-pipelines.yml",
    "buildkite": ".buildkite/pipeline.yml",
    "circleci": ".circleci/config.yml",
    "cirrus": ".cirrus.yml",
    "cloudbuild": "cloudbuild.yaml",
    "codebuild": "buildspec.yml",
    "codefresh": "codefresh.yml",
    "concourse": "pipeline.yml",
    "crow": ".crow/x.yml",
    "drone": ".drone.yml",
    "gitlab": ".gitlab-ci.yml",
    "precommit": ".pre-commit-hooks.yaml",
    "screwdriver": "screwdriver.yaml",
    "semaphore": ".semaphore/semaphore.yml",
    "travis": ".travis.yml",
    "vela": ".vela.yml",
    "woodpecker": ".woodpecker.yml",
}
SCANS = {system: import_module(f"mooring.scanners.ci.{system}").scan for system in PATHS}
RECOGNISERS = [
    recognition.azure,
    recognition.circleci,
    recognition.cloudbuild,
    recognition.concourse,
    recognition.gitlab,
]
SCALARS = st.sampled_from(
    [
        "a:1",
        "'b:2'",
        '"c\\x3a3"',
        "registry.example.com/é:1",
        "$I",
        "${I}",
        "'x/$I'",
        "'$(i)'",
        "'${{ parameters.i }}'",
        "<< parameters.i >>",
        "'$[[ inputs.i ]]'",
        "'${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/d:4'",
        "'{{matrix}}'",
        "'{{I}}'",
        "docker run $I",
        "'docker pull e:5; docker run ${I}'",
        "docker build -t a:1 .",
        "I=f:6",
        "3.10",
        "null",
        "&x y:1",
        ">-\n  g:7",
        "!reference [a, b]",
        "registry-image",
        "docker_image",
        "bash",
        "-c",
        "docker",
        "pipeline",
    ]
)
KEYS = st.sampled_from(
    [
        "image",
        "name",
        "services",
        "container",
        "containers",
        "docker",
        "job",
        "jobs",
        "steps",
        "step",
        "stages",
        "script",
        "before_script",
        "commands",
        "command",
        "variables",
        "env",
        "environment",
        "parameters",
        "default",
        "matrix",
        "parallel",
        "include",
        "extends",
        "run",
        "task",
        "inputs",
        "args",
        "entrypoint",
        "type",
        "kind",
        "source",
        "repository",
        "tag",
        "language",
        "entry",
        "plugins",
        "docker#v1",
        "executor",
        "executors",
        "orbs",
        "workflows",
        "resources",
        "settings",
        "repo",
        "agent",
        "blocks",
        "prologue",
        "hooks",
        "composition",
        "phases",
        "build",
        "batch",
        "strategy",
        "pool",
        "value",
        "I",
        "i",
        "x_script",
        "test_task",
        "pipelines",
        "definitions",
        "config",
        "image_resource",
        "run",
        "path",
        "substitutions",
        "images",
        "shared",
        "template",
        "if",
        "${{if}}",
        "deployment",
    ]
)


def nested(children):
    mapping = st.lists(st.tuples(KEYS, children), max_size=4).map(
        lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
    )
    return mapping | st.lists(children, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")


INLINE = SCALARS.filter(lambda text: "\n" not in text)
FILES = st.lists(st.tuples(KEYS, SCALARS | st.recursive(INLINE, nested, max_leaves=14)), max_size=6).map(
    lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs)
)


@given(st.sampled_from(list(PATHS)), FILES)
@settings(max_examples=100, deadline=None)
def test_a_fix_changes_that_mention_alone_and_no_other_byte(system, text):
    scan, path, data = SCANS[system], PATHS[system], text.encode()
    before = mentions(scan, path, data)
    for number, mention in enumerate(before):
        assert 0 <= mention.span.start <= mention.span.end <= len(data)
        if mention.role is not Role.PULL or not mention.rewritable or mention.reference is None:
            continue
        wanted = f"{mention.reference.written_name}:99@{DIGEST}"
        edits = mention.rewrite(wanted)
        for edit in edits:
            assert data[edit.span.start : edit.span.end].decode() in mention.resolved
        after = mentions(scan, path, splice(data, edits))
        changed = [one for one, other in zip(before, after, strict=False) if one.resolved != other.resolved]
        assert len(before) == len(after)
        assert changed == [mention]
        assert after[number].resolved == wanted


@given(st.sampled_from(list(PATHS)), st.binary(max_size=300) | FILES.map(str.encode))
@settings(max_examples=100, deadline=None)
def test_no_input_fails(system, data):
    list(SCANS[system](Source(PATHS[system], data)))
    for recognises in RECOGNISERS:
        recognises(data)


BOMB = "x0: &x0 {image: a:1, script: docker pull b:1}\n" + "".join(
    f"x{n}: &x{n} {{<<: *x{n - 1}, steps: [*x{n - 1}, *x{n - 1}], jobs: {{a: *x{n - 1}, b: *x{n - 1}}}}}\n"
    for n in range(1, 60)
)
HOSTILE = {
    "aliases": BOMB + "steps: *x59\njobs: *x59\npipelines: *x59\n",
    "deep": "steps: " + "[" * 390 + "]" * 390 + "\n",
    "wide": "steps: [" + "{image: $I, script: docker run $I, commands: [docker run $I]}, " * 400 + "]\n",
    "matrix": "matrix: {" + ", ".join(f"V{n}: [{', '.join(map(str, range(30)))}]" for n in range(30)) + "}\n"
    "steps: [{image: '${V0}:${V1}', commands: ['docker run ${V2}']}]\n",
    "variables": "variables: {"
    + ", ".join(f"V{n}: $V{n - 1}$V{n - 1}" for n in range(1, 200))
    + "}\nt: {image: $V199, script: x}\n",
    "extends": "".join(
        f"j{n}: {{extends: [j{n - 1}, j{n - 2}], image: 'a:{n}', script: docker pull a:{n}}}\n" for n in range(2, 120)
    ),
    "colons": "a:" * 100_000 + "\n",
    "spaces": "build:\n" + "    \n" * 50_000 + "  script:\n",
    "lists": "script: " + "[" * 300 + "docker pull a:1" + "]" * 300 + "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_comes_to_an_end(name):
    data = HOSTILE[name].encode()
    for recognises in RECOGNISERS:
        recognises(data)
    for system, scan in SCANS.items():
        found = list(scan(Source(PATHS[system], data)))
        assert all(isinstance(one, Mention) or one.message for one in found)
