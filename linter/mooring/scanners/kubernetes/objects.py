"""The objects of a document, and every mapping in them with the step that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mooring.scanners.hints import hints_of
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import effort, get, is_mapping, is_scalar, is_sequence, items, string

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """A Kubernetes object: the group of its API ("" for the core), its kind, and the object that it stands in."""

    __slots__ = ("node", "where", "group", "kind", "outer")

    def __init__(self, node: Any, where: str, api_version: str, kind: str, outer: Object | None = None) -> None:
        self.node = node
        self.where = where
        group, slash, _ = api_version.rpartition("/")
        self.group = group if slash else "" if api_version.startswith("v") else api_version
        self.kind = kind
        self.outer = outer

    def is_of(self, group: str, kinds: str = "*") -> bool:
        """Whether the object is of a group, or of one below it, and of one of the kinds (`A|B`; `*` for any)."""
        in_group = group in ("*", self.group) or self.group.endswith(f".{group}")
        return in_group and (kinds == "*" or self.kind in kinds.split("|"))

    @property
    def is_silent(self) -> bool:
        """Whether nothing in the object names an image that is pulled."""
        return self.kind in _SILENT_KINDS or any(self.is_of(group) for group in _SILENT_GROUPS)

    def hints(self) -> tuple[str, ...]:
        """The environments that the object, or else the one around it, speaks of."""
        words = [string(node) for place in _ENVIRONMENTS for _, node in find(self.node, place)]
        hints = tuple(dict.fromkeys(hint for word in words for hint in hints_of(word)))
        return hints or (self.outer.hints() if self.outer else ())


class Met:
    """A mapping in an object: `step` is the key that it stands under, `containers[]` for an item of a list or lists.

    `scopes` are the mappings around it, from the outermost, that have parameters of their own.
    """

    __slots__ = ("owner", "step", "where", "node", "scopes")

    def __init__(self, owner: Object | None, step: str, where: str, node: Any, scopes: tuple[Any, ...] = ()) -> None:
        self.owner = owner
        self.step = step
        self.where = where
        self.node = node
        self.scopes = scopes


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
            for key, value in items(met.node):
                if not is_scalar(value) and not _is_left_out(met, key, left_out):
                    where = f"{met.where}.{key}" if met.where else key
                    below.append(Met(met.owner, key, where, value, met.scopes))
            pending += reversed(below)


def _object_of(met: Met) -> Object | None:
    """The object that a mapping is, None where it is a part of one.

    The items of a typed list (`kind: PodList`) are objects of its kind, which mostly do not say so.
    """
    api_version, kind = string(get(met.node, "apiVersion")), string(get(met.node, "kind"))
    if api_version and kind:
        return Object(met.node, met.where, api_version, kind, met.owner)
    around = met.owner
    listed = f"{around.where}.items".removeprefix(".") if around else None
    if around and around.kind.endswith("List") and met.where.rpartition("[")[0] == listed:
        api_version = string(get(around.node, "apiVersion")) or ""
        return Object(met.node, met.where, api_version, around.kind.removesuffix("List"), around)
    return None


def _is_scope(met: Met) -> bool:
    return any(met.owner.is_of(group) and met.step in steps for group, steps in _SCOPES) if met.owner else False


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
