from __future__ import annotations

import re

from mooring import Finding, Fix, ImagePatterns, Mention, Regex, Rule, Safety

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MOVING_WORDS = (
    "alpha|beta|canary|current|dev|devel|develop|development|edge|experimental|head|insiders|lts|main|mainline|master|next|"
    "nightly|preprod|preview|prod|production|rc|release|rolling|snapshot|stable|staging|test|testing|trunk|tip|unstable"
)
SHORT_VERSION = r"v?\d{1,4}(?:\.\d{1,4})?"
FLAVOUR = r"(?:[-_.][A-Za-z][\w.-]*)?"
FULL_VERSION = r"(?:^|[-_])v?\d+\.\d+\.\d+"
DATE = r"(?:^|\D)20\d\d[-._]?(?:0[1-9]|1[0-2])[-._]?(?:0[1-9]|[12]\d|3[01])(?:\D|$)"
COMMIT = r"(?:^|[-_.])(?=[0-9a-f]*\d)[0-9a-f]{7,40}(?:$|[-_.])"

FLOATING = rf"(?:{MOVING_WORDS}){FLAVOUR}|{SHORT_VERSION}{FLAVOUR}"
IMMUTABLE = rf"{FULL_VERSION}|{DATE}|{COMMIT}"


class FloatingTag(Rule):
    """The tag is an alias that moves by convention.

    ## What it does
    Finds images to pull, without a digest, whose tag is pushed again with every release or build: a version that is
    not written out (`1`, `1.27`, `3.14-slim`), or a word such as `stable`, `edge`, `main` or `staging`. Full versions,
    dates and commits of git are taken to stay. Off by default.

    ## Why it matters
    `1.27` is 1.27.4 today and 1.27.5 next week. That may be wanted; where it is not, the full version says which
    one was tested, and a digest holds it.

    ## Example
    ```dockerfile
    FROM redis:8
    ```

    ## Use instead
    ```dockerfile
    FROM redis:8@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    ```

    ## Options
    - `floating`: regular expressions in RE2's syntax; a tag that one of them matches as a whole floats.
    - `immutable`: regular expressions; a tag that one of them matches as a whole does not.
    - `exempt`: image patterns; tags of images that match may float.

    ## Fix safety
    Safe: the tag stays, and the digest of the image that it names at this moment is put beside it.
    """

    enabled = False

    class Options:
        floating: list[Regex] = []
        immutable: list[Regex] = []
        exempt: ImagePatterns = ImagePatterns()

    def check(self, mention: Mention) -> Iterator[Finding]:
        reference = mention.reference
        if reference is None or reference.digest is not None or reference.tag in (None, "latest"):
            return
        if self._floats(reference.tag) and reference not in self.options.exempt:
            yield self.finding(
                mention,
                f"the tag of `{reference}` moves by convention; write the full version, or pin it to its digest",
                fix=Fix("Pin it to its digest", Safety.SAFE, pin=mention),
            )

    def _floats(self, tag: str) -> bool:
        if any(pattern.fullmatch(tag) for pattern in self.options.immutable):
            return False
        if any(pattern.fullmatch(tag) for pattern in self.options.floating):
            return True
        return re.fullmatch(FLOATING, tag) is not None and re.search(IMMUTABLE, tag) is None
