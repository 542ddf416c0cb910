"""`dockerfile_inline`: a Dockerfile inside a compose file, whose variables Compose fills in before the build."""

from __future__ import annotations

from mooring import Embedded, InvalidReference, Mention, Problem, Reference
from mooring.scanners import dockerfile
from mooring.scanners.compose import arguments
from mooring.scanners.compose.interpolation import UNKNOWN
from mooring.scanners.compose.reference import why_fixed
from mooring.scanners.shell.mentions import in_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Source, Span
    from mooring.scanners.compose.interpolation import Interpolated
    from mooring.scanners.compose.project import Project

UNKNOWN_VARIABLE = "it is built on a variable whose value is not known before Compose runs"


def mentions(
    project: Project, build: dict[str, Any], where: str, *, hints: tuple[str, ...]
) -> Iterator[Mention | Problem]:
    """Yield every image reference of a build's inline Dockerfile, at its place in the compose file.

    A name that an additional context takes names no image. What is built on a variable that Compose alone knows
    is not statically known, and no error in the Dockerfile.
    """
    node: Any = build.get("dockerfile_inline")
    value = project.interpolated(node)
    if value is None:
        return
    value = arguments.fill_in(value, project, build.get("args"))
    scalar = project.tree.embed(node)
    text = value.embed(scalar)
    taken = set(_context_names(project, build.get("additional_contexts")))
    for found in dockerfile.scan(text):
        if isinstance(found, Mention):
            if found.reference is None or _context_name(found.reference) not in taken:
                yield _lifted(in_one(found), value, where, hints)
        elif UNKNOWN not in value.text:
            yield Problem(found.path, _line(text, scalar, found.line), f"{where}: {found.message}")


def _context_names(project: Project, contexts: Any) -> Iterator[str]:
    names = list(project.fields(contexts))
    names += [(project.static(entry) or "").partition("=")[0] for _, entry in project.entries(contexts)]
    for name in names:
        try:
            yield _context_name(Reference.parse(name))
        except InvalidReference:
            continue


def _context_name(reference: Reference) -> str:
    return reference.familiar.removesuffix(":latest")


def _lifted(mention: Mention, value: Interpolated, where: str, hints: tuple[str, ...]) -> Mention:
    """A mention in the interpolated text as one in the file, where variables count as a whole."""
    text = mention.source
    assert isinstance(text, Embedded)
    scalar = text.outer
    used = value.used(*_indexes(text, mention.span))
    place = _indexes(text, mention.parts["whole"])
    literal = value.literal(*place)
    known = UNKNOWN not in (mention.resolved or "")
    reason = mention.reason if known else UNKNOWN_VARIABLE
    return mention.replace(
        source=scalar,
        span=scalar.span(*used),
        resolved=mention.resolved if known else None,
        where=f"{where} {mention.where}",
        parts={"whole": scalar.span(*(literal or used))},
        reason=reason or why_fixed(value, *place),
        platform=None if UNKNOWN in (mention.platform or "") else mention.platform,
        hints=hints,
    ).lift()


def _indexes(source: Source, span: Span) -> tuple[int, int]:
    """The code points of a source's text that a span delimits."""
    start = len(source.data[: span.start].decode())
    return start, start + len(source.data[span.start : span.end].decode())


def _line(text: Embedded, scalar: Embedded, line: int | None) -> int | None:
    """The line in the file of a line in the interpolated text of a scalar."""
    if line is None:
        return None
    span, _ = text.lift(text.line_span(line))
    span, _ = scalar.lift(span)
    return scalar.outer.position(span.start)[0]
