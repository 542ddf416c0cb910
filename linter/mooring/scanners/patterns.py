"""Regular expressions that are compiled when they are first used: a file needs few of those that its scanner has."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AnyStr

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


def lazily(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, of the same parameters, with its methods and attributes."""
    return _Lazy(pattern, flags)  # type: ignore[return-value]


class _Lazy:
    """Stands for a compiled expression, and has its methods from the first use on."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._made_of: tuple[Any, int] = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._made_of)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
