from __future__ import annotations

from mooring import Finding, Fix, Mention, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class MissingNamespace(Rule):
    """The namespace is left out, so Docker Hub's `library` is filled in.

    ## What it does
    Finds images to pull from Docker Hub that are named without a namespace.

    ## Why it matters
    `nginx` means `docker.io/library/nginx`, one of the Docker Official Images. On any other registry, or behind a
    mirror, nothing fills in `library`, so a name that leans on it cannot be moved by changing its registry alone.

    ## Example
    ```dockerfile
    FROM postgres:18.1
    ```

    ## Use instead
    ```dockerfile
    FROM library/postgres:18.1
    ```

    ## Fix safety
    Safe: Docker reads both alike.
    """

    severity = Severity.NOTE

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and reference.implied_namespace:
            head, slash, name = reference.written_name.rpartition("/")
            full = reference.written(name=f"{head}{slash}library/{name}")
            yield self.finding(
                mention,
                f"`{reference}` names no namespace: Docker reads `{reference.name}`; write `{full}`",
                fix=Fix(f"Write `{full}`", Safety.SAFE, mention.rewrite(full)),
            )
