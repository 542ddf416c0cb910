from __future__ import annotations

from functools import lru_cache

from mooring import Finding, Fix, Mention, Role, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

KUBERNETES = "registry.k8s.io"
SAME_CONTENT = dict.fromkeys(("k8s.gcr.io", "asia.k8s.gcr.io", "eu.k8s.gcr.io", "us.k8s.gcr.io"), KUBERNETES)
SHUT_DOWN = {
    "docker.pkg.github.com": "GitHub has replaced it by ghcr.io, where the images have other names",
    "containers.pkg.github.com": "GitHub has replaced it by ghcr.io, where the images have other names",
    "bintray.io": "JFrog shut it down in 2021; ask the publisher where the image is now",
    "registry.centos.org": "the CentOS project shut it down; look on quay.io/centos",
    "registry.svc.ci.openshift.org": "it was shut down; OpenShift's builds are on registry.ci.openshift.org",
    "b.gcr.io": "Google no longer serves images from it; ask the publisher where the image is now",
    "bucket.gcr.io": "Google no longer serves images from it; ask the publisher where the image is now",
    "azk8s.cn": "the mirror answers only inside Azure China",
}


class RetiredRegistry(Rule):
    """The registry has been shut down or frozen.

    ## What it does
    Finds images on registries that are served no longer, or that get no new images: `k8s.gcr.io`,
    `docker.pkg.github.com`, Bintray and others.

    ## Why it matters
    A pull from them fails, today or one of these days, and what they still serve gets no security fixes.

    ## Example
    ```dockerfile
    FROM k8s.gcr.io/pause:3.9
    ```

    ## Use instead
    ```dockerfile
    FROM registry.k8s.io/pause:3.9
    ```

    ## Fix safety
    Safe where a successor serves the same images under the same names, as registry.k8s.io does for k8s.gcr.io; there
    is no fix for the others.
    """

    severity = Severity.ERROR
    roles = (Role.PULL, Role.LOCAL, Role.CACHE, Role.BUILD_OUTPUT)

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None:
            return
        successor = SAME_CONTENT.get(reference.registry)
        if successor:
            path = reference.written_name.partition("/")[2]
            new = reference.written(name=f"{successor}/{path}")
            yield self.finding(
                mention,
                f"{reference.registry} is frozen; {successor} serves the same images",
                fix=Fix(f"Write `{new}`", Safety.SAFE, mention.rewrite(new)),
            )
            return
        what = _why_shut_down(reference.registry)
        if what:
            yield self.finding(mention, f"{reference.registry} is retired: {what}")


@lru_cache(maxsize=256)
def _why_shut_down(registry: str) -> str | None:
    """What became of a registry that is served no longer, or of one above it; None for all others."""
    return next((what for host, what in SHUT_DOWN.items() if f".{registry}".endswith(f".{host}")), None)
