from __future__ import annotations

from mooring import Finding, Fix, Mention, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class UnpinnedDigest(Rule):
    """The reference has no digest, so what it names can change.

    ## What it does
    Finds images to pull that are named without a digest: an error in production, a note elsewhere.

    ## Why it matters
    Any tag can be pushed again with other content, by its owner or by whoever took the owner's account. Only a digest
    always names the same image.

    ## Example
    ```dockerfile
    FROM python:3.14-slim
    ```

    ## Use instead
    ```dockerfile
    FROM python:3.14-slim@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Fix safety
    Safe: the tag stays, and the digest of the image that it names at this moment is put beside it. For an image of
    several platforms that is the digest of its index, so every platform still gets its own.
    """

    severity = Severity.NOTE
    severities = {"production": Severity.ERROR}

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and reference.digest is None and not mention.all_tags:
            yield self.finding(
                mention,
                f"`{reference}` has no digest: what it names can change",
                fix=Fix("Pin it to its digest", Safety.SAFE, pin=mention),
            )
