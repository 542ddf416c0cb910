"""Which scanners take a file: by its path, by its bytes, beside others."""

import pytest

from mooring import Mention, Problem, Role, Scanner, Source, Span
from mooring.formats import Scanners


def scan(source):
    """A mention of the whole file; what begins with `!` cannot be read."""
    if source.data.startswith(b"!"):
        yield Problem(source.path, 1, "broken")
    span = Span(0, len(source.data))
    yield Mention(source, span, source.read(span), scanner="toy", where="file")


def crash(source):
    raise ZeroDivisionError("oops")
    yield


def refuse(data):
    raise AssertionError("it was asked")


SCANNERS = Scanners(
    [
        Scanner("toy", ["*.toy", "toys/*.txt", "!bad.toy", "{a,b}.{x,y}"], scan, lambda data: data.startswith(b"toy")),
        Scanner("broken", ["*.broken"], crash),
        Scanner("lazy", ["*.lazy", "Lazy*"], f"{__name__}:scan"),
        Scanner("late", ["*.late", "late.toy"], scan),
        Scanner("literal", [".lit", "{a*,b}.star", "in/{c,d}/Name"], scan),
        Scanner("k", [], scan, lambda data: b"kind: k" in data, candidates=["*.{yml,yaml}"], needles=[b"kind"]),
        Scanner("l", [], scan, lambda data: b"kind: l" in data, candidates=["*.yaml", "chart/*.yml"]),
        Scanner("asks", [], scan, refuse, candidates=["*.ask"], needles=[b"one", b"two"]),
        Scanner("mark", [], scan, lambda data: b"MARK" in data, candidates=["*.{toy,yaml,txt}"], beside=True),
    ]
)


def takers(path, data=b""):
    return [scanner.id for scanner in SCANNERS.takers(Source(path, data), named="." not in path)]


@pytest.mark.parametrize(
    ("path", "scanners"),
    [
        ("a.toy", ["toy"]),
        ("x/y/a.toy", ["toy"]),
        ("toys/a.txt", ["toy"]),
        ("/abs/toys/a.txt", ["toy"]),
        ("a.y", ["toy"]),
        ("x/b.x", ["toy"]),
        ("c.y", []),
        ("bad.toy", []),
        ("x/bad.toy", []),
        ("toys/x/a.txt", []),
        ("a.txt", []),
        ("a.broken", ["broken"]),
        ("Lazybones", ["lazy"]),
        ("late.toy", ["toy"]),
        (".lit", ["literal"]),
        ("a.lit", []),
        ("a*.star", ["literal"]),
        ("ab.star", []),
        ("x/in/d/Name", ["literal"]),
        ("x/Name", []),
        ("x.late", ["late"]),
    ],
)
def test_the_scanner_for_a_path(path, scanners):
    assert takers(path) == scanners


@pytest.mark.parametrize(
    ("path", "data", "scanners"),
    [
        ("x", b"toy", ["toy"]),
        ("x", b"other", []),
        ("a.yaml", b"kind: k", ["k"]),
        ("a.yml", b"kind: k", ["k"]),
        ("a.yaml", b"kind: l", ["l"]),
        ("a.yml", b"kind: l", []),
        ("chart/a.yml", b"kind: l", ["l"]),
        ("a.yaml", b"toy", []),
        ("a.ask", b"three", []),
        ("a.toy", b"MARK", ["toy", "mark"]),
        ("a.yaml", b"kind: k # MARK", ["k", "mark"]),
        ("a.txt", b"MARK", ["mark"]),
    ],
)
def test_what_the_bytes_decide(path, data, scanners):
    assert takers(path, data) == scanners


def test_only_what_people_have_named_is_shown_to_all():
    assert SCANNERS.takers(Source("x", b"toy")) == []
    assert [scanner.id for scanner in SCANNERS.takers(Source("a.ask", b"toy"), named=True)] == ["toy"]


def test_a_needle_is_looked_for_before_a_scanner_is_asked():
    with pytest.raises(AssertionError, match="it was asked"):
        takers("a.ask", b"two")


def test_which_files_are_worth_reading():
    without_marks = Scanners([Scanner("toy", ["*.toy"], scan), Scanner("k", [], scan, candidates=["*.yaml"])])
    assert [without_marks.wants(path) for path in ("a.toy", "b/c.yaml", "a.txt", "toy")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("path", "data", "lines"),
    [
        ("a.toy", b"", ["toy: by its path"]),
        ("a.yaml", b"kind: k MARK", ["k: by its content", "mark: by its content, beside others"]),
        ("a.yaml", b"", ["none: its content is not what k or l would read"]),
    ],
)
def test_the_choice_is_explained(path, data, lines):
    assert SCANNERS.explain(Source(path, data), named=True) == lines


def test_no_scanner_at_all():
    (line,) = Scanners([Scanner("toy", ["*.toy"], scan)]).explain(Source("a.txt", b""))
    assert line == "none: no scanner reads files of such a name, and none recognises the content"


def test_problems_are_told_from_mentions_and_a_mention_is_kept_once():
    twice = Scanner("twice", [], lambda source: [*scan(source), *scan(source)])
    mentions, problems = SCANNERS.scan(Source("a.toy", b"!a"), [twice, twice])
    assert [mention.text for mention in mentions] == ["!a"]
    assert set(problems) == {Problem("a.toy", 1, "broken")}


def test_a_function_is_imported_when_it_is_needed():
    source = Source("a.lazy", b"nginx")
    (mention,), _ = SCANNERS.scan(source, SCANNERS.takers(source))
    assert mention.text == "nginx"


def test_a_crash_in_a_scanner_is_a_problem_of_that_file():
    source = Source("a.broken", b"x")
    mentions, (problem,) = SCANNERS.scan(source, SCANNERS.takers(source))
    assert mentions == []
    assert str(problem).startswith("a.broken: internal error in scanner `broken`: ZeroDivisionError: oops")


def test_what_the_file_builds_is_local_where_it_is_pulled_by_its_tag():
    digest = "sha256:" + "0123456789abcdef" * 4
    texts = ["acme/app", "docker.io/acme/app:latest", f"acme/app@{digest}", "acme/app:1", "acme/app", "$X"]
    roles = [Role.BUILD_OUTPUT, Role.PULL, Role.PULL, Role.PULL, Role.CACHE, Role.PULL]

    def scan_lines(source):
        at = 0
        for text, role in zip(texts, roles, strict=True):
            resolved = None if "$" in text else text
            yield Mention(source, Span(at, at + len(text)), resolved, scanner="toy", where="line", role=role)
            at += len(text) + 1

    mentions, _ = SCANNERS.scan(Source("a.toy", "\n".join(texts).encode()), [Scanner("toy", [], scan_lines)])
    assert [mention.role for mention in mentions] == [Role.BUILD_OUTPUT, Role.LOCAL, *roles[2:]]
    assert [mention.reason for mention in mentions] == [None, "the file itself builds it", None, None, None, None]


@pytest.fixture
def at_once(monkeypatch):
    """All needles of a kind of file are looked for at once from its second file on."""
    monkeypatch.setattr("mooring.formats._Questions.MUCH", 0)
    monkeypatch.setattr("mooring.formats._Questions.FEW", 0)


TEXTS = [
    "",
    "kind: k",
    "kind: l MARK",
    "MARK",
    "one",
    "two one",
    "kind",
    "needles",
    "edl",
    "needl",
    "\xff",
    "a\nkind: k",
]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("path", ["a.yaml", "a.yml", "chart/a.yml", "a.txt", "a.hay"])
def test_needles_are_found_one_by_one_as_at_once(path):
    def looking():
        return Scanners(
            [
                *(one for one in SCANNERS.all if one.id != "asks"),
                Scanner("eager", [], scan, lambda data: True, candidates=["*.hay"], needles=[b"needle", b"one two"]),
                Scanner(
                    "other", [], scan, lambda data: b"edl" in data, candidates=["*.hay"], needles=[b"edl", b"\xff"]
                ),
            ]
        )

    at_once, one_by_one = looking(), [looking() for _ in TEXTS]
    at_once.takers(Source(path, b"any"))
    for each, text in zip(one_by_one, TEXTS, strict=True):
        source = Source(path, text.encode("latin-1"))
        assert [one.id for one in at_once.takers(source)] == [one.id for one in each.takers(source)]
        assert at_once.kind(path).may_take(source.data) == each.kind(path).may_take(source.data)
