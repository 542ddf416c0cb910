from __future__ import annotations

from mooring import Answers, Finding, Fix, Mention, OnlineRule, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class SinglePlatformDigest(OnlineRule):
    """The digest is that of one platform's image, where the tag names an index of several.

    ## What it does
    Asks the registry what the tag beside a digest names, and finds digests of one manifest in the tag's index. Online.

    ## Why it matters
    On every other platform the container ends with `exec format error`, or runs under emulation. The digest of the
    index gives every platform its own image.

    ## Example
    ```dockerfile
    FROM redis:8.2.3@sha256:00000000000000000000000000000000000000000000000000000000000000aa
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Fix safety
    Safe: the index holds the very image that was pinned.
    """

    def check_online(self, mention: Mention, answers: Answers) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or reference.digest is None or reference.tag is None:
            return
        tagged = reference.without_digest()
        if answers.digest(tagged) == reference.digest:
            return
        image = answers.image(tagged)
        platform = next((platform for platform, digest in image.platforms if digest == reference.digest), None)
        if image.is_index and platform:
            yield self.finding(
                mention,
                f"the digest is that of {platform} alone; `{tagged}` is an index of {len(image.platforms)} platforms",
                fix=Fix(
                    "Write the index's digest", Safety.SAFE, mention.rewrite(reference.written(digest=image.digest))
                ),
            )
