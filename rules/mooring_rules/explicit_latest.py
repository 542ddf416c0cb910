from __future__ import annotations

from mooring import Finding, Fix, Mention, Rule, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class ExplicitLatest(Rule):
    """The tag is `latest`, and no digest says which image that is.

    ## What it does
    Finds images to pull whose tag is written as `latest` without a digest beside it.

    ## Why it matters
    `latest` is a tag like any other. Nothing makes it the newest version, and it is pushed again with other content
    more often than any other tag.

    ## Example
    ```dockerfile
    FROM redis:latest
    ```

    ## Use instead
    ```dockerfile
    FROM redis:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```
    Better still, name the version: it tells the reader more than `latest` does.

    ## Fix safety
    Safe: the tag stays as written, and the digest of the image that it names at this moment is put beside it.
    """

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and reference.tag == "latest" and reference.digest is None:
            yield self.finding(
                mention,
                f"`{reference}` names whatever was pushed as `latest` last; write the version that is meant",
                fix=Fix("Pin it to its digest", Safety.SAFE, pin=mention),
            )
