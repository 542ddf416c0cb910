"""Where mentions stand, to the byte, in files of every encoding detail and in files within files."""

import pytest

from mooring import Mention, Problem, Source, Span
from mooring.scanners.dockerfile import scan


def spans(data):
    return [(item.span.start, item.span.end) for item in scan(Source("Dockerfile", data)) if isinstance(item, Mention)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"FROM nginx\n", [(5, 10)]),
        (b"\xef\xbb\xbfFROM nginx\n", [(8, 13)]),
        ("# über\nFROM nginx\n".encode(), [(13, 18)]),
        ("\ufeff# ü 🐳\r\nFROM nginx AS a\r\nCOPY --from=b / /\r\n".encode(), [(19, 24), (43, 44)]),
        (b'FROM "nginx"\n', [(6, 11)]),
        (b"FROM \\\n  nginx\n", [(9, 14)]),
        (b"FROM ngi\\\n# a comment\n  \nnx\n", [(5, 27)]),
        (b"#  syntax =  a/b:1 c\n", [(13, 18)]),
        (b"FROM a\nRUN --mount=target=/x,from=b true\n", [(5, 6), (34, 35)]),
        (b'FROM a\nRUN --mount="type=bind,from=b" true\n', [(5, 6), (35, 36)]),
        (b'FROM a\nRUN --mount=type=bind,\\"from=b\\",target=/x true\n', [(5, 6), (36, 37)]),
        (b"FROM a\nONBUILD COPY --from=b / /\n", [(5, 6), (27, 28)]),
    ],
)
def test_spans(data, expected):
    assert spans(data) == expected


def test_the_literal_in_an_argument_is_where_a_fix_goes():
    (mention,) = scan(Source("Dockerfile", b'ARG A="nginx:1"\nARG B=$A\nFROM ${B:-redis} AS x\n'))
    assert (mention.span, mention.parts) == (Span(30, 41), {"whole": Span(7, 14)})


def test_a_file_that_is_not_utf8_is_a_problem_in_its_line():
    assert list(scan(Source("Dockerfile", b"\xef\xbb\xbfFROM nginx\n# caf\xe9\nFROM redis\n"))) == [
        Problem("Dockerfile", 2, "the file is not UTF-8; save it as UTF-8")
    ]


def test_a_dockerfile_within_another_file():
    outer = Source("compose.yaml", b"    FROM nginx AS a\n    FROM a\n    COPY --from=redis:7 / /\n")
    embedded = outer.embed(
        [
            (b"FROM nginx AS a\n", Span(4, 20)),
            (b"FROM a\n", Span(24, 31)),
            (b"COPY --from=redis:7 / /\n", Span(35, 59)),
        ]
    )
    lifted = [mention.lift() for mention in scan(embedded)]
    assert [(mention.text, mention.span.start) for mention in lifted] == [("nginx", 9), ("a", 29), ("redis:7", 47)]


def test_a_problem_comes_after_the_mentions():
    first, second = scan(Source("app/Dockerfile", b"NOPE\nFROM nginx\n"))
    assert isinstance(first, Mention)
    assert str(second) == "app/Dockerfile:1: `NOPE` is no instruction that Docker knows; mend or remove it"
