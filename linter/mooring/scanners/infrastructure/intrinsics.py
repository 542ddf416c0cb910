"""CloudFormation's intrinsic functions, in their long form (`Fn::Sub: …`) and as YAML tags (`!Sub …`)."""

from __future__ import annotations

import re

from mooring import Mention
from mooring.scanners import rows
from mooring.scanners.tables import COMPOSED, UNKNOWN, Places, Variables
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from mooring.scanners.tables import Value

_SUB = re.compile(r"\$\{(?P<name>[^!${}][^${}]*)\}")
_LITERAL = re.compile(r"\$\{!([^}]*)\}")
_MAX_DEPTH = 12
_MAX_LENGTH = 10_000
_OF_CODE_BUILD = "aws/codebuild/"


def function(node: Any) -> tuple[str, Any]:
    """The intrinsic function that a node is, by its name without `Fn::`, and what it is given.

    ("", node) for what is none.
    """
    tag = str(getattr(node, "tag", None) or "")
    if tag.startswith("!") and len(tag) > 1:
        return tag[1:], node
    if is_mapping(node) and len(node.value) == 1:
        key, given = node.value[0]
        name = string(key) or ""
        if name in ("Ref", "Condition") or name.startswith("Fn::"):
            return name.removeprefix("Fn::"), given
    return "", node


class Template:
    """The parameters and mappings of a template, and the images that its values are."""

    def __init__(self, places: Places, root: Any) -> None:
        self._root = root
        self._places = places
        self._parameters: dict[str, Value | None] = {}
        self._texts: dict[int, str | None] = {}
        for name, parameter in items(get(root, "Parameters")):
            default = get(parameter, "Default")
            stored = (string(get(parameter, "Type")) or "").startswith("AWS::SSM::")
            self._parameters[name] = (default.value, default) if is_scalar(default) and not stored else None

    @property
    def known(self) -> dict[str, str]:
        """The parameters that have defaults."""
        return {name: value[0] for name, value in self._parameters.items() if value}

    def images(self, node: Any, where: str, depth: int = _MAX_DEPTH) -> Iterator[Mention]:
        """The images that a value may be: several where the template chooses among them."""
        name, given = function(node)
        if depth <= 0:
            return
        if name == "If":
            for branch in entries(given)[1:3]:
                yield from self.images(branch, where, depth - 1)
        elif name == "FindInMap":
            yield from self._from_map(node, given, where)
        elif name == "Ref" and is_scalar(given):
            referred = string(given) or ""
            if referred != "AWS::NoValue":
                only = re.compile(rf"(?P<name>\A{re.escape(referred)}\Z)")
                yield from self._reference(given, where, Variables(only, {referred: self._parameters.get(referred)}))
        elif name == "Sub":
            text = given if is_scalar(given) else next(iter(entries(given)), None)
            yield from self._reference(text, where, Variables(_SUB, {**self._parameters, **self._locals(given)}))
        elif not name and is_scalar(node):
            yield from self._reference(node, where, None)
        elif is_mapping(node) or name:
            yield self._composed(node, where, self._text(node, depth))

    def _reference(self, node: Any, where: str, variables: Variables | None) -> Iterator[Mention]:
        places = Places(self._places.tree, self._places.scanner, variables=variables, hints=self._places.hints)
        places.held = self._places.held
        for mention in places.reference(node, where):
            if mention.resolved is None or not mention.resolved.startswith(_OF_CODE_BUILD):
                literal = _LITERAL.search(mention.resolved or "")
                yield mention.replace(resolved=None, reason=UNKNOWN) if literal else rows.known(mention)

    def _composed(self, node: Any, where: str, text: str | None) -> Mention:
        source = self._places.tree.source
        return Mention(
            source,
            source.span(node.start_mark.index, node.end_mark.index),
            text,
            scanner=self._places.scanner,
            where=where,
            reason=COMPOSED if text is not None else UNKNOWN,
            hints=self._places.hints,
        )

    def _locals(self, given: Any) -> Mapping[str, Value | None]:
        """The variables that a `Sub` defines for itself."""
        own = entries(given)[1:2]
        texts = {name: (self._text(node, _MAX_DEPTH), node) for name, node in items(own[0] if own else None)}
        return {name: None if text is None else (text, None) for name, (text, _) in texts.items()}

    def _text(self, node: Any, depth: int) -> str | None:
        """What a value is, None where that is not known, one of several, or too long."""
        if id(node) not in self._texts:
            self._texts[id(node)] = None
            text = self._computed(node, depth)
            self._texts[id(node)] = text if text is not None and len(text) < _MAX_LENGTH else None
        return self._texts[id(node)]

    def _computed(self, node: Any, depth: int) -> str | None:
        name, given = function(node)
        if not name and is_scalar(node):
            return string(node)
        if name == "Ref" and is_scalar(given):
            value = self._parameters.get(string(given) or "")
            if value is not None:
                self._places.hold(value[1])
            return value[0] if value else None
        if name == "Sub" and depth > 0:
            text = given if is_scalar(given) else next(iter(entries(given)), None)
            filled = Variables(_SUB, {**self._parameters, **self._locals(given)}).fill(string(text) or "")
            for used in filled.used:
                self._places.hold(used)
            return filled.text
        if name == "Join" and depth > 0 and len(entries(given)) == 2:
            delimiter, parts = entries(given)
            texts = [self._text(part, depth - 1) for part in entries(parts)]
            between = string(delimiter)
            if between is not None and texts and None not in texts:
                return between.join(text or "" for text in texts)
        return None

    def _from_map(self, node: Any, given: Any, where: str) -> Iterator[Mention]:
        """The value of a mapping, or all that it may be where the first of its keys is not known."""
        keys = [self._text(one, _MAX_DEPTH) for one in entries(given)[:3]]
        table = get(self._root, "Mappings", keys[0]) if keys and keys[0] is not None else None
        chosen = [one for name, one in items(table) if len(keys) > 1 and keys[1] in (None, name)]
        found = [get(one, keys[2]) for one in chosen if len(keys) > 2 and keys[2] is not None]
        images = [mention for one in found if is_scalar(one) for mention in self._reference(one, where, None)]
        if images:
            yield from images
        else:
            yield self._composed(node, where, None)
