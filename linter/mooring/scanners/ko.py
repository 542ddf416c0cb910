"""ko: the images that it puts Go programs on.

Specification: https://ko.build/configuration (`.ko.yaml`: `defaultBaseImage`, `baseImageOverrides`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every base image."""
    from mooring.scanners import rows

    return rows.scan(source, "ko", [("defaultBaseImage", rows.pulled), ("baseImageOverrides.*", rows.pulled)])
