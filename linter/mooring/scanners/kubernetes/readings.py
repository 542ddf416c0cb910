"""How the values are read that the table of `kinds` leads to: each function makes the mentions of one node."""

from __future__ import annotations

import re

from mooring import Embedded, Mention, Role, Span
from mooring.scanners import rows, shell
from mooring.scanners.likely import is_likely
from mooring.scanners.shell.wrappers import SHELLS
from mooring.scanners.tables import UNKNOWN, Places, find
from mooring.scanners.yaml_tree import Tree, entries, get, is_mapping, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from mooring import Part, Problem, Source
    from mooring.scanners.rows import Kind

_OCI = "oci://"
_NO_KEY_FOR_DIGEST = "Flux reads a digest from `ref.digest` alone; add that key"
_RANGE = "its tag is chosen from a range when Flux reads it"
_REGISTRY_ELSEWHERE = "its registry is a setting of Crossplane; write the registry out"

_NO_IMAGE = re.compile(r"auto|ko://.*|.*\*.*", re.DOTALL)
_IMAGE_KEY = re.compile(
    r"(?:.*[^A-Z])?(?:[iI]mage|IMAGE)(?:Name|Ref|Reference|URI|URL|Uri|Url|[-_](?i:name|ref|reference|uri|url))?"
)
_URL_KEY = re.compile(r"ur[il]$", re.IGNORECASE)
_IMAGE_NAME = re.compile(
    r"(?:.*[-_./])?image(?:[-_](?:name|ref|reference|uri|url|pullspec))?|.*[a-z]Image", re.IGNORECASE
)
_OUTPUT = re.compile(r"output|destination|push", re.IGNORECASE)
_OUTPUT_PARAMETER = re.compile(
    r"(?:app|output|out|manifest|dest|destination|target|push|result|built|new|artifact)[-_.]?image", re.IGNORECASE
)
_RELATED = "RELATED_IMAGE_"
_FLAG = re.compile(r"--?[\w.-]*(?:image|config-reloader)[\w.-]*=(?=.)", re.IGNORECASE)
_LONE_FLAG = re.compile(r"--?(?:[\w.-]*-)?image", re.IGNORECASE)
_MAX_ARGUMENT = 1000
_MAX_NESTED = 8


def sure(places: Places, node: Any, where: str, *, role: Role = Role.PULL, strip: str = "") -> Iterator[Mention]:
    """A scalar that has to be a reference, or a template for one, behind a prefix.

    What ko builds, what a mesh fills in (`auto`) and patterns name no image.
    """
    if not _NO_IMAGE.fullmatch((string(node) or "").strip()):
        mentions = places.reference(node, where, role=role, reason=_why_not(role), strip=strip)
        yield from map(rows.known, mentions)


def likely(places: Places, node: Any, where: str, *, role: Role = Role.PULL, strip: str = "") -> Iterator[Mention]:
    """A scalar that may be a reference, behind a prefix; nothing where it can be something else."""
    for mention in sure(places, node, where, role=role, strip=strip):
        if mention.resolved is not None and is_likely(mention.resolved):
            yield mention


def image_keys(places: Places, node: Any, keys: Iterable[str], where: str, *, step: str) -> Iterator[Mention]:
    """The values of a mapping's keys that speak of images."""
    for key in keys:
        value = get(node, key)
        at = f"{where}.{key}" if where else key
        role = Role.BUILD_OUTPUT if _OUTPUT.search(key) or _OUTPUT.fullmatch(step) else Role.PULL
        if is_mapping(value):
            yield from _in_parts(places, value, at, role)
        else:
            yield from _at_key(places, node, key, at, role)


def _at_key(places: Places, node: Any, key: str, where: str, role: Role) -> Iterator[Mention]:
    """The image at a key of a mapping. A tag beside it belongs to it, and so does a version, if not as it is."""
    value = get(node, key)
    for mention in likely(places, value, where, role=role):
        if mention.reference is None or not mention.reference.implied_tag:
            yield mention
        elif (tag := _beside(node, key, "Tag")) is not None:
            yield from places.split({"repository": value, "tag": tag}, where, role=role, reason=_why_not(role))
        elif _beside(node, key, "Version") is not None:
            yield mention.replace(resolved=None, reason=UNKNOWN)
        elif not _URL_KEY.search(key):
            yield mention


def _beside(node: Any, key: str, what: str) -> Any:
    """The scalar beside an image's key that holds its tag or version."""
    for name in (f"{key}{what}", f"{re.sub('[iI]mage.*', '', key)}{what}", f"image{what}", what.lower()):
        found = get(node, name)
        if string(found):
            return found
    return None


def _in_parts(places: Places, node: Any, where: str, role: Role) -> Iterator[Mention]:
    """An image whose repository, registry, tag and digest stand under keys of their own."""
    key = "name" if get(node, "repository") is None else "repository"
    parts: dict[Part, Any] = {"registry": get(node, "registry"), "tag": get(node, "tag"), "digest": get(node, "digest")}
    if any(string(part) for part in parts.values()) and string(get(node, key)):
        parts["repository"] = get(node, key)
        yield from map(rows.known, places.split(parts, where, role=role, reason=_why_not(role)))
        return
    for mention in likely(places, get(node, key), f"{where}.{key}", role=role):
        known = mention.reference is not None and not mention.reference.implied_tag
        yield mention if known else mention.replace(resolved=None, reason=UNKNOWN)


def _why_not(role: Role) -> str | None:
    """Why an image of a role must not be rewritten."""
    return {Role.BUILD_OUTPUT: rows.BUILT, Role.CACHE: rows.CACHED}.get(role)


def variable(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """An environment variable of a container: `RELATED_IMAGE_…`, and others that speak of an image."""
    name, value = string(get(node, "name")), get(node, "value")
    if name is None:
        return
    at = f"{where}.value"
    if name.startswith(_RELATED):
        yield from sure(places, value, at)
    elif "image" in name.lower() and _IMAGE_NAME.fullmatch(name):
        role = Role.BUILD_OUTPUT if _OUTPUT.search(name) else Role.PULL
        yield from likely(places, value, at, role=role)


def speaks_of_image(key: str) -> bool:
    """Whether a key's value should be an image: `image`, `runnerImage`, `imageName`."""
    return "mage" in key.replace("MAGE", "mage") and _IMAGE_KEY.fullmatch(key) is not None


def arguments(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The images among a container's arguments, and those of the commands that it gives a shell to run."""
    words = [*entries(get(node, "command")), *entries(get(node, "args"))]
    for key in ("command", "args"):
        yield from options(places, numbered(get(node, key), f"{where}.{key}"))
    if words:
        key = "args" if get(node, "command") is None else "command"
        yield from _commands(places.argv(words, f"{where}.{key}"))


def options(places: Places, words: Iterable[tuple[str, Any]]) -> Iterator[Mention]:
    """The images of options: `--image=nginx:1`, `--…-image=…`, and the word after such an option."""
    before = ""
    for where, argument in words:
        text = (string(argument) or "")[:_MAX_ARGUMENT]
        flag = _FLAG.match(text)
        value = text[flag.end() :] if flag else text
        if (flag or _LONE_FLAG.fullmatch(before)) and is_likely(value):
            yield from places.reference(argument, where, strip=flag[0] if flag else "")
        before = text


def numbered(node: Any, where: str) -> Iterator[tuple[str, Any]]:
    """The items of a sequence, each with where it is."""
    return ((f"{where}[{index}]", item) for index, item in enumerate(entries(node)))


def script(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The commands of a script, which is the shell's where its first line does not name another program."""
    text = string(node)
    if text is not None and (not text.startswith("#!") or shell.recognises(text.encode())):
        yield from _commands(places.shell(node, where))


def script_source(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The commands of the text that a template of Argo Workflows gives to a shell."""
    command = string(next(iter(entries(get(node, "command"))), None)) or ""
    if command.rpartition("/")[2] in SHELLS:
        yield from script(places, get(node, "source"), f"{where}.source")


def _commands(found: Iterable[Mention | Problem]) -> Iterator[Mention]:
    """The images of commands. What is wrong with a text is not told: it may be for another program than a shell."""
    return (one for one in found if isinstance(one, Mention))


def docker_image(places: Places, node: Any, where: str, *, role: Role = Role.PULL) -> Iterator[Mention]:
    """What OpenShift's builds and image streams are made from: `{kind: DockerImage, name: …}`."""
    if string(get(node, "kind")) == "DockerImage":
        yield from sure(places, get(node, "name"), f"{where}.name", role=role)


def docker_image_built(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """What OpenShift's builds make."""
    return docker_image(places, node, where, role=Role.BUILD_OUTPUT)


def bundle(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The bundle that a Tekton task or pipeline comes from, by the bundles resolver or in the old way."""
    yield from sure(places, get(node, "bundle"), f"{where}.bundle")
    if string(get(node, "resolver")) == "bundles":
        for index, parameter in enumerate(entries(get(node, "params"))):
            if string(get(parameter, "name")) == "bundle":
                yield from sure(places, get(parameter, "value"), f"{where}.params[{index}].value")


def parameter(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """A parameter that speaks of an image with a tag or digest: its value or default.

    One that is called just `image` is as often what a task builds, so it is left alone.
    """
    name = string(get(node, "name")) or ""
    if not _IMAGE_NAME.fullmatch(name) or name.lower() == "image":
        return
    role = Role.BUILD_OUTPUT if _OUTPUT_PARAMETER.search(name) else Role.CACHE if "cache" in name.lower() else Role.PULL
    for key in ("default", "value"):
        for mention in likely(places, get(node, key), f"{where}.{key}", role=role):
            if mention.reference is None or not mention.reference.implied_tag:
                yield mention


def manifest(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A text that is a manifest itself."""
    text = string(node)
    if text is not None and is_scalar(node):
        from mooring.scanners.kubernetes import recognises

        if recognises(text.encode()):
            yield from places.lent(node, _objects, where)


def patch(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A patch: a part of a manifest, or a list of JSON Patch operations, as a text or as it is."""
    if is_scalar(node):
        yield from places.lent(node, _patches, where)
        return
    from mooring.scanners.kubernetes.reader import read_patch

    for found in read_patch(places.tree, node, places.scanner):
        if isinstance(found, Mention):
            yield found.replace(where=f"{where}{found.where}", hints=places.hints)


def within(place: str) -> Kind:
    """How a text is read that is a document with a reference at a place."""

    def scan(source: Source) -> Iterator[Mention]:
        tree = _nested(source)
        if tree is not None:
            for document in tree.documents:
                for where, image in find(document, place):
                    yield from sure(Places(tree, "kubernetes"), image, where)

    return lambda places, node, where: places.lent(node, scan, where)


def _nested(source: Source) -> Tree | None:
    """The tree of a text in a file; None where it is in a text in a text and so on."""
    depth, outer = 0, source
    while isinstance(outer, Embedded):
        depth, outer = depth + 1, outer.outer
    return Tree(source) if depth <= _MAX_NESTED else None


def _objects(source: Source) -> Iterator[Mention | Problem]:
    from mooring.scanners.kubernetes import scan_tree

    tree = _nested(source)
    if tree is not None:
        yield from scan_tree(tree)


def _patches(source: Source) -> Iterator[Mention | Problem]:
    from mooring.scanners.kubernetes.reader import read_patch

    tree = _nested(source)
    if tree is not None:
        for document in tree.documents:
            yield from read_patch(tree, document)


def oci_repository(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The artifact that Flux pulls: `url` and `ref`, of which a digest outranks a range and a range a tag."""
    url, digest = get(node, "url"), get(node, "ref", "digest")
    if not (string(url) or "").startswith(_OCI):
        return
    ranged = string(get(node, "ref", "semver")) and not string(digest)
    parts: dict[Part, Any] = {"repository": url, "tag": None if ranged else get(node, "ref", "tag"), "digest": digest}
    for mention in places.split(parts, where):
        span = Span(mention.span.start + len(_OCI), mention.span.end)
        resolved = None if ranged or mention.resolved is None else mention.resolved.removeprefix(_OCI)
        reason = _RANGE if ranged else mention.reason if "digest" in mention.parts else _NO_KEY_FOR_DIGEST
        here = mention.replace(span=span, resolved=resolved, parts={**mention.parts, "repository": span}, reason=reason)
        yield rows.known(here)


def crossplane_package(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The package that Crossplane installs."""
    for mention in sure(places, node, where):
        elsewhere = mention.reference is not None and mention.reference.implied_registry
        yield mention.replace(reason=mention.reason or _REGISTRY_ELSEWHERE) if elsewhere else mention


def disk_url(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """The image of a disk that KubeVirt imports, where it comes from a registry."""
    return _by_scheme(places, node, where, "docker://")


def artifact_url(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """What a cluster pulls that is given by a URL, where it comes from a registry."""
    return _by_scheme(places, node, where, _OCI)


def _by_scheme(places: Places, node: Any, where: str, scheme: str) -> Iterator[Mention]:
    if (string(node) or "").startswith(scheme):
        yield from map(rows.known, places.reference(node, where, strip=scheme))


def found(node: Any, place: str) -> Iterable[tuple[str, Any]]:
    """The nodes at a place below a node; the node itself for no place."""
    return find(node, place) if place else (("", node),)
