from __future__ import annotations

from mooring import Finding, Fix, Locked, LockedRule, Mention, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class LockMismatch(LockedRule):
    """The file and the lock, `mooring.lock`, do not agree.

    ## What it does
    Finds images to pull that the lock does not have, and those with a digest that is not the one that the lock has for
    their name and tag. It asks no registry, and runs with `--locked` or where the policy names it. A digest without
    a tag is its own lock, and is left alone.

    ## Why it matters
    The lock is what people looked at and agreed on. A reference beside it was changed without that, or was lost in a
    merge.

    ## Example
    ```dockerfile
    FROM redis:8.2.3@sha256:00000000000000000000000000000000000000000000000000000000000000ff
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Fix safety
    Safe: it writes the lock's digest. Where the file is right and the lock is old, run `mooring lock` instead, which
    also adds what the lock does not have.
    """

    severity = Severity.ERROR

    def check_locked(self, mention: Mention, locked: Locked) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or mention.all_tags or (reference.digest and not reference.tag):
            return
        entry = locked.find(reference)
        if entry is None or entry.reference is None:
            yield self.finding(mention, f"`{reference.without_digest()}` is not in the lock; `mooring lock` adds it")
        elif reference.digest and reference.digest != entry.reference.digest:
            digest = entry.reference.digest
            yield self.finding(
                mention,
                f"the lock has another digest for `{reference.without_digest()}`, {digest}",
                related=[entry],
                fix=Fix("Write the lock's digest", Safety.SAFE, mention.rewrite(reference.written(digest=digest))),
            )
