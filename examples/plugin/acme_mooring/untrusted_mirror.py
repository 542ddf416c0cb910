"""The rule `untrusted-mirror`."""

from __future__ import annotations

from mooring import Finding, Fix, Mention, Rule, Safety, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MIRROR, OURS = "mirror.example.net", "registry.acme.io/hub"


class UntrustedMirror(Rule):
    """The image comes from a mirror that Acme does not run.

    ## What it does
    Finds images to pull from `mirror.example.net`.

    ## Why it matters
    Nobody here knows who can push to it. Acme's own mirror has the same images.

    ## Example
    ```text acme.fleet
    web mirror.example.net/acme/web:1.0
    ```

    ## Use instead
    ```text acme.fleet
    web registry.acme.io/hub/acme/web:1.0
    ```

    ## Fix safety
    Safe: both serve the same images.
    """

    severity = Severity.ERROR

    def check(self, mention: Mention) -> Iterator[Finding]:
        """Whether the mention's registry is the mirror."""
        reference = mention.reference
        if reference is not None and reference.registry == MIRROR:
            new = reference.written(name=f"{OURS}/{reference.repository}")
            fix = Fix(f"Write `{new}`", Safety.SAFE, mention.rewrite(new))
            yield self.finding(mention, f"{MIRROR} is not ours; write `{new}`", fix=fix)
