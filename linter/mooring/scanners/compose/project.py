"""A compose file as a project: its services, the values of its variables, and which services it builds."""

from __future__ import annotations

from mooring import Source
from mooring.scanners import yaml_tree
from mooring.scanners.compose import dotenv
from mooring.scanners.compose.interpolation import interpolate
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeVar

    from mooring.scanners.compose.interpolation import Interpolated

    Key = TypeVar("Key")

MAX_NODES = 200_000
MAX_EXTENDS = 20

_PROJECT_NAME = "COMPOSE_PROJECT_NAME"
_NOT_TEXT = lazily(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE"
    r"|[-+]?(?:[0-9][0-9_]*|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+)"
    r"|[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|"
)
_VERSION_1 = (None, "1", "1.0")
_MADE_OF = {"image", "build", "extends"}


class Service:
    """One service: its name, where it stands (`services.web`), and its values by key."""

    __slots__ = ("name", "where", "fields")

    def __init__(self, name: str, where: str, fields: dict[str, Any]) -> None:
        self.name = name
        self.where = where
        self.fields = fields


class Project:
    """A parsed compose file. Its documents are read as Compose merges them: as one project."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = yaml_tree.Tree(source)
        self.exhausted = False
        self._nodes_left = MAX_NODES
        self._neighbours: dict[str, Project | None] = {}
        self.documents = [self.fields(root) for root in self.tree.documents]
        environment = source.beside(".env")
        self.values = dotenv.parse(environment) if environment is not None else {}
        if not self.values.get(_PROJECT_NAME):
            self.values[_PROJECT_NAME] = self._project_name()
        self.services = list(self._services())
        self._named = {service.name: service for service in self.services}

    def fields(self, node: Any) -> dict[str, Any]:
        """A mapping's values by key, without those that `!reset` takes away; empty for a node of another kind.

        A file whose aliases unfold to more than `MAX_NODES` values is read so far and no further; `exhausted`
        says so.
        """
        return dict(self._kept(yaml_tree.items(node)))

    def entries(self, node: Any) -> Iterator[tuple[int, Any]]:
        """A sequence's values with their indexes, in the same way."""
        return self._kept(enumerate(yaml_tree.entries(node)))

    def _kept(self, values: Iterable[tuple[Key, Any]]) -> Iterator[tuple[Key, Any]]:
        for key, value in values:
            self._nodes_left -= 1
            if self._nodes_left < 0:
                self.exhausted = True
                return
            if getattr(value, "tag", None) != "!reset":
                yield key, value

    def interpolated(self, node: Any) -> Interpolated | None:
        """A scalar's text after interpolation; None for a node of another kind and for what YAML reads as no text."""
        value = yaml_tree.string(node)
        if value is None or (not node.style and _NOT_TEXT.fullmatch(value)):
            return None
        return interpolate(value, self.values)

    def static(self, node: Any) -> str | None:
        """A scalar's text where it is known before Compose runs."""
        interpolated = self.interpolated(node)
        return interpolated.static if interpolated else None

    def service(self, name: str | None) -> Service | None:
        """The service of a name."""
        return None if name is None else self._named.get(name)

    def inherited(self, service: Service, key: str) -> Any:
        """A service's node for a key, where it has none that of the service that it extends in the same file."""
        for _ in range(MAX_EXTENDS):
            if key in service.fields:
                return service.fields[key]
            if "extends" not in service.fields:
                break
            project, base = self._extended(service)
            if base is None or project is not self:
                break
            service = base
        return None

    def builds(self, service: Service | None) -> bool:
        """Whether Compose builds the service's image, by itself or because the service that it extends is built."""
        project: Project | None = self
        for _ in range(MAX_EXTENDS):
            if service is None or project is None:
                break
            build = service.fields.get("build")
            if build is not None:
                return yaml_tree.is_mapping(build) or bool(project.static(build))
            project, service = project._extended(service)  # noqa: SLF001 - another project's, in the same class
        return False

    def neighbour(self, name: str) -> Project | None:
        """The project in another file, named relative to this one's folder; None where there is none."""
        if name not in self._neighbours:
            data = self.source.beside(name)
            self._neighbours[name] = None if data is None else Project(Source(name, data))
        return self._neighbours[name]

    def _extended(self, service: Service) -> tuple[Project | None, Service | None]:
        extends = service.fields.get("extends")
        if extends is None:
            return self, None
        if not yaml_tree.is_mapping(extends):
            return self, self.service(self.static(extends))
        fields = self.fields(extends)
        file = self.static(fields.get("file"))
        project = self if file is None else self.neighbour(file.removeprefix("./"))
        return project, project.service(self.static(fields.get("service"))) if project else None

    def _project_name(self) -> str | None:
        names = [self.static(document["name"]) for document in self.documents if "name" in document]
        return names[-1] if names else None

    def _services(self) -> Iterator[Service]:
        for document in self.documents:
            if "services" in document:
                for name, node in self.fields(document["services"]).items():
                    yield Service(name, f"services.{name}", self.fields(node))
            else:
                yield from self._services_of_version_1(document)

    def _services_of_version_1(self, document: dict[str, Any]) -> list[Service]:
        """The services at the top level of a file of version 1; none where anything else stands there."""
        if yaml_tree.string(document.get("version")) not in _VERSION_1:
            return []
        names = [name for name in document if name != "version" and not name.startswith("x-")]
        services = [Service(name, name, self.fields(document[name])) for name in names]
        return services if all(_MADE_OF & service.fields.keys() for service in services) else []
