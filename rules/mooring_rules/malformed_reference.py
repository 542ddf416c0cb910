from __future__ import annotations

from mooring import Finding, Mention, Role, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class MalformedReference(Rule):
    """Docker does not accept the text as a reference.

    ## What it does
    Finds names of images that break the grammar: an upper-case repository, a tag that is too long, an `@` that
    is not followed by a registered digest algorithm and its exact number of lower-case hex digits.

    ## Why it matters
    The build or the deployment fails when it gets there. Worse, `@` with anything behind it looks like a pin to the
    eye and to most tools, though it pins nothing.

    ## Example
    ```dockerfile
    FROM mysql@8.0.44
    ```

    ## Use instead
    ```dockerfile
    FROM mysql:8.0.44
    ```

    ## Fix safety
    There is no fix: what was meant is for the author to say.
    """

    severity = Severity.ERROR
    roles = (Role.PULL, Role.LOCAL, Role.BUILD_OUTPUT, Role.CACHE)

    def check(self, mention: Mention) -> Iterator[Finding]:
        if mention.malformed is not None:
            yield self.finding(mention, f"`{mention.resolved}` is not a reference: {mention.malformed}")
