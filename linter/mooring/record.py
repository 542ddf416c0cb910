"""Plain data: slotted, comparable, hashable, picklable records.

Every noun of Mooring is a `Record`. The standard library's dataclasses would say the same in fewer
words, but importing them costs more than the whole start-up budget of a one-file run.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ClassVar, Self


class Record:
    """A value whose fields are its `__slots__`; two records of one class with equal fields are equal."""

    __slots__: tuple[str, ...] = ()
    _names: ClassVar[tuple[str, ...]] = ()
    _values: ClassVar[Callable[[Record], tuple[object, ...]]] = staticmethod(lambda _: ())

    def __init_subclass__(cls) -> None:
        cls._names = names = tuple(name for name in cls.__slots__ if not name.startswith("_"))
        if len(names) > 1:
            cls._values = attrgetter(*names)
        elif names:
            cls._values = staticmethod(lambda record: (getattr(record, names[0]),))

    def _fields(self) -> tuple[object, ...]:
        return type(self)._values(self)  # noqa: SLF001 - it is of this very class

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._names, self._fields(), strict=True))
        return f"{type(self).__name__}({fields})"

    def replace(self, **changes: object) -> Self:
        """A copy with the named fields changed."""
        fields = dict(zip(self._names, self._fields(), strict=True))
        fields.update(changes)
        return type(self)(**fields)
