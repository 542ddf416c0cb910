from __future__ import annotations

from mooring import Answers, Finding, Fix, Mention, OnlineRule, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class StaleDigest(OnlineRule):
    """The digest is no longer the one that the tag names.

    ## What it does
    Asks the registry what the tag beside a digest names now, and finds those that have moved on. Online.

    ## Why it matters
    The digest decides, so what is pulled is the image of the day it was written, without the fixes that came under
    the same tag since. Where the tag is a full version it should not have moved at all: look why it did.

    ## Example
    ```dockerfile
    FROM redis:8.2.3@sha256:00000000000000000000000000000000000000000000000000000000000000ff
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Fix safety
    Safe: it writes the digest that the tag names at this moment.
    """

    def check_online(self, mention: Mention, answers: Answers) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or reference.digest is None or reference.tag is None:
            return
        tagged = reference.without_digest()
        current = answers.digest(tagged)
        if current == reference.digest:
            return
        if any(digest == reference.digest for _, digest in answers.image(tagged).platforms):
            return
        new = reference.written(digest=current)
        yield self.finding(
            mention,
            f"`{tagged}` names another image by now, {current}",
            fix=Fix("Write the tag's digest of today", Safety.SAFE, mention.rewrite(new)),
        )
