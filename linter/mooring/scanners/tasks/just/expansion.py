"""What the expressions of a justfile stand for, and its recipes once just has put them in.

A variable's value, a parameter's default, what a dependency hands to a parameter, and the default of `env(…)` are known
where they are strings or put together from strings. What commands print, and what other functions make, is not.
"""

from __future__ import annotations

import re
from collections import Counter

from mooring import Span
from mooring.scanners.shell.expanded import Literal, Stretch, joined, unknown
from mooring.scanners.tasks.just.syntax import TOKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Source
    from mooring.scanners.shell.expanded import Text
    from mooring.scanners.tasks.just.syntax import Justfile, Place, Recipe

_MAX_DEPTH = 12
_MAX_EVALUATED = 50_000
_INTERPOLATION = re.compile(
    r"\{\{\{\{|\{\{((?:[^{}\"'`]|\"(?:[^\"\\]|\\.){0,2000}+\"|'[^']*+'|`[^`]*+`|\{[^{}]*+\})*+)\}\}"
)
_USE = re.compile(r"\$\{?([A-Za-z_]\w*)")
_QUOTES = re.compile(r"[xf]?(\"\"\"|'''|\"|')")
_ENVIRONMENT = frozenset({"env", "env_var", "env_var_or_default"})
_PLAIN = frozenset({"quote", "trim", "shell_quote"})


class Scope:
    """The parameters of a recipe, with the places of the values that each may have."""

    __slots__ = ("recipe", "values")

    def __init__(self, recipe: str = "", values: Mapping[str, list[Place]] | None = None) -> None:
        self.recipe = recipe
        self.values = values or {}


class Expansion:
    """Evaluates the expressions of one justfile."""

    def __init__(self, source: Source, justfile: Justfile) -> None:
        self.justfile = justfile
        self.literal = Literal(source.embed([(source.data, Span(0, len(source.data)))]))
        self._left = _MAX_EVALUATED
        self._handed: dict[tuple[str, str], list[Place]] = {}
        parameters = {recipe.name: recipe.parameters for recipe in justfile.recipes}
        for recipe in justfile.recipes:
            for called, arguments in recipe.calls:
                for parameter, argument in zip(parameters.get(called, ()), arguments, strict=False):
                    self._handed.setdefault((called, parameter.name), []).append(argument)
        self._uses = Counter(self._used())

    def uses(self, name: str) -> int:
        """How often the justfile speaks of a variable's or parameter's value."""
        return self._uses[name]

    def _used(self) -> Iterator[str]:
        places = list(self.justfile.assignments.values())
        for recipe in self.justfile.recipes:
            parameters = {parameter.name for parameter in recipe.parameters}
            places += [parameter.default for parameter in recipe.parameters if parameter.default]
            places += [argument for _, arguments in recipe.calls for argument in arguments]
            for text in recipe.texts:
                for name in self._used_in(text):
                    yield _named(name, recipe.name) if name in parameters else name
        for place in places:
            yield from self._names(place)

    def _used_in(self, place: Place) -> Iterator[str]:
        """The names that a part of a recipe speaks of, to just and to the shell."""
        yield from _USE.findall(self.literal.text, *place)
        for match in _INTERPOLATION.finditer(self.literal.text, *place):
            if match[1] is not None:
                yield from self._names(match.span(1))

    def _names(self, place: Place) -> Iterator[str]:
        return (token[0] for token in TOKEN.finditer(self.literal.text, *place) if token.lastgroup == "name")

    def recipe(self, recipe: Recipe, place: Place) -> list[Text]:
        """The texts that a part of a recipe may be, with the exported variables that it uses set before it."""
        scope = Scope(
            recipe.name,
            {
                one.name: self._handed.get((recipe.name, one.name), []) + ([one.default] if one.default else [])
                for one in recipe.parameters
            },
        )
        exported = self.justfile.exported | {one.name for one in recipe.parameters if one.exported}
        if "export" in self.justfile.settings:
            exported |= {*self.justfile.assignments, *scope.values}
        settings = [
            self._setting(name, scope)
            for name in sorted(set(_USE.findall(self.literal.text, *place)))
            if name in exported
        ]
        return joined([*settings, self._interpolated(place, scope, _MAX_DEPTH)], "recipe", Span(*place))

    def _setting(self, name: str, scope: Scope) -> list[Text]:
        values = self._variable(name, scope, _MAX_DEPTH)
        if not values or any(b"'" in one.data or not one.known for value in values for one in value):
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

    def commands(self) -> Iterator[tuple[str, list[Text]]]:
        """The commands between backticks, with the variable that each is for."""
        for name, place in self.justfile.assignments.items():
            for token in TOKEN.finditer(self.literal.text, *place):
                if token.lastgroup == "backtick":
                    quotes = 3 if token[0].startswith("```") else 1
                    yield name, [self.literal.cut(token.start() + quotes, token.end() - quotes)]

    def literals(self) -> Iterator[tuple[str, Span]]:
        """The variables that are a string, with the places of the texts."""
        for name, place in self.justfile.assignments.items():
            tokens = [one for one in TOKEN.finditer(self.literal.text, *place) if one.lastgroup != "blank"]
            if len(tokens) == 1 and tokens[0].lastgroup == "string":
                (text,) = self._string(tokens[0], Scope(), 0)
                if len(text) == 1 and text[0].literal:
                    yield name, text[0].literal

    # -- expressions

    def _interpolated(self, place: Place, scope: Scope, depth: int) -> list[Text]:
        parts: list[list[Text]] = []
        at = place[0]
        for match in _INTERPOLATION.finditer(self.literal.text, *place):
            parts.append([self.literal.cut(at, match.start())])
            at = match.end()
            used = Span(*match.span())
            if match[1] is None:
                parts.append([[Stretch(b"{{", used)]])
            else:
                parts.append(_used_at(self._evaluate(match.span(1), scope, depth), used))
        parts.append([self.literal.cut(at, place[1])])
        return joined(parts, "text", Span(*place))

    def _evaluate(self, place: Place, scope: Scope, depth: int) -> list[Text]:
        """The texts that an expression may be."""
        self._left -= 1
        tokens = [
            token
            for token in TOKEN.finditer(self.literal.text, *place)
            if token.lastgroup not in ("blank", "newline", "comment")
        ]
        if depth <= 0 or self._left <= 0 or not tokens:
            return [[unknown("nested", Span(*place))]]
        values, index = self._sum(tokens, 0, scope, depth)
        if index < len(tokens) and tokens[index][0] == "||":
            fallback, last = self._sum(tokens, index + 1, scope, depth)
            is_known = all(stretch.known for text in values for stretch in text)
            values, index = (values if is_known else fallback), last
        return values if index == len(tokens) else [[unknown(tokens[0][0], Span(*place))]]

    def _sum(self, tokens: list[re.Match[str]], index: int, scope: Scope, depth: int) -> tuple[list[Text], int]:
        """The texts of values joined by `+` and `/`, and the number of the token behind them."""
        if tokens[index : index + 1] and tokens[index][0] == "if":
            return self._conditional(tokens, index, scope, depth)
        parts = []
        while index < len(tokens):
            values, index = self._value(tokens, index, scope, depth)
            parts.append(values)
            if index >= len(tokens) or tokens[index][0] not in ("+", "/"):
                break
            if tokens[index][0] == "/":
                parts.append([[Stretch(b"/", Span(*tokens[index].span()))]])
            index += 1
        return joined(parts, "sum", Span(0, 0)), index

    def _conditional(self, tokens: list[re.Match[str]], index: int, scope: Scope, depth: int) -> tuple[list[Text], int]:
        """The texts of the branches of `if … { … } else { … }`."""
        values: list[Text] = []
        while index < len(tokens):
            if tokens[index][0] != "{":
                index += 1
                continue
            last = _closing(tokens, index)
            values += self._evaluate((tokens[index].end(), tokens[last].start()), scope, depth - 1)
            index = last + 1
            if index >= len(tokens) or tokens[index][0] != "else":
                break
        return values, index

    def _value(self, tokens: list[re.Match[str]], index: int, scope: Scope, depth: int) -> tuple[list[Text], int]:
        token = tokens[index]
        used = Span(*token.span())
        if token.lastgroup == "string":
            return self._string(token, scope, depth), index + 1
        if token[0] == "(":
            last = _closing(tokens, index)
            return self._evaluate((token.end(), tokens[last].start()), scope, depth - 1), last + 1
        if token.lastgroup == "name":
            if index + 1 < len(tokens) and tokens[index + 1][0] == "(":
                last = _closing(tokens, index + 1)
                return self._function(tokens[index : last + 1], scope, depth), last + 1
            return self._variable(token[0], scope, depth) or [[unknown(token[0], used)]], index + 1
        return [[unknown(token[0], used)]], index + 1

    def _string(self, token: re.Match[str], scope: Scope, depth: int) -> list[Text]:
        quotes = _QUOTES.match(token[0])
        assert quotes is not None
        start, end = token.start() + quotes.end(), token.end() - len(quotes[1])
        text = self.literal.text[start:end]
        if token[0][0] == "f":
            return self._interpolated((start, end), scope, depth - 1)
        if (token[0][0] == "x" and "$" in text) or ("\\" in text and '"' in quotes[1]):
            return [[unknown("string", Span(*token.span()))]]
        return [self.literal.cut(start, end)]

    def _function(self, tokens: list[re.Match[str]], scope: Scope, depth: int) -> list[Text]:
        """The default of what is taken from the environment, the argument of a function that leaves a name as it is."""
        name, used = tokens[0][0], Span(tokens[0].start(), tokens[-1].end())
        inside = tokens[1].end(), tokens[-1].start()
        if name in _ENVIRONMENT:
            comma = next((token for token in tokens[2:] if token[0] == ","), None)
            if comma is not None:
                return self._evaluate((comma.end(), inside[1]), scope, depth - 1)
            return [[unknown(tokens[2][0].strip("'\""), used)]] if len(tokens) > 2 else [[unknown(name, used)]]
        if name in _PLAIN:
            return self._evaluate(inside, scope, depth - 1)
        return [[unknown(name, used)]]

    def _variable(self, name: str, scope: Scope, depth: int) -> list[Text]:
        if name in scope.values:
            found = [text for place in scope.values[name] for text in self._evaluate(place, Scope(), depth - 1)]
            name = _named(name, scope.recipe)
        elif name in self.justfile.assignments:
            found = self._evaluate(self.justfile.assignments[name], Scope(), depth - 1)
        else:
            found = []
        known = [text for text in found if b"".join([stretch.data for stretch in text])]
        return [[stretch.used_as(name, stretch.used) for stretch in text] for text in known]


def _named(parameter: str, recipe: str) -> str:
    return f"{parameter} of {recipe}"


def _used_at(texts: list[Text], used: Span) -> list[Text]:
    """The same texts as they are used in the place of an interpolation."""
    return [
        [Stretch(one.data, used, one.literal, one.names or ("",), known=one.known) for one in text] for text in texts
    ]


def _closing(tokens: list[re.Match[str]], index: int) -> int:
    """The number of the token that closes the bracket that one opens."""
    depth = 0
    for number in range(index, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[number].lastgroup or "", 0)
        if depth == 0:
            return number
    return len(tokens) - 1
