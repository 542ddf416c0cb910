"""What was found in a file survives being a line of text."""

import pytest

from mooring import Mention, Problem, Role, Scanner, Source, Span
from mooring.formats import Scanners
from mooring.plugins import Plugins
from mooring.sweep.packing import pack, read_beside, unpack

SCANNERS = Scanners(Plugins().scanners())
BY_ID = {scanner.id: scanner for scanner in SCANNERS.all}


@pytest.mark.parametrize("scanner", SCANNERS.all, ids=lambda scanner: scanner.id)
def test_what_the_examples_of_all_formats_hold_comes_back_as_it_was(scanner):
    path, text = scanner.example
    source = Source(path, text.encode())
    mentions, problems = SCANNERS.scan(source, [scanner])
    assert mentions
    assert unpack(source, pack({}, [scanner], mentions, problems).encode(), BY_ID) == ([scanner], mentions, problems)


def test_every_field_of_a_mention_comes_back():
    source = Source("a.yaml", b"image: {repository: nginx, tag: x}\n")
    mention = Mention(
        source,
        Span(20, 25),
        None,
        scanner="helm",
        where="image \udcff\n",
        role=Role.CACHE,
        parts={"repository": Span(20, 25), "tag": Span(32, 33)},
        styles={"tag": "plain"},
        reason="a reason",
        platform="linux/arm64",
        hints=("production", "staging"),
        all_tags=True,
        pushed=True,
    )
    problem = Problem("b.yaml", 7, "no\nline")
    line = pack({}, [], [mention], [problem])
    assert line.isascii()
    assert "\n" not in line
    assert unpack(source, line.encode(), BY_ID) == ([], [mention], [problem])


def test_what_was_read_beside_a_file_is_said():
    scanner = Scanner("toy", ["*.toy"], lambda source: ())
    beside = {".env": None, "values.yaml": "3f"}
    assert read_beside(pack(beside, [scanner], [], []).encode()) == beside
    assert read_beside(pack({}, [scanner], [], []).encode()) == {}
