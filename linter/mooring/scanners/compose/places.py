"""The places of a compose file where an image is named, and what becomes of the image in each."""

from __future__ import annotations

from functools import cached_property

from mooring import Mention, Problem, Role
from mooring.scanners import build_options, yaml_tree
from mooring.scanners.compose import merging
from mooring.scanners.compose.project import Project
from mooring.scanners.compose.reference import Use, mention

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Source
    from mooring.scanners.compose.interpolation import Interpolated
    from mooring.scanners.compose.project import Service

BUILT = "it names what is built"
CACHED = "it names a build cache"
NEVER_PULLED = "`pull_policy` says that it is never pulled"
MODEL = "it names a model, not an image"
APPLICATION = "it names a Compose application, not an image"

_REMOTE = "oci://"
_BAKE = "x-bake"
_NO_IMAGE = "scratch"
_MODEL_HUBS = ("hf.co/", "huggingface.co/")
_PULLS = ("always", "missing", "if_not_present", "refresh", "daily", "weekly")
_PULLS_EVERY = "every_"
_NEVER_PULLS = ("never", "build")
_HOOKS = ("pre_start", "post_start", "pre_stop")
_FURTHER = frozenset({"build", "volumes", "extends", *_HOOKS})
_ENVIRONMENTS = {
    "prod": "production",
    "production": "production",
    "stag": "staging",
    "stage": "staging",
    "staging": "staging",
    "dev": "development",
    "devel": "development",
    "development": "development",
    "test": "test",
    "tests": "test",
    "testing": "test",
    "ci": "test",
}


def mentions(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a compose file, in the order they stand in, and before them what is wrong."""
    project = Project(source)
    if project.tree.problem:
        yield project.tree.problem
    yield from project.tree.repeated_keys()
    found = list(_Reader(project).read())
    yield from (problem for problem in found if isinstance(problem, Problem))
    yield from sorted(
        (item for item in found if isinstance(item, Mention)),
        key=lambda mention: (mention.span.start, mention.span.end),
    )
    if project.exhausted:
        yield Problem(source.path, None, "the file's aliases unfold to too much; not everything was read")


def hints(path: str) -> tuple[str, ...]:
    """The environments that a compose file's name speaks of: `production` for `compose.prod.yaml`."""
    words = path.rpartition("/")[2].lower().replace("-", ".").replace("_", ".").split(".")
    return tuple(dict.fromkeys(_ENVIRONMENTS[word] for word in words if word in _ENVIRONMENTS))


class _Reader:
    """Walks a project once; a scalar that is reached again through an alias is passed over.

    The services' images come first, so that one that is shared with another place is taken for what it is.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.hints = hints(project.source.path)
        self.seen: set[int] = set()
        names = {service.name for service in project.services if project.builds(service)}
        built = [project.inherited(service, "image") for service in project.services if service.name in names]
        self.built_nodes = {id(image) for image in built if image is not None}
        self.built_names = {project.static(image) for image in built} - {None}

    def read(self) -> Iterator[Mention | Problem]:
        for service in self.project.services:
            yield from self._image(service)
        for service in self.project.services:
            yield from self._rest(service)
        for document in self.project.documents:
            for name, model in self.project.fields(document.get("models")).items():
                yield from self._model(self.project.fields(model).get("model"), f"models.{name}.model")
            for index, include in self.project.entries(document.get("include")):
                yield from self._include(include, f"include[{index}]")

    def _rest(self, service: Service) -> Iterator[Mention | Problem]:
        if _FURTHER.isdisjoint(service.fields):
            return
        platform = self._platform(service)
        yield from self._build(service.fields.get("build"), f"{service.where}.build")
        for index, volume in self.project.entries(service.fields.get("volumes")):
            yield from self._volume(volume, f"{service.where}.volumes[{index}].source", platform)
        for key in _HOOKS:
            for index, hook in self.project.entries(service.fields.get(key)):
                image = self.project.fields(hook).get("image")
                yield from self._pulled(image, f"{service.where}.{key}[{index}].image", platform)
        extends = self.project.fields(service.fields.get("extends"))
        yield from self._application(extends.get("file"), f"{service.where}.extends.file")

    def _image(self, service: Service) -> Iterator[Mention]:
        node = service.fields.get("image")
        if node is not None:
            role, reason = self._purpose(service, node)
            yield from self._whole(node, Use(f"{service.where}.image", role, reason, self._platform(service)))

    def _purpose(self, service: Service, node: Any) -> tuple[Role, str | None]:
        """The role of a service's image, and why it must not be rewritten."""
        policy = self.project.static(self.project.inherited(service, "pull_policy")) or ""
        pulled = policy in _PULLS or policy.startswith(_PULLS_EVERY)
        if id(node) in self.built_nodes:
            return Role.PULL if pulled else Role.BUILD_OUTPUT, BUILT
        if policy in _NEVER_PULLS:
            return Role.PULL, NEVER_PULLED
        if pulled:
            return Role.PULL, None
        if self.built_names and self.project.static(node) in self.built_names:
            return Role.BUILD_OUTPUT, BUILT
        name, other = self._merged or ("", None)
        if other is None or not other.builds(other.service(service.name)):
            return Role.PULL, None
        overriding = merging.is_override(self.project.source.path)
        return Role.BUILD_OUTPUT if overriding else Role.PULL, f"{name} builds the service"

    @cached_property
    def _merged(self) -> tuple[str, Project] | None:
        return merging.other(self.project)

    def _platform(self, service: Service) -> str | None:
        return self.project.static(self.project.inherited(service, "platform"))

    def _pulled(self, node: Any, where: str, platform: str | None) -> Iterator[Mention]:
        """An image that is pulled, unless it has the name of what a service of the project builds."""
        if self.project.static(node) in self.built_names:
            yield from self._whole(node, Use(where, Role.BUILD_OUTPUT, BUILT, platform))
        else:
            yield from self._whole(node, Use(where, platform=platform))

    def _build(self, node: Any, where: str) -> Iterator[Mention | Problem]:
        build = self.project.fields(node)
        if not build:
            return
        if self._is_new(build.get("dockerfile_inline")):
            from mooring.scanners.compose import inline

            yield from inline.mentions(self.project, build, f"{where}.dockerfile_inline", hints=self.hints)
        yield from self._contexts(build.get("additional_contexts"), f"{where}.additional_contexts")
        yield from self._listed(build, where, "cache_from", "cache_to")
        yield from self._generator(build.get("sbom"), f"{where}.sbom")
        bake = self.project.fields(build.get(_BAKE))
        yield from self._contexts(bake.get("contexts"), f"{where}.{_BAKE}.contexts")
        yield from self._listed(bake, f"{where}.{_BAKE}", "cache-from", "cache-to")

    def _listed(self, build: dict[str, Any], where: str, *caches: str) -> Iterator[Mention]:
        """The images of a build's lists: its caches, by their keys, and the tags that it is given."""
        for key in caches:
            for place, cache in self._entries(build.get(key), f"{where}.{key}"):
                yield from self._cache(cache, place)
        for place, tag in self._entries(build.get("tags"), f"{where}.tags"):
            yield from self._whole(tag, Use(place, Role.BUILD_OUTPUT, BUILT))

    def _entries(self, node: Any, where: str) -> Iterator[tuple[str, Any]]:
        """A list's values with their places; a word alone, which Buildx allows, is the only one."""
        if yaml_tree.is_scalar(node) and len(node.value.split()) == 1:
            yield where, node
        for index, entry in self.project.entries(node):
            yield f"{where}[{index}]", entry

    def _contexts(self, node: Any, where: str) -> Iterator[Mention]:
        for name, context in self.project.fields(node).items():
            yield from self._context(context, f"{where}.{name}", named=True)
        for index, context in self.project.entries(node):
            yield from self._context(context, f"{where}[{index}]", named=False)

    def _context(self, node: Any, where: str, *, named: bool) -> Iterator[Mention]:
        value = self._value(node)
        if value is None:
            return
        start = 0 if named else value.text.find("=") + 1
        if (named or start) and value.text.startswith(build_options.DOCKER_IMAGE, start):
            start += len(build_options.DOCKER_IMAGE)
            if value.text[start:] != _NO_IMAGE:
                yield from self._reference(node, value, (start, len(value.text)), Use(where))

    def _cache(self, node: Any, where: str) -> Iterator[Mention]:
        value = self._value(node)
        if value is None:
            return
        for place in build_options.cache(value.text):
            yield from self._reference(node, value, place, Use(where, Role.CACHE, CACHED))

    def _generator(self, node: Any, where: str) -> Iterator[Mention]:
        value = self._value(node)
        if value is not None and "generator" in (places := build_options.options(value.text)):
            yield from self._reference(node, value, places["generator"], Use(where))

    def _volume(self, node: Any, where: str, platform: str | None) -> Iterator[Mention]:
        """The image that a volume is made of, unless that is a service's."""
        volume = self.project.fields(node)
        source = volume.get("source")
        if self.project.static(volume.get("type")) == "image" and not self.project.service(self.project.static(source)):
            yield from self._pulled(source, where, platform)

    def _model(self, node: Any, where: str) -> Iterator[Mention]:
        if not (self.project.static(node) or "").startswith(_MODEL_HUBS):
            yield from self._whole(node, Use(where, Role.PULL, MODEL))

    def _include(self, node: Any, where: str) -> Iterator[Mention]:
        yield from self._application(node, where)
        path = self.project.fields(node).get("path")
        yield from self._application(path, f"{where}.path")
        for index, entry in self.project.entries(path):
            yield from self._application(entry, f"{where}.path[{index}]")

    def _application(self, node: Any, where: str) -> Iterator[Mention]:
        value = self._value(node)
        if value is not None and value.text.startswith(_REMOTE):
            use = Use(where, Role.PULL, APPLICATION)
            yield from self._reference(node, value, (len(_REMOTE), len(value.text)), use)

    def _whole(self, node: Any, use: Use) -> Iterator[Mention]:
        value = self._value(node)
        if value is not None:
            yield from self._reference(node, value, (0, len(value.text)), use)

    def _reference(self, node: Any, value: Interpolated, place: tuple[int, int], use: Use) -> Iterator[Mention]:
        if place[0] < place[1]:
            yield mention(self.project.tree, node, value, place, use, hints=self.hints)

    def _value(self, node: Any) -> Interpolated | None:
        return self.project.interpolated(node) if self._is_new(node) else None

    def _is_new(self, node: Any) -> bool:
        if not yaml_tree.is_scalar(node) or id(node) in self.seen:
            return False
        self.seen.add(id(node))
        return True
