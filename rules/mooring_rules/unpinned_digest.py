from __future__ import annotations

from mooring import Finding, Fix, ImagePatterns, Mention, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class UnpinnedDigest(Rule):
    """The reference has no digest, so what it names can change.

    ## What it does
    Finds images to pull that are named without a digest: an error in production, a note elsewhere. Images that the same
    file builds are left alone, as they have no digest before it has run.

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

    ## Options
    - `exempt`: image patterns; images that match need no digest, and no command writes one to them: your own that are
      built anew all the time (`ghcr.io/acme/**`), or those that follow a standard (`quay.io/pypa/manylinux*`).

    ## Fix safety
    Safe: the tag stays, and the digest of the image that it names at this moment is put beside it. For an image of
    several platforms that is the digest of its index, so every platform still gets its own.
    """

    severity = Severity.NOTE
    severities = {"production": Severity.ERROR}

    class Options:
        exempt: ImagePatterns = ImagePatterns()

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or reference.digest is not None or mention.all_tags:
            return
        if reference not in self.options.exempt:
            yield self.finding(
                mention,
                f"`{reference}` has no digest: what it names can change",
                fix=Fix("Pin it to its digest", Safety.SAFE, pin=mention),
            )
