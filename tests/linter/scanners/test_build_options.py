"""Where references stand in the options of builds."""

import pytest

from mooring.scanners import build_options


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("cache", "a:1", ["a:1"]),
        ("cache", "a:1,b:2", ["a:1", "b:2"]),
        ("cache", "type=registry,ref=a:1", ["a:1"]),
        ("cache", "ref=a:1,mode=max,TYPE=registry", ["a:1"]),
        ("cache", '"type=registry","ref=a:1"', ["a:1"]),
        ("cache", "type=gha,ref=a:1", []),
        ("cache", "type=local,src=a:1", []),
        ("cache", "", []),
        ("context", "x=docker-image://a:1", ["a:1"]),
        ("context", "x=container-image://a:1", ["a:1"]),
        ("context", "x=./dir", []),
        ("context", "docker-image://a:1", []),
        ("exporter", "type=image,name=a:1,push=true", ["a:1"]),
        ("exporter", 'type=registry,"name=a:1,b:2"', ["a:1", "b:2"]),
        ("exporter", "type=local,name=a:1", []),
        ("exporter", "type=image", []),
        ("mount", "type=image,source=a:1,target=/x", ["a:1"]),
        ("mount", "type=image,src=a:1", ["a:1"]),
        ("mount", "type=bind,source=a:1", []),
        ("driver_option", "image=a:1,network=host", ["a:1"]),
        ("driver_option", "network=host", []),
        ("pair", "web=a:1", ["a:1"]),
        ("pair", "web", []),
        ("argument", "BUILDKIT_SYNTAX=docker/dockerfile", ["docker/dockerfile"]),
        ("argument", "BASE=a:1", ["a:1"]),
        ("argument", "BASE=a", []),
        ("argument", "BASE_IMAGE=a", ["a"]),
        ("argument", "IMAGE_TAG=a:1", []),
        ("argument", "VERSION=ghcr.io/a/b:1", []),
        ("argument", "X=ghcr.io/a/b:1", ["ghcr.io/a/b:1"]),
        ("argument", "BASE_IMAGE=", []),
        ("argument", "LINT_FROM_SOURCE=true", []),
        ("argument", "BASE_IMAGE", []),
        ("argument", f"BASE_IMAGE={build_options.HOLE}", [build_options.HOLE]),
        ("argument", f"VERSION={build_options.HOLE}", []),
        ("override", "*.tags=a:1", ["a:1"]),
        ("override", "web.args.BASE=a:1", ["a:1"]),
        ("override", "web.args.V=1", []),
        ("override", "web.contexts.x=docker-image://a:1", ["a:1"]),
        ("override", "web.cache-from+=type=registry,ref=a:1", ["a:1"]),
        ("override", "web.output=type=image,name=a:1", ["a:1"]),
        ("override", "web.platform=a:1", []),
        ("override", "web.tags", []),
    ],
)
def test_places(form, text, expected):
    assert [text[start:end] for start, end in getattr(build_options, form)(text)] == expected
