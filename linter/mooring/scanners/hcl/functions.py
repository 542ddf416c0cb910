"""The functions of HCL's expressions that are understood.

Those are the ones that pass on what they are given, that choose among what they are given, which makes several
alternatives, and that put texts together. What any other function gives is not known.
"""

from __future__ import annotations

from mooring.scanners.nodes import ALTERNATIVES, SCALAR, SEQUENCE, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring import Span
    from mooring.scanners.hcl.expressions import Expressions

EXPRESSION = "expression"
"""The `style` of a scalar that is one expression and no text."""

_PASSING_ON = frozenset(
    [
        "base64encode",
        "chomp",
        "jsondecode",
        "jsonencode",
        "nonsensitive",
        "sensitive",
        "tolist",
        "tomap",
        "toset",
        "tostring",
        "trimspace",
        "yamldecode",
        "yamlencode",
    ]
)
_CHOOSING = frozenset({"coalesce", "try"})


def called(reader: Expressions, name: str, given: Sequence[Node], span: Span) -> Node:
    """What a function makes of what it is given; `span` is where the call stands."""
    match name, [node.id for node in given]:
        case _, [_] if name in _PASSING_ON:
            return given[0]
        case _, [_, *_] if name in _CHOOSING:
            return Node(ALTERNATIVES, list(given), reader.source, span)
        case "lookup", ["mapping", "scalar", *_] if found := [
            value for key, value in given[0].value if key.value == given[1].value
        ]:
            chosen: Node = found[-1]
            return chosen
        case "lookup", [_, _, _]:
            unknown = reader.unknown(span.start, span.end)
            return Node(ALTERNATIVES, [unknown, given[2]], reader.source, span)
        case "templatefile", [_, "mapping"]:
            return given[1]
        case "concat", ids if set(ids) == {SEQUENCE}:
            return Node(SEQUENCE, [one for node in given for one in node.value], reader.source, span)
        case "format", ["scalar", *_]:
            return _formatted(reader, given[0].value.split("%s"), given[1:], span)
        case "join", ["scalar", "sequence"]:
            between = [given[0].value] * (len(given[1].value) - 1)
            return _formatted(reader, ["", *between, ""], given[1].value, span)
    return reader.unknown(span.start, span.end)


def _formatted(reader: Expressions, texts: Sequence[str], given: Sequence[Node], span: Span) -> Node:
    """The text that is put together of texts with values between them."""
    scalar = all(node.id == SCALAR for node in given)
    if len(texts) != len(given) + 1 or not scalar or any("%" in text for text in texts):
        return reader.unknown(span.start, span.end)
    holes = [reader.hole(node).decode() for node in given]
    text = "".join(piece for pair in zip(texts, [*holes, ""], strict=True) for piece in pair)
    return Node(SCALAR, text, reader.source, span, style=EXPRESSION, pieces=[(text.encode(), span)])
