from __future__ import annotations

from mooring import Finding, Ignore, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class IgnoreWithoutReason(Rule):
    """An ignore comment does not say why.

    ## What it does
    Finds `mooring: ignore[…]` comments without a reason behind them. Off by default.

    ## Why it matters
    Whoever reads the line later cannot tell an exception that was thought about from one that was in a hurry.

    ## Example
    ```dockerfile
    # mooring: ignore[implicit-latest]
    FROM redis
    ```

    ## Use instead
    ```dockerfile
    # mooring: ignore[implicit-latest] the newest is wanted here
    FROM redis
    ```

    ## Fix safety
    There is no fix: the reason is for the author to say.
    """

    enabled = False
    roles = ()

    def check_ignores(self, ignores: Sequence[Ignore], rules: Sequence[str], today: str) -> Iterator[Finding]:  # noqa: ARG002
        for ignore in ignores:
            if not ignore.reason:
                yield self.finding_at_ignore(ignore, "the comment gives no reason; write why behind it")
