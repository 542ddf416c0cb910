"""Where the expressions of template languages stand in a file, and how those that choose belong together.

Read are Go templates, Jinja, Handlebars and Mustache (`{{ }}`, `{% %}`, `{# #}`), ERB (`<% %>`), and the `${ }` and
`%{ }` of envsubst and Terraform. Delimiters inside of a quoted string do not count, as the lexers of Go's
text/template and of Jinja have it. What is opened and never closed is text.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OPEN, ELSE, CLOSE, CONTROL, OUTPUT = "open", "else", "close", "control", "output"

_OPENING = re.compile(rb"\$?\{\{|\{%|\{#|<%|(?<![$\\])\$\{(?!\{)|(?<!%)%\{")
_STRING = rb"\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'|\\."
_CLOSING = {
    b"{{": re.compile(rb"(?P<close>\}\})|`[^`]*+`|" + _STRING),
    b"{%": re.compile(rb"(?P<close>%\})|" + _STRING),
    b"{#": re.compile(rb"(?P<close>#\})"),
    b"<%": re.compile(rb"(?P<close>%>)"),
    b"/*": re.compile(rb"(?P<close>\*/\s*+-?\}\})"),
    b"--": re.compile(rb"(?P<close>--~?\}\})"),
    b"${": re.compile(rb"(?P<close>\})|(?P<nested>\$?\{)|(?P<never>\n)"),
}
_COMMENT = re.compile(rb"\$?\{\{(?:[-~]?\s*+(?P<go>/\*)|~?!(?P<handlebars>--))")
_MARKS = b"-~+=% \t\r\n"
_WORD = re.compile(rb"[A-Za-z_]+|[#^/]")
_OPENERS = {
    b"{{": frozenset((b"if", b"range", b"with", b"define", b"block", b"#")),
    b"{%": frozenset(b"if for block macro call filter raw trans with autoescape unless case".split()),
    b"<%": frozenset(b"if unless case while until for begin".split()),
    b"%{": frozenset((b"if", b"for")),
}
_MIDDLES = frozenset((b"else", b"elif", b"elsif", b"elseif"))
_DO = re.compile(rb"(?:\bdo|\{)\s*+(?:\|[^|]*+\|\s*+)?\Z")
_ASSIGNMENT = re.compile(rb"\$\w*+\s*+:?=")
_LINES = re.compile(rb"\|\s*n?indent\b|\b(?:toYaml|to_yaml|to_nice_yaml)\b")
_NESTED_AT_MOST = 8
_MAX_DEPTH = 100


class Expression:
    """An expression from byte `start` up to `end`; `body` is what stands between its delimiters.

    `kind` is what it does: `OUTPUT` writes something, `OPEN`, `ELSE` and `CLOSE` delimit the branches of a choice or a
    loop, `CONTROL` is any other, comments among them. `is_variable` is one in `${ }`.
    """

    __slots__ = ("start", "end", "body", "kind", "is_variable")

    def __init__(self, start: int, end: int, body: bytes, kind: str, *, is_variable: bool) -> None:
        self.start = start
        self.end = end
        self.body = body
        self.kind = kind
        self.is_variable = is_variable

    @property
    def writes_lines(self) -> bool:
        """Whether what it writes are lines by the look of it: what has to be indented, or is made YAML."""
        return _LINES.search(self.body) is not None


def expressions(data: bytes) -> Iterator[Expression]:
    """The expressions of a file in their order, none inside another."""
    at = 0
    unclosed: set[bytes] = set()
    while opening := _OPENING.search(data, at):
        at = opening.end()
        family = _family(data, opening)
        end = None if family in unclosed else _end(data, family, opening)
        if end is not None:
            yield _expression(data, opening, end)
            at = end
        elif family != b"${":
            unclosed.add(family)


def _family(data: bytes, opening: re.Match[bytes]) -> bytes:
    """The delimiters, or the kind of comment, that an expression is closed by."""
    mark = opening[0].removeprefix(b"$") if opening[0].endswith(b"{{") else opening[0]
    comment = _COMMENT.match(data, opening.start()) if mark == b"{{" else None
    if comment:
        return comment["go"] or comment["handlebars"]
    return b"${" if mark == b"%{" else mark


def _end(data: bytes, family: bytes, opening: re.Match[bytes]) -> int | None:
    depth = 0
    for token in _CLOSING[family].finditer(data, opening.end()):
        if token.lastgroup == "never" or depth > _NESTED_AT_MOST:
            return None
        if token.lastgroup == "nested":
            depth += 1
        elif token.lastgroup == "close":
            if not depth:
                triple = family == b"{{" and data[opening.end() : opening.end() + 1] == b"{"
                return token.end() + (triple and data[token.end() : token.end() + 1] == b"}")
            depth -= 1
    return None


def _expression(data: bytes, opening: re.Match[bytes], end: int) -> Expression:
    mark = opening[0]
    inside = data[opening.end() : end - (1 if mark.endswith((b"${", b"%{")) else 2)]
    body = inside.strip(_MARKS)
    return Expression(opening.start(), end, body, _kind(mark, inside, body), is_variable=mark == b"${")


def _kind(mark: bytes, inside: bytes, body: bytes) -> str:
    if mark in (b"${", b"${{") or (mark == b"<%" and inside[:1] == b"="):
        return OUTPUT
    if mark == b"{#" or (mark == b"<%" and inside[:1] == b"#") or body.startswith((b"/*", b"!")):
        return CONTROL
    match = _WORD.match(body)
    word = match[0] if match else b""
    if body == b"^" or word in _MIDDLES:
        return ELSE
    if word == b"end" or (word == b"/" and mark == b"{{") or (word.startswith(b"end") and mark in (b"{%", b"%{")):
        return CLOSE
    if word in _OPENERS[mark] or (word == b"^" and mark == b"{{"):
        return OPEN
    if mark == b"{{":
        return CONTROL if _ASSIGNMENT.match(body) else OUTPUT
    opens = (mark == b"<%" and _DO.search(body)) or (mark == b"{%" and word == b"set" and b"=" not in body)
    return OPEN if opens else CONTROL


class Branch:
    """What stands between two delimiters of a choice, from byte `start` up to `end`, with the choices in it."""

    __slots__ = ("start", "end", "choices")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.choices: list[Choice] = []


class Choice:
    """The branches of an if with its else, or the one of a loop; from byte `start` up to `end`, delimiters included."""

    __slots__ = ("start", "end", "branches")

    def __init__(self, start: int, branch: Branch) -> None:
        self.start = start
        self.end = branch.end
        self.branches = [branch]


def choices(found: Sequence[Expression]) -> list[Choice]:
    """The outermost choices of a file; for one that is never closed stand those in it. What is too deep is one text."""
    root = Branch(0)
    stack: list[tuple[Branch, Choice]] = []
    inner = root
    too_deep = 0
    for one in found:
        if too_deep or (one.kind == OPEN and len(stack) == _MAX_DEPTH):
            too_deep += (one.kind == OPEN) - (one.kind == CLOSE)
        elif one.kind == OPEN:
            outer, inner = inner, Branch(one.end)
            stack.append((outer, Choice(one.start, inner)))
        elif one.kind == ELSE and stack:
            inner.end = one.start
            inner = Branch(one.end)
            stack[-1][1].branches.append(inner)
        elif one.kind == CLOSE and stack:
            inner.end = one.start
            inner, closed = stack.pop()
            closed.end = one.end
            inner.choices.append(closed)
    for outer, unclosed in reversed(stack):
        outer.choices += [choice for branch in unclosed.branches for choice in branch.choices]
    return root.choices
