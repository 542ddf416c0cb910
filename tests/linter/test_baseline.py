"""The baseline as a file: what is read, what is refused, and what changes when entries come and go."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mooring import Mention, Severity, Source
from mooring.baseline import EMPTY, BaselineError, Entry, new, parse, updated
from mooring.model import Finding, Rule

HEAD = "version: 1\nfindings:\n"


def entry(path, number=0, **more):
    fields = {"rule": "implicit-latest", "text": "nginx", "where": "", "fingerprint": f"{number or ord(path):032x}"}
    return Entry(path, **(fields | more))


A, B, C, D = map(entry, "abcd")


def block(one, above="", tail="", inside="", below=""):
    """An entry as it is written, with comments of one's own around and in it."""
    return (
        f"{above}  - path: {one.path}{tail}\n    rule: implicit-latest\n{inside}    text: nginx\n"
        f"    fingerprint: {one.fingerprint}\n{below}"
    )


def document(text):
    return parse(Source(".mooring-baseline.yaml", text.encode() if isinstance(text, str) else text))


def of(*entries):
    return {one.fingerprint: one for one in entries}


NEW = EMPTY + block(A) + block(B)
FORMATTED = (
    "---\nversion: 1\n\nfindings:\n    - path: 'a'\n      rule: \"implicit-latest\"\n      text: nginx\n"
    f"      fingerprint: '{A.fingerprint}'\n"
)
CASES = {
    "nothing": (NEW, [A, B], NEW),
    "the first entries": (EMPTY, [B, A], NEW),
    "none to begin with": (EMPTY, [], EMPTY),
    "the last goes": (NEW, [A], EMPTY + block(A)),
    "the first goes": (NEW, [B], EMPTY + block(B)),
    "all go": (NEW, [], EMPTY.replace("findings:", "findings: []")),
    "one comes after all have gone": (EMPTY.replace("findings:", "findings: [] # none"), [A],
        EMPTY.replace("findings:", "findings: # none") + block(A)),
    "between others": (HEAD + block(A) + block(C), [A, B, C], HEAD + block(A) + block(B) + block(C)),
    "several at once": (HEAD + block(B), [A, B, C, D], HEAD + block(A) + block(B) + block(C) + block(D)),
    "before one that goes": (HEAD + block(B) + block(D), [A, D], HEAD + block(A) + block(D)),
    "own comments go": (
        HEAD + block(A, "  # why a\n", " # tail", "    # inside\n", "    # below\n") + block(B, "  # why b\n"),
        [B],
        HEAD + block(B, "  # why b\n"),
    ),
    "comments of others stay": (
        HEAD + block(A, "  # why a\n", " # tail", "    # inside\n", "    # below\n") + block(B, "  # why b\n"),
        [A],
        HEAD + block(A, "  # why a\n", " # tail", "    # inside\n", "    # below\n"),
    ),
    "a new one does not come between an entry and its comment": (
        HEAD + block(A, below="    # below\n") + block(C, "  # why c\n  # and more\n"),
        [A, B, C],
        HEAD + block(A, below="    # below\n") + block(B) + block(C, "  # why c\n  # and more\n"),
    ),
    "a heading stays": (
        HEAD + "  # Legacy\n\n" + block(A) + "\n  # Vendor\n\n" + block(B) + "# the end\n",
        [],
        "version: 1\nfindings: []\n  # Legacy\n\n  # Vendor\n\n# the end\n",
    ),
    "a new one comes above the heading of the next": (
        HEAD + block(A) + "\n  # Vendor\n\n" + block(C), [A, B, C],
        HEAD + block(A) + block(B) + "\n  # Vendor\n\n" + block(C),
    ),
    "blank lines do not pile up": (
        HEAD + "\n" + block(A) + "\n" + block(B) + "\n" + block(C) + "\n" + block(D),
        [A, D],
        HEAD + "\n" + block(A) + "\n" + block(D),
    ),
    "nor at the end": (HEAD + block(A) + "\n" + block(B), [A], HEAD + block(A)),
    "an order of one's own": (HEAD + block(D) + block(A), [D, A, B], HEAD + block(B) + block(D) + block(A)),
    "the end stays last": (HEAD + block(A) + "\n# the end\n", [A, B], HEAD + block(A) + block(B) + "\n# the end\n"),
    "no line end at the end": (HEAD + block(A).rstrip(), [A, B], HEAD + block(A) + block(B)),
    "more of one": (NEW, [A.replace(count=3), B], EMPTY + block(A, below="    count: 3\n") + block(B)),
    "more of one with a comment": (
        HEAD + block(A, below="    # below\n"), [A.replace(count=2)],
        HEAD + block(A, below="    count: 2\n    # below\n"),
    ),
    "fewer of one": (
        HEAD + block(A, below="    count: 12 # for now\n"), [A.replace(count=1)],
        HEAD + block(A, below="    count: 1 # for now\n"),
    ),
    "fewer, at another place and in quotes": (
        HEAD + block(A, inside="    count: '12'\n"), [A.replace(count=3)], HEAD + block(A, inside="    count: 3\n"),
    ),
    "flush to the left": (
        (HEAD + block(A)).replace("\n  ", "\n"), [A, B], (HEAD + block(A) + block(B)).replace("\n  ", "\n"),
    ),
    "as formatters like it": (
        FORMATTED, [A, B], FORMATTED + block(B).replace("  ", "    ", 1).replace("\n    ", "\n      "),
    ),
}  # fmt: skip


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "entries", "after"), CASES.values(), ids=CASES)
def test_what_is_not_concerned_stays_byte_for_byte(before, entries, after, line_end):
    read = document(before.replace("\n", line_end))
    written = read.written(of(*entries))
    assert written == after.replace("\n", line_end)
    assert document(written).entries == of(*entries)


def test_an_entry_says_what_it_stands_for():
    one = Entry(
        "deploy/compose.yaml",
        "implicit-latest",
        "nginx",
        "services.web.image",
        fingerprint="99770f4a6fa114201f145afbb2138b86",
        count=2,
    )
    assert document(EMPTY).written(of(one)) == EMPTY + (
        "  - path: deploy/compose.yaml\n"
        "    rule: implicit-latest\n"
        "    text: nginx\n"
        "    where: services.web.image\n"
        "    fingerprint: 99770f4a6fa114201f145afbb2138b86\n"
        "    count: 2\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("nginx", "nginx"),
        (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
        ("${REG:-ghcr.io}/app:1@sha256:0", "${REG:-ghcr.io}/app:1@sha256:0"),
        ("jobs.a.steps[].with.image", "jobs.a.steps[].with.image"),
        ("COPY --from", "COPY --from"),
        ("1.27", '"1.27"'),
        ("1e3", '"1e3"'),
        ("true", '"true"'),
        ("No", '"No"'),
        (".inf", '".inf"'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("*a", '"*a"'),
        ("- a", '"- a"'),
        ('say "x"\\', '"say \\"x\\"\\\\"'),
        (" a", '" a"'),
        ("ü\t\N{WHALE}", '"ü\\t\N{WHALE}"'),
    ],
)
def test_texts_are_quoted_where_yaml_could_take_them_for_something_else(text, written):
    one = entry("a", text=text)
    file = document(EMPTY).written(of(one))
    assert f"\n    text: {written}\n" in file
    assert yaml.safe_load(file)["findings"][0]["text"] == text
    assert document(file).entries == of(one)


@pytest.mark.parametrize(
    "line",
    [
        "nginx", "nginx # why", "nginx#1", "a  # b # c", "'nginx'", "'it''s' # why", '"a # b"', '"\\u00fc\\t" # why',
        "a: b"[:2] + "b", "${X}", "a,b", "a[0]", "x   ", "'a'   ", "http://a", "a'b", 'a"b',
    ],
)  # fmt: skip
def test_values_are_read_as_yaml_reads_them(line):
    file = HEAD + block(A).replace("text: nginx", f"text: {line}")
    (read,) = document(file).entries.values()
    assert read.text == yaml.load(file, yaml.BaseLoader)["findings"][0]["text"]


CONFLICT = (
    HEAD
    + block(A)
    + "<<<<<<< HEAD\n"
    + block(B)
    + "||||||| 1234567\n=======\n"
    + block(C)
    + ">>>>>>> topic\n"
    + block(D)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CONFLICT, "7: a merge left the mark of a conflict; keep the entries of either side, take out the marks, and"),
        (CONFLICT.replace("<<<<<<< HEAD\n", ""), "11: a merge left the mark of a conflict"),
        (NEW + block(A), "12: the entry of line 4 stands here again; take one of them out"),
        ("", "1: the line `version: 1` is missing; write it, or delete the file and run `mooring baseline`"),
        ("# only words\n", "1: the line `version: 1` is missing"),
        ("version: 1\n", "1: the line `findings:` is missing"),
        ("findings:\n", "1: `version: 1`, then `findings:`, and nothing else stands before the first entry"),
        ("version: 1\nversion: 1\n", "2: `version: 1`, then `findings:`"),
        ("version: 1\nowner: me\n", "2: `version: 1`, then `findings:`"),
        ("- version: 1\n", "1: `version: 1`, then `findings:`"),
        ("version: 2\nfindings:\n", "1: this Mooring reads version 1 of the baseline, and this is another; use the"),
        ("version: 1\nfindings: [{path: a}]\n", "2: the entries stand below `findings:`, one field a line"),
        ("version: 1\nfindings: &a\n", "2: the entries stand below `findings:`"),
        (HEAD + "  path: a\n", "3: the first field of an entry stands behind a dash"),
        (
            HEAD + "  - path: a\n    rule: b\n" + block(B),
            "3: the entry has no `text`; mend the line, or take the entry",
        ),
        (HEAD + "  - path: a\n    rule: b\n    text: c\n", "3: the entry has no `fingerprint`"),
        (HEAD + block(A, inside="    reason: ours\n"), "5: unknown field `reason` (known: path, rule, text, where, fi"),
        (HEAD + block(A, inside="    path: b\n"), "5: `path` stands twice in this entry"),
        (HEAD + block(A, inside="    count: 0\n"), "5: `count` must be a number from 1"),
        (HEAD + block(A, inside="    count: 99999999999\n"), "5: `count` must be a number from 1"),
        (HEAD + block(A).replace("0000", "xyz0"), "6: `fingerprint` must be 32 hex digits"),
        (HEAD + block(A, inside="    where: *alias\n"), "5: the value of `where` cannot be read; it is written as in"),
        (HEAD + block(A, inside="    where: |\n      a\n"), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside="    where:\n"), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside="    where: 'a\n"), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside="    where: 'a'b\n"), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside="    where: 'a'# b\n"), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside='    where: "\\x41"\n'), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside=f'    where: "{"a" * 20_000}"\n'), "5: the value of `where` cannot be read"),
        (HEAD + block(A, inside="    words\n"), "5: neither a field, such as `rule: implicit-latest`, nor a comment"),
        (HEAD + block(A) + "---\n", "7: neither a field"),
        (b"version: 1\nfindings: # \xff\n", " the file is not UTF-8; save it as UTF-8, or delete the file"),
    ],
)
def test_mistakes_have_their_line_and_a_remedy(text, said):
    with pytest.raises(BaselineError) as caught:
        document(text)
    assert str(caught.value).startswith(f".mooring-baseline.yaml:{said}")


def test_nothing_of_a_file_that_is_none_is_shown():
    with pytest.raises(BaselineError) as caught:
        document('{"auths": {"ghcr.io": {"auth": "c2VjcmV0"}}}')
    assert "c2VjcmV0" not in str(caught.value)


texts = st.text(min_size=1, max_size=30).filter(str.isprintable)
entries_of_any_text = st.lists(
    st.builds(
        Entry,
        texts,
        texts,
        texts,
        texts | st.just(""),
        fingerprint=st.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}"),
        count=st.integers(1, 99),
    ),
    unique_by=lambda one: one.fingerprint,
    max_size=5,
)


@given(entries_of_any_text)
def test_any_text_is_read_as_it_was_written_and_by_every_yaml_parser(entries):
    written = document(EMPTY).written(of(*entries))
    assert document(written).entries == of(*entries)
    ordered = sorted(entries, key=lambda one: one.sort_key)
    assert list(document(written).entries.values()) == ordered
    loaded = yaml.load(written, yaml.BaseLoader)["findings"] or []
    assert [Entry(**{"where": "", **one, "count": int(one.get("count", 1))}) for one in loaded] == ordered
    typed = yaml.safe_load(written)["findings"] or []
    assert all(isinstance(one.get(field, ""), str) for one in typed for field in ("path", "rule", "text", "where"))


gaps = st.sampled_from(["", "\n", "\n  # heading {}\n\n", "# heading {}\n\n"])
comments = st.sampled_from(["", "  # own {}\n", "  # own {}\n  # of {}\n"])


@given(st.lists(st.tuples(gaps, comments, st.booleans()), max_size=8), st.sets(st.integers(0, 30), max_size=4))
def test_entries_come_and_go_and_comments_stay(blocks, others):
    entries = [entry(f"p{number:02}", number + 1) for number in range(len(blocks))]
    pieces = [
        (gap.format(number), block(entries[number], own.format(number, number)), kept)
        for number, (gap, own, kept) in enumerate(blocks)
    ]
    before = HEAD + "".join(gap + text for gap, text, _ in pieces)
    added = [entry(f"p{number:02}x", number + 100) for number in others]
    wanted = of(*added, *(one for one, (_, _, kept) in zip(entries, pieces, strict=True) if kept))
    after = document(before).written(wanted)
    assert document(after).entries == wanted
    assert all(text in after for _, text, kept in pieces if kept)
    assert all(gap.strip() in after for gap, _, _ in pieces)
    assert not any(f"# own {number}\n" in after for number, (_, _, kept) in enumerate(pieces) if not kept)
    assert document(after).written(wanted) == after
    back = document(document(before).written(of(*entries, *added))).written(of(*entries))
    assert back == before or not entries


class Any(Rule):
    """Everything is wrong."""


Any.id = "any"


def findings_at(*severities, text="nginx", path="Dockerfile"):
    """Findings that differ in nothing but their line."""
    source = Source(path, f"{text}\n".encode() * len(severities))
    found = []
    for ordinal, severity in enumerate(severities):
        start = ordinal * (len(text) + 1)
        at = Mention(source, source.span(start, start + len(text)), text, scanner="t", where=f"a[{ordinal}]")
        found.append(Finding("any", severity, "wrong", source, at.span, mention=at, ordinal=ordinal))
    return found


N, W, E = Severity.NOTE, Severity.WARNING, Severity.ERROR


@pytest.mark.parametrize(
    ("count", "severities", "judged", "least", "expected"),
    [
        (0, [W], True, W, 1),
        (0, [W, W], True, W, 2),
        (0, [N], True, W, 0),
        (0, [N, E], True, W, 2),
        (0, [W], True, None, 0),
        (2, [], True, W, 0),
        (2, [], False, W, 2),
        (2, [], True, None, 0),
        (2, [W], True, W, 1),
        (2, [W], False, W, 2),
        (2, [W, W, W], True, W, 3),
        (2, [W, W, W], False, W, 3),
        (2, [W, W, W], True, None, 2),
        (2, [N, N, N], True, W, 2),
        (2, [N], True, W, 1),
    ],
)
def test_what_becomes_of_an_entry(count, severities, judged, least, expected):
    found = findings_at(*severities)
    (one,) = findings_at(W)
    before = of(Entry.of(one, count)) if count else {}
    after = updated(before, found, lambda _: judged, least)
    assert [one.count for one in after.values()] == ([expected] if expected else [])


def test_as_many_of_equals_are_known_as_were_recorded():
    found = findings_at(W, W, W)
    other = findings_at(W, text="redis")
    entries = of(Entry.of(found[0], 2))
    assert new(entries, [*found, *other]) == [found[2], *other]
    assert new(entries, found[1:]) == []
    assert new({}, found) == found


def test_a_long_text_is_cut_and_no_character_is_left_that_cannot_be_shown():
    (one,) = findings_at(W, text="n" * 500, path="d\udcff\n/x")
    made = Entry.of(one, 1)
    assert made.text == "n" * 199 + "…"
    assert made.path == "d\ufffd\ufffd/x"
    written = document(EMPTY).written(of(made)).encode()
    assert document(written).entries == of(made)


pieces = st.sampled_from(
    ["version: 1", "findings:", "findings: []", "---", "# comment", "  # comment", "", "  - path: a", "    rule: b",
     "    text: 'c'", '    where: "d" # e', f"    fingerprint: {A.fingerprint}", f"    fingerprint: {B.fingerprint}",
     "    count: 2", "  -", "- - path: x", "\tpath: a", "=======", "    text: [", "a: b: c", ": a", "\x00", "\ufeff"]
)  # fmt: skip


@given(st.lists(pieces | st.text(max_size=10), max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_text_is_read_and_left_as_it_is_or_refused_with_its_line(lines, line_end, has_head):
    text = line_end.join(["version: 1", "findings:", *lines] if has_head else lines)
    data = text.encode("utf-8", "ignore")
    try:
        read = document(data)
    except BaselineError as error:
        assert re.match(r"\.mooring-baseline\.yaml:\d+: .*; ", str(error))
    else:
        assert read.written(read.entries) == data.decode("utf-8-sig")
