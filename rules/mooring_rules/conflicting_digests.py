from __future__ import annotations

from mooring import Finding, Mention, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ConflictingDigests(Rule):
    """One name and tag is pinned to different digests.

    ## What it does
    Finds images to pull that are named with the same registry, repository and tag in several places of the files
    read, but with different digests.

    ## Why it matters
    Whoever reads `redis:8.2.3` twice expects one image. One of the places was forgotten when the other was updated, or
    one of the digests was never the tag's.

    ## Example
    ```dockerfile
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS one
    FROM redis:8.2.3@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210 AS two
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS one
    FROM redis:8.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS two
    ```

    ## Fix safety
    There is no fix: which of the digests is right is for the author to say.
    """

    def check_all(self, mentions: Sequence[Mention]) -> Iterator[Finding]:
        places: dict[tuple[str, str], list[tuple[str, Mention]]] = {}
        for mention in mentions:
            reference = mention.reference
            if reference is not None and reference.tag and reference.digest:
                places.setdefault((reference.name, reference.tag), []).append((reference.digest, mention))
        for (name, tag), pinned in places.items():
            digests = {digest for digest, _ in pinned}
            if len(digests) == 1:
                continue
            for digest, mention in pinned:
                others = [other for another, other in pinned if another != digest]
                yield self.finding(
                    mention, f"`{name}:{tag}` is pinned to {len(digests)} different digests", related=others
                )
