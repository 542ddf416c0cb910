"""Login to a registry: challenges (RFC 9110, 11.6.1), Basic (RFC 7617) and Docker's bearer tokens.

Tokens follow Docker's token authentication specification and its OAuth 2 variant (distribution, `spec/auth`): the
registry's 401 names a realm, a service and a scope; the realm gives a token for them, to a GET with Basic
credentials or, for an identity token, to a POST.

A realm is trusted with credentials as Docker trusts it: it may be on any host, because the registry itself, which
proved its name by TLS, has named it. It must be HTTPS, unless registry and realm are both loopback hosts or the same
host configured for plain HTTP, and the rules of `hosts` hold for its address. Tokens live in memory only.
"""

from __future__ import annotations

import json
import re
import threading
import time
from urllib.parse import urlencode

from mooring.record import Record
from mooring.registry import urls
from mooring.registry.errors import DENIED, INVALID, REFUSED, UNREACHABLE, Unresolved, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mooring.registry.credentials import Login
    from mooring.registry.transport import Answer

CLIENT_ID = "mooring"
LARGEST_TOKEN_ANSWER = 1 << 20
SHORTEST_LIFE = 60
EXPIRY_MARGIN = 10
USABLE_TOKEN = re.compile(r"[!-~]{1,65536}")

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_SCHEME = re.compile(rf"[\s,]*({_WORD})(?:\s+|,|$)")
_PARAMETER = re.compile(rf'[\s,]*({_WORD})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))(?=[\s,]|$)')


class Challenge(Record):
    """What a server asks for: the scheme in lower case, and its parameters."""

    __slots__ = ("scheme", "parameters")

    def __init__(self, scheme: str, parameters: dict[str, str]) -> None:
        self.scheme = scheme
        self.parameters = parameters

    @property
    def scope(self) -> str:
        """The scope that a token is asked for."""
        return self.parameters.get("scope", "")

    @property
    def service(self) -> str:
        """The name by which the realm knows the registry."""
        return self.parameters.get("service", "")

    @property
    def realm(self) -> str:
        """Where a token is to be had."""
        return self.parameters.get("realm", "")


def challenges(headers: Iterable[str]) -> Iterator[Challenge]:
    """The challenges of `WWW-Authenticate` headers, each of which may hold several."""
    for header in headers:
        at = 0
        while match := _SCHEME.match(header, at):
            at = match.end()
            parameters: dict[str, str] = {}
            while parameter := _PARAMETER.match(header, at):
                name, quoted, plain = parameter.groups()
                parameters.setdefault(name.lower(), plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
                at = parameter.end()
            yield Challenge(match[1].lower(), parameters)


def redirected(answer: Answer) -> str | None:
    """Where a redirect leads (RFC 9110, 15.4), without its fragment; None when the answer is none."""
    location = answer.headers.get("location")
    if answer.status not in (301, 302, 303, 307, 308) or not location:
        return None
    return urls.join(answer.url, location)


class Tokens:
    """The bearer tokens of one registry, each fetched once while it lasts.

    `send` makes a request (method, URL, headers, body, limit) within the rules for a host that the registry named;
    `may_be_plain` says whether a realm's host may be asked by plain HTTP.
    """

    def __init__(self, registry: str, send: Callable[..., Answer], may_be_plain: Callable[[str], bool]) -> None:
        self._registry = registry
        self._send = send
        self._may_be_plain = may_be_plain
        self._tokens: dict[tuple[str, str, str, Login | None], tuple[str, float]] = {}
        self._locks: dict[tuple[str, str, str, Login | None], threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, challenge: Challenge, scope: str, login: Login | None, *, refused: str | None = None) -> str:
        """The authorization with a token for the scope, but not the one that was `refused`. Raises `Unresolved`."""
        if login and login.registry_token:
            return f"Bearer {login.registry_token}"
        key = (challenge.realm, challenge.service, scope, login)
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            token, expires = self._tokens.get(key, ("", 0.0))
            if expires <= time.monotonic() or refused == f"Bearer {token}":
                token, life = self._read(self._fetch(challenge, scope, login), challenge.realm, login)
                self._tokens[key] = (token, time.monotonic() + life)
            return f"Bearer {token}"

    def _fetch(self, challenge: Challenge, scope: str, login: Login | None) -> Answer:
        parts = urls.split(challenge.realm)
        if parts is None or (parts.scheme != "https" and not self._may_be_plain(parts.netloc)):
            raise Unresolved(
                REFUSED,
                f"{self._registry} wants logins sent to {printable(challenge.realm)}, which is not HTTPS; "
                "Mooring does not do that",
            )
        query = [("service", challenge.service)] if challenge.service else []
        query += [("scope", scope)] if scope else []
        if login and login.identity_token:
            answer = self._post(challenge.realm, query, login)
            if answer.status not in (404, 405) or not login.password:
                return answer
        return self._get(challenge.realm, query, login)

    def _post(self, realm: str, query: list[tuple[str, str]], login: Login) -> Answer:
        grant = [("grant_type", "refresh_token"), ("refresh_token", login.identity_token), ("client_id", CLIENT_ID)]
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", realm, headers, urlencode([*grant, *query]).encode(), LARGEST_TOKEN_ANSWER)

    def _get(self, realm: str, query: list[tuple[str, str]], login: Login | None) -> Answer:
        headers = {}
        if login and login.basic:
            query = [("account", login.username), *query] if login.username else query
            headers["Authorization"] = login.basic
        url = f"{realm}{'&' if '?' in realm else '?'}{urlencode(query)}" if query else realm
        return self._send("GET", url, headers, None, LARGEST_TOKEN_ANSWER)

    def _read(self, answer: Answer, realm: str, login: Login | None) -> tuple[str, float]:
        """The token of an answer, and the seconds for which it is good."""
        parts = urls.split(realm)
        host = parts.netloc if parts else self._registry
        if answer.status in (400, 401, 403):
            raise Unresolved(DENIED, self._why_denied(host, login))
        if answer.status != 200:
            raise Unresolved(UNREACHABLE, f"{host}, where {self._registry} has its tokens, answers {answer.status}")
        try:
            fields = json.loads(answer.body)
            token = fields.get("token") or fields.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not USABLE_TOKEN.fullmatch(token):
            raise Unresolved(INVALID, f"{host}, where {self._registry} has its tokens, sends none")
        life = fields.get("expires_in")
        seconds = float(life) if isinstance(life, (int, float)) and 0 < life < 1e9 else SHORTEST_LIFE
        return token, max(seconds, SHORTEST_LIFE) - EXPIRY_MARGIN

    def _why_denied(self, host: str, login: Login | None) -> str:
        if login:
            return (
                f"{host} rejects the credentials for {self._registry} from {login.source}; "
                f"log in again (`docker login {self._registry}`)"
            )
        return (
            f"{self._registry} lets nobody pull it without credentials: it does not exist, or is private "
            f"(`docker login {self._registry}`)"
        )
