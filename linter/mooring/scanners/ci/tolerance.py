"""Files that are templates themselves, such as cookiecutter's and copier's: in no format before they are filled in."""

from __future__ import annotations

from functools import wraps

from mooring import Mention, Problem, Source
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Scan = Callable[[Source], Iterator[Mention | Problem]]

_TAGS = (b"{{", b"{%", b"<%")
_TAG = lazily(r"(?<!\$)\{\{.*\}\}|\{%.*%\}|<%.*%>")


def has_tags(data: bytes) -> bool:
    """Whether a template's tags begin in the bytes."""
    return any(tag in data for tag in _TAGS)


def tolerant(scan: Scan) -> Scan:
    """A scan that reads a file that a template's tags keep from being in its format as what the template makes.

    Where they stand in texts alone, an image with one in its name is not known.
    """

    @wraps(scan)
    def tolerating(source: Source) -> Iterator[Mention | Problem]:
        if not has_tags(source.data):
            yield from scan(source)
            return
        found = list(scan(source))
        if not _problems(found):
            yield from map(_judged, found)
            return
        from mooring.scanners.templates.masking import Template
        from mooring.scanners.templates.reading import read

        template = Template(source.data, variables=False)
        made = Source(source.path, next(template.variants()), source.beside)
        yield from found if _problems(list(scan(made))) else read(source, template, scan)

    return tolerating


def _judged(found: Mention | Problem) -> Mention | Problem:
    if not isinstance(found, Mention) or not _TAG.search(found.resolved or ""):
        return found
    from mooring.scanners.templates.filling import FILLED_IN

    return found.replace(resolved=None, reason=FILLED_IN)


def _problems(found: list[Mention | Problem]) -> bool:
    return any(isinstance(each, Problem) for each in found)
