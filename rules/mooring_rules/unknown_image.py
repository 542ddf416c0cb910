from __future__ import annotations

from mooring import Answers, Finding, Mention, NoAnswer, OnlineRule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class UnknownImage(OnlineRule):
    """The registry has no such image, or does not show it.

    ## What it does
    Asks the registry for each image to pull, and finds those it does not know or denies. Online.

    ## Why it matters
    The pull will fail, here or where it is deployed: the tag was removed, the digest was collected as garbage when its
    tag moved on, the name is misspelt, an image ID was taken for a digest, or credentials are missing.

    ## Example
    ```dockerfile
    FROM acme/gone:1.0
    ```

    ## Use instead
    ```dockerfile
    FROM acme/app:1.0
    ```

    ## Fix safety
    There is no fix: which image was meant is for the author to say.
    """

    severity = Severity.ERROR

    def check_online(self, mention: Mention, answers: Answers) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None:
            return
        try:
            answers.digest(reference)
        except NoAnswer as answer:
            if answer.reason not in ("not-found", "denied"):
                raise
            yield self.finding(mention, str(answer))
