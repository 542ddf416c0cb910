"""The objects of a document, and every mapping in them with the step that leads to it."""

from __future__ import annotations

from functools import lru_cache

from mooring.scanners.hints import hints_of
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import effort, fields, get, is_mapping, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_ENVIRONMENTS = (
    "spec.targetNamespace",
    "spec.destination.namespace",
    "spec.template.spec.destination.namespace",
    "metadata.namespace",
    "namespace",
    "metadata.labels.environment",
    "metadata.labels.env",
    'metadata.labels."app.kubernetes.io/environment"',
)
_SCHEMAS = frozenset({"openAPIV3Schema", "managedFields"})
_TEXTS = frozenset({"data", "stringData", "binaryData"})
_SCOPES = (
    ("tekton.dev", frozenset({"tasks[]", "finally[]", "taskSpec", "pipelineSpec"})),
    ("argoproj.io", frozenset({"templates[]", "inline"})),
)
_MAX_WALKED = 1_000_000

_SILENT_GROUPS = (
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "aquasecurity.github.io",
    "gatekeeper.sh",
    "image.toolkit.fluxcd.io",
    "kops.k8s.io",
    "kubewarden.io",
    "kyverno.io",
    "sigstore.dev",
    "wgpolicyk8s.io",
)
_SILENT_KINDS = frozenset(
    {
        "CompositeResourceDefinition",
        "CustomResourceDefinition",
        "ImageContentPolicy",
        "ImageContentSourcePolicy",
        "ImageDigestMirrorSet",
        "ImageTagMirrorSet",
    }
)


class Object:
    """A Kubernetes object: the group of its API ("" for the core), its kind, and the object that it stands in.

    `is_silent` tells that nothing in the object names an image that is pulled.
    """

    __slots__ = ("node", "where", "group", "kind", "outer", "is_silent")

    def __init__(self, node: Any, where: str, api_version: str, kind: str, outer: Object | None = None) -> None:
        self.node = node
        self.where = where
        group, slash, _ = api_version.rpartition("/")
        self.group = group if slash else "" if api_version.startswith("v") else api_version
        self.kind = kind
        self.outer = outer
        self.is_silent = _is_silent(self.group, kind)

    def is_of(self, group: str, kinds: str = "*") -> bool:
        """Whether the object is of a group, or of one below it, and of one of the kinds (`A|B`; `*` for any)."""
        return is_of(self.group, self.kind, group, kinds)

    def hints(self) -> tuple[str, ...]:
        """The environments that the object, or else the one around it, speaks of."""
        words = [string(node) for place in _ENVIRONMENTS for _, node in find(self.node, place)]
        hints = tuple(dict.fromkeys(hint for word in words for hint in hints_of(word)))
        return hints or (self.outer.hints() if self.outer else ())


def is_of(of_group: str, of_kind: str, group: str, kinds: str = "*") -> bool:
    """Whether objects of a group and kind are of a group, or of one below it, and of one of the kinds."""
    in_group = group in ("*", of_group) or of_group.endswith(f".{group}")
    return in_group and (kinds == "*" or of_kind in kinds.split("|"))


@lru_cache(maxsize=1024)
def _is_silent(of_group: str, of_kind: str) -> bool:
    return of_kind in _SILENT_KINDS or any(is_of(of_group, of_kind, group) for group in _SILENT_GROUPS)


class Met:
    """A mapping in an object: `step` is the key that it stands under, `containers[]` for an item of a list or lists.

    `scopes` are the mappings around it, from the outermost, that have parameters of their own; `fields` are its values.
    """

    __slots__ = ("owner", "step", "where", "node", "scopes", "fields")

    def __init__(self, owner: Object | None, step: str, where: str, node: Any, scopes: tuple[Any, ...] = ()) -> None:
        self.owner = owner
        self.step = step
        self.where = where
        self.node = node
        self.scopes = scopes
        self.fields: dict[str, Any] = {}


def walk(
    root: Any, left_out: frozenset[tuple[str, str]], *, step: str = "", where: str = "", owner: Object | None = None
) -> Iterator[Met]:
    """Every mapping below a node, each once for a step that leads to it, without what names no image.

    `left_out` are the keys, each with the kind of the object, whose values are read in another way.
    """
    pending = [Met(owner, step, where, root)]
    seen: set[tuple[int, str]] = set()
    walked = 0
    while pending:
        met = pending.pop()
        if (id(met.node), met.step) in seen or walked > _MAX_WALKED:
            continue
        seen.add((id(met.node), met.step))
        if is_sequence(met.node):
            walked += len(met.node.value)
            step = f"{met.step.removesuffix('[]')}[]"
            below = [
                Met(met.owner, step, f"{met.where}[{index}]", item, met.scopes)
                for index, item in enumerate(met.node.value)
                if not is_scalar(item)
            ]
            pending += reversed(below)
        elif is_mapping(met.node):
            met.fields = fields(met.node)
            own = _object_of(met)
            if own is not None:
                met.owner, met.scopes = own, ()
            if met.owner and met.owner.is_silent:
                continue
            if _is_scope(met):
                met.scopes = (*met.scopes, met.node)
            yield met
            below = []
            walked += effort(met.node)
            for key, value in met.fields.items():
                if not is_scalar(value) and not _is_left_out(met, key, left_out):
                    where = f"{met.where}.{key}" if met.where else key
                    below.append(Met(met.owner, key, where, value, met.scopes))
            pending += reversed(below)


def _object_of(met: Met) -> Object | None:
    """The object that a mapping is, None where it is a part of one.

    The items of a typed list (`kind: PodList`) are objects of its kind, which mostly do not say so.
    """
    api_version, kind = string(met.fields.get("apiVersion")), string(met.fields.get("kind"))
    if api_version and kind:
        return Object(met.node, met.where, api_version, kind, met.owner)
    around = met.owner
    listed = f"{around.where}.items".removeprefix(".") if around else None
    if around and around.kind.endswith("List") and met.where.rpartition("[")[0] == listed:
        api_version = string(get(around.node, "apiVersion")) or ""
        return Object(met.node, met.where, api_version, around.kind.removesuffix("List"), around)
    return None


def _is_scope(met: Met) -> bool:
    return any(met.step in steps and met.owner.is_of(group) for group, steps in _SCOPES) if met.owner else False


def _is_left_out(met: Met, key: str, left_out: frozenset[tuple[str, str]]) -> bool:
    if key in _SCHEMAS:
        return True
    if met.owner is None:
        return False
    if met.node is met.owner.node and (
        key == "status" or (key in _TEXTS and met.owner.kind in ("ConfigMap", "Secret"))
    ):
        return True
    return (met.owner.kind, key) in left_out
