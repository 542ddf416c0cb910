"""YAML with places: one way for every YAML format to walk a parsed tree and know each scalar's bytes.

Nodes are PyYAML's (libyaml's parser, YAML 1.1) or, for a document that libyaml refuses, ruamel.yaml's
(YAML 1.2); both say where they stand in code points. An alias is the very node it stands for, so a
scalar that is reached along several ways is one node.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections import deque
from functools import lru_cache
from itertools import count

from mooring import Embedded, Problem, Source, Span
from mooring.scanners.patterns import lazily

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from yaml import YAMLError

_PLAIN_WORD = lazily(r"\S+")
_WORD = {
    "'": lazily(r"''|[^\s']+"),
    '"': lazily(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n|.)|[^\s\\]+", re.DOTALL),
}
_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"} | {
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_PROPERTIES = lazily(r"(?:[&!]\S*(?:\s+(?:#[^\n]*\n\s*)*)?)*")
_BLOCK_HEADER = lazily(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)?")
_MERGE = "<<"
_MAX_MERGES = 64
_MERGED_WEIGHT = 10
_MAX_DEPTH = 400
_MAX_CUTS = 8
_INDENTED_DEEPLY = lazily(rf"\n[ \t?:-]{{{_MAX_DEPTH // 2}}}")
_MAX_SECOND_READING = 500_000
_MAX_PLAIN_READINGS = 200
_plain_readings = count()


class Tree:
    """A YAML file: its documents' root nodes, and the first thing that is wrong with it, if any.

    The documents before a broken one are there all the same.
    """

    _broken_at: int | None = None

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents: list[Any] = []
        self.problem: Problem | None = None
        try:
            self._compose()
        except UnicodeDecodeError as error:
            line, _ = source.position(error.start)
            self.problem = Problem(source.path, line, "the file is not UTF-8; save it as UTF-8")

    def _compose(self) -> None:
        text = self.source.text
        documents = _plain_documents(text)
        if documents is not None:
            self.documents = documents
            return
        import yaml

        too_deep = Problem(self.source.path, None, "the YAML is nested too deeply; nothing after it was read")
        if _is_deep(text):
            self.problem = too_deep
            return
        try:
            for document in yaml.compose_all(text, _loader()):
                self.documents.append(document)
        except yaml.YAMLError as error:
            self._compose_again(error)
        except RecursionError:
            self.problem = too_deep

    def _compose_again(self, error: YAMLError) -> None:
        """Read a file that is not YAML 1.1 as YAML 1.2; where it is neither, the first reader's error counts."""
        documents = _documents_of_yaml_1_2(self.source.text)
        if documents is not None:
            self.documents = documents
            return
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).partition("\n")[0]
        line = mark.line + 1 if mark is not None else None
        self._broken_at = mark.line if mark is not None else None
        self.problem = Problem(self.source.path, line, f"invalid YAML: {what}; nothing after it was read")

    def read_until_error(self) -> None:
        """Take in what stands before the first error in the document that has it, where that is YAML by itself."""
        if self._broken_at is None:
            return
        import yaml

        text, line = self.source.text, self._broken_at
        for _ in range(_MAX_CUTS):
            text = "".join(text.splitlines(keepends=True)[:line])
            try:
                documents = list(yaml.compose_all(text, _loader()))
            except yaml.MarkedYAMLError as error:
                lines = [mark.line for mark in (error.problem_mark, error.context_mark) if mark is not None]
                line = next((one for one in lines if one < line), line - 1)
            else:
                self.documents = documents if len(documents) > len(self.documents) else self.documents
                return

    def repeated_keys(self) -> list[Problem]:
        """What is wrong with keys that a mapping has twice, which YAML 1.2 forbids; the first of them counts."""
        lines = [(key.start_mark.line + 1, key.value) for key in self._repeated_keys()]
        return [
            Problem(self.source.path, line, f"the key `{name}` is given twice; remove one")
            for line, name in sorted(lines)
        ]

    def _repeated_keys(self) -> Iterator[Any]:
        pending = list(self.documents)
        walked: set[int] = set()
        while pending:
            node = pending.pop()
            if id(node) in walked:
                continue
            walked.add(id(node))
            kind = node.id
            if kind == "sequence":
                pending += [one for one in node.value if one.id != "scalar"]
            elif kind == "mapping":
                names = [key.value for key, _ in node.value if key.id == "scalar"]
                if len({*names}) < len(names):
                    yield from _repeated(node)
                pending += [value for _, value in node.value if value.id != "scalar"]

    def embed(self, node: Any) -> Embedded:
        """A scalar's value as a source of its own, its bytes mapped to where they stand in the file."""
        value = string(node) or ""
        start, end = self._within(node)
        text = self.source.text
        if text[start:end] == value:
            return self.source.embed([(value.encode(), self.source.span(start, end))])
        style = node.style
        if style in ("|", ">"):
            header = _BLOCK_HEADER.match(text, start)
            start = header.end() if header else start
        aligned = _lines(value, text, start) if style == "|" else None
        aligned = aligned or _align(value, text, start, end, style)
        return self.source.embed([(data.encode(), self.source.span(*place)) for data, place in aligned])

    def place(self, node: Any, first: int, last: int) -> tuple[Span, bool]:
        """Where the characters of a scalar's value from `first` up to `last` stand, and whether byte for byte."""
        start = self._literal(node)
        if start is not None:
            return self.source.span(start + first, start + last), True
        embedded = self.embed(node)
        value = string(node) or ""
        return embedded.lift(Span(len(value[:first].encode()), len(value[:last].encode())))

    def _literal(self, node: Any) -> int | None:
        """Where a scalar's value begins that stands in the text as it is; None where it does not."""
        start, end = self._within(node)
        return start if self.source.text[start:end] == string(node) else None

    def _within(self, node: Any) -> tuple[int, int]:
        """Where a scalar stands without its tag, its anchor and its quotes."""
        start, end = node.start_mark.index, node.end_mark.index
        if self.source.text.startswith(("&", "!"), start, end):
            properties = _PROPERTIES.match(self.source.text, start, end)
            start = properties.end() if properties else start
        return (start + 1, end - 1) if node.style in ("'", '"') else (start, end)


def _plain_documents(text: str) -> list[Any] | None:
    """The root nodes of a file whose YAML is plain, where that spares PyYAML's import; None where it does not.

    PyYAML is the faster of the two once it is there, so that many files are worth its import.
    """
    if "yaml" in sys.modules or next(_plain_readings) >= _MAX_PLAIN_READINGS:
        return None
    from mooring import plain_yaml

    return plain_yaml.read(text)


@lru_cache(maxsize=1)
def _loader() -> Any:
    """The loader of libyaml of plain nodes, or PyYAML's own where it was built without.

    Tags that are not written out are those of the node's kind, which PyYAML takes some time to find out.
    """
    import yaml

    if not yaml.__with_libyaml__:
        return yaml.BaseLoader
    tags: dict[type, str] = {
        kind: f"tag:yaml.org,2002:{name}"
        for kind, name in ((yaml.ScalarNode, "str"), (yaml.SequenceNode, "seq"), (yaml.MappingNode, "map"))
    }

    class Loader(yaml.CBaseLoader):
        def descend_resolver(self, _parent: Any, _index: Any) -> None:
            """Do nothing."""

        def ascend_resolver(self) -> None:
            """Do nothing."""

        def resolve(self, kind: type, _value: str, _implicit: object) -> str:
            return tags[kind]

    return Loader


def _repeated(mapping: Any) -> Iterator[Any]:
    """The keys of a mapping that it has had before."""
    names: set[str] = set()
    for key in (key for key, _ in mapping.value if is_scalar(key)):
        if key.value in names:
            yield key
        names.add(key.value)


def _documents_of_yaml_1_2(text: str) -> list[Any] | None:
    """The root nodes of a file that is valid YAML 1.2 and not too long for the slow reader; None for any other."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > _MAX_SECOND_READING:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = YAML(typ="rt", pure=True)
            reader.Parser = _parser_of_yaml_1_2()
            return list(reader.compose_all(text))
    except (YAMLError, ValueError, LookupError, AttributeError, TypeError, RuntimeError):
        return None


@lru_cache(maxsize=1)
def _parser_of_yaml_1_2() -> Any:
    """ruamel.yaml's parser with a value that is not there where its key's colon ends, as libyaml has it."""
    from ruamel.yaml.events import ScalarEvent
    from ruamel.yaml.parser import RoundTripParser
    from ruamel.yaml.tokens import ValueToken

    class Parser(RoundTripParser):
        def parse_block_mapping_value(self) -> Any:
            colon = self.scanner.peek_token()
            event = super().parse_block_mapping_value()
            is_empty = isinstance(event, ScalarEvent) and event.start_mark.index == event.end_mark.index
            if is_empty and isinstance(colon, ValueToken):
                event.start_mark = event.end_mark = colon.end_mark
            return event

    return Parser


def _is_deep(text: str) -> bool:
    """Whether collections are nested so deeply that composing them could exhaust the stack.

    The parser's events are counted only where brackets or indentation leave room for such depth.
    """
    if text.count("[") + text.count("{") < _MAX_DEPTH and not _INDENTED_DEEPLY.search(f"\n{text}"):
        return False
    import yaml

    depth = 0
    try:
        for event in yaml.parse(text, _loader()):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _MAX_DEPTH:
                return True
    except yaml.YAMLError:
        pass
    return False


def _lines(value: str, text: str, start: int) -> list[tuple[str, tuple[int, int]]] | None:
    """Pair the lines of a literal block scalar's value with those of `text` from `start` on, which are indented.

    None where they do not match as they are.
    """
    before = len(value) - len(value.lstrip("\n "))
    word = _PLAIN_WORD.search(text, start)
    if word is None or before == len(value):
        return None
    indentation = word.start() - text.rfind("\n", 0, word.start()) - before + value.rfind("\n", 0, before)
    indent = " " * indentation
    pieces = []
    at = start
    for line in value.splitlines(keepends=True):
        begin = at + indentation
        if not text.startswith(line, begin) or text[at:begin] != indent:
            begin = text.find("\n", at)
            if begin < 0 or line != "\n" or text[at:begin].strip(" "):
                return None
        at = begin + len(line)
        pieces.append((line, (begin, at)))
    return pieces


def _align(value: str, text: str, start: int, end: int, style: str | None) -> list[tuple[str, tuple[int, int]]]:
    """Pair the pieces of a scalar's value with the stretches of `text` that they were read from.

    Words follow one another in the text as they do in the value; the white space between them may be
    folded, indented or escaped, so a gap stands for a gap as a whole. Where they do not match, the value
    as a whole stands for the text as a whole.
    """
    pieces = []
    done, at = 0, start
    for word, begin, stop in _words(text, start, end, style):
        index = value.find(word, done)
        gap = value[done:index]
        if index < 0 or gap.strip():
            break
        if gap:
            pieces.append((gap, (at, begin)))
        pieces.append((word, (begin, stop)))
        done, at = index + len(word), stop
    rest = value[done:]
    if rest.strip():
        return [(value, (start, end))]
    return [*pieces, (rest, (at, end))] if rest else pieces


def _words(text: str, start: int, end: int, style: str | None) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.get(style or "", _PLAIN_WORD).finditer(text, start, end):
        word = match[0]
        if style == "'" and word == "''":
            word = "'"
        elif style == '"' and word.startswith("\\"):
            word = _unescape(word)
        if word and not word.isspace():
            yield word, match.start(), match.end()


def _unescape(escape: str) -> str:
    kind, digits = escape[1], escape[2:]
    if kind in "xuU":
        return chr(int(digits, base=16))
    return "" if kind in "\r\n" else _ESCAPED.get(kind, kind)


def is_mapping(node: object) -> bool:
    """Whether the node is a mapping, of either parser."""
    return getattr(node, "id", None) == "mapping"


def is_sequence(node: object) -> bool:
    """Whether the node is a sequence, of either parser."""
    return getattr(node, "id", None) == "sequence"


def is_scalar(node: object) -> bool:
    """Whether the node is a scalar, of either parser."""
    return getattr(node, "id", None) == "scalar"


def items(node: Any) -> Iterable[tuple[str, Any]]:
    """A mapping's scalar keys with their values, merge keys followed: own keys first, and only the first of a name.

    What is merged comes with all that is merged into it, before the next of a list. Nothing for a node of another
    kind, so that a file of an unexpected shape is walked without care.
    """
    return fields(node).items()


def fields(node: Any) -> dict[str, Any]:
    """The same as a dictionary."""
    found: dict[str, Any] = {}
    merged: set[int] = set()
    pending = deque([node])
    while pending and len(merged) < _MAX_MERGES:
        mapping = pending.popleft()
        if not is_mapping(mapping) or id(mapping) in merged:
            continue
        merged.add(id(mapping))
        merges = False
        for key, value in mapping.value:
            if key.id != "scalar":
                continue
            name = key.value
            if name == _MERGE and not key.style:
                merges = True
            elif name not in found:
                found[name] = value
        if merges:
            pending.extendleft(reversed(list(_bases(mapping))))
    return found


def get(node: Any, *path: str) -> Any:
    """The node at a path of keys below a mapping, None where there is none."""
    for name in path:
        node = _value(node, name)
    return node


def _value(node: Any, name: str) -> Any:
    """What `items` has for a key, found without a walk over all that is merged."""
    if not is_mapping(node):
        return None
    merges = False
    for key, value in node.value:
        if key.value == name and (name != _MERGE or key.style):
            return value
        merges = merges or key.value == _MERGE
    if not merges:
        return None
    return next((merged[name] for merged in map(_merged, _bases(node)) if name in merged), None)


def _bases(node: Any) -> Iterator[Any]:
    """The mappings that are merged into one."""
    for key, value in node.value:
        if key.value == _MERGE and not key.style:
            yield from value.value[:_MAX_MERGES] if is_sequence(value) else [value]


@lru_cache(maxsize=256)
def _merged(base: Any) -> dict[str, Any]:
    """The keys and values of a mapping that others are made from, remembered as there may be many of them."""
    return dict(items(base))


def effort(node: Any) -> int:
    """How much of what a walk may do goes into the items of a mapping: what is merged is walked again and again."""
    weight = len(node.value)
    for key, _ in node.value:
        if key.value == _MERGE:
            return weight + sum(len(_merged(base)) * _MERGED_WEIGHT for base in _bases(node))
    return weight


def entries(node: Any) -> list[Any]:
    """A sequence's nodes; nothing for a node of another kind."""
    return list(node.value) if is_sequence(node) else []


def string(node: Any) -> str | None:
    """A scalar's value as text without a byte order mark, None for a node of another kind.

    Half a surrogate pair, which can be written as an escape sequence and is no character, becomes `?`.
    """
    if not is_scalar(node):
        return None
    value: str = node.value
    return value if value.isascii() else value.removeprefix("\ufeff").encode(errors="replace").decode()
