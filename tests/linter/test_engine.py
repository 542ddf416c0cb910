"""Scan, check, fix, with a toy format: one reference a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Fix, Mention, Problem, Rule, Safety, Scanner, Severity, Source, Span
from mooring.config import Config, RuleSetting
from mooring.engine import Scanned, check, fix, pinnable, rewrite
from mooring.formats import Scanners
from mooring.model import Role
from mooring.policy import Policy


def scan(source):
    """One mention a line; `!` makes a problem, `#` a reference that must not be rewritten."""
    at = 0
    for number, line in enumerate(source.data.split(b"\n"), 1):
        if line.startswith(b"!"):
            yield Problem(source.path, number, "broken")
        elif line:
            text = line.removeprefix(b"#")
            start = at + len(line) - len(text)
            reason = "it is shared" if text != line else None
            span = Span(start, start + len(text))
            yield Mention(source, span, text.decode(errors="replace"), scanner="toy", where="line", reason=reason)
        at += len(line) + 1


SCANNERS = Scanners([Scanner("toy", ["*.toy"], scan)])


class Unpinned(Rule):
    """Wishes a pin."""

    id = "unpinned"

    def check(self, mention):
        if mention.reference and not mention.reference.digest:
            yield self.finding(mention, "no digest", fix=Fix("pin", Safety.SAFE, pin=mention))


class Short(Rule):
    """Writes the registry."""

    def check(self, mention):
        if mention.reference and mention.reference.implied_registry:
            yield self.finding(
                mention, "short", fix=Fix("x", Safety.SAFE, mention.rewrite(f"docker.io/{mention.text}"))
            )


Unpinned.id, Short.id = "unpinned", "short"
DIGEST = "sha256:" + "ab" * 32


def scanned(source):
    return SCANNERS.scan(source, SCANNERS.takers(source))[0]


def finder(*rules, policy=None):
    return lambda mentions: check(mentions, rules, policy or Policy(Config()))[0]


def test_a_crash_in_a_rule_is_a_problem_and_the_others_go_on():
    class Crash(Rule):
        def check(self, mention):
            raise KeyError("x")

    Crash.id = "crash"
    findings, (problem,) = check(scanned(Source("a.toy", b"nginx\n")), [Crash, Short], Policy(Config()))
    assert [finding.rule for finding in findings] == ["short"]
    assert "rule `crash`" in problem.message


def test_findings_are_in_order_with_the_policy_s_severity():
    policy = Policy(Config(rules={"short": RuleSetting({"default": Severity.OFF, "production": Severity.NOTE})}))
    mentions = scanned(Source("b.toy", b"b\na\n")) + scanned(Source("prod/a.toy", b"c\n"))
    findings = finder(Short, Unpinned, policy=policy)(mentions)
    assert [(f.source.path, f.mention.text, f.rule, f.severity, f.environment) for f in findings] == [
        ("b.toy", "b", "unpinned", Severity.WARNING, None),
        ("b.toy", "a", "unpinned", Severity.WARNING, None),
        ("prod/a.toy", "c", "short", Severity.NOTE, "production"),
        ("prod/a.toy", "c", "unpinned", Severity.WARNING, "production"),
    ]


def test_a_finding_that_cannot_be_fixed_says_why():
    (finding,) = finder(Unpinned)(scanned(Source("a.toy", b"#nginx\n")))
    assert finding.fix is None
    assert finding.message == "no digest (no fix: it is shared)"


class Table:
    """Pins from a table; remembers what was asked."""

    def __init__(self, pins=()):
        self.pins = dict(pins)
        self.asked = []

    def ask(self, mentions):
        self.asked += [mention.resolved for mention in mentions]

    def text(self, mention):
        return self.pins.get(mention.resolved)


def files(*contents):
    result = Scanned(SCANNERS)
    for number, data in enumerate(contents):
        result.add(Source(f"{number}.toy", data))
    return result


def contents(scanned_files):
    return [file.source.data for file in scanned_files.files]


def test_fixes_of_several_rules_are_made_round_by_round():
    pins = Table({"nginx": f"nginx:1@{DIGEST}", "docker.io/nginx": f"docker.io/nginx:1@{DIGEST}"})
    run = files(b"nginx\n#redis\nghcr.io/a/b", b"ghcr.io/c")
    fixed = fix(run, finder(Short, Unpinned), pins)
    assert contents(run) == [f"docker.io/nginx:1@{DIGEST}\n#redis\nghcr.io/a/b".encode(), b"ghcr.io/c"]
    assert run.files[0].original.data == b"nginx\n#redis\nghcr.io/a/b"
    assert len(fixed.mended) == 2
    assert fixed.refused == ()
    assert "docker.io/nginx" in pins.asked


def test_a_fix_that_would_change_another_reference_is_refused():
    def greedy(source):
        text = source.data.decode().strip()
        for start in (0, 2):
            yield Mention(source, Span(start, start + 1), text, scanner="s", where="w")

    run = Scanned(Scanners([Scanner("greedy", ["*.toy"], greedy)]))
    run.add(Source("a.toy", b"a a"))
    fixed = rewrite(run, lambda mention: "b" if mention.span.start == 0 else None)
    assert contents(run) == [b"a a"]
    assert [reason for _, reason in fixed.refused] == ["other references than those meant would have changed"]


def test_a_fix_after_which_the_file_reads_differently_is_refused_and_other_files_are_fixed():
    class Break(Rule):
        def check(self, mention):
            if mention.text in ("a", "c"):
                new = "!" if mention.text == "a" else "d"
                yield self.finding(mention, "m", fix=Fix("t", Safety.SAFE, mention.rewrite(new)))

    run = files(b"a\nb\n", b"c")
    fixed = fix(run, finder(Break), Table())
    assert contents(run) == [b"a\nb\n", b"d"]
    assert [reason for _, reason in fixed.refused] == ["the file would have been read differently afterwards"]


def test_only_safe_fixes_are_made():
    class Unsafe(Rule):
        def check(self, mention):
            yield self.finding(mention, "m", fix=Fix("t", Safety.UNSAFE, mention.rewrite("other")))

    run = files(b"nginx\n")
    fix(run, finder(Unsafe), Table())
    assert contents(run) == [b"nginx\n"]


def test_fixes_that_chase_each_other_end():
    class Swap(Rule):
        def check(self, mention):
            new = "b" if mention.text == "a" else "a"
            yield self.finding(mention, "m", fix=Fix("t", Safety.SAFE, mention.rewrite(new)))

    run = files(b"a")
    assert len(fix(run, finder(Swap), Table()).mended) == 1


@pytest.mark.parametrize(
    ("line", "role", "expected"),
    [
        ("nginx", Role.PULL, True),
        ("#nginx", Role.PULL, False),
        (f"nginx@{DIGEST}", Role.PULL, False),
        ("Nginx", Role.PULL, False),
        ("nginx", Role.CACHE, False),
    ],
)
def test_what_can_be_pinned(line, role, expected):
    (mention,) = scanned(Source("a.toy", line.encode()))
    assert pinnable(mention.replace(role=role)) is expected


references = st.sampled_from(["nginx", "redis:8", "ghcr.io/a/b", "#shared:1", f"done:1@{DIGEST}", "Bad", "é", ""])


@given(st.lists(references, max_size=8), st.sets(st.sampled_from(["nginx", "redis:8", "ghcr.io/a/b"])))
def test_every_byte_outside_the_edits_stays_and_a_second_fix_changes_nothing(lines, known):
    run = files("\n".join(lines).encode())
    pins = Table({text: f"{text}@{DIGEST}" for text in known})
    fix(run, finder(Unpinned), pins)
    assert contents(run) == ["\n".join(pins.pins.get(line, line) for line in lines).encode()]
    again = files(*contents(run))
    assert fix(again, finder(Unpinned), pins).mended == ()
    assert contents(again) == contents(run)
