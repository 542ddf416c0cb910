from __future__ import annotations

from mooring import Finding, Mention, Role, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class PushWithoutNamespace(Rule):
    """An image is pushed to Docker Hub without a namespace, which is denied.

    ## What it does
    Finds pushes of images that are named without a registry and without a namespace.

    ## Why it matters
    `docker push hello-docker` means `docker.io/library/hello-docker`, and only Docker may push to `library`. The push
    ends with `denied: requested access to the resource is denied`.

    ## Example
    ```yaml .github/workflows/release.yml
    jobs:
      release:
        runs-on: ubuntu-24.04
        steps:
          - run: docker push hello-docker:1.0.0
    ```

    ## Use instead
    ```yaml .github/workflows/release.yml
    jobs:
      release:
        runs-on: ubuntu-24.04
        steps:
          - run: docker push acme/hello-docker:1.0.0
    ```

    ## Fix safety
    There is no fix: the namespace is for the author to say.
    """

    severity = Severity.ERROR
    roles = (Role.BUILD_OUTPUT,)

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and mention.pushed and reference.implied_namespace:
            name = reference.written_name.rpartition("/")[2]
            tag = f":{reference.tag}" if reference.tag else ""
            yield self.finding(
                mention,
                f"Docker Hub denies pushing `{reference.canonical}`; "
                f"tag it with a namespace of your own, `NAMESPACE/{name}{tag}`, or a registry, `REGISTRY/{name}{tag}`",
            )
