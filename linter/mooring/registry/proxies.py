"""Proxies from the environment, as Go's `httpproxy.FromEnvironment` reads them and therefore Docker does.

`HTTPS_PROXY` and `HTTP_PROXY`, in either case, name the proxy by the scheme of the request; `NO_PROXY` lists hosts
that are asked directly: `*`, a name with all names below it, `.name` for those below it only, an address, a
network in CIDR notation, each with a port or without. Loopback hosts are always asked directly.
"""

from __future__ import annotations

import ipaddress

from mooring.registry.hosts import is_loopback_name, literal_address
from mooring.registry.settings import host_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def proxy_for(scheme: str, host: str, environ: Mapping[str, str]) -> str | None:
    """The URL of the proxy through which a host, with or without a port, is asked; None for none."""
    proxy = _variable(environ, f"{scheme}_proxy")
    if scheme == "http" and "REQUEST_METHOD" in environ:
        return None
    if not proxy or is_loopback_name(host) or _bypassed(host, scheme, _variable(environ, "no_proxy")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _variable(environ: Mapping[str, str], name: str) -> str:
    return (environ.get(name.upper()) or environ.get(name) or "").strip()


def _bypassed(host: str, scheme: str, no_proxy: str) -> bool:
    name = host_name(host).lower()
    port = host[len(name) + 1 :] or {"http": "80", "https": "443"}[scheme]
    address = literal_address(host)
    for entry in no_proxy.lower().replace(",", " ").split():
        pattern = host_name(entry)
        wanted = entry[len(pattern) + 1 :]
        if (not wanted or wanted == port) and (
            entry == "*" or (_in_network(address, pattern) if address else _below(name, pattern))
        ):
            return True
    return False


def _below(name: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("*")
    return name.endswith(pattern) if pattern.startswith(".") else name == pattern or name.endswith("." + pattern)


def _in_network(address: str, pattern: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(pattern.strip("[]"), strict=False)
    except ValueError:
        return False
