"""`--format junit`."""

from xml.etree import ElementTree as ET

from mooring.reporters.junit import render


def test_test_cases(report, expected):
    assert render(report, False) == expected("junit.xml")


def test_one_that_passed(clean):
    suite = ET.fromstring(render(clean, False)).find("testsuite")
    assert suite.attrib == {"name": "mooring", "tests": "1", "failures": "0", "errors": "0"}
    assert [case.attrib for case in suite] == [{"name": "no findings", "classname": "mooring"}]
    assert not list(suite[0])


def test_it_is_xml_and_counts_right(report):
    suite = ET.fromstring(render(report, False)).find("testsuite")
    cases = suite.findall("testcase")
    assert int(suite.get("tests")) == len(cases)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    assert cases[0].find("failure").get("message").endswith("is [no](http://x) @reference,\r\n�not")


def test_what_xml_cannot_hold(hostile):
    text = "".join(map(chr, range(0x20))) + "\ufffe\uffff]]>\x7f\x85"
    suite = ET.fromstring(render(hostile(text, path="d\udcff/Dockerfile"), False)).find("testsuite")
    assert suite[0].get("classname") == "d�/Dockerfile"
    assert suite[0][0].get("message") == "`" + "�" * 9 + "\t\n��\r" + "�" * 18 + "��]]>\x7f\x85` is wrong"
