"""Annotations in GitHub Actions: a log that names every finding, then workflow commands.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

GitHub keeps ten annotations of a kind from each step, and 4096 characters of each. Where there are more findings, the
tenth annotation sums up all that have none of their own.
"""

from __future__ import annotations

from mooring import Record, Severity, printable
from mooring.reporters._places import from_checkout, lines_and_columns
from mooring.reporters.text import count, headline, painter, summary, unfixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mooring import Finding, Problem, Report

LIMIT = 10
LONGEST = 4096
_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - the runner reads it
    """Every finding as a line of the log, and as an annotation or a part of one."""
    paint = painter(False)
    log = [headline(finding, paint) for finding in report.findings]
    log += [*unfixed(report, paint), *map(str, report.problems), summary(report, paint)]
    annotations = [*map(_of_problem, report.problems), *map(_of_finding, report.findings)]
    return "\n".join([*map(_inert, log), *_commands(annotations), ""])


class _Annotation(Record):
    """What GitHub shows at a place: `properties` are those of a workflow command."""

    __slots__ = ("kind", "rule", "message", "properties")

    def __init__(self, kind: str, rule: str, message: str, properties: dict[str, object]) -> None:
        self.kind = kind
        self.rule = rule
        self.message = message
        self.properties = properties


def _of_problem(problem: Problem) -> _Annotation:
    place: dict[str, object] = {"title": "Mooring", "file": from_checkout(problem.path)}
    line = {"line": problem.line} if problem.line else {}
    return _Annotation("error", "unreadable", printable(problem.message), place | line)


def _of_finding(finding: Finding) -> _Annotation:
    line, column, end_line, end_column = lines_and_columns(finding.source, finding.span)
    place: dict[str, object] = {"file": from_checkout(finding.source.path), "line": line, "endLine": end_line}
    if end_line == line:
        place |= {"col": column, "endColumn": end_column}
    properties = {"title": f"Mooring: {finding.rule}", **place}
    return _Annotation(_KINDS[finding.severity], finding.rule, printable(finding.message), properties)


def _commands(annotations: Sequence[_Annotation]) -> Iterator[str]:
    """A workflow command for each annotation, or, where there are too many of a kind, for all that are left over."""
    for kind in _KINDS.values():
        concerned = [annotation for annotation in annotations if annotation.kind == kind]
        own = concerned if len(concerned) <= LIMIT else concerned[: LIMIT - 1]
        for annotation in own:
            yield _command(kind, annotation.message, annotation.properties)
        if rest := concerned[len(own) :]:
            title = f"Mooring: {len(rest)} more, each with its line in this step's log"
            yield _command(kind, _sum_up(rest), {"title": title})


def _sum_up(annotations: Iterable[_Annotation]) -> str:
    """How often each rule is broken in each file, a line a file, as many as there is room for."""
    files: dict[object, dict[str, int]] = {}
    for annotation in annotations:
        rules = files.setdefault(annotation.properties["file"], {})
        rules[annotation.rule] = rules.get(annotation.rule, 0) + 1
    lines = [f"{path}: {', '.join(f'{n} {rule}' for rule, n in rules.items())}" for path, rules in files.items()]
    room = LONGEST - _length(_others(len(lines)))
    kept = []
    for line in lines:
        room -= _length(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, *([_others(len(lines) - len(kept))] if len(kept) < len(lines) else [])])


def _others(files: int) -> str:
    return f"… and {count(files, 'more file')}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _inert(line: str) -> str:
    """A line that the runner does not take for a command, whatever a file or its name says.

    It looks for `::` where a line begins, and for the older `##[` anywhere.
    """
    line = printable(line).replace("##[", "##\N{REPLACEMENT CHARACTER}[")
    return f"./{line}" if line.lstrip().startswith("::") else line


def _command(kind: str, message: str, properties: dict[str, object]) -> str:
    said = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {said}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
