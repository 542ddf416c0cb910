"""What the uses of an image in a Python module mean for one another."""

from __future__ import annotations

from mooring import Role
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import BUILT, settle
from mooring.scanners.tables import SHARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring import Mention
    from mooring.scanners.python.references import Named
    from mooring.scanners.python.scopes import Scope


def settled(found: Sequence[Named]) -> Iterator[Mention]:
    """The mentions of a module, those left out that only name an image that the machine has.

    What the module builds is not pulled by running it, wherever that is done; that a pulled image is named again by its
    tag counts within a function, after the pull: what is asked for before it is not there yet. A literal that is a
    reference here and something else there is not rewritten.
    """
    used = {one.mention.span for one in found if one.use != uses.LOCAL}
    built = {one.key for one in found if one.use == uses.BUILD}
    functions: dict[Scope | None, list[Named]] = {}
    for one in found:
        if one.use != uses.LOCAL or one.mention.span not in used:
            functions.setdefault(one.function, []).append(one)
    kept = [one for several in functions.values() for one in settle(_in_time(several))]
    for one in kept:
        if one.use == uses.RUN and one.key in built:
            one.mention = one.mention.replace(role=Role.BUILD_OUTPUT, reason=BUILT)
    yield from _unshared(kept)


def _in_time(found: Sequence[Named]) -> Iterator[Named]:
    """What is found in a function, without what only asks for an image before that is pulled or run."""
    first: dict[str, int] = {}
    for one in found:
        if one.use != uses.LOCAL:
            start = one.mention.span.start
            first[one.key] = min(start, first.get(one.key, start))
    return (one for one in found if one.use != uses.LOCAL or one.mention.span.start > first.get(one.key, -1))


def _unshared(found: Sequence[Named]) -> Iterator[Mention]:
    """The mentions, none rewritable where it is written that another is, and is another reference or use."""
    shared: set[int] = set()
    together: list[Named] = []
    end = -1
    places = [(span, each) for each in found for span in each.written]
    for span, one in sorted(places, key=lambda place: place[0]):
        if span.start >= end:
            together = []
        together.append(one)
        end = max(end, span.end)
        if len({(each.mention.span, each.mention.resolved, each.mention.role) for each in together[-2:]}) > 1:
            shared.update(map(id, together))
    for one in found:
        yield one.mention.replace(reason=SHARED) if one.mention.reason is None and id(one) in shared else one.mention
