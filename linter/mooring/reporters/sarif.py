"""SARIF 2.1.0, for code scanning: rules with their manuals, results with fixes and fingerprints.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import inspect
import json
import re
from urllib.parse import quote

from mooring.reporters._places import from_checkout, lines_and_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mooring import Edit, Finding, Fix, Mention, Problem, Report, Rule, Source, Span

    Object = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/mooring/mooring"
_ROOT = "%SRCROOT%"
_ABSOLUTE = re.compile("/|[A-Za-z]:/")
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def render(report: Report, colour: bool) -> str:  # noqa: ARG001 - JSON has no colour
    """The whole report as a SARIF log of one run.

    A file that could not be read is a notification and leaves the run successful: GitHub drops all results of one
    that is not.
    """
    index = {rule.id: number for number, rule in enumerate(report.rules)}
    run = {
        "tool": {"driver": _driver(report)},
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "utf-8",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root folder of what was checked."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report)}],
        "results": [_result(finding, index) for finding in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _driver(report: Report) -> Object:
    from importlib.metadata import version

    return {
        "name": "Mooring",
        "semanticVersion": version("mooring"),
        "informationUri": _HOME,
        "rules": [_rule(rule) for rule in report.rules],
    }


def _rule(rule: type[Rule]) -> Object:
    manual = inspect.getdoc(rule) or rule.id
    title = manual.partition("\n")[0]
    what = manual.partition("## What it does\n")[2].partition("\n\n")[0] or title
    described: Object = {
        "id": rule.id,
        "name": rule.__name__,
        "shortDescription": {"text": title},
        "fullDescription": {"text": what},
        "help": {"text": manual, "markdown": manual},
        "defaultConfiguration": {"enabled": rule.enabled, "level": str(rule.severity)},
    }
    if rule.page:
        described["helpUri"] = rule.page
    return described


def _result(finding: Finding, index: dict[str, int]) -> Object:
    source, mention = finding.source, finding.mention
    location = _location(source, finding.span)
    if mention:
        location["logicalLocations"] = [{"fullyQualifiedName": mention.where}]
    result: Object = {
        "ruleId": finding.rule,
        "level": str(finding.severity),
        "message": _message(finding.message),
        "locations": [location],
        "partialFingerprints": {"mooring/v1": finding.fingerprint},
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if finding.related:
        result["relatedLocations"] = [_related(number, other) for number, other in enumerate(finding.related)]
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(source, finding.fix)]
    if finding.environment:
        result["properties"] = {"environment": finding.environment}
    return result


def _message(text: str) -> Object:
    """Plain text: braces, which would stand for arguments, are doubled (section 3.11.5), links undone (3.11.6)."""
    return {"text": _LINK.sub(r"\\[", text).replace("{", "{{").replace("}", "}}")}


def _location(source: Source, span: Span) -> Object:
    region = {**_region(source, span), "snippet": {"text": source.read(span)}}
    return {"physicalLocation": {"artifactLocation": _artifact(source.path), "region": region}}


def _artifact(path: str) -> Object:
    path = from_checkout(path)
    uri = quote(path, errors="surrogateescape")
    if _ABSOLUTE.match(path):
        return {"uri": f"file:///{uri.removeprefix('/')}"}
    return {"uri": uri, "uriBaseId": _ROOT}


def _region(source: Source, span: Span) -> Object:
    line, column, end_line, end_column = lines_and_columns(source, span)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "byteOffset": span.start,
        "byteLength": span.end - span.start,
    }


def _related(number: int, mention: Mention) -> Object:
    return {"id": number, **_location(mention.source, mention.span), "message": _message(mention.text)}


def _fix(source: Source, fix: Fix) -> Object:
    replacements = [_replacement(source, edit) for edit in fix.edits]
    change = {"artifactLocation": _artifact(source.path), "replacements": replacements}
    return {"description": _message(fix.title), "artifactChanges": [change]}


def _replacement(source: Source, edit: Edit) -> Object:
    return {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.text}}


def _notifications(report: Report) -> list[Object]:
    return [
        *map(_of_problem, report.problems),
        *(_of_unfixed(mention, reason) for mention, reason in report.unfixed),
        *({"level": "note", "message": _message(f"The online rule `{rule}` did not run.")} for rule in report.skipped),
    ]


def _of_problem(problem: Problem) -> Object:
    place: Object = {"artifactLocation": _artifact(problem.path)}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    return {"level": "error", "message": _message(problem.message), "locations": [{"physicalLocation": place}]}


def _of_unfixed(mention: Mention, reason: str) -> Object:
    location = _location(mention.source, mention.span)
    return {"level": "warning", "message": _message(f"`{mention.text}` not pinned: {reason}"), "locations": [location]}
