from __future__ import annotations

from mooring import Finding, Mention, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class DigestWithoutTag(Rule):
    """The reference has a digest and no tag, so nobody can see which version it is.

    ## What it does
    Finds images to pull that are pinned to a digest without the tag beside it.

    ## Why it matters
    The digest decides what is pulled, but only the tag tells people and update tools which version that is and
    where to look for the next one. Docker accepts both together.

    ## Example
    ```dockerfile
    FROM redis@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Fix safety
    There is no fix: the digest does not say which tag was meant.
    """

    severity = Severity.NOTE

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and reference.digest is not None and reference.tag is None:
            yield self.finding(
                mention, f"`{reference.familiar[:60]}…` has no tag beside its digest; write the version too"
            )
