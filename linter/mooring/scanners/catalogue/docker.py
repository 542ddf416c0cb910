"""Dockerfiles, Compose files, and the workflows of GitHub and its like."""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


CODE_AND_PROSE = (
    "adoc",
    "bz2",
    "c",
    "cc",
    "cpp",
    "cs",
    "css",
    "dockerfileignore",
    "dockerignore",
    "gif",
    "go",
    "gz",
    "html",
    "java",
    "jpg",
    "js",
    "json",
    "jsx",
    "kt",
    "lock",
    "log",
    "lua",
    "md",
    "mdx",
    "patch",
    "php",
    "pl",
    "png",
    "proto",
    "ps1",
    "pug",
    "py",
    "pyc",
    "rb",
    "rs",
    "rst",
    "scala",
    "sh",
    "snap",
    "sql",
    "svg",
    "swift",
    "swp",
    "tar",
    "tgz",
    "toml",
    "ts",
    "tsx",
    "txt",
    "vim",
    "xml",
    "xz",
    "yaml",
    "yml",
    "zip",
)


_DOCKERFILE = "{Dockerfile,dockerfile,Containerfile,containerfile}"
_COMPOSE = "{compose,docker-compose}"
_YAML = "{yml,yaml}"
LEFT_OUT = f"{{{','.join(CODE_AND_PROSE)}}}"


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    yield Scanner(
        "dockerfile",
        [
            _DOCKERFILE,
            f"{_DOCKERFILE}[-._]*",
            f"*.{_DOCKERFILE}",
            f"!*file[-._]*.{LEFT_OUT}",
            f"!*file.{LEFT_OUT}",
        ],
        "mooring.scanners.dockerfile:scan",
        "mooring.scanners.dockerfile:recognises",
        example=("Dockerfile", "FROM golang:1.25 AS build\nCOPY --from=busybox:1.37 /bin/sh /bin/sh\n"),
    )
    yield Scanner(
        "github",
        [f".{{github,gitea,forgejo}}/workflows/*.{_YAML}", f"action.{_YAML}"],
        "mooring.scanners.github:scan",
        "mooring.scanners.github:recognises",
        candidates=[f"workflow-templates/*.{_YAML}"],
        needles=[b"jobs", b"runs"],
        example=(
            ".github/workflows/test.yml",
            (
                "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: python:3.14\n"
                "    steps:\n    - run: docker run --rm alpine:3.22 true\n"
            ),
        ),
    )
    yield Scanner(
        "compose",
        [f"{_COMPOSE}.{_YAML}", f"{_COMPOSE}[-._]*.{_YAML}", f"*[-._]{_COMPOSE}.{_YAML}"],
        "mooring.scanners.compose:scan",
        "mooring.scanners.compose:recognises",
        example=("compose.yaml", "services:\n  db:\n    image: postgres:${VERSION:-18}\n"),
    )
