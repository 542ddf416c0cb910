"""Environment hints: which of a policy's environments a word of a file speaks of."""

from __future__ import annotations

import re

_WORDS = {
    "prod": "production",
    "prd": "production",
    "live": "production",
    "stag": "staging",
    "stage": "staging",
    "stg": "staging",
    "dev": "development",
    "devel": "development",
}
_NEGATIONS = frozenset({"no", "non", "not", "pre"})
_SEPARATOR = re.compile(r"[^a-z0-9]+")


def hints_of(word: str | None) -> tuple[str, ...]:
    """The environments that a name speaks of: itself in lower case, then its parts, in full (`prod` is `production`).

    `Prod-EU` gives `prod-eu`, `prod`, `production` and `eu`; `non-prod` does not speak of production. Nothing for None,
    and for a name that is a template.
    """
    if word is None or not word.strip() or "$" in word or "{{" in word:
        return ()
    name = word.strip().lower()
    parts = [part for part in _SEPARATOR.split(name) if part]
    hints = [name]
    for before, part in zip(["", *parts], parts if len(parts) > 1 else [name], strict=False):
        if before not in _NEGATIONS:
            hints += [part, _WORDS.get(part, part)]
    return tuple(dict.fromkeys(hints))
