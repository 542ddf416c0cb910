"""Formats that a policy defines (its key `scanners`): a place in a YAML, JSON or TOML tree, or a regular expression.

A place leads to a reference, or to a mapping with the keys registry, repository, tag and digest. An expression has the
named group `reference`, or `repository` with `registry`, `tag` and `digest` beside it; where there is no digest yet, a
pin is written behind the tag. What a template or a shell has yet to fill in is not known; of `${IMAGE:-nginx:1}` the
default is. A template that is no tree yet is read by what stands literally in it.
"""

from __future__ import annotations

import re
from functools import partial

from mooring import Mention, Problem, Scanner, Source
from mooring.scanners import trees

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring import Definition, Part

_HOLE = re.compile(
    r"\$?\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|\$\{(?P<name>\w+)(?::?-(?P<default>[^{}]*))?\}|\$\{[^{}]*\}|\$\w+|\$\([^()]*\)"
    r"|%\w+%|<[A-Za-z][\w-]*>",
    re.DOTALL,
)
_PARTS: tuple[Part, ...] = ("registry", "repository", "tag", "digest")


def scanners(definitions: Iterable[Definition]) -> Iterator[Scanner]:
    """The scanners that the definitions say."""
    for definition in definitions:
        scan = partial(_at_places, definition) if definition.regex is None else partial(_by_expression, definition)
        yield Scanner(definition.id, definition.files, scan, beside=True)


def _at_places(definition: Definition, source: Source) -> Iterator[Mention | Problem]:
    found = list(_in_tree(definition, source))
    if any(isinstance(one, Problem) for one in found):
        from mooring.scanners.templates.masking import Template
        from mooring.scanners.templates.reading import read

        template = Template(source.data, variables=False)
        if template.expressions:
            found = list(read(source, template, partial(_in_tree, definition)))
    yield from found


def _in_tree(definition: Definition, source: Source) -> Iterator[Mention | Problem]:
    from mooring.scanners.tables import Places, Variables, find
    from mooring.scanners.yaml_tree import get, is_mapping

    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    places = Places(tree, definition.id, variables=Variables(_HOLE, {}))
    for document in tree.documents:
        for where, node in find(document, definition.place or ""):
            if is_mapping(node):
                yield from places.split({part: get(node, part) for part in _PARTS}, where)
            else:
                yield from places.reference(node, where)


def _by_expression(definition: Definition, source: Source) -> Iterator[Mention | Problem]:
    from mooring.scanners.tables import COMPOSED, Variables

    variables = Variables(_HOLE, {})
    for parts in definition.regex.references(source.data) if definition.regex else ():
        text = {part: source.read(span) for part, span in parts.items()}
        if "whole" in parts:
            resolved = text["whole"]
        else:
            registry = f"{text['registry'].rstrip('/')}/" if text.get("registry") else ""
            tag = f":{text['tag']}" if text.get("tag") else ""
            digest = f"@{text['digest']}" if text.get("digest") else ""
            resolved = f"{registry}{text['repository']}{tag}{digest}"
        span = parts["whole"] if "whole" in parts else parts["repository"]
        filled = variables.fill(resolved)
        reason = COMPOSED if filled.within else filled.reason
        yield Mention(source, span, filled.text, scanner=definition.id, where="regex", parts=parts, reason=reason)
