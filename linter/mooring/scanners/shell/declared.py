"""Variables of a script that hold an image by their name, and that no command there uses that is read."""

from __future__ import annotations

from mooring import Mention, Span
from mooring.scanners.image_variables import holds_image
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import SCANNER, Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring.scanners.shell.reader import Reader

_USE = lazily(r"[$%!]\{?(?:(?i:env:))?([A-Za-z_]\w*)")


def declared(reader: Reader, found: Iterable[Found]) -> Iterator[Found]:
    """The literals of such variables, each once; `found` is what the script's commands name."""
    found = list(found)
    used = {name for one in found for name in _USE.findall(one.name)}
    places = {one.whole for one in found}
    for assignment in (*reader.script.assignments, *reader.script.environment):
        if assignment.name in used or assignment.values is None or len(assignment.values) != 1:
            continue
        for value in reader.values.word(assignment.values[0], assignment.at, assignment.blocks):
            if value.place is None or value.text is None or Span(*value.place) in places:
                continue
            place = Span(*value.place)
            text = reader.source.read(place)
            if holds_image(assignment.name, text):
                places.add(place)
                yield Found(
                    Mention(reader.source, place, text, scanner=SCANNER, where=assignment.name), uses.NESTED, text
                )
