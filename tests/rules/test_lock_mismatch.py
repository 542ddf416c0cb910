"""What `lock-mismatch` finds with a lock that has every image as `DIGEST`, but for those that are gone."""

import pytest

from mooring import engine
from mooring.config import Config
from mooring.policy import Policy
from mooring.testing import DIGEST, findings, fixed, mentions
from mooring_rules.lock_mismatch import LockMismatch

OTHER = "sha256:" + "0f" * 32


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"redis:8@{OTHER}", f"the lock has another digest for `redis:8`, {DIGEST}"),
        ("acme/gone:1", "`acme/gone:1` is not in the lock; `mooring lock` adds it"),
        ("acme/gone", "`acme/gone` is not in the lock; `mooring lock` adds it"),
        (f"acme/gone:1@{OTHER}", "`acme/gone:1` is not in the lock; `mooring lock` adds it"),
    ],
)
def test_finds(line, said):
    (finding,) = findings(LockMismatch, "Dockerfile", f"FROM {line}\n")
    assert finding.message == said
    assert [other.source.path for other in finding.related] == (["mooring.lock"] if "another" in said else [])
    assert bool(finding.fix) == bool(finding.related)


@pytest.mark.parametrize(
    "line", ["redis:8", "redis", f"redis:8@{DIGEST}", f"redis@{OTHER}", f"acme/gone@{OTHER}", "Gone", "${X}", "scratch"]
)
def test_is_silent_on(line):
    assert findings(LockMismatch, "Dockerfile", f"FROM {line}\n") == []


def test_a_pull_of_every_tag_is_in_no_lock():
    workflow = "jobs:\n  a:\n    steps:\n      - run: docker pull --all-tags acme/gone\n"
    assert mentions(".github/workflows/a.yml", workflow)
    assert findings(LockMismatch, ".github/workflows/a.yml", workflow) == []


def test_the_fix_writes_the_lock_s_digest_and_keeps_the_name():
    assert fixed(LockMismatch, "Dockerfile", f"FROM docker.io/redis:8@{OTHER} AS x\n") == (
        f"FROM docker.io/redis:8@{DIGEST} AS x\n"
    )


def test_without_a_lock_nothing_is_found():
    found = mentions("Dockerfile", "FROM acme/gone:1\n")
    assert engine.check(found, [LockMismatch], Policy(Config())) == ([], [])
