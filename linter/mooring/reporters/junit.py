"""Findings as failed tests, in the XML of JUnit that Jenkins, GitLab and others read.

https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mooring.reporters._xml import add, document
from mooring.reporters.text import headline, painter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Finding, Report


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - XML has no colour
    """A test case for each finding, failed, and for what could not be read, in error; one that passed for none."""
    failures, errors = len(report.findings), len(report.problems)
    counts = {"tests": failures + errors or 1, "failures": failures, "errors": errors}
    root = Element("testsuites", {"name": "mooring"})
    suite = add(root, "testsuite", name="mooring", **counts)
    for finding in report.findings:
        path, line = finding.source.path, finding.source.position(finding.span.start)[0]
        case = add(suite, "testcase", name=_name(finding), classname=path, file=path, line=line)
        text = headline(finding, painter(False))
        add(case, "failure", text, type=finding.severity, message=finding.message)
    for problem in report.problems:
        case = add(suite, "testcase", name=f"unreadable: {problem.message}", classname=problem.path, file=problem.path)
        add(case, "error", str(problem), type="problem", message=problem.message)
    if not failures and not errors:
        add(suite, "testcase", name="no findings", classname="mooring")
    return document(root)


def _name(finding: Finding) -> str:
    """A name that stays the same when lines move: of two test cases of one name only one is shown."""
    rule, _, text, where = finding.likeness
    place = f" ({where})" if where else ""
    return f"{rule}: {text}{place}{f' #{finding.ordinal + 1}' if finding.ordinal else ''}"
