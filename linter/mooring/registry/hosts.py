"""Which machines may be connected to, judged by the address that a connection is really made to.

A repository's files name registries, and registries name further hosts (a redirect, the realm of a login).
Neither may lead a run into a network where only the machine it runs on has a way in. The rules:

1. With `Settings.allow`, a reference's registry must match it. Without, any registry may be asked, within the others.
2. A host that the settings name exactly may have any address.
3. A registry named in a reference may be public or private; a private one is asked over verified HTTPS only,
   so that its certificate proves the name was meant. A loopback address needs a loopback name in the reference
   (`localhost`, `127.0.0.0/8`, `::1`), which is also what allows plain HTTP, as with Docker. Link-local addresses,
   where clouds keep their metadata services, and other special ones are refused.
4. A host that a server names may be public, or of the registry's own kind where it is private or loopback.

Behind a proxy it is the proxy that looks names up, so only addresses written as such are judged.
"""

from __future__ import annotations

import ipaddress

from mooring.registry.settings import host_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.registry.settings import Settings

PUBLIC = "a public"
PRIVATE = "a private"
LOOPBACK = "a loopback"
SPECIAL = "a link-local or otherwise special"
ANY = frozenset({PUBLIC, PRIVATE, LOOPBACK, SPECIAL})

CLOUD_METADATA = frozenset({"100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"})
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
SHARED = ipaddress.IPv4Network("100.64.0.0/10")


class Reach:
    """The kinds of address that a request may connect to, and those that it has met."""

    __slots__ = ("kinds", "met")

    def __init__(self, kinds: frozenset[str]) -> None:
        self.kinds = kinds
        self.met: set[str] = set()

    def permits(self, address: str) -> bool:
        """Whether the address may be connected to; one that may is remembered as met."""
        kind = kind_of(address)
        if kind not in self.kinds:
            return False
        self.met.add(kind)
        return True


ANYWHERE = Reach(ANY)


def reach_of_registry(host: str, settings: Settings) -> Reach:
    """How far a request to the registry that a reference names may go."""
    if settings.names(host):
        return Reach(ANY)
    return Reach(frozenset({LOOPBACK}) if is_loopback_name(host) else frozenset({PUBLIC, PRIVATE}))


def reach_when_led(host: str, origin: Reach, settings: Settings) -> Reach:
    """How far a request may go to a host that a server reached within `origin` has named."""
    if settings.names(host):
        return Reach(ANY)
    return Reach(frozenset({PUBLIC}) | (origin.met if len(origin.met) == 1 and SPECIAL not in origin.met else set()))


def is_loopback_name(host: str) -> bool:
    """Whether a host, with or without a port, is loopback by its very name."""
    name = host_name(host).lower().strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def literal_address(host: str) -> str | None:
    """The address that a host, with or without a port, is written as; None for a name."""
    name = host_name(host).strip("[]")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return None


def kind_of(address: str) -> str:
    """The kind of an IP address; one that carries another within is of that one's kind."""
    plain = address.partition("%")[0]
    ip = ipaddress.ip_address(plain)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None)
        if inner is not None:
            return kind_of(str(inner))
    if str(ip) in CLOUD_METADATA:
        return SPECIAL
    if ip.is_loopback:
        return LOOPBACK
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return SPECIAL
    return PRIVATE if ip.is_private or ip in SHARED else PUBLIC
