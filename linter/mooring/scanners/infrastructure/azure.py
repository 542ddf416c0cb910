"""Azure's resources, by the templates' reference: where they name images.

Read are container groups, container apps and their jobs, apps of App Service, and pools of Batch, wherever a template
or a module has them; images of virtual machines have other names.
"""

from __future__ import annotations

import re

from mooring.scanners import rows
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention
    from mooring.scanners.tables import Places

_VERSION = re.compile(r"DOCKER\|", re.IGNORECASE)
_SETTING = "DOCKER_CUSTOM_IMAGE_NAME"


def fx_version(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The version of an app's stack, `DOCKER|image`."""
    text = string(node) or ""
    if _VERSION.match(text):
        yield from places.reference(node, where, inside=(len("DOCKER|"), len(text)))


def _setting(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An app's setting with the name of its image."""
    if string(get(node, "name")) == _SETTING:
        value = get(node, "value")
        yield from (fx_version if _VERSION.match(string(value) or "") else rows.pulled)(places, value, f"{where}.value")


ROWS: rows.Rows = (
    ("**.containers[].image", rows.pulled),
    ("**.initContainers[].image", rows.pulled),
    ("**.containers[].properties.image", rows.pulled),
    ("**.initContainers[].properties.image", rows.pulled),
    ("**.linuxFxVersion", fx_version),
    ("**.windowsFxVersion", fx_version),
    ("**.appSettings[]", _setting),
    ("**.containerImageNames[]", rows.pulled),
    ("**.containerSettings.imageName", rows.pulled),
)
