"""Plain data: slotted, comparable, hashable, picklable records.

Every noun of Mooring is a `Record`. The standard library's dataclasses would say the same in fewer
words, but importing them costs more than the whole start-up budget of a one-file run.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Record:
    """A value whose fields are its `__slots__`; two records of one class with equal fields are equal."""

    __slots__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__slots__ if not name.startswith("_")])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__ if not name.startswith("_"))
        return f"{type(self).__name__}({fields})"

    def replace(self, **changes: object) -> Self:
        """A copy with the named fields changed."""
        fields = {name: getattr(self, name) for name in self.__slots__ if not name.startswith("_")}
        return type(self)(**{**fields, **changes})
