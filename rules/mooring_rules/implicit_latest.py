from __future__ import annotations

from mooring import Finding, Fix, Mention, Rule, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class ImplicitLatest(Rule):
    """The reference has neither tag nor digest, so Docker reads `latest`.

    ## What it does
    Finds images to pull that are named without a tag and without a digest.

    ## Why it matters
    What is left out is filled in silently: `nginx` means `docker.io/library/nginx:latest`. `latest` is only a
    default name. It need not be the newest version, it need not exist, and it can name another image tomorrow, so
    the same file builds and runs something else from one day to the next.

    ## Example
    ```dockerfile
    FROM nginx
    ```

    ## Use instead
    ```dockerfile
    FROM nginx:1.29.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Fix safety
    Safe: the digest written is that of the image which the reference names at this moment. Where the registry
    knows a version tag with the same digest, the most specific one is written, otherwise `latest`.
    """

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is not None and reference.implied_tag and not mention.all_tags:
            yield self.finding(
                mention,
                f"`{reference}` has no tag: Docker reads `{reference.canonical}`; write the version that is meant",
                fix=Fix("Write the tag and pin it to its digest", Safety.SAFE, pin=mention),
            )
