"""A justfile cut into assignments, settings and recipes, by just's grammar (https://github.com/casey/just, GRAMMAR.md).

What is imported from other files is not read. Input that is no justfile is read on as well as it can be.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Source

    Place = tuple[int, int]

TOKEN = re.compile(
    r"(?P<blank>[ \t]+|\\\r?\n)|(?P<newline>\r?\n)|(?P<comment>#[^\n]*)"
    r"|(?P<string>[xf]?(?:\"\"\"(?:[^\"\\]|\\.|\"(?!\"\")){0,20000}+\"\"\"|'''(?:[^']|'(?!''))*+'''"
    r"|\"(?:[^\"\\]|\\.){0,2000}+\"|'[^']*+'))"
    r"|(?P<backtick>```(?:[^`]|`(?!``))*+```|`[^`]*+`)"
    r"|(?P<name>[A-Za-z_][\w-]*)|(?P<open>[({\[])|(?P<close>[)}\]])"
    r"|(?P<operator>:=|==|!=|=~|!~|&&|\|\||\+\+|[-+/,:=*$@!|&?])|(?P<other>.)",
    re.DOTALL,
)

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_ASSIGNMENT = re.compile(r"(?P<before>(?:(?:export|eager|lazy)[ \t]+)*)(?P<name>[A-Za-z_][\w-]*)[ \t]*:=")
_SETTING = re.compile(r"set[ \t]+(?P<name>[A-Za-z_][\w-]*)(?:[ \t]*:=[ \t]*(?P<value>[^\n]*))?")
_OTHER = re.compile(r"(?:alias|import|mod|unexport|\[|#|!)")
_NAMED = re.compile(r"@?[A-Za-z_]")
_SCRIPT = re.compile(r"\[[^\]\n]*\bscript\b(?:[ \t]*\([ \t]*['\"](?P<program>[^'\"]*)['\"])?")
_STRING = re.compile(r"['\"]([^'\"]*)['\"]")
_PREFIX = re.compile(r"[@?-]*")


class Parameter:
    """A recipe's parameter: `default` is where its default stands, None where it has none."""

    __slots__ = ("name", "default", "exported")

    def __init__(self, name: str, default: Place | None, *, exported: bool) -> None:
        self.name = name
        self.default = default
        self.exported = exported


class Recipe:
    """A recipe: its parameters, the recipes it depends on with their arguments, and the texts that shells get."""

    __slots__ = ("name", "parameters", "calls", "texts", "program")

    def __init__(self, name: str) -> None:
        self.name = name
        self.parameters: list[Parameter] = []
        self.calls: list[tuple[str, list[Place]]] = []
        self.texts: list[Place] = []
        self.program: str | None = None


class Justfile:
    """What a justfile sets and runs. Places are those of `text`, which has a character for each byte."""

    def __init__(self, source: Source) -> None:
        self.text = source.data.decode("latin-1")
        self.assignments: dict[str, Place] = {}
        self.exported: set[str] = set()
        self.settings: dict[str, list[str]] = {}
        self.recipes: list[Recipe] = []
        self._script: str | None = None
        self._at = 3 if self.text.startswith("\xef\xbb\xbf") else 0
        while self._at < len(self.text):
            self._item()

    def _item(self) -> None:
        text, start = self.text, self._at
        if assignment := _ASSIGNMENT.match(text, start):
            end = self._end_of_expression(assignment.end())
            self.assignments[assignment["name"]] = (assignment.end(), end)
            if "export" in assignment["before"]:
                self.exported.add(assignment["name"])
            self._at = end + 1
        elif setting := _SETTING.match(text, start):
            self.settings[setting["name"]] = _STRING.findall(setting["value"] or "") or [setting["value"] or "true"]
            self._skip_line()
        elif _OTHER.match(text, start):
            script = _SCRIPT.match(text, start)
            if script:
                self._script = script["program"] or "sh"
            self._skip_line()
        elif _NAMED.match(text, start):
            self._recipe()
        else:
            self._skip_line()

    def _skip_line(self) -> None:
        match = _LINE.match(self.text, self._at)
        assert match is not None
        self._at = max(match.end(), self._at + 1)

    def _end_of_expression(self, at: int) -> int:
        """Where the line end stands that ends an expression, outside of brackets."""
        depth = 0
        for token in TOKEN.finditer(self.text, at):
            kind = token.lastgroup
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1
            elif kind in ("newline", "comment") and depth <= 0:
                return token.start()
        return len(self.text)

    # -- recipes

    def _recipe(self) -> None:
        """Read a recipe's head, `name parameter='default' … : dependency (other 'argument')`, and its body."""
        head = self.text.startswith("@", self._at)
        tokens = [
            token
            for token in TOKEN.finditer(self.text, self._at + head, self._end_of_expression(self._at))
            if token.lastgroup != "blank"
        ]
        recipe = Recipe(tokens[0][0])
        program, self._script = self._script, None
        colon = next((index for index, token in enumerate(tokens) if token[0] == ":"), None)
        self._skip_line_from(tokens[-1].end())
        if colon is None:
            return
        self._parameters(recipe, tokens[1:colon])
        self._dependencies(recipe, tokens[colon + 1 :])
        self._body(recipe, program)
        self.recipes.append(recipe)

    def _skip_line_from(self, at: int) -> None:
        self._at = at
        self._skip_line()

    def _parameters(self, recipe: Recipe, tokens: list[re.Match[str]]) -> None:
        index = 0
        exported = False
        while index < len(tokens):
            token = tokens[index]
            index += 1
            if token[0] == "$":
                exported = True
            elif token.lastgroup == "name":
                default = None
                if index < len(tokens) and tokens[index][0] == "=":
                    last = _end_of_value(tokens, index + 1)
                    if index + 1 < len(tokens):
                        default = tokens[index + 1].start(), tokens[last - 1].end()
                    index = last
                recipe.parameters.append(Parameter(token[0], default, exported=exported))
                exported = False

    def _dependencies(self, recipe: Recipe, tokens: list[re.Match[str]]) -> None:
        index = 0
        while index < len(tokens):
            if tokens[index][0] == "(" and index + 1 < len(tokens):
                last = _end_of_value(tokens, index)
                arguments = []
                at = index + 2
                while at < last - 1:
                    end = _end_of_value(tokens, at)
                    arguments.append((tokens[at].start(), tokens[end - 1].end()))
                    at = end
                recipe.calls.append((tokens[index + 1][0], arguments))
                index = last
            else:
                index += 1

    def _body(self, recipe: Recipe, program: str | None) -> None:
        """Read the lines of a recipe, which are indented: each with those it goes on in is one shell's."""
        start = self._at
        lines: list[Place] = []
        while self._at < len(self.text) and (self.text[self._at] in " \t\r\n"):
            begin = self._at
            self._skip_line()
            while self.text[begin : self._at].rstrip("\r\n").endswith("\\") and self._at < len(self.text):
                self._skip_line()
            lines.append((begin, self._at))
        first = self.text[start : self._at].lstrip()
        if program is not None or first.startswith("#!"):
            recipe.program = program or first.partition("\n")[0]
            recipe.texts = [(start, self._at)]
            return
        for begin, end in lines:
            indented = begin + len(self.text[begin:end]) - len(self.text[begin:end].lstrip())
            prefix = _PREFIX.match(self.text, indented)
            recipe.texts.append((prefix.end() if prefix else indented, end))


def _end_of_value(tokens: list[re.Match[str]], index: int) -> int:
    """The number of the token behind a value: a bracket with all in it, a call, or a single token."""
    depth = 0
    while index < len(tokens):
        kind = tokens[index].lastgroup
        index += 1
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        is_call = kind == "name" and index < len(tokens) and tokens[index][0] == "("
        if depth <= 0 and not is_call:
            break
    return index
