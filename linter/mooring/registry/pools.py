"""The connections that are kept: one pool for each host and reach, with its TLS, directly or through a proxy."""

from __future__ import annotations

import ssl
import threading
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import LocationParseError

from mooring.registry.connection import Forbidden, PlainPool, SecurePool
from mooring.registry.errors import REFUSED, Unresolved
from mooring.registry.hosts import kind_of, literal_address
from mooring.registry.proxies import proxy_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from mooring.registry.hosts import Reach
    from mooring.registry.settings import Settings


class Pools:
    """Finds the pool of connections for a URL. Safe to use from several threads."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._settings = settings
        self._environ = environ
        self._direct: dict[tuple[str, str, Reach], urllib3.HTTPConnectionPool] = {}
        self._proxies: dict[tuple[str, str], urllib3.ProxyManager] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for pool in self._direct.values():
                pool.close()
            for proxy in self._proxies.values():
                proxy.clear()

    def find(self, url: str, reach: Reach) -> tuple[urllib3.HTTPConnectionPool, str]:
        """The pool for a URL, and what the request line names there.

        Raises `Forbidden` where the URL's host is an address beyond reach, `Unresolved` for unusable settings.
        """
        parts = urlsplit(url)
        address = literal_address(parts.netloc)
        if address and not reach.permits(address):
            raise Forbidden(kind_of(address))
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        proxy = proxy_for(parts.scheme, parts.netloc, self._environ)
        with self._lock:
            if proxy:
                manager = self._proxy(proxy, parts.netloc)
                return manager.connection_from_url(url), url if parts.scheme == "http" else path
            key = (parts.scheme, parts.netloc, reach)
            pool = self._direct.get(key)
            if pool is None:
                pool = self._pool(parts.scheme, parts.netloc, reach)
                self._direct[key] = pool
            return pool, path

    def _pool(self, scheme: str, netloc: str, reach: Reach) -> urllib3.HTTPConnectionPool:
        parts = urlsplit(f"{scheme}://{netloc}")
        host, port, size = parts.hostname or "", parts.port, self._settings.concurrency
        if scheme == "http":
            return PlainPool(host, port, maxsize=size, reach=reach)
        return SecurePool(host, port, maxsize=size, reach=reach, ssl_context=self._context(netloc))

    def _proxy(self, proxy: str, host: str) -> urllib3.ProxyManager:
        key = (proxy, host if host in self._settings.client_cert else "")
        manager = self._proxies.get(key)
        if manager is None:
            manager = self._new_proxy(proxy, host)
            self._proxies[key] = manager
        return manager

    def _new_proxy(self, proxy: str, host: str) -> urllib3.ProxyManager:
        try:
            parts = urllib3.util.parse_url(proxy)
        except LocationParseError:
            parts = urllib3.util.Url()
        if parts.scheme not in ("http", "https") or not parts.host:
            raise Unresolved(REFUSED, "the proxy that the environment names has no URL of `http://` or `https://`")
        manager = urllib3.ProxyManager(
            f"{parts.scheme}://{parts.netloc}",
            proxy_headers=urllib3.make_headers(proxy_basic_auth=parts.auth) if parts.auth else None,
            maxsize=self._settings.concurrency,
            ssl_context=self._context(host),
            proxy_ssl_context=self._context(""),
        )
        manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
        return manager

    def _context(self, host: str) -> ssl.SSLContext:
        """What TLS to a host trusts and shows: the system's authorities and the configured ones, its certificate."""
        certificate = self._settings.client_cert.get(host)
        key = host if certificate else ""
        context = self._contexts.get(key)
        if context is None:
            context = ssl.create_default_context()
            try:
                if self._settings.ca_bundle:
                    context.load_verify_locations(self._settings.ca_bundle)
                if certificate:
                    context.load_cert_chain(*certificate)
            except OSError as error:
                files = " and ".join([self._settings.ca_bundle or "", *(certificate or ())]).removeprefix(" and ")
                raise Unresolved(REFUSED, f"no use in the certificates of {files} ({error.strerror})") from None
            self._contexts[key] = context
        return context
