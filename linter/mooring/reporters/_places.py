"""Where findings stand, as several formats say it."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Source, Span

_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def lines_and_columns(source: Source, span: Span) -> tuple[int, int, int, int]:
    """The first line and column of a span, and the line and column after it, from 1, in code points."""
    return *source.position(span.start), *source.position(span.end)


def from_checkout(path: str) -> str:
    """A path seen from the folder that the CI system checked the repository out to; elsewhere as it is.

    GitHub and GitLab know files by that path alone, whatever folder Mooring was started in.
    """
    root = next((folder for name in _CHECKOUTS if (folder := os.environ.get(name))), None)
    if root is None:
        return path
    absolute = os.path.join(os.path.realpath("."), path)
    relative = os.path.relpath(absolute, os.path.realpath(root)).replace(os.sep, "/")
    return path if relative.split("/")[0] == ".." else relative
