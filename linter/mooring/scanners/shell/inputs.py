"""Commands that are given their words one after the other: by xargs, from its standard input, and by GNU parallel."""

from __future__ import annotations

from itertools import pairwise

from mooring import Span
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import documents
from mooring.scanners.shell.arguments import Argument
from mooring.scanners.shell.syntax import Piece, Word
from mooring.scanners.shell.values import COMPOSED, UNKNOWN, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mooring import Embedded, Source
    from mooring.scanners.shell.syntax import Command
    from mooring.scanners.shell.values import Values

_MAX_ITEMS = 64
_LINE = lazily(r"[^\s](?:[^\r\n]*[^\s])?")
_WORD = lazily(r"[^\s\"'\\$`]+")
_ONE_AT_A_TIME = lazily(r"-(?:n|L|-max-args=|-max-lines=)1|-I.*|-i|--replace.*")
_FLAG = lazily(r"-[neE]+")
_NEW_LINE = lazily(r"\\n")
_PLACEHOLDER = "{}"


def given(command: Command, values: Values) -> list[Value]:
    """The words that a command reads from its standard input, as far as the script says them."""
    items: list[Value] = []
    for document in documents.given_to(command):
        for match in _WORD.finditer(values.script.text, document.start, document.end):
            items.append(Value(match[0], place=match.span(), apart=True))
            if len(items) >= _MAX_ITEMS:
                break
    words = list(command.strings)
    before = command.source
    if before is not None and before.words and not before.outputs and before.words[0].bare in ("echo", "printf"):
        words += before.words[2:] if before.words[0].bare == "printf" else before.words[1:]
        command = before
    for word in words:
        for field in values.fields(word, word.start, command.blocks):
            for value in field:
                items += [UNKNOWN] if value.text is None else _words_of(value)
    return [item for item in items[:_MAX_ITEMS] if not _FLAG.fullmatch(item.text or "")]


def lines(command: Command, text: str) -> list[Value]:
    """The lines of a here-document that a command reads; nothing where one of them is more than a plain word."""
    found = []
    for document in documents.given_to(command):
        for match in _LINE.finditer(text, document.start, document.end):
            if not _WORD.fullmatch(match[0]):
                return []
            found.append(Value(match[0], place=match.span(), apart=True))
            if len(found) >= _MAX_ITEMS:
                return found
    return found


def _words_of(value: Value) -> Iterator[Value]:
    for match in _WORD.finditer(value.text or ""):
        place = (value.place[0] + match.start(), value.place[0] + match.end()) if value.place else None
        yield Value(match[0], place=place, reason=value.reason, apart=place is not None)


def by_xargs(
    arguments: Sequence[Argument], wrapped: list[Argument], command: Command, values: Values
) -> Iterator[list[Argument]]:
    """The command lines that xargs runs; `wrapped` is the one that stands behind its own flags."""
    flags = [argument.view for argument in arguments[: len(arguments) - len(wrapped)]]
    joined = [*flags, *(flag + value for flag, value in pairwise(flags))]
    items = [_argument(value, arguments[0], values) for value in given(command, values)]
    replaced = next((flag[2:] or _PLACEHOLDER for flag in joined if flag[:2] in ("-I", "-i") and flag != "-I"), "")
    if replaced:
        yield from _replaced(wrapped, replaced, items or [_argument(UNKNOWN, arguments[0], values)], values)
    elif any(_ONE_AT_A_TIME.fullmatch(flag) for flag in joined) and items:
        yield from ([*wrapped, item] for item in items)
    else:
        yield [*wrapped, *items]


def by_parallel(wrapped: list[Argument], values: Values) -> Iterator[list[Argument]]:
    """The command lines that GNU parallel runs, with the words behind `:::`."""
    at = next((index for index, argument in enumerate(wrapped) if argument.view == ":::"), None)
    if at is None:
        yield wrapped
        return
    line, items = wrapped[:at], wrapped[at + 1 :]
    if any(argument.view == _PLACEHOLDER for argument in line):
        yield from _replaced(line, _PLACEHOLDER, items, values)
    else:
        yield from ([*line, item] for item in items[:_MAX_ITEMS])


def _replaced(
    line: list[Argument], placeholder: str, items: list[Argument], values: Values
) -> Iterator[list[Argument]]:
    for item in items[:_MAX_ITEMS]:
        replaced = []
        for argument in line:
            known, found, after = (argument.text or "").partition(placeholder)
            if not found:
                replaced.append(argument)
            elif not known and not after and item.text is not None:
                replaced.append(item)
            else:
                whole = None if item.text is None else known + item.text + after
                replaced.append(_argument(Value(whole, known, reason=COMPOSED), argument, values))
        yield replaced


def written(command: Command, source: Source) -> list[Embedded]:
    """The texts that an `echo` or `printf` of plain words, piped into a command, writes."""
    before = command.source
    if before is None or not before.words or before.outputs or before.words[0].bare not in ("echo", "printf"):
        return []
    words = before.words[1:]
    is_escaped = before.words[0].bare == "printf"
    while words and _FLAG.fullmatch(words[0].bare or ""):
        is_escaped = is_escaped or "e" in (words[0].bare or "")
        words = words[1:]
    pieces: list[tuple[bytes, Span]] = []
    for word in words[:1] if is_escaped and before.words[0].bare == "printf" else words:
        pieces += [(b" ", Span(word.start, word.start))] if pieces else []
        for piece in word.pieces:
            if piece.kind != "text" or piece.end - piece.start != len(piece.text):
                pieces.append((source.data[piece.start : piece.end], Span(piece.start, piece.end)))
                continue
            at = piece.start
            for match in _NEW_LINE.finditer(piece.text) if is_escaped else ():
                first, last = piece.start + match.start(), piece.start + match.end()
                pieces += [(source.data[at:first], Span(at, first)), (b"\n", Span(first, last))]
                at = last
            pieces.append((source.data[at : piece.end], Span(at, piece.end)))
    return [source.embed([(data, span) for data, span in pieces if data])]


def _argument(value: Value, like: Argument, values: Values) -> Argument:
    """A word that stands in the place of another."""
    word = like.word
    if value.text is None:
        word = Word(word.start, word.end, [Piece("unknown", word.start, word.end, quoted=True)])
    return Argument([value], word, values, like.command, split=value.text is not None)
