"""What becomes of the images that commands name."""

from __future__ import annotations

PULL = "pull"
RUN = "run"
BUILD = "build"
OUTPUT = "output"
PUSH = "push"
CACHE = "cache"
SAVE = "save"
LOCAL = "local"
ARTIFACT = "artifact"
NESTED = "nested"


def bake_use(override: str) -> str:
    """What becomes of the images in a value of `bake --set`, `target.key=value`."""
    key = override.partition("=")[0].partition(".")[2].lower()
    if key.startswith("cache-"):
        return CACHE
    return PULL if key.startswith(("contexts.", "args.")) else BUILD
