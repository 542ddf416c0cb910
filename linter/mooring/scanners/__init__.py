"""Built-in pack 1: the formats that Mooring reads. Each is a module of its own; this is their list.

A scanner's module is imported when the first file of its format is met.
"""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring import Definition


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
_LEFT_OUT = f"{{{','.join(CODE_AND_PROSE)}}}"


def mooring_scanners() -> Iterator[Scanner]:
    """Hand over every built-in scanner; of two that take a path the first counts."""
    yield Scanner(
        "dockerfile",
        [
            _DOCKERFILE,
            f"{_DOCKERFILE}[-._]*",
            f"*.{_DOCKERFILE}",
            f"!*file[-._]*.{_LEFT_OUT}",
            f"!*file.{_LEFT_OUT}",
        ],
        "mooring.scanners.dockerfile:scan",
        "mooring.scanners.dockerfile:recognises",
    )
    yield Scanner(
        "github",
        [
            f".{{github,gitea,forgejo}}/workflows/*.{_YAML}",
            f"workflow-templates/*.{_YAML}",
            f"action.{_YAML}",
        ],
        "mooring.scanners.github:scan",
        "mooring.scanners.github:recognises",
    )
    yield Scanner(
        "compose",
        [f"{_COMPOSE}.{_YAML}", f"{_COMPOSE}[-._]*.{_YAML}", f"*[-._]{_COMPOSE}.{_YAML}"],
        "mooring.scanners.compose:scan",
        "mooring.scanners.compose:recognises",
    )


def mooring_defined_scanners(definitions: Sequence[Definition]) -> Iterator[Scanner]:
    """Make scanners of what a policy defines."""
    from mooring.scanners import defined

    return defined.scanners(definitions)
