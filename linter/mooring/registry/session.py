"""One registry: its scheme, its login, and where it sends its askers.

Requests follow the OCI distribution specification's pull part. A configured `insecure` host is spoken to by plain
HTTP, a loopback host by plain HTTP unless it turns out to speak TLS, any other by HTTPS only. The first request goes
alone and tells how the registry wants to be asked; those after it log in beforehand.

Credentials are for the registry alone: a redirect to another scheme, host or port loses them, and a challenge from
there is answered anonymously.
"""

from __future__ import annotations

import threading

from mooring.reference import DEFAULT_REGISTRY
from mooring.registry import urls
from mooring.registry.auth import Challenge, Tokens, challenges, redirected
from mooring.registry.errors import INVALID, REFUSED, Unresolved, printable
from mooring.registry.hosts import is_loopback_name, reach_of_registry, reach_when_led

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from mooring.registry.credentials import Credentials, Login
    from mooring.registry.hosts import Reach
    from mooring.registry.settings import Settings
    from mooring.registry.transport import Answer, Transport

HUB_API = "registry-1.docker.io"
MOST_REDIRECTS = 5


class Session:
    """Asks one registry. Safe to use from several threads."""

    def __init__(self, registry: str, settings: Settings, transport: Transport, credentials: Credentials) -> None:
        self.registry = registry
        self._host = HUB_API if registry == DEFAULT_REGISTRY else registry
        self._settings = settings
        self._transport = transport
        self._credentials = credentials
        self._reach = reach_of_registry(registry, settings)
        self._led: dict[tuple[str, frozenset[str]], Reach] = {}
        self._first = threading.Lock()
        self._base = ""
        self._met = False
        self._challenge: Challenge | None = None
        self._challenged_for = ""
        self._tokens = Tokens(registry, self._send_to_realm, self._realm_may_be_plain)

    def ask(
        self, method: str, path: str, repository: str, *, headers: Mapping[str, str] | None = None, limit: int
    ) -> Answer:
        """The registry's answer about a repository; `path` begins with `/v2/`. Raises `Unresolved`."""
        if not self._met:
            with self._first:
                if not self._met:
                    self._base = self._base or f"{self._scheme()}://{self._host}"
                    answer = self._ask(method, path, repository, headers or {}, limit)
                    self._met = True
                    return answer
        return self._ask(method, path, repository, headers or {}, limit)

    def same_origin(self, url: str) -> bool:
        """Whether a URL is of the registry itself: the same scheme, host and port."""
        return urls.origin(url) == urls.origin(self._base)

    def login(self, repository: str) -> Login | None:
        """The login that is used for a repository."""
        return self._credentials.find(self.registry, repository)

    def _scheme(self) -> str:
        if self._settings.is_insecure(self.registry):
            return "http"
        return "http" if is_loopback_name(self.registry) and not self._speaks_tls() else "https"

    def _speaks_tls(self) -> bool:
        """Whether a loopback host, asked by plain HTTP, shows that it wants TLS, and TLS gets an answer from it.

        Plain HTTP goes first because a server of plain HTTP may wait for ever for the rest of a TLS greeting, while
        one of TLS hangs up or, as Go's and nginx do, answers 400.
        """
        try:
            if self._transport.ping(f"http://{self._host}/v2/", self._reach) not in (None, 400):
                return False
        except Unresolved:
            return False
        try:
            return self._transport.ping(f"https://{self._host}/v2/", self._reach) is not None
        except Unresolved:
            return True

    def _ask(self, method: str, path: str, repository: str, headers: Mapping[str, str], limit: int) -> Answer:
        url = self._base + path
        authorization = self._known_authorization(repository)
        answer = self._follow(method, url, headers, authorization, limit)
        if answer.status != 401:
            return answer
        if not self.same_origin(answer.url):
            return self._answer_abroad(method, answer, headers, limit)
        fresh = self._authorization(answer, repository, refused=authorization)
        if fresh is None or fresh == authorization:
            return answer
        return self._follow(method, url, headers, fresh, limit)

    def _known_authorization(self, repository: str) -> str | None:
        """What the registry will ask for, as far as it is known from an earlier answer."""
        if self._challenge is None:
            return None
        login = self.login(repository)
        if self._challenge.scheme == "basic":
            return login.basic if login else None
        scope = self._challenge.scope.replace(f":{self._challenged_for}:", f":{repository}:")
        return self._tokens.get(self._challenge, scope, login)

    def _authorization(self, answer: Answer, repository: str, *, refused: str | None) -> str | None:
        """What the challenges of a 401 call for; None when there is nothing to show. `refused` was of no use."""
        login = self.login(repository)
        asked = list(challenges(answer.headers.getlist("www-authenticate")))
        bearer = next((each for each in asked if each.scheme == "bearer" and urls.split(each.realm)), None)
        if bearer:
            self._challenge, self._challenged_for = bearer, repository
            return self._tokens.get(bearer, bearer.scope, login, refused=refused)
        if not login or not login.basic:
            return None
        self._challenge = Challenge("basic", {})
        return login.basic

    def _follow(
        self, method: str, url: str, headers: Mapping[str, str], authorization: str | None, limit: int
    ) -> Answer:
        """The answer at the end of the redirects; only requests to the registry itself carry the authorization."""
        shown = {**headers, "Authorization": authorization} if authorization else headers
        reach = self._reach
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._transport.send(method, url, reach, headers=shown, limit=limit)
            target = redirected(answer)
            if target is None:
                return answer
            if urls.origin(target) != urls.origin(url):
                shown = headers
                reach = self._reach_abroad(target)
            url = target
        raise Unresolved(INVALID, f"{self.registry} redirects more than {MOST_REDIRECTS} times")

    def _answer_abroad(self, method: str, answer: Answer, headers: Mapping[str, str], limit: int) -> Answer:
        """Ask again, with a token for nobody, where a redirect led to a host that wants one."""
        for challenge in challenges(answer.headers.getlist("www-authenticate")):
            if challenge.scheme == "bearer" and urls.split(challenge.realm):
                shown = {**headers, "Authorization": self._tokens.get(challenge, challenge.scope, None)}
                reach = self._reach_abroad(answer.url)
                return self._transport.send(method, answer.url, reach, headers=shown, limit=limit)
        return answer

    def _send_to_realm(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, limit: int
    ) -> Answer:
        """A request to a realm; a redirect to another origin loses the credentials, and a POST follows none."""
        reach = self._reach_to(url)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._transport.send(method, url, reach, headers=headers, body=body, limit=limit)
            target = redirected(answer)
            if target is None or method == "POST":
                return answer
            if urls.origin(target) != urls.origin(url):
                headers = {name: value for name, value in headers.items() if name != "Authorization"}
                reach = self._reach_abroad(target)
            url = target
        raise Unresolved(INVALID, f"the login of {self.registry} redirects more than {MOST_REDIRECTS} times")

    def _reach_abroad(self, url: str) -> Reach:
        """How far a redirected request may go. Raises `Unresolved` where Mooring does not follow."""
        parts = urls.split(url)
        if parts is None:
            raise Unresolved(REFUSED, f"{self.registry} redirects to {printable(url)}, which Mooring does not follow")
        if parts.scheme == "http" and not (
            self._settings.is_insecure(parts.netloc) or self._both_loopback(parts.netloc)
        ):
            raise Unresolved(
                REFUSED, f"{self.registry} redirects to plain HTTP ({printable(parts.netloc)}), which is not followed"
            )
        return self._reach_to(url)

    def _reach_to(self, url: str) -> Reach:
        parts = urls.split(url)
        host = parts.netloc if parts else ""
        if urls.origin(url) == urls.origin(self._base):
            return self._reach
        reach = reach_when_led(host, self._reach, self._settings)
        return self._led.setdefault((host, reach.kinds), reach)

    def _realm_may_be_plain(self, host: str) -> bool:
        """Whether credentials may be sent by plain HTTP to a realm that the registry names."""
        return self._both_loopback(host) or (host == self.registry and self._settings.is_insecure(host))

    def _both_loopback(self, host: str) -> bool:
        return is_loopback_name(host) and is_loopback_name(self.registry)
