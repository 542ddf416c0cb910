from __future__ import annotations

from mooring import Finding, ImagePatterns, Mention, Role, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = 3


class RegistryNotAllowed(Rule):
    """The image is none of those that the policy allows.

    ## What it does
    Finds images to pull, and build caches, that are not on the policy's list of what is allowed. Without a list it
    finds nothing. Images that the same file builds are left alone.

    ## Why it matters
    Whatever is pulled runs with the rights of whoever pulls it. A short list of registries and namespaces that somebody
    answers for keeps out misspelt names, names that anybody can take, and images that nobody scans.

    ## Example
    ```dockerfile
    FROM docker.io/bitnami/redis:8.2.3
    ```

    ## Use instead
    ```dockerfile
    FROM ghcr.io/acme/redis:8.2.3
    ```

    ## Options
    - `allow`: image patterns on the whole name; `!` takes back, and the last that matches decides. A pattern may bring
      the reason why it takes back.
    - `reason`: what is said of images that no pattern matches.

    ```yaml
    allow:
      - ghcr.io/acme/**
      - docker.io/library/*
      - image: "!docker.io/library/node"
        reason: use ghcr.io/acme/node, which has our certificates
    reason: images come from our own registry, see https://wiki.acme.io/images
    ```

    ## Fix safety
    There is no fix: which image to use in its place is for the author to say.
    """

    severity = Severity.ERROR
    roles = (Role.PULL, Role.CACHE)

    class Options:
        allow: ImagePatterns = ImagePatterns()
        reason: str = ""

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        allow = self.options.allow
        if reference is None or not allow or reference in allow:
            return
        decided = allow.find(reference)
        reason = (decided.reason if decided else "") or " ".join(self.options.reason.split()) or self._allowed()
        yield self.finding(mention, f"the policy does not allow `{reference.written(name=reference.name)}`: {reason}")

    def _allowed(self) -> str:
        allowed = [f"`{pattern}`" for pattern in self.options.allow.patterns if pattern.matches]
        return f"it allows {', '.join(allowed[:NAMED])}{', …' if len(allowed) > NAMED else ''}"
