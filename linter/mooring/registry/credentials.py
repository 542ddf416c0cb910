"""Logins as Docker and Podman store them.

For a registry the first of these that knows it: the environment (`MOORING_USERNAME_host` and
`MOORING_TOKEN_host`, with `_` for `.`, `__` for `-` and `___` for `:`; `DOCKER_AUTH_CONFIG`, Docker's configuration
itself), `$DOCKER_CONFIG/config.json` or `~/.docker/config.json`, `$REGISTRY_AUTH_FILE`, Podman's
`$XDG_RUNTIME_DIR/containers/auth.json` and `~/.config/containers/auth.json`; on request `GITHUB_TOKEN` for ghcr.io.

In each file, as Docker reads it, the registry's own helper (`credHelpers`), the helper for all (`credsStore`), then
`auths`. Podman's keys may name a part of a registry (`quay.io/team`); the longest that fits counts. Helpers speak
the protocol of docker-credential-helpers. What is wrong with a file or helper is said once, and asked for anonymously.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import subprocess
import threading

from mooring.record import Record
from mooring.reference import DEFAULT_REGISTRY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HUB_KEY = "https://index.docker.io/v1/"
HUB_HOSTS = (DEFAULT_REGISTRY, "index.docker.io", "registry-1.docker.io")
IDENTITY_TOKEN_USER = "<token>"  # noqa: S105 - the name that marks an identity token, no secret
HELPER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
HELPER_TIMEOUT = 10.0
MOST_BYTES = 1 << 20


class Login(Record):
    """What to show a registry: user and password, or an identity token, or a registry token. Never shown itself.

    `source` says to people where it was found.
    """

    __slots__ = ("username", "password", "identity_token", "registry_token", "source")

    def __init__(
        self, source: str, *, username: str = "", password: str = "", identity_token: str = "", registry_token: str = ""
    ) -> None:
        self.source = source
        self.username = username
        self.password = password
        self.identity_token = identity_token
        self.registry_token = registry_token

    def __repr__(self) -> str:
        return f"Login({self.source!r})"

    @property
    def basic(self) -> str | None:
        """The value of a Basic `Authorization` header (RFC 7617); None where there is no password."""
        if not self.password:
            return None
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()


class Credentials:
    """Finds the login for a repository. Files are read and helpers run when first needed, and once."""

    def __init__(self, environ: Mapping[str, str], warn: Callable[[str], None], *, github_token: bool = False) -> None:
        self._environ = environ
        self._warn = warn
        self._github_token = github_token
        self._configs: list[tuple[str, dict[str, object]]] | None = None
        self._answers: dict[tuple[str, str], Login | None] = {}
        self._broken_helpers: set[str] = set()
        self._lock = threading.Lock()

    def find(self, registry: str, repository: str) -> Login | None:
        """The login for a repository, or None where it is to be asked anonymously."""
        with self._lock:
            login = self._from_variables(registry)
            if login:
                return login
            if self._configs is None:
                self._configs = list(self._read_configs())
            for source, config in self._configs:
                login = self._from_config(source, config, registry, repository)
                if login:
                    return login
            return self._from_github(registry)

    def _from_variables(self, registry: str) -> Login | None:
        suffix = registry.replace("-", "__").replace(":", "___").replace(".", "_").lower()
        values = {name.lower(): value for name, value in self._environ.items() if name.upper().startswith("MOORING_")}
        token = values.get(f"mooring_token_{suffix}")
        if not token:
            return None
        return Login(f"MOORING_TOKEN_{suffix}", username=values.get(f"mooring_username_{suffix}", ""), password=token)

    def _from_github(self, registry: str) -> Login | None:
        token = self._environ.get("GITHUB_TOKEN")
        if not (self._github_token and token and registry == "ghcr.io"):
            return None
        return Login("GITHUB_TOKEN", username=self._environ.get("GITHUB_ACTOR") or "x-access-token", password=token)

    def _read_configs(self) -> Iterator[tuple[str, dict[str, object]]]:
        inline = self._environ.get("DOCKER_AUTH_CONFIG")
        if inline:
            config = self._parsed("DOCKER_AUTH_CONFIG", inline.encode())
            if config:
                yield "DOCKER_AUTH_CONFIG", config
        for path in self._paths():
            try:
                with open(path, "rb") as file:
                    data = file.read(MOST_BYTES)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                self._warn(f"{path} cannot be read ({error.strerror}); going on without its credentials")
                continue
            config = self._parsed(path, data)
            if config:
                yield path, config

    def _paths(self) -> Iterator[str]:
        env = self._environ
        home = env.get("HOME") or env.get("USERPROFILE") or ""
        docker = env.get("DOCKER_CONFIG") or (home and os.path.join(home, ".docker"))
        if docker:
            yield os.path.join(docker, "config.json")
        if env.get("REGISTRY_AUTH_FILE"):
            yield env["REGISTRY_AUTH_FILE"]
        if env.get("XDG_RUNTIME_DIR"):
            yield os.path.join(env["XDG_RUNTIME_DIR"], "containers", "auth.json")
        settings = env.get("XDG_CONFIG_HOME") or (home and os.path.join(home, ".config"))
        if settings:
            yield os.path.join(settings, "containers", "auth.json")

    def _parsed(self, source: str, data: bytes) -> dict[str, object] | None:
        try:
            config = json.loads(data)
        except (ValueError, RecursionError):
            config = None
        if isinstance(config, dict):
            return config
        self._warn(f"{source} is not a JSON object; going on without its credentials")
        return None

    def _from_config(self, source: str, config: dict[str, object], registry: str, repository: str) -> Login | None:
        keys = list(_keys(registry, repository))
        for helper, server in self._helpers(config, registry, keys):
            login = self._from_helper(helper, server)
            if login:
                return login
        auths = _object(config.get("auths"))
        by_host = {_plain_key(key): entry for key, entry in auths.items()}
        for key in keys:
            entry = auths.get(key, by_host.get(_plain_key(key)))
            if isinstance(entry, dict):
                login = _from_entry(source, entry)
                if login:
                    return login
        return None

    @staticmethod
    def _helpers(config: dict[str, object], registry: str, keys: list[str]) -> Iterator[tuple[str, str]]:
        own = _object(config.get("credHelpers"))
        server = HUB_KEY if registry in HUB_HOSTS else registry
        for key in keys:
            if isinstance(own.get(key), str):
                yield str(own[key]), server
                return
        store = config.get("credsStore")
        if isinstance(store, str) and store:
            yield store, server

    def _from_helper(self, helper: str, server: str) -> Login | None:
        if (helper, server) not in self._answers:
            self._answers[helper, server] = self._run_helper(helper, server)
        return self._answers[helper, server]

    def _run_helper(self, helper: str, server: str) -> Login | None:
        program = f"docker-credential-{helper}"
        path = self._program(program) if HELPER_NAME.fullmatch(helper) else None
        if path is None:
            self._give_up(program, "is not on the PATH")
            return None
        try:
            done = subprocess.run(  # noqa: S603 - the program is named by the user's own Docker configuration
                [path, "get"],
                input=server.encode(),
                capture_output=True,
                timeout=HELPER_TIMEOUT,
                env=dict(self._environ),
                check=False,
            )
        except subprocess.TimeoutExpired:
            self._give_up(program, f"gives no answer within {HELPER_TIMEOUT:.0f} seconds")
            return None
        except OSError as error:
            self._give_up(program, f"cannot be run ({error.strerror})")
            return None
        if done.returncode:
            if b"credentials not found" not in done.stdout + done.stderr:
                self._give_up(program, f"fails with exit status {done.returncode}")
            return None
        try:
            answer = _object(json.loads(done.stdout))
            username, secret = answer["Username"], answer["Secret"]
        except (ValueError, KeyError, RecursionError):
            self._give_up(program, "gives an answer that is not understood")
            return None
        if not isinstance(username, str) or not isinstance(secret, str) or not secret:
            return None
        if username == IDENTITY_TOKEN_USER:
            return Login(program, identity_token=secret)
        return Login(program, username=username, password=secret)

    def _program(self, name: str) -> str | None:
        """The helper's path, looked for in absolute folders only: a repository must not bring its own helper."""
        for folder in self._environ.get("PATH", os.defpath).split(os.pathsep):
            if os.path.isabs(folder):
                for ending in ("", ".exe") if os.name == "nt" else ("",):
                    path = os.path.join(folder, name + ending)
                    if os.path.isfile(path) and os.access(path, os.X_OK):
                        return path
        return None

    def _give_up(self, program: str, why: str) -> None:
        if program not in self._broken_helpers:
            self._broken_helpers.add(program)
            self._warn(f"the credential helper {program} {why}; going on without its credentials")


def _keys(registry: str, repository: str) -> Iterator[str]:
    """The keys that may name a repository's login, the longest first, then the registry in all its spellings."""
    parts = repository.split("/")
    for count in range(len(parts), 0, -1):
        yield "/".join([registry, *parts[:count]])
    yield registry
    if registry in HUB_HOSTS:
        yield HUB_KEY
        yield from HUB_HOSTS


def _plain_key(key: str) -> str:
    """A key without scheme and API path: `https://host:5000/v1/` → `host:5000`."""
    plain = re.sub(r"^https?://", "", key)
    return re.sub(r"/v[12]/?$", "", plain).rstrip("/")


def _from_entry(source: str, entry: dict[str, object]) -> Login | None:
    def text(name: str) -> str:
        value = entry.get(name)
        return value if isinstance(value, str) else ""

    username, password = text("username"), text("password")
    if text("auth"):
        try:
            decoded = base64.b64decode(text("auth"), validate=False).decode()
        except (binascii.Error, UnicodeDecodeError):
            decoded = ""
        user, colon, secret = decoded.rstrip("\0").partition(":")
        if colon:
            username, password = user, secret
    identity = text("identitytoken")
    if username == IDENTITY_TOKEN_USER and password:
        identity, password = password, ""
    if not (password or identity or text("registrytoken")):
        return None
    return Login(
        source,
        username=username,
        password=password,
        identity_token=identity,
        registry_token=text("registrytoken"),
    )


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
