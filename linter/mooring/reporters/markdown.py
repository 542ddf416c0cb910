"""Findings as Markdown, for a job's summary or a comment on a pull request, in GitHub's and GitLab's dialect."""

from __future__ import annotations

import re

from mooring import printable
from mooring.reporters.text import count, painter, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mooring import Finding, Problem, Report

LONGEST = 60_000
LONGEST_CELL = 500
_HEADINGS = ["| severity | place | rule | what is wrong |", "|---|---|---|---|"]
_SPECIAL = re.compile(r"[!-+:<-@\[-`{-~]")
_LINKING = re.compile("(?<=[@#])")


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - Markdown has no colour
    """A table of the findings, a list of the problems, and what the run came to.

    It is cut to the length that a comment on GitHub may have (65,536 characters), and says so.
    """
    problems = _fit([], [_item(problem) for problem in report.problems], "problem", LONGEST // 2)
    outcome = _prose(summary(report, painter(False)))
    room = LONGEST - sum(map(len, (*problems, outcome)))
    findings = _fit(_HEADINGS, [_row(finding) for finding in report.findings], "finding", room)
    return "\n\n".join(["### Mooring", *findings, *problems, outcome]) + "\n"


def _fit(head: Sequence[str], lines: Sequence[str], noun: str, room: int) -> list[str]:
    """The lines that there is room for as a block, and a block that counts those left out; none without lines."""
    if not lines:
        return []
    kept = list(head)
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return ["\n".join(kept), f"… and {count(len(lines) - number, f'more {noun}')}"]
        kept.append(line)
    return ["\n".join(kept)]


def _row(finding: Finding) -> str:
    place = f"{finding.source.path}:{':'.join(map(str, finding.source.position(finding.span.start)))}"
    return f"| {finding.severity} | {_code(place)} | {_code(finding.rule)} | {_prose(finding.message)} |"


def _item(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"- {_code(place)}: {_prose(problem.message)}"


def _prose(text: str) -> str:
    """A message, in which backquotes enclose code."""
    parts = _shortened(text).split("`")
    if len(parts) % 2 == 0:
        return _plain("`".join(parts))
    return "".join(_code(part) if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    """Text that mentions nobody and links to no issue, whatever a file says."""
    return "\N{ZERO WIDTH SPACE}".join(_escape(part) for part in _LINKING.split(text))


def _code(text: str) -> str:
    return f"<code>{_escape(_shortened(text))}</code>"


def _escape(text: str) -> str:
    """Text of which no character means anything to Markdown or HTML."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", printable(text).replace("\t", " "))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
