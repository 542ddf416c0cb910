from __future__ import annotations

from mooring import Finding, Fix, Mention, Role, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DOCKER_HUB = "docker.io"
ALIASES = ("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")


class RedundantRegistryAlias(Rule):
    """Docker Hub is named by one of its other host names.

    ## What it does
    Finds images that name Docker Hub as `index.docker.io`, `registry-1.docker.io` or `registry.hub.docker.com`.

    ## Why it matters
    They all reach Docker Hub, but only `docker.io` is its name: credentials, mirrors and allow lists are kept under
    it, and Docker does not know that `registry-1.docker.io` is the same registry.

    ## Example
    ```dockerfile
    FROM index.docker.io/library/redis:8.2.3
    ```

    ## Use instead
    ```dockerfile
    FROM docker.io/library/redis:8.2.3
    ```

    ## Fix safety
    Safe: it is the same registry. A name without a namespace is left alone behind the host names for which Docker
    does not fill in `library`.
    """

    severity = Severity.NOTE
    roles = (Role.PULL, Role.LOCAL, Role.CACHE, Role.BUILD_OUTPUT)

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None:
            return
        alias, _, path = reference.written_name.partition("/")
        if alias not in ALIASES:
            return
        new = reference.written(name=f"{DOCKER_HUB}/{path}")
        same = "/" in path or reference.registry == DOCKER_HUB
        yield self.finding(
            mention,
            f"{alias} is Docker Hub by another name; write {DOCKER_HUB}",
            fix=Fix(f"Write `{new}`", Safety.SAFE, mention.rewrite(new)) if same else None,
        )
