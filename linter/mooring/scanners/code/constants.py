"""Constants: the one value that a name has where it is used, by the blocks that a program's brackets make."""

from __future__ import annotations

from mooring.scanners.code.lexer import MARK, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.scanners.code.syntax import Code, Range

_CONDITIONS = frozenset({"if", "while", "switch", "when", "synchronized", "elif", "else", "try"})
_DECLARES = (":=",)
_MAX_SCOPES = 60
_MAX_PARAMETERS = 400
_MAX_HEADER = 12
_MAX_TYPE = 8


class Constants:
    """The assignments of a program, by name and by the block that they count in.

    A name has the value of the innermost block that assigns to it, where that does so once and no block within it does
    again; a parameter has its default, or no value that is known.
    """

    def __init__(self, code: Code) -> None:
        self._code = code
        self._tokens = code.tokens
        self._assigned: dict[str, list[int]] = {}
        self._in_scope: dict[tuple[str, int], list[int]] = {}
        self._known: dict[tuple[str, int], Range | None] = {}
        self._defaults: dict[tuple[str, int], Range] = {}
        self._declared: dict[str, Range | None] = {}

    def note(self, index: int) -> None:
        """Note the assignment whose equals sign a token is."""
        name = self._name_before(index)
        if name:
            self._assigned.setdefault(name, []).append(index)
            self._in_scope.setdefault((name, self._scope(index)), []).append(index)

    def declare(self, name: str, value: Range) -> None:
        """Note the value of a name that has it wherever nothing assigns to it; two values are none."""
        self._declared[name] = None if name in self._declared else value

    def _name_before(self, index: int) -> str | None:
        """The name that is assigned to before an equals sign, past its type."""
        at = index - 1
        if at < 0:
            return None
        token = self._tokens[at]
        opening = self._tokens[index].inside
        if opening >= 0 and self._tokens[opening].text == "(" and not self._is_declaration_list(opening):
            return None
        for back in range(at, max(at - _MAX_TYPE, -1), -1):
            colon = self._tokens[back]
            if colon.kind == MARK and colon.text == ":" and back and not self._tokens[back].breaks:
                named = self._tokens[back - 1]
                return named.text if named.kind == NAME else None
            if colon.breaks or colon.text in (";", ",", "(", "{", "}"):
                break
        if token.kind != NAME:
            return None
        if at > 1 and self._tokens[at - 2].text in ("var", "const") and self._tokens[at - 1].kind == NAME:
            typed = token.text in ("string", "str") and not token.breaks
            return self._tokens[at - 1].text if typed else token.text
        return token.text

    def _is_declaration_list(self, opening: int) -> bool:
        return opening > 0 and self._tokens[opening - 1].text in self._code.language.open_blocks

    def find(self, name: str, use: int, *, anywhere: bool = False) -> Range | None:
        """The tokens of the one value that a name has where a token uses it; None where that is not sure.

        `anywhere` says that an assignment in another block counts too where it is the only one.
        """
        places = self._assigned.get(name, [])
        scope = self._tokens[use].inside
        for _ in range(_MAX_SCOPES):
            if (name, scope) in self._in_scope:
                return self._only(name, scope)
            if scope < 0:
                break
            if self._tokens[scope].text == "{" and self._is_parameter(name, scope):
                return self._defaults.get((name, scope))
            scope = self._tokens[scope].inside
        if anywhere and len(places) == 1:
            return self._value(places[0])
        return self._declared.get(name)

    def _scope(self, place: int) -> int:
        """The bracket of the block that an assignment counts in."""
        opening = self._tokens[place].inside
        if opening > 0 and self._tokens[opening - 1].text in self._code.language.open_blocks:
            return self._tokens[opening].inside
        return opening

    def _only(self, name: str, scope: int) -> Range | None:
        """The value of a name that a block assigns to once, and none within it does again."""
        if (name, scope) not in self._known:
            self._known[name, scope] = self._sole(name, scope)
        return self._known[name, scope]

    def _sole(self, name: str, scope: int) -> Range | None:
        here = self._in_scope[name, scope]
        if len(here) > 1:
            return None
        end = self._tokens[scope].partner if scope >= 0 and self._tokens[scope].partner >= 0 else len(self._tokens)
        changed = [
            place for place in self._assigned[name] if place != here[0] and scope < place < end and self._changes(place)
        ]
        return None if changed else self._value(here[0])

    def _changes(self, place: int) -> bool:
        """Whether an assignment is to a name that is there already, and makes none."""
        if self._tokens[place].text in _DECLARES:
            return False
        _, start = self._code.names_before(place)
        before = self._tokens[start - 1] if start else None
        return before is None or self._tokens[start].breaks or before.kind == MARK

    def _value(self, place: int) -> Range:
        return place + 1, self._code.end_of(place + 1)

    def _is_parameter(self, name: str, block: int) -> bool:
        """Whether the function whose body a block is has a parameter of the name."""
        at, arrow = block - 1, False
        for _ in range(_MAX_HEADER):
            if at < 0 or self._tokens[at].text in (";", "{", "}"):
                return self._is_lambda_parameter(name, block)
            if self._tokens[at].text == ")" and self._tokens[at].partner >= 0:
                break
            arrow = arrow or self._tokens[at].text == "=>"
            at -= 1
        else:
            return self._is_lambda_parameter(name, block)
        opening = self._tokens[at].partner
        names, start = self._code.names_before(opening)
        if names and names[-1] in _CONDITIONS:
            return False
        if self._code.language.lambdas and not arrow and names and not self._is_definition(start):
            return self._is_lambda_parameter(name, block)
        last = min(at, opening + _MAX_PARAMETERS)
        for index in range(opening + 1, last):
            if self._tokens[index].text == name and self._tokens[index].kind == NAME:
                equals = index + 1
                while (equals < last and self._tokens[equals].kind == NAME) or self._tokens[equals].text == ":":
                    equals += 1
                if self._tokens[equals].text == "=":
                    self._defaults[name, block] = equals + 1, self._code.end_of(equals + 1)
                return True
        return False

    def _is_definition(self, start: int) -> bool:
        before = self._tokens[start - 1] if start else None
        return before is not None and not self._tokens[start].breaks and (before.kind == NAME or before.text == ">")

    def _is_lambda_parameter(self, name: str, block: int) -> bool:
        at = block + 1
        while at < len(self._tokens) and at < block + _MAX_HEADER:
            token = self._tokens[at]
            if token.text == "->":
                return any(self._tokens[index].text == name for index in range(block + 1, at))
            if token.kind != NAME and token.text not in (",", ":"):
                return False
            at += 1
        return False
