"""Templates for Dockerfiles are no Dockerfiles yet: each case is a file and what is found in it."""

import pytest

from mooring.scanners.templates.filling import DEFAULT_IN_PART
from mooring.testing import mentions, scan

CASES = [
    ("FROM {{ base_image }}\nRUN ls\n", ["FROM {{ base_image }} = None | a template fills it in"]),
    ("FROM {{base_image}}\n", ["FROM {{base_image}} = None | a template fills it in"]),
    ("FROM nginx:{{ version }}\n", ["FROM nginx:{{ version }} = None | a template fills it in"]),
    (
        "FROM nginx:{{version}} AS web\nFROM redis:7\nCOPY --from=web a b\n",
        ["FROM nginx:{{version}} = None | a template fills it in", "FROM redis:7", "COPY --from web (stage)"],
    ),
    (
        "FROM {{ image }} AS build\nFROM nginx:1\nCOPY --from=build a b\n",
        ["FROM {{ image }} = None | a template fills it in", "FROM nginx:1", "COPY --from build (stage)"],
    ),
    ("{% if x %}\nFROM nginx:1\n{% else %}\nFROM redis:7\n{% endif %}\n", ["FROM nginx:1", "FROM redis:7"]),
    ("{{ header }}\nFROM nginx:1\n", ["FROM nginx:1"]),
    ("FROM <%= image %>\n", ["FROM <%= image %> = None | a template fills it in"]),
    (
        "FROM nginx:{{ tag | default('1.25') }}\n",
        [f"FROM nginx:{{{{ tag | default('1.25') }}}} = nginx:1.25 | {DEFAULT_IN_PART}"],
    ),
    ("FROM {{ image | default('a:1') }} AS web\n", ["FROM {{ image | default('a:1') }} = a:1 @ a:1"]),
    ('FROM <%= ENV["IMAGE"] || "a:1" %>\n', ['FROM <%= ENV["IMAGE"] || "a:1" %> = a:1 @ a:1']),
    ("FROM {% if x %}nginx:1{% else %}redis:7{% endif %} AS web\n", ["FROM nginx:1", "FROM redis:7"]),
    (
        "FROM {% if x %}nginx:1{% else %}{{ y }}{% endif %}\n",
        ["FROM {% if x %}nginx:1{% else %}{{ y }}{% endif %} = None | a template fills it in"],
    ),
    (
        "FROM nginx:1 AS a\nFROM {% if x %}a{% else %}redis:7{% endif %}\n",
        ["FROM nginx:1", "FROM {% if x %}a{% else %}redis:7{% endif %} = None | a template fills it in"],
    ),
    ("FROM docker.io/{{ name }}:1\n", ["FROM docker.io/{{ name }}:1 = None | a template fills it in"]),
    ("ARG TAG={{tag}}\nFROM nginx:$TAG\n", ["FROM nginx:$TAG = None | a template fills it in"]),
    (
        "FROM nginx:1\nCOPY --from={{image}} a b\n",
        ["FROM nginx:1", "COPY --from {{image}} = None | a template fills it in"],
    ),
    ('RUN x={{ARGS["a"]}}\n', []),
    (
        ("ARG VARIANT=${templateOption:imageVariant}\nFROM mcr.microsoft.com/devcontainers/base:${VARIANT}\n"),
        ["FROM mcr.microsoft.com/devcontainers/base:${VARIANT} = None | a template fills it in"],
    ),
    (
        "FROM nginx:1\nRUN docker inspect --format '{{.Id}}' x\nFORM x\n",
        ["FROM nginx:1", "line 3: `FORM` is no instruction that Docker knows; mend or remove it"],
    ),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())


def test_a_bare_name_in_a_template_may_be_a_stage_that_the_template_makes():
    stages = "{{#if chiseled}}FROM {{base}} AS chisel\n{{/if}}\nFROM debian:13\n"
    text = f"{stages}COPY --from=chisel /a /b\nCOPY --from=acme/tool:1 /a /b\n"
    assert [mention.resolved for mention in mentions("Dockerfile", text)] == ["debian:13", "acme/tool:1"]


@pytest.mark.parametrize("path", ["Dockerfile.common", "a/Containerfile-env", "Dockerfile_base"])
def test_a_piece_without_from_is_not_refused(path):
    assert scan(path, "ENV A=1\nRUN make\n") == ([], [])


@pytest.mark.parametrize("path", ["Dockerfile", "a/Containerfile", "base.Dockerfile"])
def test_a_whole_file_without_from_is_refused(path):
    assert [problem.line for problem in scan(path, "ENV A=1\nRUN make\n")[1]] == [1]
