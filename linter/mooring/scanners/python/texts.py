"""The texts that expressions of a Python module have, each stretch with the place where it is written."""

from __future__ import annotations

import ast
import re
from itertools import product

from mooring import Span
from mooring.scanners.python.literals import Hole
from mooring.scanners.python.resolver import Resolver, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mooring.scanners.python.resolver import Leaf
    from mooring.scanners.python.scopes import Scope
    from mooring.scanners.python.syntax import Module

Choices = list[list[list["Stretch"]]]
"""For each part of a text in turn the stretches that it may be."""

_MAX_TEXTS = 32
_MAX_STRETCHES = 2_000
_MAX_LENGTH = 200_000
_MAX_SUMMANDS = 500
_PERCENT = re.compile(r"%(?:\((\w+)\))?([sd%])")
_FIELD = re.compile(r"\{(\w*)\}|\{\{|\}\}|[{}]")


class Stretch:
    """A part of a text: `text` stands in the file at `span`, or something that gives it does.

    `text` is None where it is not known; `name` is then what the module calls it.
    """

    __slots__ = ("text", "span", "name")

    def __init__(self, text: str | None, span: Span, name: str = "") -> None:
        self.text = text
        self.span = span
        self.name = name


class Text:
    """A text that an expression may have: its stretches, the expression that has it (`node`), and where that stands.

    `whole` says that it is written in this one expression, which holds nothing else. `span` is None where the
    expression does not stand in the file.
    """

    __slots__ = ("stretches", "node", "span", "whole")

    def __init__(self, stretches: Sequence[Stretch], node: ast.AST, span: Span | None, *, whole: bool = False) -> None:
        self.stretches = list(stretches)
        self.node = node
        self.span = span
        self.whole = whole

    @property
    def text(self) -> str | None:
        """The text, None where a part of it is not known."""
        texts = [stretch.text for stretch in self.stretches]
        return None if None in texts else "".join(text for text in texts if text is not None)


class Texts:
    """Answers which texts the expressions of a module may have."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.resolver = Resolver(module.tree)
        self._known: dict[ast.AST, list[Text]] = {}

    def of(self, node: ast.AST, scope: Scope) -> list[Text]:
        """The texts of an expression: none for what is no text at all."""
        found = [text for leaf in self.resolver.leaves(node, scope) for text in self.of_leaf(leaf)]
        return found[:_MAX_TEXTS]

    def of_leaf(self, leaf: Leaf) -> list[Text]:
        """The texts of one leaf."""
        node, scope = leaf
        if node not in self._known:
            with self.resolver.asking(node, "text") as fresh:
                if not fresh:
                    return [self._unknown(node)]
                found = self._of_leaf(node, scope)
                self._known[node] = found if all(map(_is_bounded, found)) else [self._unknown(node)]
        return self._known[node]

    def _of_leaf(self, node: ast.AST, scope: Scope) -> list[Text]:
        if isinstance(node, ast.Constant):
            return self._of_constant(node)
        if isinstance(node, ast.JoinedStr):
            return self._of_f_string(node, scope)
        if isinstance(node, ast.BinOp):
            return self._of_sum(node, scope) if isinstance(node.op, ast.Add) else self._of_percent(node, scope)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "format":
                return self._of_format(node, node.func.value, scope)
            if node.func.attr == "join" and len(node.args) == 1:
                return self._of_join(node, node.func.value, scope)
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            return []
        return [self._unknown(node)]

    def span(self, node: ast.AST) -> Span | None:
        """The bytes of an expression; None where it does not stand in the file."""
        return self.module.span(node) if hasattr(node, "lineno") else None

    def _at(self, node: ast.AST) -> Span:
        return self.span(node) or Span(0, 0)

    def _unknown(self, node: ast.AST) -> Text:
        return Text([Stretch(None, self._at(node), name_of(node))], node, self.span(node))

    def _of_constant(self, node: ast.Constant) -> list[Text]:
        if node.value is None or isinstance(node.value, bool | bytes) or node.value is ...:
            return []
        if not isinstance(node.value, str):
            return [self._unplaced(node, str(node.value))]
        literal = self.module.literal(node) if hasattr(node, "lineno") else None
        if literal is None:
            return [self._unknown(node) if self.module.masked else self._unplaced(node, node.value)]
        stretches = [Stretch(*one) for one in literal if not isinstance(one, Hole)]
        return [Text(stretches, node, self.span(node), whole=True)]

    def _unplaced(self, node: ast.AST, text: str) -> Text:
        return Text([Stretch(text, self._at(node))], node, self.span(node))

    def _of_f_string(self, node: ast.JoinedStr, scope: Scope) -> list[Text]:
        literal = self.module.literal(node)
        if literal is None:
            return [self._unknown(node)]
        fields = [value for value in node.values if isinstance(value, ast.FormattedValue)]
        in_order = iter(fields)
        choices: Choices = []
        for one in literal:
            if isinstance(one, Hole):
                choices.append(self._of_field(next(in_order), one.span, scope))
            else:
                choices.append([[Stretch(*one)]])
        return self._combined(choices, node, whole=not fields)

    def _of_field(self, field: ast.FormattedValue, span: Span, scope: Scope) -> list[list[Stretch]]:
        """The texts of a replacement field."""
        unknown = [Stretch(None, span, name_of(field.value))]
        if field.conversion not in (-1, ord("s")) or field.format_spec is not None:
            return [unknown]
        return self._inserted(field.value, scope, span) or [unknown]

    def _inserted(self, node: ast.AST, scope: Scope, span: Span | None = None) -> list[list[Stretch]]:
        """The stretches of what is put into another text; those that are not written as they are stand at `span`."""
        found = []
        for text in self.of(node, scope):
            at = span or self._at(node)
            known = text.text is not None
            found.append([stretch if known else Stretch(stretch.text, at, stretch.name) for stretch in text.stretches])
        return found

    def _combined(self, choices: Iterable[list[list[Stretch]]], node: ast.AST, *, whole: bool = False) -> list[Text]:
        choices = list(choices)
        count = 1
        for choice in choices:
            count *= len(choice)
        if count > _MAX_TEXTS:
            return [self._unknown(node)]
        combined = [[stretch for part in chosen for stretch in part] for chosen in product(*choices)]
        return [Text(stretches, node, self.span(node), whole=whole) for stretches in combined]

    def _of_sum(self, node: ast.BinOp, scope: Scope) -> list[Text]:
        summands: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add) and len(summands) < _MAX_SUMMANDS:
            summands.append(left.right)
            left = left.left
        summands.append(left)
        whole = all(isinstance(one, ast.Constant) for one in summands)
        return self._combined([self._inserted(one, scope) for one in reversed(summands)], node, whole=whole)

    def _of_percent(self, node: ast.BinOp, scope: Scope) -> list[Text]:
        """The texts of `"…" % values`."""
        if not isinstance(node.op, ast.Mod):
            return [self._unknown(node)]
        given, at = next(iter(self.resolver.leaves(node.right, scope)), (node.right, scope))
        if isinstance(given, ast.Tuple):
            return self._filled(node, node.left, scope, _Fields(_PERCENT, given.elts, {}, at))
        if isinstance(given, ast.Dict):
            return self._filled(node, node.left, scope, _Fields(_PERCENT, [], _entries(given), at))
        return self._filled(node, node.left, scope, _Fields(_PERCENT, [node.right], {}, scope))

    def _of_format(self, node: ast.Call, pattern: ast.expr, scope: Scope) -> list[Text]:
        """The texts of `"…".format(values)`."""
        if any(isinstance(one, ast.Starred) for one in node.args):
            return [self._unknown(node)]
        named: dict[object, ast.expr] = {given.arg: given.value for given in node.keywords if given.arg}
        return self._filled(node, pattern, scope, _Fields(_FIELD, node.args, named, scope))

    def _filled(self, node: ast.AST, pattern: ast.expr, scope: Scope, fields: _Fields) -> list[Text]:
        """The texts of a pattern with its fields filled in."""
        found: list[Text] = []
        for text in self.of(pattern, scope):
            choices: Choices = []
            order = iter(fields.values)
            for stretch in text.stretches:
                choices += self._filled_stretch(stretch, fields, order)
            found += self._combined(choices, node)
        return found[:_MAX_TEXTS]

    def _filled_stretch(self, stretch: Stretch, fields: _Fields, order: Iterator[ast.expr]) -> Choices:
        if stretch.text is None:
            return [[[stretch]]]
        choices: Choices = []
        done = 0
        for field in fields.syntax.finditer(stretch.text):
            choices.append([[cut(stretch, done, field.start())]])
            done = field.end()
            if field[0] in ("{{", "}}", "%%"):
                choices.append([[Stretch(field[0][0], stretch.span)]])
                continue
            value = fields.value(field[1], order)
            unknown = [[Stretch(None, stretch.span, field[1] or "")]]
            choices.append(unknown if value is None else self._inserted(value, fields.scope) or unknown)
        choices.append([[cut(stretch, done, len(stretch.text))]])
        return choices

    def _of_join(self, node: ast.Call, separator: ast.expr, scope: Scope) -> list[Text]:
        """The texts of `separator.join(items)`."""
        between = self._inserted(separator, scope)
        choices: Choices = []
        for item, at in self.items(node.args[0], scope):
            choices += [between, self._inserted(item, at)] if choices else [self._inserted(item, at)]
        return self._combined(choices, node)

    def items(self, node: ast.AST, scope: Scope) -> list[Leaf]:
        """The items of the one list that an expression is, in order; the expression itself where it is none."""
        found = self.resolver.leaves(node, scope)
        if len(found) == 1 and isinstance(found[0][0], ast.List | ast.Tuple):
            return [(item, found[0][1]) for item in found[0][0].elts]
        return [(node, scope)]


class _Fields:
    """What fills in the fields of a pattern: values by position and by name, and the scope that they are in."""

    __slots__ = ("syntax", "values", "named", "scope")

    def __init__(
        self, syntax: re.Pattern[str], values: list[ast.expr], named: dict[object, ast.expr], scope: Scope
    ) -> None:
        self.syntax = syntax
        self.values = values
        self.named = named
        self.scope = scope

    def value(self, name: str | None, order: Iterator[ast.expr]) -> ast.expr | None:
        """The value of a field, the next in order for one without a name."""
        if not name:
            return next(order, None)
        if name.isdigit():
            return self.values[int(name)] if int(name) < len(self.values) else None
        return self.named.get(name)


def _is_bounded(text: Text) -> bool:
    length = sum(len(stretch.text or "") for stretch in text.stretches)
    return len(text.stretches) <= _MAX_STRETCHES and length <= _MAX_LENGTH


def _entries(node: ast.Dict) -> dict[object, ast.expr]:
    """What a mapping has at its literal keys."""
    pairs = zip(node.keys, node.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}


def cut(stretch: Stretch, start: int, end: int) -> Stretch:
    """A part of a known stretch."""
    assert stretch.text is not None
    text = stretch.text[start:end]
    if len(stretch.text.encode()) != stretch.span.end - stretch.span.start:
        return Stretch(text, stretch.span)
    first = stretch.span.start + len(stretch.text[:start].encode())
    return Stretch(text, Span(first, first + len(text.encode())))
