"""`--format concise`."""

from mooring.reporters.concise import render


def test_a_finding_a_line(report, expected):
    assert render(report, False) == expected("concise.txt")


def test_nothing_but_the_summary(clean):
    assert render(clean, False) == "1 file read, 1 reference: no findings\n"


def test_colours(report):
    assert "\x1b[1;31merror\x1b[0m[malformed-reference]" in render(report, True)
