from __future__ import annotations

from mooring import Finding, Mention, Role, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class OnlyLatestPushed(Rule):
    """A build publishes its image as `latest` and under no other tag.

    ## What it does
    Finds files that push an image with the tag `latest`, written or implied, and with no other tag.

    ## Why it matters
    Every push takes the name away from the image before it. There is nothing to go back to, and nobody can say
    which build is running.

    ## Example
    ```yaml .github/workflows/release.yml
    jobs:
      release:
        runs-on: ubuntu-24.04
        steps:
          - run: docker push ghcr.io/acme/app:latest
    ```

    ## Use instead
    ```yaml .github/workflows/release.yml
    jobs:
      release:
        runs-on: ubuntu-24.04
        steps:
          - run: |
              docker push ghcr.io/acme/app:1.4.2
              docker push ghcr.io/acme/app:latest
    ```

    ## Fix safety
    There is no fix: which other tag to push is for the author to say.
    """

    roles = (Role.BUILD_OUTPUT,)

    def check_all(self, mentions: Sequence[Mention]) -> Iterator[Finding]:
        by_file: dict[str, list[Mention]] = {}
        for mention in mentions:
            if mention.pushed:
                by_file.setdefault(mention.source.path, []).append(mention)
        for pushed in by_file.values():
            yield from self._check_file(pushed)

    def _check_file(self, pushed: Sequence[Mention]) -> Iterator[Finding]:
        if any(mention.reference is None or mention.all_tags for mention in pushed):
            return
        named = [(reference.name, reference.tag, mention) for mention in pushed if (reference := mention.reference)]
        versioned = {name for name, tag, _ in named if tag not in (None, "latest")}
        for name, _, mention in named:
            if name not in versioned:
                yield self.finding(mention, f"`{name}` is pushed as `latest` only; push a tag of its own version too")
