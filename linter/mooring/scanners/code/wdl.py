"""WDL: the containers of tasks.

By the OpenWDL specification: `docker` and `container` in a task's `runtime` or `requirements`, one or a list of
alternatives, and the defaults of inputs that are called after them. A `docker://` before a reference is its scheme.
"""

from __future__ import annotations

import re

from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import WDL
from mooring.scanners.likely import is_likely

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

SCANNER = "wdl"

_KEYS = ("docker", "container")
_BLOCKS = frozenset({"runtime", "requirements"})
_WHOLE = ("docker", "container", "docker_image")
_PIECED = re.compile(r"\+\s*([A-Za-z_]\w*)")
_COMMAND = re.compile(rb"\bcommand\s*\{(?:[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\}|.*?(?:\n[ \t]*\}|\Z))", re.DOTALL)
_INPUT = re.compile(r"(?:\w*_)?(?:docker|container)(?:_?(?:image|override|url|uri|path))?|\w*_image", re.IGNORECASE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a WDL document."""
    from mooring import Source as Text

    data = _COMMAND.sub(lambda match: re.sub(rb"[^\n]", b" ", match[0]), source.data)
    finder = Finder(Text(source.path, data), WDL, SCANNER)
    finder.source = source
    settings = list(finder.code.settings())
    pieced = set(_PIECED.findall(finder.code.text))
    for setting in settings:
        if setting.path[-1] in _KEYS and _BLOCKS.intersection(setting.path[:-1]):
            opening = finder.code.tokens[setting.first]
            members = [(setting.first, setting.last)]
            if opening.text == "[" and opening.partner > 0:
                members = [(one.first, one.last) for one in finder.code.members(setting.first + 1, opening.partner)]
            for first, last in members:
                finder.reference(first, last, ".".join(setting.path[-3:]))
    for setting in settings:
        if _INPUT.fullmatch(setting.path[-1]) and not _BLOCKS.intersection(setting.path[:-1]):
            text = finder.code.literal(setting.first) if setting.last - setting.first == 1 else None
            whole = setting.path[-1] in _WHOLE or "/" in (text or "")
            if text is not None and whole and is_likely(text) and setting.path[-1] not in pieced:
                finder.reference(setting.first, setting.last, ".".join(setting.path[-3:]))
    yield from finder.found()
