"""Cloud Native Buildpacks: `project.toml`, `builder.toml`, `package.toml`.

Specification: the project descriptor, https://github.com/buildpacks/spec/blob/main/extensions/project-descriptor.md,
and pack's references of `builder.toml` and `package.toml`. Buildpacks are images where their address begins with
`docker://`.
"""

from __future__ import annotations

from mooring.scanners import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "buildpacks"

_ROWS: rows.Rows = (
    ("io.buildpacks.builder", rows.pulled),
    ("build.builder", rows.pulled),
    ("io.buildpacks.group[].uri", rows.pulled_by_scheme),
    ("io.buildpacks.pre.group[].uri", rows.pulled_by_scheme),
    ("io.buildpacks.post.group[].uri", rows.pulled_by_scheme),
    ("build.buildpacks[].uri", rows.pulled_by_scheme),
    ("buildpacks[].uri", rows.pulled_by_scheme),
    ("buildpacks[].image", rows.pulled),
    ("extensions[].uri", rows.pulled_by_scheme),
    ("buildpack.uri", rows.pulled_by_scheme),
    ("dependencies[].uri", rows.pulled_by_scheme),
    ("dependencies[].image", rows.pulled),
    ("stack.build-image", rows.pulled),
    ("stack.run-image", rows.pulled),
    ("stack.run-image-mirrors[]", rows.pulled),
    ("build.image", rows.pulled),
    ("run.images[].image", rows.pulled),
    ("run.images[].mirrors[]", rows.pulled),
)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file."""
    yield from rows.scan(source, SCANNER, _ROWS)
