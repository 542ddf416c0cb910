from __future__ import annotations

from mooring import Finding, Mention, Role, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class StageNameCase(Rule):
    """A `FROM` names a stage in upper case, where Docker looks for it in lower case only.

    ## What it does
    Finds `FROM` instructions whose name differs from that of an earlier stage only by letter case.

    ## Why it matters
    Docker keeps the names of stages in lower case, and `FROM` looks for a name exactly as it is written. `FROM Builder`
    does not find the stage, is then read as an image, and fails because an image has no upper-case letters.
    `COPY --from=Builder` does find it, which makes the mistake hard to see.

    ## Example
    ```dockerfile
    FROM redis:8.2.3 AS Builder
    FROM Builder
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3 AS Builder
    FROM builder
    ```

    ## Fix safety
    There is no fix: a stage may have been meant, or an image.
    """

    severity = Severity.ERROR
    roles = (Role.STAGE,)

    def check(self, mention: Mention) -> Iterator[Finding]:
        name = mention.resolved
        if name is not None and mention.where == "FROM" and name != name.lower():
            yield self.finding(
                mention, f"FROM does not find the stage `{name}`, which it knows in lower case; write `{name.lower()}`"
            )
