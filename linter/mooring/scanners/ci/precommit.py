"""pre-commit's configurations and hook definitions.

Specification: pre-commit's "Creating new hooks" and "Supported languages". Of a hook of the language `docker_image`,
`entry` holds the image, its arguments and, before it, options of `docker run`; of one of the language `system` it is a
command. Hooks of any other language name no image.
"""

from __future__ import annotations

from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import get, is_scalar, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_HOOKS = ("repos[].hooks[]", "[]")
_LANGUAGE = "docker_image"
_COMMANDS = ("system", "unsupported")
_COMMAND = "docker run"


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a pre-commit file."""
    reader = Reader(source, "pre-commit")
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        for place in _HOOKS:
            for where, hook in find(root, place):
                entry, language = get(hook, "entry"), string(get(hook, "language"))
                if language == _LANGUAGE and is_scalar(entry):
                    reader.command(_COMMAND, [(f"{where}.entry", entry)], quoted=False)
                elif language in _COMMANDS and is_scalar(entry):
                    reader.script(entry, f"{where}.entry")
    yield from reader.finish()
