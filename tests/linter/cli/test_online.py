"""`mooring check --online` against a real registry."""

import pytest


@pytest.fixture
def host(registry):
    return registry.host


def rules_found(outcome):
    return [(finding["line"], finding["rule"]) for finding in outcome.json["findings"]]


def test_stale_single_platform_and_unknown(mooring, repository, registry, host):
    first = registry.push("online/app", tags=["1"], platforms=["linux/amd64", "linux/arm64"])
    second = registry.push("online/app", tags=["1"], platforms=["linux/amd64", "linux/arm64"], content="newer")
    registry.push("online/other", tags=["1"], platforms=["linux/amd64"])
    child = mooring("resolve", "--format", "json", f"{host}/online/app:1").json
    assert child["references"][0]["digest"] == second != first
    here = repository(
        {
            "Dockerfile": f"FROM {host}/online/app:1@{first} AS a\n"
            f"FROM {host}/online/gone:1@{first} AS b\n"
            f"FROM --platform=linux/s390x {host}/online/other:1\n"
        }
    )
    offline = mooring("check", "--format", "json")
    assert offline.code == 0
    assert offline.json["summary"]["skipped"] == [
        "missing-platform",
        "single-platform-digest",
        "stale-digest",
        "unknown-image",
    ]
    online = mooring("check", "--online", "--format", "json")
    assert online.code == 1
    assert rules_found(online) == [(1, "stale-digest"), (2, "unknown-image"), (3, "missing-platform")]
    assert online.json["summary"]["skipped"] == []

    mooring("check", "--online", "--fix")
    assert (here / "Dockerfile").read_text().splitlines()[0] == f"FROM {host}/online/app:1@{second} AS a"


def test_one_rule_is_run_online_when_it_is_named(mooring, repository, registry, host):
    digest = registry.push("online/named", tags=["1"])
    repository({"Dockerfile": f"FROM {host}/online/gone:1@{digest}\n"})
    assert rules_found(mooring("check", "--select", "unknown-image", "--format", "json")) == [(1, "unknown-image")]
    repository({".mooring.yaml": "rules: {unknown-image: warning}\n"})
    outcome = mooring("check", "--format", "json")
    assert [finding["severity"] for finding in outcome.json["findings"]] == ["warning"]


def test_a_registry_that_does_not_answer_ends_the_run_with_2(mooring, repository):
    repository({"Dockerfile": "FROM 127.0.0.1:1/a/b:1\n"})
    outcome = mooring("check", "--online")
    assert outcome.code == 2
    assert "Dockerfile:1: `127.0.0.1:1/a/b:1` cannot be judged online: " in outcome.err
