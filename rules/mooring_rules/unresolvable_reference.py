from __future__ import annotations

from mooring import Finding, Mention, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class UnresolvableReference(Rule):
    """What the reference names is not known before the file is used.

    ## What it does
    Finds images to pull whose name depends on a value that the files do not hold: a build argument without a default,
    an environment variable, a job's output. Off by default.

    ## Why it matters
    Nothing can be said about such an image: not whether it is pinned, not where it comes from. Where every image
    has to be judged before it runs, these are the gaps.

    ## Example
    ```dockerfile
    ARG VERSION
    FROM redis:${VERSION}
    ```

    ## Use instead
    ```dockerfile
    ARG VERSION=8.2.3
    FROM redis:${VERSION}
    ```

    ## Fix safety
    There is no fix: the value is for the author to say.
    """

    enabled = False

    def check(self, mention: Mention) -> Iterator[Finding]:
        if mention.resolved is None:
            yield self.finding(mention, f"what `{mention.text}` names is not known before the file is used")
