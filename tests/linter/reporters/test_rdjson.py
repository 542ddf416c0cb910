"""`--format rdjson`."""

import json

from mooring import Edit, Fix, Safety
from mooring.reporters.rdjson import render

FIELDS = {"message", "location", "severity", "source", "code", "suggestions", "original_output", "related_locations"}


def test_diagnostics(report, expected):
    assert render(report, False) == expected("rdjson.json")


def test_none(clean):
    assert json.loads(render(clean, False)) == {"source": {"name": "mooring"}, "diagnostics": []}


def test_the_documented_shape(report):
    for diagnostic in json.loads(render(report, False))["diagnostics"]:
        assert diagnostic.keys() <= FIELDS
        assert diagnostic["severity"] in {"ERROR", "WARNING", "INFO"}
        assert diagnostic["location"].keys() <= {"path", "range"}
        for suggestion in diagnostic.get("suggestions", ()):
            assert suggestion.keys() == {"range", "text"}
            assert suggestion["range"].keys() == {"start", "end"}


def test_columns_count_bytes(report):
    finding = report.findings[1]
    place = json.loads(render(report, False))["diagnostics"][3]["location"]["range"]
    line = finding.source.data.split(b"\n")[place["start"]["line"] - 1]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b"nginx"


def test_the_mark_of_byte_order_is_part_of_the_first_line(hostile):
    report = hostile("nginx")
    finding = report.findings[0]
    source = finding.source.replace(data=b"\xef\xbb\xbfFROM nginx\n")
    moved = report.replace(findings=[finding.replace(source=source, span=source.span(5, 10))])
    assert json.loads(render(moved, False))["diagnostics"][0]["location"]["range"]["start"]["column"] == 9


def test_several_edits_are_one_suggestion(hostile):
    report = hostile("name: nginx\ntag: 1\n")
    finding = report.findings[0]
    source = finding.source
    edits = [Edit(source.span(17, 18), "2"), Edit(source.span(6, 11), "redis")]
    moved = report.replace(findings=[finding.replace(fix=Fix("Both", Safety.SAFE, edits))])
    (suggestion,) = json.loads(render(moved, False))["diagnostics"][0]["suggestions"]
    assert suggestion == {
        "range": {"start": {"line": 1, "column": 7}, "end": {"line": 2, "column": 7}},
        "text": "redis\ntag: 2",
    }


def test_a_rule_with_a_page_links_to_it(report):
    rule = type(report.rules[0].__name__, (report.rules[0],), {"id": "implicit-latest", "page": "https://a.example/#x"})
    diagnostics = json.loads(render(report.replace(rules=[rule]), False))["diagnostics"]
    assert diagnostics[3]["code"] == {"value": "implicit-latest", "url": "https://a.example/#x"}
