"""A report of one line: how many findings there are."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Report


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - a number needs no colour
    """The number of findings."""
    return f"{len(report.findings)}\n"
