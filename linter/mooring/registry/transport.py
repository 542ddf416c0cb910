"""One HTTP request and its answer: connections kept, faults retried, limits kept to.

Every answer is bounded in size and time. A request that meets a passing fault (408, 429, 500, 502, 503, 504, a
connection that breaks) is tried again after a growing pause or as long as `Retry-After` (RFC 9110, 10.2.3) asks.
A host whose limit is spent, that cannot be connected to or that fails time after time is not asked again.
Redirects are not followed here.
"""

from __future__ import annotations

import random
import threading
import time
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from mooring.record import Record
from mooring.registry.errors import INVALID, RATE_LIMITED, REFUSED, UNREACHABLE, Unresolved
from mooring.registry.faults import Broken, explained
from mooring.registry.pools import Pools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mooring.registry.hosts import Reach
    from mooring.registry.settings import Settings

USER_AGENT = "mooring"
PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
LONGEST_CONNECT = 10.0
FIRST_PAUSE = 0.5
LONG_WAIT = 5.0
MOST_FAILURES = 8
PIECE = 1 << 16
LARGEST_PING = 1 << 20
ATTEMPTS_IN_SILENCE = 2


class Answer(Record):
    """The answer to a request: `headers` are looked up in any case, `body` is all of it, `url` what was asked."""

    __slots__ = ("status", "headers", "body", "url")

    def __init__(self, status: int, headers: urllib3.HTTPHeaderDict, body: bytes, url: str) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url


class _Host:
    """What is known of a host: when it may be asked again, and why it is not asked any more.

    `failures` counts the requests that have failed for good since the last that has not; `patience` is whether
    a person was told of a long wait.
    """

    __slots__ = ("answered", "failures", "fault", "not_before", "patience")

    def __init__(self) -> None:
        self.answered = False
        self.failures = 0
        self.fault: Unresolved | None = None
        self.not_before = 0.0
        self.patience = False

    def fail(self, fault: Unresolved) -> Unresolved:
        """Note a request that got none; a host that never gave one, or fails time after time, is given up."""
        self.failures += 1
        if not self.answered or self.failures >= MOST_FAILURES:
            self.fault = self.fault or fault
        return fault

    def rest(self, seconds: float) -> None:
        """Let nobody ask for so long."""
        self.not_before = max(self.not_before, time.monotonic() + seconds)


class Transport:
    """Sends requests over connections that it keeps. Safe to use from several threads."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], warn: Callable[[str], None]) -> None:
        self._settings = settings
        self._warn = warn
        self._pools = Pools(settings, environ)
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._cancelled = threading.Event()

    def close(self) -> None:
        """Close every connection; whoever waits for a turn gives up."""
        self._cancelled.set()
        self._pools.close()

    def send(
        self,
        method: str,
        url: str,
        reach: Reach,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int,
    ) -> Answer:
        """The answer to a request, whatever its status, with a body of at most `limit` bytes.

        Raises `Unresolved` when there is no answer, it breaks a limit, or the host is not asked any more.
        """
        self._refuse_offline()
        name = urlsplit(url).netloc
        with self._lock:
            host = self._hosts.setdefault(name, _Host())
        most = self._settings.attempts
        attempt = 0
        pause = 0.0
        while True:
            attempt += 1
            self._await_turn(host, pause)
            pause = _pause(attempt)
            try:
                answer = self._exchange(method, url, reach, headers or {}, body, limit=limit)
            except Broken as broken:
                if attempt >= (min(most, ATTEMPTS_IN_SILENCE) if broken.silent else most):
                    raise host.fail(broken.fault) from None
                continue
            host.answered = True
            if answer.status not in PASSING_STATUSES:
                host.failures = 0
                return answer
            if attempt >= most or not self._may_try_again(host, name, answer, pause):
                return self._given_up(host, name, answer)

    def _refuse_offline(self) -> None:
        if self._settings.offline:
            raise Unresolved(REFUSED, "the cache does not know it, and no registry is asked")

    def ping(self, url: str, reach: Reach) -> int | None:
        """The status of the answer to a single GET; None where the server hangs up or sends what is not HTTP.

        Raises `Unresolved` where it cannot be reached, is silent, or shows a certificate that is not trusted.
        """
        self._refuse_offline()
        try:
            return self._exchange("GET", url, reach, {}, None, limit=LARGEST_PING).status
        except Broken as broken:
            if broken.silent:
                raise broken.fault from None
        except Unresolved as fault:
            if fault.reason != INVALID:
                raise
        return None

    def _await_turn(self, host: _Host, pause: float) -> None:
        """Wait for the request's own pause, and while the host rests. Raises `Unresolved` where it is given up."""
        turn = time.monotonic() + pause
        while not host.fault and (left := max(turn, host.not_before) - time.monotonic()) > 0:
            if self._cancelled.wait(left):
                break
        if self._cancelled.is_set():
            raise Unresolved(UNREACHABLE, "the run was broken off")
        if host.fault:
            raise host.fault

    def _may_try_again(self, host: _Host, name: str, answer: Answer, pause: float) -> bool:
        """Whether there is a point in another attempt; the host rests as long as it asks to, for all requests."""
        asked = _retry_after(answer.headers.get("retry-after"))
        if asked is None:
            if answer.status != 429:
                return True
            host.rest(pause)
            return leading_number(answer.headers.get("ratelimit-remaining")) != 0
        if asked > self._settings.longest_wait:
            return False
        host.rest(asked)
        if asked >= LONG_WAIT and not host.patience:
            host.patience = True
            self._warn(f"{name} asks for patience; waiting {asked:.0f} seconds")
        return True

    def _given_up(self, host: _Host, name: str, answer: Answer) -> Answer:
        """The answer to the last attempt. Raises `Unresolved`, now and from now on, where it is a spent limit."""
        if answer.status != 429:
            host.fail(Unresolved(UNREACHABLE, f"{name} is out of order: it answers {answer.status}"))
            return answer
        spent = Unresolved(
            RATE_LIMITED,
            f"{name} allows no more requests for now (429 Too Many Requests); wait, or log in for a higher limit",
        )
        with self._lock:
            first = host.fault is None
            host.fault = host.fault or spent
        if first:
            self._warn(f"{spent}; it is not asked any more in this run")
        raise spent

    def _exchange(
        self, method: str, url: str, reach: Reach, headers: Mapping[str, str], body: bytes | None, *, limit: int
    ) -> Answer:
        host = urlsplit(url).netloc
        timeout = self._settings.timeout
        response = None
        try:
            pool, target = self._pools.find(url, reach)
            response = pool.urlopen(
                method,
                target,
                body=body,
                headers={"User-Agent": USER_AGENT, **headers},
                retries=False,
                redirect=False,
                assert_same_host=False,
                timeout=urllib3.Timeout(connect=min(timeout, LONGEST_CONNECT), read=timeout),
                preload_content=False,
                decode_content=False,
            )
            data = b"" if method == "HEAD" else _body(response, host, limit)
            response.release_conn()
        except (HTTPError, OSError, ValueError, Unresolved) as error:
            if response is not None:
                response.close()
            raise explained(error, host) from error
        return Answer(response.status, response.headers, data, url)


def _body(response: urllib3.BaseHTTPResponse, host: str, limit: int) -> bytes:
    """The whole body, the bytes that the server sent. Raises `Unresolved` where it is too long or compressed."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Unresolved(INVALID, f"{host} sends a compressed answer though it was asked for a plain one")
    pieces: list[bytes] = []
    announced = leading_number(response.headers.get("content-length")) or 0
    got = 0
    while max(announced, got) <= limit:
        piece = response.read(PIECE, decode_content=False)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        got += len(piece)
    raise Unresolved(INVALID, f"{host} sends more than {limit:,} bytes where a short answer is due")


def leading_number(value: str | None) -> int | None:
    """The number that a header such as `100;w=21600` begins with."""
    digits = (value or "").partition(";")[0].strip()
    return int(digits) if digits.isdecimal() and len(digits) < 19 else None


def _pause(attempt: int) -> float:
    return FIRST_PAUSE * 2.0 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, no secret


def _retry_after(value: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for, given as such or as a date."""
    if value is None:
        return None
    seconds = leading_number(value)
    if seconds is not None:
        return float(seconds)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
