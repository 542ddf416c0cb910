"""Procfiles, as foreman and its like read them: the images that the commands name (`web: docker run …`)."""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners.shell.expanded import Literal, Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "procfile"

_PROCESS = re.compile(r"^([A-Za-z0-9_-]+):[ \t]*([^\r\n]+)", re.MULTILINE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Procfile."""
    literal = Literal(source.embed([(source.data, Span(0, len(source.data)))]))
    reading = Reading(source, lambda _name: 0)
    for match in _PROCESS.finditer(literal.text):
        reading.read([[*literal.cut(*match.span(2))]], match[1])
    return reading.mentions(SCANNER)
