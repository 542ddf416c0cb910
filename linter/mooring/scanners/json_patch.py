"""JSON Patch (RFC 6902), as YAML and JSON formats hold it."""

from __future__ import annotations

from mooring.scanners.yaml_tree import entries, get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def operations(node: Any) -> Iterator[tuple[int, str, Any]]:
    """The operations of a patch that write something: their number, path and value."""
    for index, operation in enumerate(entries(node)):
        path = string(get(operation, "path"))
        if path is not None and string(get(operation, "op")) in ("add", "replace"):
            yield index, path, get(operation, "value")
