"""Ignore comments in a run."""

from pathlib import Path

TEXT = """\
# mooring: ignore[implicit-latest] the newest is wanted here
FROM nginx AS a
FROM redis AS b
# mooring: ignore[explicit-latest] nothing to excuse
FROM redis:8 AS c
# mooring: ignore[implicit-latest] until 2020-01-31
FROM postgres
"""


def rules_found(outcome):
    return [(finding["line"], finding["rule"]) for finding in outcome.json["findings"]]


def test_what_a_comment_excuses_is_counted_and_what_is_wrong_with_comments_is_found(mooring, repository):
    repository({"Dockerfile": TEXT})
    outcome = mooring("check", "--format", "json")
    assert rules_found(outcome) == [
        (3, "implicit-latest"),
        (4, "unused-ignore"),
        (6, "expired-ignore"),
        (7, "implicit-latest"),
    ]
    assert outcome.json["summary"]["excused"] == 1
    assert "1 excused by comments" in mooring("check").out
    assert [line for line, _ in rules_found(mooring("check", "--no-ignores", "--format", "json"))] == [2, 3, 7]


def test_a_reason_can_be_required(mooring, repository):
    repository(
        {
            "compose.yaml": "services:\n  a:\n    image: nginx  # mooring: ignore[implicit-latest]\n",
            ".mooring.yaml": "rules: {ignore-without-reason: error}\n",
        }
    )
    assert rules_found(mooring("check", "--format", "json")) == [(3, "ignore-without-reason")]


def test_what_is_excused_is_not_mended(mooring, repository):
    text = "# mooring: ignore-file[retired-registry] our mirror\nFROM k8s.gcr.io/pause:3.9\n"
    repository({"Dockerfile": text})
    assert mooring("check", "--fix").code == 0
    assert Path("Dockerfile").read_text() == text
    mooring("check", "--fix", "--no-ignores")
    assert "registry.k8s.io" in Path("Dockerfile").read_text()


def test_an_ignore_of_a_rule_that_did_not_run_is_not_unused(mooring, repository):
    repository({"Dockerfile": "# mooring: ignore[floating-tag] as upstream says\nFROM redis:8\n"})
    assert mooring("check").code == 0
    assert mooring("check", "--select", "floating-tag").code == 0
    assert mooring("check", "--select", "unused-ignore,floating-tag").code == 0


def test_comments_of_other_tools_count_where_the_policy_honours_them(mooring, repository):
    text = """\
# hadolint ignore=DL3006,DL3008
FROM nginx AS a
# hadolint ignore=DL3007
FROM redis:8 AS b
FROM postgres
"""
    repository({"Dockerfile": text, ".mooring.yaml": "honour-ignores: [hadolint]\n"})
    outcome = mooring("check", "--format", "json")
    assert rules_found(outcome) == [(5, "implicit-latest")]
    assert outcome.json["summary"]["excused"] == 1
    assert [line for line, _ in rules_found(mooring("check", "--no-ignores", "--format", "json"))] == [2, 5]
    Path(".mooring.yaml").write_text("honour-ignores: [zizmor]\n")
    assert [line for line, _ in rules_found(mooring("check", "--format", "json"))] == [2, 5]


def test_what_is_excused_twice_is_no_unused_ignore(mooring, repository):
    text = """\
# hadolint global ignore=DL3006
# mooring: ignore[implicit-latest] the newest is wanted here
FROM nginx
"""
    repository({"Dockerfile": text, ".mooring.yaml": "honour-ignores: [hadolint]\n"})
    assert mooring("check").code == 0
