"""How the registry room is to behave: plain values, given by whoever makes a `Client`."""

from __future__ import annotations

from fnmatch import fnmatchcase

from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Settings(Record):
    """Everything that can be configured about asking registries; every field has a default.

    A host is written as in a reference: `docker.io`, `localhost:5000`. A pattern may hold `*`; one without a
    port means the host on any port.

    - `timeout`: seconds for one request from connecting to the last byte
    - `concurrency`: requests at a time to one registry
    - `attempts`: how often a request is tried before a passing fault is taken for a lasting one
    - `longest_wait`: seconds to wait at most where a registry asks for patience; beyond it the limit counts as spent
    - `insecure`: hosts spoken to by plain HTTP (loopback hosts need no entry)
    - `allow`: patterns of the registries that may be asked at all; None allows any, within the rules of `hosts`
    - `only`: patterns that narrow `allow` further; unlike there, to be named here lets a host have no address it
      could not have anyway
    - `ca_bundle`: a file of certificates trusted beside the system's
    - `client_cert`: host → (certificate file, key file), shown to that host only
    - `mirrors`: registry → places asked before it, each a host or a host and a path (`harbor.example/hub`)
    - `upstreams`: pull-through cache (`harbor.example/hub`) → the registry asked in its place (`docker.io`)
    - `github_token`: whether `GITHUB_TOKEN` from the environment is used for ghcr.io
    - `cache_dir`: folder of the cache on disk; None for no cache
    - `tag_ttl`: seconds for which the cache remembers what a tag names
    - `refresh`: ask even where the cache knows the answer
    - `offline`: ask nobody; what the cache does not know has no answer
    """

    __slots__ = (
        "timeout",
        "concurrency",
        "attempts",
        "longest_wait",
        "insecure",
        "allow",
        "only",
        "ca_bundle",
        "client_cert",
        "mirrors",
        "upstreams",
        "github_token",
        "cache_dir",
        "tag_ttl",
        "refresh",
        "offline",
    )

    def __init__(
        self,
        *,
        timeout: float = 20.0,
        concurrency: int = 16,
        attempts: int = 4,
        longest_wait: float = 60.0,
        insecure: Sequence[str] = (),
        allow: Sequence[str] | None = None,
        only: Sequence[str] | None = None,
        ca_bundle: str | None = None,
        client_cert: Mapping[str, tuple[str, str]] | None = None,
        mirrors: Mapping[str, Sequence[str]] | None = None,
        upstreams: Mapping[str, str] | None = None,
        github_token: bool = False,
        cache_dir: str | None = None,
        tag_ttl: float = 300.0,
        refresh: bool = False,
        offline: bool = False,
    ) -> None:
        self.timeout = timeout
        self.concurrency = concurrency
        self.attempts = attempts
        self.longest_wait = longest_wait
        self.insecure = tuple(insecure)
        self.allow = None if allow is None else tuple(allow)
        self.only = None if only is None else tuple(only)
        self.ca_bundle = ca_bundle
        self.client_cert = dict(client_cert or {})
        self.mirrors = {registry: tuple(places) for registry, places in (mirrors or {}).items()}
        self.upstreams = dict(upstreams or {})
        self.github_token = github_token
        self.cache_dir = cache_dir
        self.tag_ttl = tag_ttl
        self.refresh = refresh
        self.offline = offline

    def allows(self, registry: str) -> bool:
        """Whether a reference may name the registry."""
        return all(patterns is None or _matches(registry, patterns) for patterns in (self.allow, self.only))

    def is_insecure(self, host: str) -> bool:
        """Whether the host is spoken to by plain HTTP because the settings say so."""
        return _matches(host, self.insecure)

    def names(self, host: str) -> bool:
        """Whether the settings name exactly this host, without a `*`: then it may have any address."""
        routes = [place for places in self.mirrors.values() for place in places] + list(self.upstreams.values())
        named = [*self.insecure, *(self.allow or ()), *(route.partition("/")[0] for route in routes)]
        return _matches(host, [pattern for pattern in named if "*" not in pattern])


def _matches(host: str, patterns: Sequence[str]) -> bool:
    host = host.lower()
    name = host_name(host)
    for pattern in patterns:
        lower = pattern.lower()
        if fnmatchcase(host, lower) or (host_name(lower) == lower and fnmatchcase(name, lower)):
            return True
    return False


def host_name(host: str) -> str:
    """A host without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not host.endswith("]") else host
