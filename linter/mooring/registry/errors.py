"""Why a reference could not be resolved, in one line that a person can act on and that holds no secret."""

from __future__ import annotations

NOT_FOUND = "not-found"
DENIED = "denied"
UNREACHABLE = "unreachable"
RATE_LIMITED = "rate-limited"
REFUSED = "refused"
INVALID = "invalid"


class Unresolved(Exception):
    """A registry gave no answer that can be used; `str()` says why and what to do, on one line.

    `reason` is one of:

    - `not-found`: the registry says that there is no such repository, tag or digest;
    - `denied`: it wants credentials, or rejects the ones it was given;
    - `unreachable`: it does not answer, or answers that it is out of order;
    - `rate-limited`: its limit is spent, and it is not asked again in this run;
    - `refused`: Mooring would not ask, or would not follow where it was led;
    - `invalid`: the answer breaks the specification or contradicts itself.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.reason, str(self))


def printable(text: str, limit: int = 80) -> str:
    """A server's text made fit to be shown: one line, no control characters, not long."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "…"
