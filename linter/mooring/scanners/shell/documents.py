"""Here-documents: what a command reads from the script itself, and the files that a script writes so."""

from __future__ import annotations

from mooring import Embedded, Mention, Span
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import NOT_KNOWN, Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mooring import Problem, Source
    from mooring.scanners.shell.arguments import Argument
    from mooring.scanners.shell.syntax import Command, Document

_ESCAPED = lazily(r"\\[\\$`]|\\\r?\n")
_ESCAPED_OR_TAB = lazily(r"(?m:^\t+)|\\[\\$`]|\\\r?\n")
_TAB = lazily(r"(?m:^\t+)")
_NOTHING = lazily(r"(?!)")
_EXPANDED = lazily(r"[$`]")

WRITERS = frozenset({"cat", "tee"})
"""Programs that write what they read to a file."""

_COMPOSE = "compose.yaml"
_MANIFESTS = "manifests.yaml"
READERS = {
    "docker": _COMPOSE,
    "docker-compose": _COMPOSE,
    "podman-compose": _COMPOSE,
    "nerdctl": _COMPOSE,
    "podman": _MANIFESTS,
    "kubectl": _MANIFESTS,
    "oc": _MANIFESTS,
    "kind": _MANIFESTS,
    "k3d": _MANIFESTS,
    "kustomize": _MANIFESTS,
}
"""Programs that take a file from their standard input where they are told to, and what it could be named."""

_MANAGING = {"docker": ("compose", "stack"), "nerdctl": ("compose",), "podman": ("kube", "play")}
_PASSING = ("cat", "envsubst")
_MAX_PIPED = 4
_STANDARD_INPUT = ("-", "/dev/stdin")


def given_to(command: Command) -> list[Document]:
    """The here-documents that a command reads, its own or those of a `cat` or `envsubst` that is piped into it."""
    before = command
    for _ in range(_MAX_PIPED):
        piped = before.source
        if before.documents or piped is None or piped.outputs or not piped.words:
            break
        if piped.words[0].bare not in _PASSING:
            return []
        before = piped
    return before.documents


def written_to(name: str, command: Command, arguments: Sequence[Argument]) -> str | None:
    """The name of the file that a `cat` or `tee` writes its input to; None where it writes none."""
    if name == "tee":
        operands = [argument.view for argument in arguments if not argument.view.startswith("-")]
        return operands[0] if operands else None
    if any(argument.view != "-" for argument in arguments) or not command.outputs:
        return None
    return "".join([piece.text or "_" for piece in command.outputs[-1].pieces])


def read_by(name: str, arguments: Sequence[Argument]) -> str | None:
    """The name that the file could have that a program reads from its standard input; None where it reads none."""
    views = [argument.view for argument in arguments]
    if name in _MANAGING and not any(view in _MANAGING[name] for view in views[:3]):
        return None
    is_named = any(
        view in _STANDARD_INPUT or view in ("-f-", "-c-") or view.endswith(("=-", "=/dev/stdin")) for view in views
    )
    return READERS[name] if is_named else None


def depth(source: Source) -> int:
    """How many texts a text is inside of."""
    count = 0
    while isinstance(source, Embedded):
        source = source.outer
        count += 1
    return count


def body(source: Source, text: str, document: Document) -> Embedded:
    """A here-document's body as its reader gets it: leading tabs and an unquoted one's escapes removed.

    `text` is the source's with a character for each byte.
    """
    if document.literal:
        removed = _TAB if document.tabs else _NOTHING
    else:
        removed = _ESCAPED_OR_TAB if document.tabs else _ESCAPED
    data = source.data
    pieces: list[tuple[bytes, Span]] = []
    at = document.start
    for match in removed.finditer(text, document.start, document.end):
        if match.start() > at:
            pieces.append((data[at : match.start()], Span(at, match.start())))
        kept = match[0][1:].strip("\r\n") if match[0].startswith("\\") else ""
        if kept:
            pieces.append((kept.encode("latin-1"), Span(match.start(), match.end())))
        at = match.end()
    if document.end > at:
        pieces.append((data[at : document.end], Span(at, document.end)))
    return source.embed(pieces)


def lent(
    source: Embedded, scan: Callable[[Source], Iterable[Mention | Problem]], where: str, *, literal: bool
) -> Iterator[Found]:
    """What another format's scanner finds in a text; what a shell puts into one that is not literal is not known.

    What is wrong with the text is not told: it may be meant for something else than its name says.
    """
    for one in scan(source):
        if not isinstance(one, Mention):
            continue
        lifted = one.lift().replace(where=f"{where}: {one.where}")
        if not literal and _EXPANDED.search(one.text if one.resolved is None else one.resolved):
            lifted = lifted.replace(resolved=None, reason=NOT_KNOWN)
        yield Found(lifted, uses.NESTED, one.text)
