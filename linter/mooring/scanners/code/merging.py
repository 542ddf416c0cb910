"""Several findings of one program put together: what is written in one place is rewritten in one way."""

from __future__ import annotations

from bisect import bisect_right

from mooring import Mention, Problem
from mooring.scanners.tables import SHARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mooring import Role, Span


def merged(found: Sequence[Mention | Problem]) -> Iterator[Mention | Problem]:
    """The mentions, one for all that are the same at one place; none is rewritten that shares its place."""
    first: dict[tuple[tuple[Span, ...], str | None, Role], Mention] = {}
    meanings: dict[tuple[Span, ...], int] = {}
    for one in found:
        if isinstance(one, Problem):
            yield one
            continue
        places: tuple[Span, ...] = (one.span,) if one.resolved is None else tuple(one.parts.values())
        if (places, one.resolved, one.role) not in first:
            first[places, one.resolved, one.role] = one
            meanings[places] = meanings.get(places, 0) + 1
    for (where, _, _), one in first.items():
        yield one.replace(reason=one.reason or SHARED) if meanings[where] > 1 else one


def outermost(found: Iterable[Mention | Problem]) -> Iterator[Mention | Problem]:
    """The same without what is not known and has in it what is found by itself."""
    found = list(found)
    mentions = [one for one in found if isinstance(one, Mention)]
    starts = sorted((one.span.start, one.span.end) for one in mentions)
    for one in found:
        if isinstance(one, Mention) and one.resolved is None:
            at = bisect_right(starts, (one.span.start, one.span.end))
            before = bisect_right(starts, (one.span.start, -1))
            inner = (*starts[before : before + 2], *starts[at : at + 2])
            if any(
                one.span.start <= a and b <= one.span.end and (a, b) != (one.span.start, one.span.end) for a, b in inner
            ):
                continue
        yield one
