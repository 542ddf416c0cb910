"""What goes wrong below HTTP, said so that a person can act on it. Nothing of a request is ever in a message."""

from __future__ import annotations

import ssl
from http.client import IncompleteRead

from urllib3.exceptions import (
    ConnectTimeoutError,
    InvalidHeader,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from mooring.registry.connection import Forbidden
from mooring.registry.errors import INVALID, REFUSED, UNREACHABLE, Unresolved, printable

NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG")


class Broken(Exception):
    """A fault that may pass; `fault` is what to raise when it does not. `silent`: it took a whole timeout."""

    def __init__(self, reason: str, message: str, *, silent: bool = False) -> None:
        super().__init__(message)
        self.fault = Unresolved(reason, message)
        self.silent = silent


def explained(error: Exception, host: str) -> Unresolved | Broken:
    """What to raise for an exception of urllib3, or of the socket below it, from a request to the host."""
    if isinstance(error, Unresolved):
        return error
    if isinstance(error, Forbidden):
        return Unresolved(
            REFUSED, f"{host} is at {error.kind} address, which is not connected to unless the host is configured"
        )
    if isinstance(error, ProxyError):
        return Broken(UNREACHABLE, f"the proxy lets nothing through to {host}", silent=True)
    if isinstance(error, NameResolutionError):
        return Broken(UNREACHABLE, f"the host {host} cannot be found (DNS)", silent=True)
    if isinstance(error, NewConnectionError):
        return Broken(UNREACHABLE, f"{host} cannot be connected to", silent=True)
    if isinstance(error, ConnectTimeoutError):
        return Broken(UNREACHABLE, f"{host} does not answer: connecting takes too long", silent=True)
    if isinstance(error, (ReadTimeoutError, TimeoutError)):
        return Broken(UNREACHABLE, f"{host} does not answer in time", silent=True)
    if isinstance(error, SSLError):
        return _explained_tls(error, host)
    if any(isinstance(cause, IncompleteRead) for cause in (error, *error.args)):
        return Broken(INVALID, f"{host} breaks off its answer before the end")
    if isinstance(error, (InvalidHeader, LocationParseError, ValueError)):
        return Unresolved(INVALID, f"{host} sends what is not HTTP")
    return Broken(UNREACHABLE, f"the connection to {host} breaks")


def _explained_tls(error: SSLError, host: str) -> Unresolved | Broken:
    inner = error.args[0] if error.args else error
    if isinstance(inner, ssl.SSLCertVerificationError):
        why = printable(inner.verify_message.rstrip("."))
        message = f"the certificate of {host} is not trusted ({why}); a private CA is configured as `ca-bundle`"
        return Unresolved(UNREACHABLE, message)
    reason = (inner.reason if isinstance(inner, ssl.SSLError) else None) or "the handshake fails"
    if reason in NOT_TLS:
        message = f"{host} does not speak TLS; a registry of plain HTTP is configured as `insecure`"
        return Unresolved(INVALID, message)
    return Broken(UNREACHABLE, f"no TLS connection to {host} ({printable(reason).lower().replace('_', ' ')})")
