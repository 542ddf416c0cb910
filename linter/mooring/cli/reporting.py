"""The outcome of a check in every format asked for, on standard output and in files."""

from __future__ import annotations

import os
import sys

from mooring.cli import Failure, suggestion
from mooring.cli.terminal import use_colour
from mooring.model import Problem
from mooring.plugins import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from mooring.cli.arguments import Parser
    from mooring.model import Report
    from mooring.plugins import Plugins

_TEXT = "text"


def add_report_options(parser: Parser) -> None:
    """What is shown, and where it is written."""
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--format",
        metavar="FORMAT",
        help="text, concise, json, sarif, github, gitlab, junit, checkstyle, rdjson, csv, markdown, or a plugin's "
        "(default: text, in GitHub Actions github)",
    )
    shown.add_argument("--statistics", action="store_true", help="show how often each rule is broken, not where")
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="[FORMAT=]FILE",
        help="write the whole report to a file: in a format of its own, beside what is shown, or, without FORMAT=, "
        "instead of showing it; may be repeated",
    )
    parser.add_argument("--max-findings", type=_number, metavar="N", help="show no more findings than so many")
    parser.add_argument("--exit-zero", action="store_true", help="findings do not fail the run")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


class Outputs:
    """Where a report goes, by the options of `add_report_options`. Raises `Failure` for a wrong `--output`."""

    def __init__(self, plugins: Plugins, options: Namespace) -> None:
        self._renderers = {reporter.id: reporter.render for reporter in plugins.reporters()}
        self._statistics = options.statistics
        self._most = options.max_findings
        if options.format is not None:
            self._check(options.format)
        self._shown: str | None = options.format or _format_of_surroundings()
        self._files: dict[str, str] = {}
        for value in options.output:
            format, path = self._parse(value)
            if format is None:
                format, self._shown = options.format or _TEXT, None
            if path in self._files:
                raise Failure(f"two reports would be written to `{path}`; name another file")
            self._files[path] = format

    def _parse(self, value: str) -> tuple[str | None, str]:
        """The format, None where none is named, and the file of an `--output`."""
        format: str | None
        format, separator, path = value.partition("=")
        if not separator or os.sep in format:
            format, path = None, value
        else:
            self._check(format)
        if not path:
            raise Failure("`--output` names no file; write `--output FILE` or `--output FORMAT=FILE`")
        return format, path

    def _check(self, format: str) -> None:
        if format not in self._renderers:
            known = list(self._renderers)
            raise Failure(f"there is no format `{format}`{suggestion(format, known)}; there are {', '.join(known)}")

    def write(self, report: Report, *, to_stdout: bool = True) -> list[Problem]:
        """Show the report and write it to the files; give what could not be written."""
        if to_stdout:
            self._show(report)
        return [problem for path, format in self._files.items() if (problem := self._save(report, format, path))]

    def _show(self, report: Report) -> None:
        if self._statistics:
            sys.stdout.write("\n".join([*_statistics(report), ""]))
        elif self._shown:
            shown = report.replace(findings=report.findings[: self._most])
            sys.stdout.write(self._render(shown, self._shown, colour=use_colour()))
            if left := len(report.findings) - len(shown.findings):
                sys.stdout.flush()
                sys.stderr.write(f"mooring: {left} more not shown (--max-findings {self._most})\n")

    def _save(self, report: Report, format: str, path: str) -> Problem | None:
        from mooring.cli.rewriting import write

        data = self._render(report, format, colour=False).encode(errors="surrogateescape")
        try:
            if os.path.exists(path) and not os.path.isfile(path):
                with open(path, "wb") as file:
                    file.write(data)
            else:
                write(path, data)
        except OSError as error:
            return Problem(path, None, f"the report cannot be written: {(error.strerror or str(error)).lower()}")
        return None

    def _render(self, report: Report, format: str, *, colour: bool) -> str:
        try:
            return load(self._renderers[format])(report, colour)
        except Exception as error:
            raise Failure(f"internal error in reporter `{format}`: {type(error).__name__}: {error}") from error


def _format_of_surroundings() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else _TEXT


def _statistics(report: Report) -> Iterator[str]:
    """A line for each rule and severity, the most frequent first, and one that sums up."""
    titles = {rule.id: (rule.__doc__ or "").strip().partition("\n")[0] for rule in report.rules}
    counts: dict[tuple[str, str], int] = {}
    for finding in report.findings:
        kind = finding.rule, str(finding.severity)
        counts[kind] = counts.get(kind, 0) + 1
    width = max((len(rule) for rule, _ in counts), default=0)
    for (rule, severity), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>6}  {severity:<7}  {rule:<{width}}  {titles.get(rule, '')}".rstrip()
    total = [f"{len(report.findings):>6}  in all"]
    for hidden, number in sorted(report.hidden.items(), reverse=True):
        if number:
            total.append(f"{number} {hidden}{'' if number == 1 else 's'} not counted (--show {hidden})")
    yield "; ".join(total)
