from __future__ import annotations

from mooring import Finding, Fix, Mention, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class MissingRegistry(Rule):
    """The registry is left out, so Docker Hub is filled in.

    ## What it does
    Finds images to pull that are named without a registry.

    ## Why it matters
    Docker fills in `docker.io`. Podman and other tools ask whatever their configuration lists, so the same name can
    be another image on another machine; and a name that someone else can take on Docker Hub is an open door.

    ## Example
    ```dockerfile
    FROM prom/prometheus:v3.7.3
    ```

    ## Use instead
    ```dockerfile
    FROM docker.io/prom/prometheus:v3.7.3
    ```

    ## Fix safety
    Safe for Docker, which reads both alike.
    """

    severity = Severity.NOTE

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and reference.implied_registry:
            full = reference.written(name=f"{reference.registry}/{reference.written_name}")
            yield self.finding(
                mention,
                f"`{reference}` names no registry: Docker asks {reference.registry}; write `{full}`",
                fix=Fix(f"Write `{full}`", Safety.SAFE, mention.rewrite(full)),
            )
