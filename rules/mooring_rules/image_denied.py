from __future__ import annotations

from mooring import Finding, ImagePatterns, Mention, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class ImageDenied(Rule):
    """The policy denies the image.

    ## What it does
    Finds images to pull that are on the policy's list of what is not to be used. Without a list it finds nothing.

    ## Why it matters
    An image that was fine once is no longer kept up, has moved, or has been found wanting. The list says so wherever
    it is still named, and why.

    ## Example
    ```dockerfile
    FROM bitnami/postgresql:17
    ```

    ## Use instead
    ```dockerfile
    FROM postgres:17
    ```

    ## Options
    - `deny`: image patterns on the whole name; `!` takes back, and the last that matches decides. A pattern may bring
      its reason.

    ```yaml
    deny:
      - image: docker.io/bitnami/**
        reason: Bitnami's images have moved and get no updates
      - "!docker.io/bitnami/redis"
      - docker.io/library/*:latest
    ```

    ## Fix safety
    There is no fix: which image to use in its place is for the author to say.
    """

    severity = Severity.ERROR

    class Options:
        deny: ImagePatterns = ImagePatterns()

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or reference not in self.options.deny:
            return
        decided = self.options.deny.find(reference)
        reason = decided.reason or "use another image"
        yield self.finding(
            mention, f"the policy denies `{reference.written(name=reference.name)}` (`{decided}`): {reason}"
        )
