"""The inputs of well-known actions that hold image references, and how each is written.

Read as the actions read them (docker/actions-toolkit, `Util.getInputList`): an input that is a list has an
entry a line, and unless its entries may hold commas themselves, also between commas; a line that begins with
`#` is a comment. The entries have the forms of the options of buildx that they are handed to.
"""

from __future__ import annotations

import re

from mooring.scanners import build_options
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Places = Iterator[tuple[int, int]]
    Find = Callable[[str], Places]

_SCHEME = lazily(r"\s*([a-z-]+)://")
_LINE = lazily(r"[^\n]+")
_EXPRESSION = lazily(r"\$\{\{.*?\}\}", re.DOTALL)


def _whole(text: str) -> Places:
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _lines(text: str) -> Places:
    for match in _LINE.finditer(text):
        for start, end in _whole(match[0]):
            if match[0][start] != "#":
                yield match.start() + start, match.start() + end


def _values(text: str) -> Places:
    """The entries of a list whose entries hold no commas."""
    for start, end in _lines(text):
        for first, last in build_options.fields(_masked(text[start:end])):
            for left, right in _whole(text[start + first : start + last]):
                yield start + first + left, start + first + right


def _masked(text: str) -> str:
    """The text with its expressions made opaque, at the same places."""
    return _EXPRESSION.sub(lambda match: build_options.HOLE * len(match[0]), text)


def _each(entry: Find) -> Find:
    """The places that a form finds in every line."""

    def find(text: str) -> Places:
        for start, end in _lines(text):
            for first, last in entry(_masked(text[start:end])):
                yield start + first, start + last

    return find


def _image_name(text: str) -> Places:
    """An entry of docker/metadata-action's `images`: a name, or `name=…` among options."""
    name = build_options.options(text).get("name")
    if name is not None:
        yield name
    elif "=" not in text:
        yield from build_options.fields(text)


def _scouted(text: str) -> Places:
    """An image, with or without `image://` or the like; what another scheme names is none."""
    scheme = _SCHEME.match(text)
    for start, end in _whole(text[scheme.end() :] if scheme else text):
        if scheme is None or scheme[1] in ("image", "registry", "local"):
            yield start + (scheme.end() if scheme else 0), end + (scheme.end() if scheme else 0)


def _last(text: str) -> Places:
    """The last word of a `FROM` line."""
    for start, end in _whole(text):
        masked = _masked(text[start:end])
        yield start + max(masked.rfind(" "), masked.rfind("\t")) + 1, end


def _generator(text: str) -> Places:
    """The image of `generator=image`, as `sbom` and `attests` hold it."""
    generator = build_options.options(text).get("generator")
    if generator is not None:
        yield generator


INPUTS: dict[str, dict[str, tuple[str | Callable[[str], str], Find]]] = {
    "docker/build-push-action": {
        "tags": (uses.BUILD, _values),
        "outputs": (uses.OUTPUT, _each(build_options.exporter)),
        "build-contexts": (uses.PULL, _each(build_options.context)),
        "build-args": (uses.PULL, _each(build_options.argument)),
        "cache-from": (uses.CACHE, _each(build_options.cache)),
        "cache-to": (uses.CACHE, _each(build_options.cache)),
        "sbom": (uses.PULL, _each(_generator)),
        "attests": (uses.PULL, _each(_generator)),
    },
    "docker/setup-buildx-action": {"driver-opts": (uses.PULL, _each(build_options.driver_option))},
    "docker/setup-qemu-action": {"image": (uses.PULL, _whole)},
    "docker/bake-action": {
        "set": (uses.bake_use, _each(build_options.override)),
        "sbom": (uses.PULL, _each(_generator)),
    },
    "docker/metadata-action": {"images": (uses.OUTPUT, _each(_image_name))},
    "docker/scout-action": {"image": (uses.PULL, _scouted), "to": (uses.PULL, _scouted)},
    "devcontainers/ci": {"imagename": (uses.BUILD, _whole), "cachefrom": (uses.CACHE, _values)},
    "redhat-actions/buildah-build": {"base-image": (uses.PULL, _whole)},
    "addnab/docker-run-action": {"image": (uses.PULL, _whole)},
    "uraimo/run-on-arch-action": {"base_image": (uses.PULL, _last), "image": (uses.PULL, _whole)},
    "shrink/actions-docker-extract": {"image": (uses.PULL, _whole)},
    "helm/kind-action": {"node_image": (uses.PULL, _whole), "registry_image": (uses.PULL, _whole)},
    "engineerd/setup-kind": {"image": (uses.PULL, _whole)},
    "aquasecurity/trivy-action": {"image-ref": (uses.PULL, _whole)},
    "anchore/scan-action": {"image": (uses.PULL, _whole)},
    "anchore/sbom-action": {"image": (uses.PULL, _whole)},
    "snyk/actions/docker": {"image": (uses.PULL, _whole)},
    "zaproxy/action-api-scan": {"docker_name": (uses.PULL, _whole)},
    "zaproxy/action-baseline": {"docker_name": (uses.PULL, _whole)},
    "zaproxy/action-full-scan": {"docker_name": (uses.PULL, _whole)},
    "google-github-actions/deploy-cloudrun": {"image": (uses.PULL, _whole)},
    "aws-actions/amazon-ecs-render-task-definition": {"image": (uses.PULL, _whole)},
    "azure/k8s-deploy": {"images": (uses.PULL, _values)},
    "azure/webapps-deploy": {"images": (uses.PULL, _values)},
}
"""By action, by input: the use made of the images in it, and where they stand in the input's text."""
IN_PARTS = {"renovatebot/github-action": ("renovate-image", "renovate-version", "ghcr.io/renovatebot/renovate")}
"""By action: the inputs for the name and the tag of one image, and the name where none is given."""
SCRIPTS = {
    "appleboy/ssh-action": ("script", "sh"),
    "azure/cli": ("inlinescript", "sh"),
    "azure/powershell": ("inlinescript", "pwsh"),
    "nick-fields/retry": ("command", "sh"),
    "nick-invision/retry": ("command", "sh"),
    "wandalen/wretry.action": ("command", "sh"),
}
"""By action: the input that holds a script, and the shell that reads it."""
PUSHING = frozenset({"docker/build-push-action", "docker/bake-action"})
"""The actions that push what they build where their input `push` says so."""
