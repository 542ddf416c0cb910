"""Places in trees: `jobs.*.steps[].image`, a path of keys.

`*` is any key, `[]` every item of a list, and `**` any way down, however long; a key with a dot in it stands in double
quotes.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Self

_KEY = r'\*\*|\*|"[^"]*"|[^.\[\]"*]+'


@lru_cache(maxsize=1024)
def steps_of(place: str) -> tuple[str, ...]:
    """The steps of a place: keys (those with a dot in double quotes), `*`, `**` and `[]`.

    Raises `ValueError` for what is no place.
    """
    if not re.fullmatch(rf"(?:{_KEY}|\[\])(?:\.(?:{_KEY})|\[\])*", place):
        raise ValueError(f"`{place}` is no place; write keys with dots between them, `*`, `**` and `[]`")
    return tuple(re.findall(rf"\[\]|{_KEY}", place))


class Place(str):
    """A place, as a policy writes it."""

    __slots__ = ()

    schema: ClassVar[dict[str, object]] = {"type": "string", "description": "keys with dots between them, `*`, `[]`"}

    @classmethod
    def read(cls, value: object) -> Self:
        """The place that a text of the policy is. Raises `ValueError`."""
        if not isinstance(value, str):
            raise ValueError(f"a place is a text; put `{value}` in quotes")
        steps_of(value)
        return cls(value)
