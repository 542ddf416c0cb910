from __future__ import annotations

from mooring import Finding, Ignore, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ExpiredIgnore(Rule):
    """The day until which an ignore comment held is over.

    ## What it does
    Finds `mooring: ignore[…] until 2027-01-31` comments whose day has passed. They excuse nothing any more.

    ## Why it matters
    Somebody meant to look at this again by that day.

    ## Example
    ```dockerfile
    # mooring: ignore[implicit-latest] until 2020-01-31
    FROM redis
    ```

    ## Use instead
    ```dockerfile
    # mooring: ignore[implicit-latest] until 2999-12-31
    FROM redis
    ```

    ## Fix safety
    There is no fix: whether to excuse it longer is for the author to say.
    """

    roles = ()

    def check_ignores(self, ignores: Sequence[Ignore], rules: Sequence[str], today: str) -> Iterator[Finding]:  # noqa: ARG002
        for ignore in ignores:
            if ignore.is_expired(today):
                yield self.finding_at_ignore(
                    ignore, f"the comment held until {ignore.until}; mend what it excused, or set another day"
                )
