"""Connections that go only where they may and that end in time.

urllib3's connections with two things changed. A connection is made only to an address that its `Reach` permits,
looked at after the name was resolved, so that no name leads elsewhere between the look and the use. And the
time for an answer is the time for the whole of it: urllib3 and the standard library start the clock anew with every
piece received, which lets a server that sends a byte a second hold a run for days.
"""

from __future__ import annotations

import http.client
import io
import socket
import time

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from mooring.registry.hosts import ANYWHERE, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.registry.hosts import Reach

MOST_ADDRESSES = 4


class Forbidden(urllib3.exceptions.HTTPError):
    """Every address of the host is one that the request may not connect to, being of that `kind`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class _Timed(io.RawIOBase):
    """What a socket receives until a point in time, and a `TimeoutError` after it."""

    def __init__(self, sock: socket.socket, seconds: float | None) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._end = None if seconds is None else time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        if self._end is not None:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer takes too long")
            self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer, the whole of which must come within the timeout of the socket that it is read from."""

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp.close()
        self.fp = io.BufferedReader(_Timed(sock, sock.gettimeout()))


class _Guarded(HTTPConnection):
    """A connection to an address that its `reach` permits."""

    response_class = _Response

    def __init__(self, *args: object, reach: Reach = ANYWHERE, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._reach = reach

    def _new_conn(self) -> socket.socket:
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            fault = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
            raise NameResolutionError(self.host, self, fault) from error
        known = [str(entry[4][0]) for entry in found]
        addresses = [address for address in known if self._reach.permits(address)][:MOST_ADDRESSES]
        if not addresses:
            raise Forbidden(kind_of(known[0]))
        for address in addresses[:-1]:
            try:
                return self._connect(address, len(addresses))
            except OSError:
                continue
        try:
            return self._connect(addresses[-1], len(addresses))
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"connecting to {self.host} takes too long") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error

    def _connect(self, address: str, shares: int) -> socket.socket:
        timeout = self.timeout / shares if isinstance(self.timeout, (int, float)) else None
        sock = socket.create_connection((address, self.port), timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(self.timeout)
        return sock


class _PlainConnection(_Guarded):
    """A guarded connection by plain HTTP."""


class _SecureConnection(_Guarded, HTTPSConnection):
    """A guarded connection over TLS."""


class PlainPool(urllib3.HTTPConnectionPool):
    """Guarded connections by plain HTTP to one host."""

    ConnectionCls = _PlainConnection


class SecurePool(urllib3.HTTPSConnectionPool):
    """Guarded connections over TLS to one host."""

    ConnectionCls = _SecureConnection
