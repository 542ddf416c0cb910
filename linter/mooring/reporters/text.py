"""Findings for people: the place, the line of source with the reference underlined, the rule, what to do."""

from __future__ import annotations

from mooring import Finding, Report, Severity, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Painter = Callable[..., str]

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_BOLD, _BLUE = "1", "94"
_MAX_LINE = 160


def render(report: Report, colour: bool) -> str:
    """The whole report as text."""
    paint = painter(colour)
    lines = [line for finding in report.findings for line in _finding(finding, paint)]
    return "\n".join([*lines, *unfixed(report, paint), summary(report, paint), ""])


def painter(colour: bool) -> Painter:
    """A function that puts text into the colours of the codes that follow it, or leaves it as it is."""
    return _paint if colour else _plain


def _plain(text: str, *_codes: str) -> str:
    return text


def _paint(text: str, *codes: str) -> str:
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"


def _place(path: str, line: int, column: int, paint: Painter) -> str:
    return f"{paint(printable(path), _BOLD)}:{line}:{column}:"


def headline(finding: Finding, paint: Painter) -> str:
    """A finding on one line: the place, the severity, the rule, the message."""
    place = _place(finding.source.path, *finding.source.position(finding.span.start), paint)
    severity = paint(str(finding.severity), _BOLD, _COLOURS[finding.severity])
    return f"{place} {severity}[{finding.rule}] {printable(finding.message)}"


def unfixed(report: Report, paint: Painter) -> Iterator[str]:
    """A line for each reference that could not be pinned."""
    for mention, reason in report.unfixed:
        place = _place(mention.source.path, *mention.source.position(mention.span.start), paint)
        yield f"{place} not pinned: {printable(reason)}"


def _finding(finding: Finding, paint: Painter) -> Iterator[str]:
    line, column = finding.source.position(finding.span.start)
    end_line, end_column = finding.source.position(finding.span.end)
    code = _COLOURS[finding.severity]
    yield headline(finding, paint)
    text = finding.source.line(line)
    stop = end_column if end_line == line else len(text) + 1
    shown, start, stop = _window(text, column - 1, max(stop - 1, column))
    gutter = paint(f"{line:>5} |", _BLUE)
    yield f"{gutter} {printable(shown)}"
    indent = "".join(" " if char != "\t" else "\t" for char in shown[:start])
    yield f"{paint('      |', _BLUE)} {indent}{paint('^' * (stop - start), code)}"
    for other in finding.related:
        there = ":".join(str(part) for part in (other.source.path, *other.source.position(other.span.start)))
        yield f"{paint('      =', _BLUE)} see {printable(f'{there}: {other.text}')}"


def _window(text: str, start: int, stop: int) -> tuple[str, int, int]:
    """Cut a long line to a stretch around the underlined part."""
    if len(text) <= _MAX_LINE:
        return text, start, stop
    left = max(0, start - _MAX_LINE // 2)
    right = min(len(text), max(left + _MAX_LINE, min(stop, left + 2 * _MAX_LINE)))
    before, after = "…" * (left > 0), "…" * (right < len(text))
    cut = f"{before}{text[left:right]}{after}"
    return cut, start - left + len(before), min(stop, right) - left + len(before)


def summary(report: Report, paint: Painter) -> str:
    """What the run came to, on one line."""
    counts = dict.fromkeys((Severity.ERROR, Severity.WARNING, Severity.NOTE), 0)
    for finding in report.findings:
        counts[finding.severity] += 1
    found = ", ".join(
        paint(count(number, str(severity)), _COLOURS[severity]) for severity, number in counts.items() if number
    )
    words = [f"{count(report.files, 'file')} read, {count(report.mentions, 'reference')}: {found or 'no findings'}"]
    if report.fixed:
        words.append(f"{count(report.fixed, 'reference')} mended")
    for severity, number in sorted(report.hidden.items(), reverse=True):
        if number:
            words.append(f"{count(number, str(severity))} not shown (--show {severity})")
    if report.excused:
        words.append(f"{report.excused} excused by comments")
    if report.baselined:
        words.append(f"{report.baselined} in the baseline")
    if report.skipped:
        words.append(f"{count(len(report.skipped), 'online rule')} skipped (--online)")
    if report.problems:
        words.append(paint(count(len(report.problems), "problem"), _COLOURS[Severity.ERROR]))
    return "; ".join(words)


def count(number: int, noun: str) -> str:
    """So many of what a noun names."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
