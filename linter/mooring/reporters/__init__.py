"""Built-in pack 2: the output formats, a module each; a module is imported when its format is asked for."""

from __future__ import annotations

from mooring import Reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMATS = (
    "text",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "csv",
    "markdown",
)


def mooring_reporters() -> Iterator[Reporter]:
    """Hand over every built-in reporter."""
    for name in _FORMATS:
        yield Reporter(name, f"{__name__}.{name}:render")
