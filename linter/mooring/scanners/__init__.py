"""Built-in pack 1: the formats that Mooring reads. Each is a module of its own; this is their list.

A scanner's module is imported when the first file of its format is met.
"""

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


def _yaml(*stems: str) -> list[str]:
    return [f"{stem}.{extension}" for stem in stems for extension in ("yml", "yaml")]


def mooring_scanners() -> Iterator[Scanner]:
    """Hand over every built-in scanner; of two that take a path the first counts."""
    yield Scanner(
        "dockerfile",
        [
            "[Dd]ockerfile",
            "[Cc]ontainerfile",
            "[Dd]ockerfile[-._]*",
            "[Cc]ontainerfile[-._]*",
            "*.[Dd]ockerfile",
            "*.[Cc]ontainerfile",
            *(f"![DdCc]*file[-._]*.{extension}" for extension in CODE_AND_PROSE),
            *(f"![DdCc]*file.{extension}" for extension in CODE_AND_PROSE),
        ],
        "mooring.scanners.dockerfile:scan",
        "mooring.scanners.dockerfile:recognises",
    )
    yield Scanner(
        "github",
        [
            *_yaml(".github/workflows/*", ".gitea/workflows/*", ".forgejo/workflows/*", "workflow-templates/*"),
            *_yaml("action"),
        ],
        "mooring.scanners.github:scan",
        "mooring.scanners.github:recognises",
    )
    yield Scanner(
        "compose",
        _yaml(
            "compose",
            "compose[-._]*",
            "docker-compose",
            "docker-compose[-._]*",
            "*[-._]compose",
            "*[-._]docker-compose",
        ),
        "mooring.scanners.compose:scan",
        "mooring.scanners.compose:recognises",
    )
