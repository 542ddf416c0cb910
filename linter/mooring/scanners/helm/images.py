"""What the parts that values name of an image come to: a reference, or why none is known.

A tag that nothing names is the chart's appVersion, by the convention that `helm create` begins with. A registry for
all images is `global.imageRegistry`, before an image's own, as in Bitnami's charts; other keys below `global` are for
images that have none, as Istio's `hub` is.
"""

from __future__ import annotations

import re

from mooring import PLAIN, Span
from mooring.scanners.helm.keys import is_about_code, is_about_images, is_about_pictures, lists_images
from mooring.scanners.likely import is_likely
from mooring.scanners.tables import COMPOSED
from mooring.scanners.templates.masking import is_masked
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from mooring import Mention, Part
    from mooring.scanners.helm.chart import Chart
    from mooring.scanners.helm.named import Parts
    from mooring.scanners.tables import Places

APP_VERSION = "its tag is the chart's appVersion, which stands in Chart.yaml"
TAG_UNKNOWN = "its tag is the one that the chart gives it"
NAME_UNKNOWN = "how the chart puts its name together is not known"
LENT = "its tag or digest stands in the chart's values.yaml"
GLOBAL_UNKNOWN = "whether the registry for all images goes before its own is for the chart to say"

_PARTS: tuple[Part, ...] = ("registry", "repository", "tag", "digest", "hex")
_TAGGED = ("tag", "version", "digest", "hex")
_SOME_REGISTRY = "registry.example"
_HEX = re.compile(r"[0-9a-f]{64}")
_OF_HEX = "sha256:"
_UNFINISHED = "@sha256"
"""What a name ends with that has a digest's digits for its tag."""
_CODE_HOST = re.compile(r"(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com|codeberg\.org)/")
_NO_NAMES = frozenset(
    {"true", "false", "yes", "no", "none", "null", "auto", "default", "latest", "stable", "disabled", "enabled"}
)
_GLOBAL_REGISTRIES = (
    ("image", "registry"),
    ("registry",),
    ("hub",),
    ("containerRegistry",),
    ("dockerRegistry",),
    ("cattle", "systemDefaultRegistry"),
)
_REGISTRIES = ("imageRegistry", "defaultImageRegistry", "defaultRegistry", "containerRegistry", "dockerRegistry", "hub")


class Context:
    """What holds for all images of a file: the places it is read by, its chart, and what it says of registries.

    `override` is the registry that all images come from, `shared` the one below `global` and `fallback` one elsewhere
    for images that have none of their own, `tag` the tag of images of the second kind; "" for none.
    """

    def __init__(self, places: Places, root: Any, chart: Chart | None) -> None:
        self.places = places
        self.chart = chart
        given = (root, get(root, "_internal_defaults_do_not_set"), chart.values if chart else None)
        roots = [one for one in given if one is not None]
        below = [one for one in (get(one, "global") for one in roots) if one is not None]
        self.override = _first(get(one, "imageRegistry") for one in below)
        self.shared = _first(get(one, *path) for one in below for path in _GLOBAL_REGISTRIES)
        self.fallback = _first(get(one, key) for one in roots for key in _REGISTRIES)
        self.tag = _first(get(one, "tag") for one in below if get(one, "hub") is not None)

    def tag_of_chart(self, path: Sequence[str]) -> str:
        """The tag that the chart gives to its own images at a path of keys; "" where it is not known."""
        if self.chart is None or (path and path[0] in self.chart.dependencies):
            return ""
        return self.chart.version or ""


def _first(nodes: Iterable[Any]) -> str:
    texts = (string(node) for node in nodes)
    return next((text.strip() for text in texts if text and text.strip() and text not in ("null", "~")), "")


def image_in(context: Context, parts: Parts, path: Sequence[str], where: str) -> Iterator[Mention]:
    """The mention of the image that some parts of a mapping make, at most one.

    `path` are the keys that lead to the mapping, `where` is its place in the file.
    """
    by = _named(parts, path)
    if by is None or _is_other(parts, by, path):
        return
    at = _place_of(parts, by, path, where)
    is_apart = parts.has(*_TAGGED, "registry") or (parts.around is not None and parts.around.has("registry", "tag"))
    if by == "repository" or (is_apart and not _is_complete(parts.text(by))):
        pieces = _Pieces(parts, by, path)
        if parts.around is not None:
            _take_from_around(pieces, parts.around)
        yield from _split(context, pieces, at)
    elif by in parts.own:
        yield from _whole(context, parts, by, at)


def _named(parts: Parts, path: Sequence[str]) -> str | None:
    """The part that gives an image its name; None where nothing does for sure."""
    is_image = is_about_images(path) or parts.says_image
    if parts.text("image"):
        return "image"
    if parts.text("repository"):
        evident = is_image or parts.has("tag", "digest", "hex", "registry")
        return "repository" if evident else None
    name = parts.text("name")
    evident = parts.has(*_TAGGED, "registry", "repository") or _is_complete(name)
    return "name" if name and is_image and evident else None


def _is_other(parts: Parts, by: str, path: Sequence[str]) -> bool:
    """Whether a name is no image's, or may as well be that of something else: of code, of charts, of a picture."""
    text = parts.text(by).removesuffix(_UNFINISHED)
    if text.isdigit() or text.lower() in _NO_NAMES or text.endswith(".git") or _CODE_HOST.match(text):
        return True
    if text.startswith((".", "/")) or not (is_likely(text) or is_likely(f"{_SOME_REGISTRY}/{text}")):
        return True
    if by == "image":
        others = is_about_pictures([*path, *parts.which])
        return not is_likely(text) and (others or (bool(parts.which) and "/" not in text and not parts.has(*_TAGGED)))
    if text.endswith((".repository", ".name")) and parts.text("tag").endswith(".tag"):
        return True
    return is_about_code(path) and not (parts.says_image or is_about_images(path) or parts.text("registry"))


def _is_complete(name: str) -> bool:
    """Whether a name has a tag or digest with it."""
    return ("@" in name and not name.endswith(_UNFINISHED)) or ":" in name.rpartition("/")[2]


def _has_registry(name: str) -> bool:
    first, slash, _ = name.partition("/")
    return bool(slash) and ("." in first or ":" in first or first == "localhost" or is_masked(first))


def _place_of(parts: Parts, by: str, path: Sequence[str], where: str) -> str:
    """Where an image stands: at its mapping, where that is about nothing else, or at the key of its name."""
    if where and is_about_images(path) and not parts.which:
        return where
    key = parts.keys.get(by) or next(iter(parts.keys.values()))
    return f"{where}.{key}" if where else key


def _whole(context: Context, parts: Parts, by: str, at: str) -> Iterator[Mention]:
    """The mention of a key that holds a reference as a whole."""
    for mention in with_registry(context.places.reference(parts.own[by], at), parts.around):
        name = mention.resolved or ""
        if "/" in name or _is_complete(name) or not (context.shared and context.tag):
            yield mention
        else:
            resolved = f"{context.shared.rstrip('/')}/{name}:{context.tag}"
            yield mention.replace(resolved=resolved, reason=mention.reason or COMPOSED)


def with_registry(mentions: Iterable[Mention], around: Parts | None) -> Iterator[Mention]:
    """The mentions of whole references, behind the registry that the mapping around says all images come from."""
    registry = around.text("registry").rstrip("/") if around is not None else ""
    for mention in mentions:
        name = mention.resolved
        if not registry or name is None or _has_registry(name):
            yield mention
        else:
            yield mention.replace(resolved=f"{registry}/{name}", reason=mention.reason or COMPOSED)


class _Pieces:
    """The parts of a reference that stand apart: the text of each, the node of each that the file itself has.

    `reason` is why it must not be rewritten, `is_known` whether its text is known, `keeps_name` whether the name is put
    together from more than stands here.
    """

    def __init__(self, parts: Parts, by: str, path: Sequence[str]) -> None:
        self.path = path
        self.text = {part: parts.text(part) for part in _PARTS}
        self.text["repository"] = parts.text(by)
        self.own = {part: parts.own[part] for part in _PARTS if part in parts.own}
        self.own.pop("repository", None)
        if by in parts.own:
            self.own["repository"] = parts.own[by]
        self.reason = NAME_UNKNOWN if _is_odd(parts, by, path) else None
        self.is_known = self.reason is None
        self.keeps_name = False
        self.nulls = {} if parts.has("digest", "hex") else parts.nulls
        self._take_version(parts)
        self._tell_digest_from_hex()
        if not self.text["registry"] and parts.text("default-registry"):
            self.come_from(parts.text("default-registry"))

    @property
    def is_tagged(self) -> bool:
        """Whether there is a tag or a digest."""
        return _is_complete(self.text["repository"]) or any(self.text[part] for part in ("tag", "digest", "hex"))

    @property
    def is_lent(self) -> bool:
        """Whether a tag or digest stands in another file, and could not be overruled in this one."""
        lent = {part for part in ("tag", "digest", "hex") if self.text[part] and part not in self.own}
        return bool(lent) and (lent != {"tag"} or self.own.keys().isdisjoint(("digest", "hex")))

    def come_from(self, registry: str) -> None:
        """Put a registry before the name that stands elsewhere than its own would."""
        self.text["registry"] = registry
        self.keeps_name = True

    def refuse(self, reason: str, *, is_known: bool) -> None:
        """Leave the reference alone, for a reason; the first counts."""
        self.reason = self.reason or reason
        self.is_known = self.is_known and is_known

    def resolved(self) -> str | None:
        """The reference; None where it is not known."""
        if not self.is_known:
            return None
        registry = f"{self.text['registry'].rstrip('/')}/" if self.text["registry"] else ""
        tag = self.text["tag"] if self.text["tag"].startswith("@") or not self.text["tag"] else f":{self.text['tag']}"
        digest = f"@{self.text['digest']}" if self.text["digest"] else ""
        encoded = f"@{_OF_HEX}{self.text['hex']}" if self.text["hex"] else ""
        return f"{registry}{self.text['repository']}{tag}{digest}{encoded}"

    def _take_version(self, parts: Parts) -> None:
        """Take the version for the tag where there is no other, and no empty tag behind a name that has one."""
        if not self.text["tag"] and parts.text("version"):
            self.own.pop("tag", None)
            self.text["tag"] = parts.text("version")
            if "version" in parts.own:
                self.own["tag"] = parts.own["version"]
        if not self.text["tag"] and _is_complete(self.text["repository"]):
            self.own.pop("tag", None)

    def _tell_digest_from_hex(self) -> None:
        """Tell a digest from its hexadecimal digits alone by how it is written; where it is not yet, by its key."""
        if self.text["repository"].endswith(_UNFINISHED) and _HEX.fullmatch(self.text["tag"]):
            self.text["repository"] = self.text["repository"].removesuffix(_UNFINISHED)
            self._move("tag", "hex")
            self.keeps_name = True
        elif _HEX.fullmatch(self.text["digest"]):
            self._move("digest", "hex")
        elif self.text["hex"].startswith(_OF_HEX):
            self._move("hex", "digest")
        elif "digest" in self.own and "hex" in self.own:
            self.own.pop("digest" if self.text["hex"] else "hex")

    def _move(self, one: Part, other: Part) -> None:
        self.text[other], self.text[one] = self.text[one], ""
        self.own.pop(other, None)
        if one in self.own:
            self.own[other] = self.own.pop(one)


def _is_odd(parts: Parts, by: str, path: Sequence[str]) -> bool:
    """Whether a name is put together in a way of the chart's own."""
    if parts.text("affix") or (parts.text("namespace") and is_about_images(path[-1:])):
        return True
    name = parts.text("name")
    if by == "name":
        return parts.has("repository") and not parts.text("registry") and "/" not in name
    is_of_image = is_about_images(path[-1:]) and not lists_images(path)
    repository = parts.text(by).rpartition("/")[2].partition("@")[0].partition(":")[0]
    return by == "repository" and bool(name) and is_of_image and repository != name


def _split(context: Context, pieces: _Pieces, at: str) -> Iterator[Mention]:
    """The mention of an image whose parts stand apart."""
    _put_registry(context, pieces)
    if not pieces.is_tagged:
        pieces.text["tag"] = context.tag_of_chart(pieces.path)
        pieces.refuse(APP_VERSION if pieces.text["tag"] else TAG_UNKNOWN, is_known=bool(pieces.text["tag"]))
    elif pieces.is_lent:
        pieces.refuse(LENT, is_known=True)
    nodes: dict[Part, Any] = {part: pieces.own[part] for part in _PARTS if part in pieces.own}
    for mention in context.places.split(nodes, at, default_repository=pieces.text["repository"]):
        dropped = ("registry", "repository") if pieces.keeps_name else ()
        parts = {part: place for part, place in mention.parts.items() if part not in dropped}
        nulls = {part: _place(context, node) for part, node in pieces.nulls.items()}
        yield mention.replace(
            parts={**parts, **nulls} or mention.parts,
            styles={**mention.styles, **dict.fromkeys(nulls, PLAIN)},
            resolved=pieces.resolved(),
            reason=mention.reason or pieces.reason or (None if parts or nulls else COMPOSED),
        )


def _place(context: Context, node: Any) -> Span:
    """Where a scalar stands."""
    embedded = context.places.tree.embed(node)
    return embedded.lift(Span(0, len(embedded.data)))[0]


def _take_from_around(pieces: _Pieces, around: Parts) -> None:
    """Take the registry and the tag for all images from the mapping around, where that says them for several."""
    registry, tag = around.text("registry"), around.text("tag")
    is_for_all = not any(around.text(name) for name in ("repository", "image", "name"))
    if registry and not pieces.text["registry"]:
        if not is_for_all or _has_registry(pieces.text["repository"]):
            pieces.refuse(NAME_UNKNOWN, is_known=False)
        pieces.come_from(registry)
    if tag and is_for_all and not pieces.is_tagged:
        pieces.text["tag"] = tag
        pieces.refuse(COMPOSED, is_known=True)


def _put_registry(context: Context, pieces: _Pieces) -> None:
    """Put the registry for all images before a name, or say that it is not known whether it is."""
    own = pieces.text["registry"]
    has_own = bool(own) or _has_registry(pieces.text["repository"])
    if context.override:
        if (not has_own or "registry" in pieces.own or pieces.keeps_name) and own != context.override:
            pieces.come_from(context.override)
    elif not has_own and (context.shared or context.fallback):
        pieces.come_from(context.shared or context.fallback)
        if context.shared and not pieces.text["tag"] and context.tag:
            pieces.text["tag"] = context.tag
            pieces.refuse(COMPOSED, is_known=True)
    elif own and context.shared not in ("", own):
        pieces.refuse(GLOBAL_UNKNOWN, is_known=False)
