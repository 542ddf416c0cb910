"""The registry room: what an image reference names right now, asked of its registry over the network.

A `Client` takes `Reference`s and gives a `Resolution` or an `Unresolved` for each. It speaks the pull half of
the OCI distribution specification to every registry, knows how Docker and Podman store credentials, spares
rate limits, and trusts no server. The folder reads from the outside in:

- `client` what is asked, once each and several at a time (`lanes`); `settings`, `records`, `errors` what it deals in
- `manifests`, `tags` what the answers mean, `refusals` what it means that there is none; `cache` what is remembered
- `session` one registry: login (`auth`, `credentials`) and redirects (`urls`)
- `transport` one request: retries and limits; `faults` what goes wrong below HTTP
- `pools`, `proxies`, `connection` the connections, `hosts` where they may go
"""

from mooring.registry.client import Client
from mooring.registry.errors import Unresolved
from mooring.registry.manifests import Manifest, Platform
from mooring.registry.records import Resolution
from mooring.registry.settings import Settings

__all__ = ["Client", "Manifest", "Platform", "Resolution", "Settings", "Unresolved"]
