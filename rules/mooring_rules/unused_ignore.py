from __future__ import annotations

from mooring import Finding, Ignore, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class UnusedIgnore(Rule):
    """An ignore comment excuses nothing.

    ## What it does
    Finds `mooring: ignore[…]` comments, and rules named in them, that no finding of this run needed.

    ## Why it matters
    What was wrong has been mended, or the comment stands at the wrong line or misspells the rule. Left where it is,
    it will one day hide something that nobody meant to excuse.

    ## Example
    ```dockerfile
    # mooring: ignore[implicit-latest] the newest is wanted here
    FROM redis:8.2.3
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8.2.3
    ```

    ## Fix safety
    There is no fix: whether the comment or the line is wrong is for the author to say.
    """

    roles = ()

    def check_ignores(self, ignores: Sequence[Ignore], rules: Sequence[str], today: str) -> Iterator[Finding]:
        for ignore in ignores:
            if ignore.is_expired(today) or (ignore.rules is None and ignore.used):
                continue
            unused = [rule for rule in ignore.rules or () if rule in rules and rule not in ignore.used]
            if ignore.rules is None:
                yield self.finding_at_ignore(ignore, "the comment excuses nothing; remove it")
            elif unused:
                yield self.finding_at_ignore(
                    ignore, f"the comment excuses no finding of {', '.join(unused)}; remove it"
                )
