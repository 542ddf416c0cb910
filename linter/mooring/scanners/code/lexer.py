"""The tokens of a program: names, string literals and marks, each with its bytes; one reader for many languages.

What differs between languages is in a table, `Language`: how comments begin, and the quotes of its string literals with
their escapes and the holes that are filled in. Time is linear in the length of the text, and every text is read to its
end. A text is read as latin-1, so that a place in it is a place in the file.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME, STRING, MARK = "name", "string", "mark"

_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSE = {")": "(", "]": "[", "}": "{"}
_MAX_HOLE = 4096
_MAX_REGEX = 400
_IN_HOLE = re.compile(r"""[{}()"'`\n]""")
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*")
_NO_OPERAND = frozenset({"return", "typeof", "case", "in", "of", "when", "and", "or", "not", "if", "unless"})
_ESCAPE = re.compile(r"\\(?:\r\n|u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\n": "", "\r\n": ""}
_DOLLAR_NAME = re.compile(r"\$(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)", re.ASCII)
_HOLES = {"${": r"\$\{", "$": r"\$(?=[A-Za-z_])", "#{": r"\#\{", "{": r"\{", "~{": r"~\{"}


class Quote:
    """One way of writing string literals.

    `escape` is what makes the next character another: a backslash, the closing quote itself where it is doubled, or
    nothing. `holes` are the openings of what is filled in (`${`; `$` for a bare name). `lines` says whether the literal
    may go over several lines, `ahead` is a pattern of what has to follow the opening.
    """

    __slots__ = ("opening", "closing", "escape", "holes", "ahead", "_stop")

    def __init__(
        self,
        opening: str,
        closing: str = "",
        *,
        escape: str = "\\",
        holes: Sequence[str] = (),
        lines: bool = False,
        ahead: str = "",
    ) -> None:
        self.opening = opening
        self.closing = closing or opening
        self.escape = escape
        self.holes = tuple(holes)
        self.ahead = ahead
        stops = [re.escape(self.closing)]
        stops += [r"\\"] if escape == "\\" else []
        stops += [_HOLES[hole] for hole in self.holes]
        stops += [] if lines else [r"\n"]
        self._stop: str | re.Pattern[str] = "|".join(stops)

    @property
    def stop(self) -> re.Pattern[str]:
        """Finds where the text of a literal is not what the file says, or ends."""
        if isinstance(self._stop, str):
            self._stop = re.compile(self._stop)
        return self._stop


class Language:
    """The lexical table of a language.

    `comments` begin a comment that goes to the end of the line, `blocks` enclose one. `regexes` says whether `/…/` is a
    literal, `commands` whether a call needs no parentheses (`image 'x'`), `colons` whether `name: value` is a setting.
    `lambdas` says whether a block may follow a call's parentheses as its last argument. What is assigned in one of
    `open_blocks` (`environment {`) counts in the block around it.
    """

    __slots__ = (
        "comments",
        "blocks",
        "quotes",
        "regexes",
        "commands",
        "colons",
        "lambdas",
        "open_blocks",
        "_pattern",
        "by_opening",
    )

    def __init__(
        self,
        quotes: Sequence[Quote],
        *,
        comments: Sequence[str] = ("//",),
        blocks: Sequence[tuple[str, str]] = (("/*", "*/"),),
        regexes: bool = False,
        commands: bool = False,
        colons: bool = False,
        lambdas: bool = False,
        open_blocks: Sequence[str] = (),
    ) -> None:
        self.quotes = sorted(quotes, key=lambda quote: -len(quote.opening))
        self.by_opening = {quote.opening: quote for quote in self.quotes}
        self.comments = comments
        self.blocks = dict(blocks)
        self.regexes = regexes
        self.commands = commands
        self.colons = colons
        self.lambdas = lambdas
        self.open_blocks = tuple(open_blocks)
        self._pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches one token and the blanks before it."""
        if self._pattern is None:
            openings = "|".join(re.escape(quote.opening) + quote.ahead for quote in self.quotes)
            comments = "|".join(re.escape(comment) for comment in self.comments)
            blocks = "|".join(re.escape(block) for block in self.blocks) or r"(?!)"
            self._pattern = re.compile(
                rf"(?P<blank>\s*+)(?:(?P<block>{blocks})|(?P<comment>(?:{comments})[^\n]*+)|(?P<quote>{openings})"
                r"|(?P<name>[A-Za-z_$\x80-\xff][\w$\x80-\xff]*+)|(?P<number>[0-9]\w*+)"
                r"|(?P<mark>\?\.|::|->|=>|:=|==|!=|<=|>=|\+=|\|\||&&|\?\?|\?:|=~|.))",
                re.DOTALL | re.ASCII,
            )
        return self._pattern


class Token:
    """A name, a string literal or a mark. `breaks` says whether it is the first of its line.

    `partner` is the index of the bracket that belongs to a bracket, `inside` that of the bracket that the token stands
    in, -1 for none. `quote` is a literal's, None for a regular expression and for a literal that is not closed.
    """

    __slots__ = ("kind", "text", "start", "end", "breaks", "partner", "inside", "quote")

    def __init__(self, kind: str, text: str, start: int, end: int, *, breaks: bool, quote: Quote | None = None) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.breaks = breaks
        self.partner = -1
        self.inside = -1
        self.quote = quote


class Fragment:
    """A stretch of a literal: `text` as it is meant, or None for a hole, whose expression is `hole`."""

    __slots__ = ("text", "start", "end", "hole")

    def __init__(self, text: str | None, start: int, end: int, hole: str = "") -> None:
        self.text = text
        self.start = start
        self.end = end
        self.hole = hole


def tokens(text: str, language: Language) -> list[Token]:
    """The tokens of a text, brackets paired."""
    found = list(_tokens(text, language))
    _pair(found)
    return found


def _tokens(text: str, language: Language) -> Iterator[Token]:
    match_at = language.pattern.match
    at, end = (text.find("\n") if text.startswith("#!") else 0), len(text)
    breaks, last = True, None
    if at < 0:
        return
    while at < end:
        match = match_at(text, at)
        if match is None:
            return
        breaks = breaks or "\n" in match["blank"]
        kind = match.lastgroup
        start, at = match.start(kind or 0), match.end()
        if kind == "comment":
            continue
        if kind == "block":
            closed = text.find(language.blocks[match["block"]], at)
            at = end if closed < 0 else closed + len(language.blocks[match["block"]])
            continue
        if kind == "quote":
            quote = language.by_opening[match["quote"]]
            at, closed_well = _literal_end(text, at, quote)
            last = Token(STRING, "", start, at, breaks=breaks, quote=quote if closed_well else None)
        elif kind == "mark" and match["mark"] == "/" and language.regexes and _operand_may_come(last):
            literal = _REGEX.match(text, start, start + _MAX_REGEX)
            at = literal.end() if literal else at
            last = Token(STRING if literal else MARK, "" if literal else "/", start, at, breaks=breaks)
        else:
            last = Token(NAME if kind in ("name", "number") else MARK, text[start:at], start, at, breaks=breaks)
        yield last
        breaks = False


def _operand_may_come(last: Token | None) -> bool:
    if last is None:
        return True
    if last.kind == NAME:
        return last.text in _NO_OPERAND
    return last.kind == MARK and last.text not in (")", "]", "}")


def _literal_end(text: str, at: int, quote: Quote) -> tuple[int, bool]:
    """Where the literal ends whose text begins at a place, and whether its closing quote is there."""
    search = quote.stop.search
    while stop := search(text, at):
        what = stop[0]
        if what == quote.closing:
            if quote.escape == quote.closing and text.startswith(what, stop.end()):
                at = stop.end() + len(what)
                continue
            end = stop.end()
            while len(what) == 3 and text.startswith(what[0], end):
                end += 1
            return end, True
        if what == "\n":
            return stop.start(), False
        if what == "\\":
            at = stop.end() + 1
        elif what == "$":
            at = stop.end()
        else:
            at = _hole_end(text, stop)
    return len(text), False


def _hole_end(text: str, opening: re.Match[str]) -> int:
    """Behind the brace that closes a hole; where it is given up looking for one that none does."""
    if text.startswith("{", opening.end()) and opening[0] == "{":
        return opening.end() + 1
    depth, at, limit = 1, opening.end(), opening.end() + _MAX_HOLE
    while stop := _IN_HOLE.search(text, at, limit):
        what = stop[0]
        at = stop.end()
        if what == "{":
            depth += 1
        elif what == "}":
            depth -= 1
            if depth == 0:
                return at
        elif what in "\"'`":
            closed = text.find(what, at, limit)
            at = closed + 1 if closed >= 0 else at
    return min(limit, len(text))


def fragments(text: str, token: Token) -> list[Fragment] | None:
    """What a string literal says, in stretches; None for what is not closed."""
    quote = token.quote
    if quote is None:
        return None
    found: list[Fragment] = []
    at, end = token.start + len(quote.opening), token.end - len(quote.closing)
    doubled = quote.escape == quote.closing
    while at < end:
        stop = quote.stop.search(text, at, end)
        stopped = stop.start() if stop else end
        if at < stopped:
            found.append(Fragment(text[at:stopped], at, stopped))
        at = stopped
        if stop is None:
            break
        what = stop[0]
        if what == "\\":
            escape = _ESCAPE.match(text, at, end)
            ends = escape.end() if escape else end
            found.append(Fragment(_unescaped(text[at:ends]), at, ends))
        elif what == quote.closing:
            ends = at + len(what) * (1 + doubled)
            found.append(Fragment(what, at, ends))
        elif what == "$":
            named = _DOLLAR_NAME.match(text, at, end)
            ends = named.end() if named else at + 1
            found.append(Fragment(None, at, ends, named["name"]) if named else Fragment("$", at, ends))
        elif what == "\n":
            ends = at + 1
        elif what == "{" and text.startswith("{{", at):
            ends = at + 2
            found.append(Fragment("{", at, ends))
        else:
            ends = min(_hole_end(text, stop), end)
            found.append(Fragment(None, at, ends, text[stop.end() : ends - 1].strip()))
        at = ends
    return found


def _unescaped(escape: str) -> str:
    what = escape[1:]
    if len(what) > 1 and what[0] in "ux":
        code = int(what[1:].strip("{}"), 16)
        return chr(code).encode("utf-8", "replace").decode("latin-1") if code < 0x110000 else "?"
    return _NAMED.get(what, what)


def _pair(found: list[Token]) -> None:
    """Give every bracket its partner; one that has none stays alone."""
    open_: list[int] = []
    count = dict.fromkeys(_OPEN, 0)
    for index, token in enumerate(found):
        token.inside = open_[-1] if open_ else -1
        if token.kind != MARK:
            continue
        if token.text in _OPEN:
            open_.append(index)
            count[token.text] += 1
        elif token.text in _CLOSE and count[_CLOSE[token.text]]:
            while open_:
                last = open_.pop()
                count[found[last].text] -= 1
                if found[last].text == _CLOSE[token.text]:
                    found[last].partner, token.partner = index, last
                    token.inside = found[last].inside
                    break
