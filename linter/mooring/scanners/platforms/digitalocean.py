"""DigitalOcean's App Platform: the specification of an app, `.do/app.yaml`.

Specification: https://docs.digitalocean.com/products/app-platform/reference/app-spec. An image is given in parts; the
name of DigitalOcean's own registry is the account's, so that what is there is not known.
"""

from __future__ import annotations

from mooring.scanners import rows
from mooring.scanners.tables import UNKNOWN, Places
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Part, Problem, Source

SCANNER = "digitalocean"

_REGISTRIES = {"DOCKER_HUB": "", "GHCR": "ghcr.io/"}


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of an app."""
    yield from rows.scan(source, SCANNER, _ROWS)


def image(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An image of the App Platform, in parts."""
    registry = _REGISTRIES.get(string(get(node, "registry_type")) or "")
    account = string(get(node, "registry")) or ("library" if registry == "" else "")
    parts: dict[Part, Any] = {
        "repository": get(node, "repository"),
        "tag": get(node, "tag"),
        "digest": get(node, "digest"),
    }
    for mention in places.split(parts, where, default_registry=f"{registry}{account}"):
        yield mention if registry is not None else mention.replace(resolved=None, reason=UNKNOWN)


_ROWS: rows.Rows = tuple(
    (f"{prefix}{kind}[].image", image)
    for prefix in ("", "spec.")
    for kind in ("services", "workers", "jobs", "static_sites", "functions")
)
