"""No text, path or message breaks any format."""

import csv
import json
from importlib import import_module
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mooring import Finding, Fix, Mention, Problem, Report, Safety, Severity, Source
from mooring.reporters import mooring_reporters

NAMES = [reporter.id for reporter in mooring_reporters()]
words = st.text(max_size=40) | st.text("|`<>&*_[]()!#@:%,;\"'\\\r\n\t\x00\x1b{}=+-. ax", max_size=40)
paths = words.filter(bool) | st.binary(min_size=1, max_size=20).map(lambda name: name.decode(errors="surrogateescape"))


@st.composite
def reports(draw):
    text = draw(words.filter(lambda word: word.isascii() or word.encode("utf-8", "ignore").decode() == word))
    source = Source(draw(paths), f"é\n{text}\n".encode())
    at = Mention(source, source.span(2, 2 + len(text)), text, scanner="test", where=draw(words))
    fix = Fix(draw(words), Safety.SAFE, at.rewrite("x")) if draw(st.booleans()) else None
    severity = draw(st.sampled_from([Severity.NOTE, Severity.WARNING, Severity.ERROR]))
    finding = Finding("a-rule", severity, draw(words), source, at.span, mention=at, related=[at], fix=fix)
    problem = Problem(draw(paths), draw(st.none() | st.integers(1, 9)), draw(words))
    return Report([finding], [problem], unfixed=[(at, draw(words))])


CHECKS = {
    "json": json.loads,
    "sarif": json.loads,
    "gitlab": json.loads,
    "rdjson": json.loads,
    "junit": ET.fromstring,
    "checkstyle": ET.fromstring,
}


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=60)
@given(report=reports())
def test_any_text(name, report):
    text = import_module(f"mooring.reporters.{name}").render(report, False)
    assert text.endswith("\n")
    CHECKS.get(name, str)(text)


@settings(deadline=None, max_examples=100)
@given(report=reports())
def test_github_reads_our_commands_only(report):
    lines = import_module("mooring.reporters.github").render(report, False).split("\n")
    commands = [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert len(commands) == 2
    assert len(lines) == 7


@settings(deadline=None, max_examples=100)
@given(report=reports())
def test_a_table_stays_a_table(report):
    markdown = import_module("mooring.reporters.markdown").render(report, False)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    assert (html.count("<td>"), html.count("<li>"), html.count("<p>")) == (4, 1, 1)


@settings(deadline=None, max_examples=100)
@given(report=reports())
def test_a_row_a_finding(report):
    text = import_module("mooring.reporters.csv").render(report, False)
    headings, row = csv.reader(StringIO(text, newline=""))
    assert len(headings) == len(row)
