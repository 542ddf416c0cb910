"""What `mooring init` sees in a repository: origins of images, environments, folders of others, peers' comments."""

from __future__ import annotations

import os
import re

from mooring.cli.origins import names_of, origins_of
from mooring.discovery import read
from mooring.model import Role
from mooring.record import Record
from mooring.suppress.peers import excuses_of
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mooring.cli.origins import Origin
    from mooring.model import Mention
    from mooring.policy import Policy
    from mooring.reference import Reference

VENDORED = ("Godeps", "bower_components", "node_modules", "third-party", "third_party", "vendor", "vendored")
"""Folders of what others maintain, as their names go."""

HADOLINT_FILES = (".hadolint.yaml", ".hadolint.yml")
MAX_CONFIGURATION = 64 * 1024

_OTHER_ENVIRONMENT = re.compile(r"(?:.*[-_.])?(acceptance|non[-_]?prod|pre[-_]?prod|qa|sit|uat)(?:[-_.].*)?")
_LIVE = re.compile(r"(?:.*[-_.])?live(?:[-_.].*)?")
_PLAIN_PATH = re.compile(r"[\w.@+=,-][\w .@+=,/-]*", re.ASCII)


class Seen(Record):
    """What there is in a repository that a first policy should speak of.

    `origins` are those of images to pull and of build caches, `built` the names of images that the repository both
    builds and pulls. `environments` has, by environment that Mooring knows by itself, the places where it sees it;
    `other` the same for environments that it does not know, and `live` places that may be production. `hints` are
    environments that files speak of and that Mooring does not know. `vendored` are folders of what others maintain,
    `peers` the tools whose ignore comments are in use, `trusted` the registries that hadolint's configuration trusts.
    """

    __slots__ = ("origins", "built", "environments", "other", "live", "hints", "vendored", "peers", "trusted")

    def __init__(
        self,
        *,
        origins: Sequence[Origin] = (),
        built: Sequence[str] = (),
        environments: Mapping[str, Sequence[str]] | None = None,
        other: Mapping[str, Sequence[str]] | None = None,
        live: Sequence[str] = (),
        hints: Sequence[str] = (),
        vendored: Sequence[str] = (),
        peers: Sequence[str] = (),
        trusted: Sequence[str] = (),
    ) -> None:
        self.origins = tuple(origins)
        self.built = tuple(built)
        self.environments = dict(environments or {})
        self.other = dict(other or {})
        self.live = tuple(live)
        self.hints = tuple(hints)
        self.vendored = tuple(vendored)
        self.peers = tuple(peers)
        self.trusted = tuple(trusted)


def vendored_in(paths: Iterable[str]) -> list[str]:
    """The folders of what others maintain that files of these paths lie in."""
    folders = {part for path in paths for part in path.split("/")[:-1]}
    return [f"{name}/" for name in VENDORED if name in folders]


def peers_in(sources: Iterable[Source], known: Iterable[str]) -> list[str]:
    """The tools whose comments excuse something in one of the files."""
    files = list(sources)
    return [
        peer for peer in sorted(known) if any(excuse.rules for source in files for excuse in excuses_of(source, [peer]))
    ]


def trusted_by_hadolint() -> list[str]:
    """The registries that hadolint's configuration in the working directory trusts."""
    for name in HADOLINT_FILES:
        source = read(name)
        if not isinstance(source, Source) or len(source.data) > MAX_CONFIGURATION:
            continue
        import yaml

        try:
            node = yaml.compose(source.data, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError):
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        lists = [value for key, value in pairs if key.value == "trustedRegistries" and value.id == "sequence"]
        return [item.value for one in lists for item in one.value if item.id == "scalar"]
    return []


def look(mentions: Sequence[Mention], policy: Policy) -> Seen:
    """What the mentions of a repository tell, where `policy` holds all that Mooring knows by itself."""
    by_role: dict[Role, list[Reference]] = {role: [] for role in Role}
    for one in mentions:
        if one.reference is not None:
            by_role[one.role].append(one.reference)
    pulled, outputs = [*by_role[Role.PULL], *by_role[Role.CACHE]], by_role[Role.BUILD_OUTPUT]
    known = policy.config.environments
    paths = {policy.from_root(path): policy.environment_of(path) for path in {one.source.path for one in mentions}}
    unknown = [path for path in sorted(paths) if paths[path] is None]
    return Seen(
        origins=origins_of(pulled),
        built=sorted(names_of(outputs) & names_of(pulled)),
        environments=_grouped(
            (environment, _place(path, environment, policy)) for path in sorted(paths) if (environment := paths[path])
        ),
        other=_grouped(found for path in unknown if (found := _named(path, _OTHER_ENVIRONMENT))),
        live=list(dict.fromkeys(found[1] for path in unknown if (found := _named(path, _LIVE)))),
        hints=sorted({hint for one in mentions for hint in one.hints if hint not in known}),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, dict[str, None]] = {}
    for name, place in pairs:
        groups.setdefault(name, {})[place] = None
    return {name: list(groups[name]) for name in sorted(groups)}


def _prefixes(path: str) -> Iterator[str]:
    """The folders that a path lies in, from the outermost, each with its `/`, and the path itself."""
    for slash in re.finditer("/", path):
        yield path[: slash.end()]
    yield path


def _place(path: str, environment: str, policy: Policy) -> str:
    """The outermost folder of a path, or the path itself, that is in its environment."""
    root = policy.config.root
    return next(
        (prefix for prefix in _prefixes(path) if policy.environment_of(os.path.join(root, prefix)) == environment), path
    )


def _named(path: str, names: re.Pattern[str]) -> tuple[str, str] | None:
    """The environment that a part of a path is named after, and the path up to there, where that is a plain one."""
    for prefix in _prefixes(path):
        match = names.fullmatch(prefix.rstrip("/").rpartition("/")[2])
        if match and _PLAIN_PATH.fullmatch(prefix):
            return match[match.lastindex or 0], prefix
    return None
