from __future__ import annotations

from mooring import Answers, Finding, Mention, OnlineRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class TooFresh(OnlineRule):
    """The image was made only days ago.

    ## What it does
    Asks the registry when an image was made, and finds those younger than the policy's cooldown. Online, and off by
    default. `mooring update` keeps to the same cooldown where the policy turns this rule on.

    ## Why it matters
    A release that was poisoned is mostly found out within days. Whoever waits so long does not have it.

    ## Example
    ```dockerfile
    FROM acme/fresh:2.0
    ```

    ## Use instead
    ```dockerfile
    FROM acme/seasoned:1.9
    ```

    ## Options
    - `days`: the cooldown, 7 by default.

    ## Fix safety
    There is no fix: which older image to use is for the author to say.
    """

    enabled = False

    class Options:
        days: int = 7

    def check_online(self, mention: Mention, answers: Answers) -> Iterator[Finding]:
        if mention.reference is None:
            return
        days = age_in_days(answers.created(mention.reference))
        if days is not None and days < self.options.days:
            yield self.finding(
                mention,
                f"`{mention.reference}` was made {days} {'day' if days == 1 else 'days'} ago; "
                f"the policy waits for {self.options.days} days",
            )


def age_in_days(created: str | None) -> int | None:
    """How many whole days ago an RFC 3339 time was; None for what is none."""
    from datetime import UTC, datetime

    try:
        made = datetime.fromisoformat(created or "")
    except ValueError:
        return None
    return (datetime.now(UTC) - (made if made.tzinfo else made.replace(tzinfo=UTC))).days
