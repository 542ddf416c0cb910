"""`Finding.fingerprint`: what it survives and what it does not."""

import pytest

from mooring import Mention, Role, Severity, Source
from mooring.config import Config
from mooring.engine import check
from mooring.model import Rule
from mooring.policy import Policy


class Any(Rule):
    """Everything is wrong."""

    roles = tuple(Role)

    def check(self, mention):
        yield self.finding(mention, "wrong")


Any.id = "any"


def find(*lines, path="a.yaml", root="."):
    """Findings at lines `place: text`, in a file of lines."""
    source = Source(path, "".join(f"{line}\n" for line in lines).encode())
    mentions, at = [], 0
    for line in lines:
        where, separator, text = line.partition(": ")
        if separator:
            start = at + len(where) + 2
            mentions.append(Mention(source, source.span(start, start + len(text)), text, scanner="t", where=where))
        at += len(line) + 1
    findings, _ = check(mentions, [Any], Policy(Config(root)))
    return [finding.fingerprint for finding in findings]


BEFORE = find("a[0].image: nginx", "b: redis", "a[1].image: nginx")


def test_each_finding_has_its_own():
    assert len(set(BEFORE)) == 3
    assert all(len(fingerprint) == 32 for fingerprint in BEFORE)


def test_it_is_the_same_next_year():
    assert find("FROM: nginx") == ["99770f4a6fa114201f145afbb2138b86"]


@pytest.mark.parametrize(
    ("lines", "known"),
    [
        (["", "a[0].image: nginx", "", "b: redis", "a[1].image: nginx"], [True, True, True]),
        (["b: redis", "a[4].image: nginx", "a[7].image: nginx"], [True, True, True]),
        (["a[0].image: nginx", "a[1].image: other", "b: redis", "a[2].image: nginx"], [True, False, True, True]),
        (["b: redis", "a[0].image: nginx"], [True, True]),
        (["a[0].image: nginx", "a[1].image: nginx", "a[2].image: nginx"], [True, True, False]),
        (["c: nginx", "b: redis:8"], [False, False]),
    ],
)
def test_what_it_survives(lines, known):
    assert [fingerprint in BEFORE for fingerprint in find(*lines)] == known


def test_other_files_are_other_findings():
    assert not set(BEFORE) & set(find("a[0].image: nginx", "b: redis", path="b.yaml"))


def test_what_a_run_shows_does_not_matter():
    source = Source("a.yaml", b"nginx\n")
    mention = Mention(source, source.span(0, 5), "nginx", scanner="t", where="FROM")
    one = Any().finding(mention, "wrong")
    assert one.replace(severity=Severity.ERROR, message="other words").fingerprint == one.fingerprint
    assert one.replace(ordinal=1).fingerprint != one.fingerprint
    assert one.replace(source=source.replace(path="d\udcff")).fingerprint != one.fingerprint


def test_where_a_run_starts_does_not_matter(monkeypatch, tmp_path):
    (tmp_path / "svc").mkdir()
    monkeypatch.chdir(tmp_path)
    here = find("FROM: nginx", path="svc/a", root=str(tmp_path))
    assert here == find("FROM: nginx", path="svc/a")
    monkeypatch.chdir("svc")
    assert here == find("FROM: nginx", path="a", root="..") == find("FROM: nginx", path="a", root=str(tmp_path))
    assert here == find("FROM: nginx", path=str(tmp_path / "svc/a"), root="..")
