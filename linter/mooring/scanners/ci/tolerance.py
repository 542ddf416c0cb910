"""CI files that are templates themselves, such as cookiecutter's and copier's: no YAML before they are filled in."""

from __future__ import annotations

from functools import wraps

from mooring import Source
from mooring.scanners import trees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mooring import Mention, Problem

    Scan = Callable[[Source], Iterator[Mention | Problem]]

_TAGS = (b"{{", b"{%", b"<%")


def has_tags(data: bytes) -> bool:
    """Whether a template's tags begin in the bytes."""
    return any(tag in data for tag in _TAGS)


def tolerant(scan: Scan) -> Scan:
    """A scan that reads a file that a template's tags keep from being YAML as what the template makes."""

    @wraps(scan)
    def tolerating(source: Source) -> Iterator[Mention | Problem]:
        if not has_tags(source.data) or trees.of(source).problem is None:
            yield from scan(source)
            return
        from mooring.scanners.templates.masking import Template
        from mooring.scanners.templates.reading import read

        template = Template(source.data, variables=False)
        made = Source(source.path, next(template.variants()))
        yield from scan(source) if trees.of(made).problem else read(source, template, scan)

    return tolerating
