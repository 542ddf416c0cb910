"""Ignore comments: how they are written, what they excuse, and for how long."""

import pytest

from mooring import Mention, Role, Source, Span
from mooring.model import Finding, Severity
from mooring.suppress import apply, ignores_of

TODAY = "2026-11-23"


def read(text, path="compose.yaml"):
    return ignores_of(Source(path, text.encode()))


@pytest.mark.parametrize(
    ("comment", "rules", "reason", "until"),
    [
        ("# mooring: ignore[implicit-latest]", ("implicit-latest",), "", None),
        ("#mooring:ignore[a,b]", ("a", "b"), "", None),
        ("# mooring: ignore[ a , b ] we want it so", ("a", "b"), "we want it so", None),
        ("# mooring: ignore", None, "", None),
        ("# mooring: ignore: local build", None, "local build", None),
        ("# mooring: ignore[a] until 2027-01-31", ("a",), "", "2027-01-31"),
        ("# mooring: ignore[a] our own image, until 2027-01-31", ("a",), "our own image", "2027-01-31"),
        ("# mooring: ignore[a] until 2027-01-31: waiting for upstream", ("a",), "waiting for upstream", "2027-01-31"),
        ("// mooring: ignore[a] é", ("a",), "é", None),
        ("<!-- mooring: ignore[a] why -->", ("a",), "why", None),
        ("{{/* mooring: ignore[a] why */}}", ("a",), "why", None),
        ("{# mooring: ignore[a] why #}", ("a",), "why", None),
        ("/* mooring: ignore[a] */", ("a",), "", None),
    ],
)
def test_how_a_comment_is_read(comment, rules, reason, until):
    (ignore,) = read(f"{comment}\r\nimage: nginx\r\n")
    assert (ignore.rules, ignore.reason, ignore.until) == (rules, reason, until)
    assert ignore.source.read(ignore.span).startswith("mooring:")


@pytest.mark.parametrize("text", ["image: mooring:ignore", "# mooring ignore[a]", "# mooring: ignoring", "x"])
def test_what_is_no_ignore(text):
    assert [ignore for ignore in read(text) if ignore.rules] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nimage: x  # mooring: ignore\n", 2),
        ("# mooring: ignore\nimage: x\n", 2),
        ("# mooring: ignore\n# more words\nimage: x\n", 3),
        ("a: 1\n  # mooring: ignore\n  image: x\n", 3),
        ("FROM x\n# mooring: ignore", 2),
        ("# mooring: ignore-file\nimage: x\n", None),
    ],
)
def test_which_line_is_meant(text, line):
    (ignore,) = read(text)
    assert ignore.line == line


def finding(source, line, rule):
    span = source.line_span(line)
    mention = Mention(source, span, "nginx", scanner="s", where="w", role=Role.PULL)
    return Finding(rule, Severity.WARNING, "m", source, Span(span.start, span.end), mention=mention)


TEXT = """\
FROM a
# mooring: ignore[one] reason
FROM b
# mooring: ignore
FROM c
# mooring: ignore[one] until 2026-11-22
FROM d
# mooring: ignore[one] until 2026-11-23
FROM e
# mooring: ignore-file[three]
"""


def test_what_is_excused():
    source = Source("Dockerfile", TEXT.encode())
    ignores = ignores_of(source)
    findings = [finding(source, line, rule) for line in (1, 3, 5, 7, 9) for rule in ("one", "two", "three")]
    kept = apply(findings, ignores, TODAY)
    assert [(each.source.position(each.span.start)[0], each.rule) for each in kept] == [
        (1, "one"),
        (1, "two"),
        (3, "two"),
        (7, "one"),
        (7, "two"),
        (9, "two"),
    ]
    assert [sorted(ignore.used) for ignore in ignores] == [["one"], ["one", "three", "two"], [], ["one"], ["three"]]


def test_other_files_are_not_excused():
    one, other = Source("a", b"# mooring: ignore-file\n"), Source("b", b"FROM x\n")
    assert len(apply([finding(other, 1, "one")], ignores_of(one), TODAY)) == 1


def test_a_file_without_the_word_is_not_searched():
    assert ignores_of(Source("a", b"\xff\xfe\x00")) == []
