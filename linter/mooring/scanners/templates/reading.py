"""Reading a template as what it is a template for."""

from __future__ import annotations

from mooring import Mention, Source, Span
from mooring.scanners.templates.filling import carried

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mooring import Problem
    from mooring.scanners.templates.masking import Template


def read(
    source: Source, template: Template, reader: Callable[[Source], Iterable[Mention | Problem]]
) -> Iterator[Mention]:
    """The mentions that a reader of what a template makes finds in its variants, each place once.

    What is wrong with a variant is not told: it may be right when the template has made it.
    """
    seen: set[Span] = set()
    for data in template.variants():
        for found in reader(Source(source.path, data, source.beside)):
            if not isinstance(found, Mention) or found.span in seen:
                continue
            seen.add(found.span)
            yield from carried(found, source, template)
