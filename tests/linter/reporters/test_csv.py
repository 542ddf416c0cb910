"""`--format csv`."""

import csv
from io import StringIO

from mooring.reporters.csv import render


def test_rows(report, expected):
    assert render(report, False) == expected("report.csv")


def test_headings_only(clean):
    assert len(render(clean, False).splitlines()) == 1


def test_what_needs_quotes(hostile):
    report = hostile('a,"b";\r\nc', path='x,"\n/Dockerfile')
    (row,) = csv.DictReader(StringIO(render(report, False), newline=""))
    assert row["path"] == 'x,"�/Dockerfile'
    assert row["text"] == 'a,"b";��c'
    assert row["message"] == '`a,"b";��c` is wrong'
