"""What a makefile's text says once make has put the values of its variables into it.

A recipe is expanded with the values that variables have at the end of the file, a `:=` with those that they have where
it stands. A variable that conditionals give several values stands for each of them. What the environment or the
command line may set instead is not looked at; what only they set, and what functions make, is not known.
"""

from __future__ import annotations

import re

from mooring import Span
from mooring.scanners.shell.expanded import MAX_TEXTS, Literal, Stretch, as_value, joined, unknown, value_of, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Embedded
    from mooring.scanners.shell.expanded import Text
    from mooring.scanners.tasks.make.syntax import Blocks, Definition, Makefile

    Place = tuple[int, int]

_MAX_DEPTH = 12
_MAX_EXPANSIONS = 100_000
_REFERENCE = re.compile(r"\$(?:\$|[({]|[^\s])")
_BRACKET = re.compile(r"[(){}]")
_FUNCTION = re.compile(r"([a-z-]+)[ \t]+")
_NAME = re.compile(r"[^\s:=#$(){}]+")
_USE = re.compile(r"\$[({]([\w.-]+)[:)}]|\$\$\{?([A-Za-z_]\w*)|\bcall[ \t]+([\w.-]+)")
_SHELL = re.compile(r"\$[({]shell[ \t]+")
_SHELL_USE = re.compile(r"\$\$\{?([A-Za-z_]\w*)")
_SILENT = frozenset({"info", "warning", "error", "eval"})
_OPENING = {"(": ")", "{": "}"}


class Scope:
    """Where a text is expanded: inside which conditionals, for which rule, before which place, with which arguments.

    `depth` is how many texts may still be put into one another.
    """

    __slots__ = ("blocks", "target", "before", "arguments", "depth")

    def __init__(
        self,
        blocks: Blocks = (),
        target: str = "",
        before: int | None = None,
        *,
        arguments: Mapping[str, list[Text]] | None = None,
        depth: int = _MAX_DEPTH,
    ) -> None:
        self.blocks = blocks
        self.target = target
        self.before = before
        self.arguments = arguments or {}
        self.depth = depth

    def inner(self) -> Scope:
        """The same for a text that is put into one here."""
        return Scope(self.blocks, self.target, self.before, arguments=self.arguments, depth=self.depth - 1)


class Variables:
    """Expands the texts of a makefile."""

    def __init__(self, makefile: Makefile) -> None:
        self.makefile = makefile
        self._left = _MAX_EXPANSIONS
        self._found: dict[object, list[Text] | None] = {}
        self._definitions: dict[str, list[Definition]] = {}
        for definition in makefile.definitions:
            self._definitions.setdefault(definition.name, []).append(definition)
        self._uses: dict[str, int] = {}
        for match in _USE.finditer(makefile.text):
            name = match[1] or match[2] or match[3]
            self._uses[name] = self._uses.get(name, 0) + 1

    def uses(self, name: str) -> int:
        """How often the makefile speaks of a variable's value."""
        return self._uses.get(name, 0)

    def expand(self, body: Embedded, scope: Scope) -> list[Text]:
        """The texts that a body may stand for."""
        return self._expand(Literal(body), 0, len(body.data), scope)

    def recipe(self, body: Embedded, scope: Scope) -> list[Text]:
        """The texts that a recipe may stand for, the exported variables that it uses (`$$NAME`) set before it."""
        names = sorted(set(_SHELL_USE.findall(body.data.decode("latin-1"))))
        exported = [name for name in names if name in self.makefile.exported or self.makefile.exports_all]
        settings = [self._setting(name, scope) for name in exported]
        return joined([*settings, self.expand(body, scope)], "recipe", body.lift(Span(0, len(body.data)))[0])

    def _setting(self, name: str, scope: Scope) -> list[Text]:
        """The assignments to a shell's variable of the values that one has; an empty text where they are not known."""
        values = self._variable(name, scope) or []
        if not values or any("'" in (value_of(value) or "'") for value in values):
            return [[]]
        start = Span(0, 0)
        return [
            [
                Stretch(f"{name}='".encode(), start),
                *[stretch.used_as(name, stretch.used) for stretch in value],
                Stretch(b"'\n", start),
            ]
            for value in values
        ]

    def literals(self) -> Iterator[tuple[str, Span]]:
        """The variables whose values stand in the makefile as they are, with the places of these, blanks left out."""
        for definition in self.makefile.definitions:
            texts = self._value(definition, Scope(definition.blocks))
            if len(texts) == 1 and len(texts[0]) == 1 and texts[0][0].is_in_place:
                place = texts[0][0].used
                text = self.makefile.text[place.start : place.end]
                start = place.start + len(text) - len(text.lstrip())
                yield definition.name, Span(start, start + len(text.strip()))

    def commands(self, body: Embedded, scope: Scope) -> Iterator[list[Text]]:
        """The texts that `$(shell …)` hands to a shell, for each that stands in a body."""
        literal = Literal(body)
        for match in _SHELL.finditer(literal.text):
            end = _closing(literal.text, match.start() + 1, len(literal.text))
            yield self._expand(literal, match.end(), end, scope)

    def _expand(self, literal: Literal, start: int, end: int, scope: Scope) -> list[Text]:
        parts: list[list[Text]] = []
        at = start
        while match := _REFERENCE.search(literal.text, at, end):
            parts.append([literal.cut(at, match.start())])
            at = match.end()
            if match[0] == "$$":
                parts.append([[Stretch(b"$", literal.span(match.start(), at))]])
                continue
            inside = match.start() + 1, at
            if match[0][1] in _OPENING:
                closing = _closing(literal.text, match.start() + 1, end)
                inside, at = (match.end(), closing), min(closing + 1, end)
            parts.append(self._reference(literal, inside, literal.span(match.start(), at), scope.inner()))
        parts.append([literal.cut(at, end)])
        return joined(parts, "text", literal.span(start, end))

    def _reference(self, literal: Literal, inside: Place, used: Span, scope: Scope) -> list[Text]:
        """What stands in the place of `$(…)`."""
        self._left -= 1
        if scope.depth <= 0 or self._left <= 0:
            return [[unknown("nested", used)]]
        text = literal.text[slice(*inside)]
        function = _FUNCTION.match(text)
        if function:
            return self._function(function[1], literal, (inside[0] + function.end(), inside[1]), used, scope)
        name: str | None = text
        if "$" in text:
            named = self._expand(literal, *inside, scope)
            name = value_of(named[0]) if len(named) == 1 else None
        if name is None or not _NAME.fullmatch(name):
            return [[unknown(text.partition(":")[0], used)]]
        if name in scope.arguments:
            values = scope.arguments[name]
            return values if name.isdecimal() else [[one.used_as(name, used) for one in value] for value in values]
        known = [value for value in self._variable(name, scope) or () if b"".join([one.data for one in value]).strip()]
        if not known:
            return [[unknown(name, used)]]
        return [as_value(name, value, used) for value in known]

    def _function(self, name: str, literal: Literal, inside: Place, used: Span, scope: Scope) -> list[Text]:
        """What a function makes of its arguments."""
        if name in _SILENT:
            return [[]]
        places = list(_arguments(literal.text, *inside))
        if name == "call":
            values = [self._expand(literal, *place, scope) for place in places[1:]]
            return self._call(literal.text[slice(*places[0])].strip(), values, used, scope)
        chosen: list[Text] = []
        if name == "foreach" and len(places) > 2:
            chosen = self._each(literal, places, scope)
        elif name == "strip":
            chosen = self._expand(literal, *inside, scope)
        elif name == "or":
            values = [self._expand(literal, *place, scope) for place in places]
            chosen = next((value for value in values if all(map(value_of, value))), [])
        elif name in ("addprefix", "addsuffix") and len(places) > 1:
            chosen = self._affixed(name, literal, places, used, scope)
        elif name == "if":
            chosen = [text for place in places[1:3] for text in self._expand(literal, *place, scope)]
        return chosen or [[unknown(name, used)]]

    def _each(self, literal: Literal, places: list[Place], scope: Scope) -> list[Text]:
        """The text of a `foreach`, as often as there are words; nothing where these are not known."""
        name = literal.text[slice(*places[0])].strip()
        texts = self._expand(literal, *places[1], scope)
        words = [word for text in texts for word in words_of(text)]
        if not words or len(words) > MAX_TEXTS or any(value_of(word) is None for word in words):
            words = [[unknown(name, literal.span(*places[1]))]]
        inner = Scope(
            scope.blocks,
            scope.target,
            scope.before,
            arguments={**scope.arguments, name: words},
            depth=scope.depth - 1,
        )
        return self._expand(literal, places[2][0], places[-1][1], inner)

    def _affixed(self, name: str, literal: Literal, places: list[Place], used: Span, scope: Scope) -> list[Text]:
        """The words of a text, each with a prefix or a suffix; nothing where they are not known."""
        affixes = self._expand(literal, *places[0], scope)
        texts = self._expand(literal, places[1][0], places[-1][1], scope)
        if len(affixes) != 1 or any(value_of(text) is None for text in (*affixes, *texts)):
            return []
        blank = [Stretch(b" ", used)]
        return [
            [
                stretch.used_as(name, used)
                for word in words_of(text)
                for part in ((affixes[0], word, blank) if name == "addprefix" else (word, affixes[0], blank))
                for stretch in part
            ]
            for text in texts
        ]

    def _call(self, name: str, values: list[list[Text]], used: Span, scope: Scope) -> list[Text]:
        """The text of a variable with what `$(call …)` hands it in the place of `$(1)`, `$(2)` and so on."""
        arguments = {str(number): value for number, value in enumerate(values, start=1)}
        handed = {id(stretch) for value in values for text in value for stretch in text}
        inner = Scope(scope.blocks, scope.target, scope.before, arguments=arguments, depth=scope.depth - 1)
        found = self._variable(name, inner)
        if not found:
            return [[unknown(name, used)]]
        return [
            [stretch if id(stretch) in handed else stretch.used_as(name, used) for stretch in text] for text in found
        ]

    def _variable(self, name: str, scope: Scope) -> list[Text] | None:
        """The values that a variable may have; None for one that the makefile does not set."""
        if scope.arguments:
            return self._find(name, scope)  # what a variable holds may be put together from the arguments
        key = (name, scope.blocks, scope.target, scope.before)
        if key not in self._found:
            self._found[key] = self._find(name, scope)
        return self._found[key]

    def _find(self, name: str, scope: Scope) -> list[Text] | None:
        values: list[Text] | None = None
        is_set = False
        for definition in self._definitions.get(name, ()):
            if scope.before is not None and definition.at >= scope.before:
                break
            if definition.target not in ("", scope.target) or _excludes(definition.blocks, scope.blocks):
                continue
            if definition.operator == "?=" and is_set:
                continue
            is_sure = _always(definition.blocks, scope.blocks)
            new = self._value(definition, scope)
            if definition.operator == "+=" and values:
                new = joined([values, [[Stretch(b" ", Span(0, 0))]], new], name, Span(0, 0))
            replaces = is_sure and definition.operator != "?="
            values = new if replaces or values is None else [*values, *new][:MAX_TEXTS]
            is_set = is_set or is_sure
        return values

    def _value(self, definition: Definition, scope: Scope) -> list[Text]:
        if definition.operator == "!=":
            return [[unknown(definition.name, definition.body.lift(Span(0, len(definition.body.data)))[0])]]
        if definition.operator.startswith(":"):
            scope = Scope(definition.blocks, definition.target, definition.at, depth=scope.depth)
        return self.expand(definition.body, scope)


def _closing(text: str, opening: int, end: int) -> int:
    """Where the bracket at `opening` is closed, others of its kind inside passed over; the end where it is not."""
    first, last = text[opening], _OPENING[text[opening]]
    depth = 0
    for match in _BRACKET.finditer(text, opening, end):
        if match[0] == first:
            depth += 1
        elif match[0] == last:
            depth -= 1
            if depth == 0:
                return match.start()
    return end


def _arguments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the arguments of a function stand, which commas outside of brackets part."""
    depth = 0
    first = start
    for match in re.finditer(r"[(){},]", text[start:end]):
        if match[0] in "({":
            depth += 1
        elif match[0] in ")}":
            depth -= 1
        elif depth == 0:
            yield first, start + match.start()
            first = start + match.end()
    yield first, end


def _excludes(definition: Blocks, use: Blocks) -> bool:
    """Whether one place stands in another branch of a conditional than the other."""
    branches = {block.construct: block.branch for block in use}
    return any(branches.get(block.construct, block.branch) != block.branch for block in definition)


def _always(definition: Blocks, use: Blocks) -> bool:
    """Whether what stands in one place holds wherever the other is reached."""
    constructs = {block.construct for block in use}
    return all(block.construct in constructs for block in definition)
