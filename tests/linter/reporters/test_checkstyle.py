"""`--format checkstyle`."""

from xml.etree import ElementTree as ET

from mooring.reporters.checkstyle import render


def test_errors_by_file(report, expected):
    assert render(report, False) == expected("checkstyle.xml")


def test_none(clean):
    assert render(clean, False) == '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3" />\n'


def test_it_is_xml(report):
    root = ET.fromstring(render(report, False))
    assert [file.get("name") for file in root] == [
        "Dockerfile",
        "déploy/my app, 100% {new}.yaml",
        "bad, file.yaml",
        "gone",
    ]
    assert {error.get("severity") for error in root.iter("error")} <= {"error", "warning", "info", "ignore"}
