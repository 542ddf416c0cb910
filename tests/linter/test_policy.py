"""Environments by path and by the file's own words; severity by environment."""

import pytest

from mooring import Mention, Reference, Rule, Severity, Source, Span
from mooring.config import Config, RuleSetting
from mooring.policy import Policy


class Sample(Rule):
    """A rule that is worse in production."""

    severity = Severity.NOTE
    severities = {"production": Severity.ERROR}


def mention(path, hints=()):
    return Mention(Source(path, b"nginx"), Span(0, 5), "nginx", scanner="s", where="w", hints=hints)


@pytest.mark.parametrize(
    "path",
    [
        "prod/compose.yaml",
        "deploy/prod/app/Dockerfile",
        "deploy/prod-eu/Dockerfile",
        "envs/eu-prod/compose.yaml",
        "compose.prod.yaml",
        "docker-compose.prod.yml",
        "docker-compose-prod.yml",
        "Dockerfile.prod",
        "Dockerfile-production",
        "production/compose.yaml",
        "k8s/my-production-cluster/a.yaml",
        "prod2/compose.yaml",
    ],
)
def test_production_by_path(path):
    assert Policy(Config()).environment(mention(path)) == "production"


@pytest.mark.parametrize(
    "path",
    [
        "compose.yaml",
        "products/Dockerfile",
        "product-service/Dockerfile",
        "producer/compose.yaml",
        "compose.nonprod.yaml",
        "non-production/Dockerfile",
        "pre-prod/Dockerfile",
        "preproduction/Dockerfile",
    ],
)
def test_not_production_by_path(path):
    assert Policy(Config()).environment(mention(path)) is None


def test_what_the_file_says_counts_more_than_its_path():
    policy = Policy(Config(environments={"staging": ["stage/"]}))
    assert policy.environment(mention("prod/w.yml", ("staging",))) == "staging"
    assert policy.environment(mention("prod/w.yml", ("unheard-of",))) == "production"
    assert policy.environment(mention("stage/w.yml")) == "staging"


def test_what_a_file_says_of_environments_that_every_policy_knows():
    policy = Policy(Config())
    assert [policy.environment(mention("a", (hint,))) for hint in ("staging", "development", "test", "moon")] == [
        "staging",
        "development",
        "test",
        None,
    ]


def test_paths_count_from_the_policy_s_folder(tmp_path, monkeypatch):
    home = tmp_path / "production" / "repository"
    home.mkdir(parents=True)
    monkeypatch.chdir(home)
    assert Policy(Config(str(home))).environment(mention("Dockerfile")) is None


@pytest.mark.parametrize(
    ("setting", "production", "elsewhere"),
    [
        (None, Severity.ERROR, Severity.NOTE),
        ({"default": Severity.WARNING}, Severity.WARNING, Severity.WARNING),
        ({"production": Severity.WARNING}, Severity.WARNING, Severity.NOTE),
        ({"default": Severity.OFF, "production": Severity.ERROR}, Severity.ERROR, Severity.OFF),
    ],
)
def test_severity_by_environment(setting, production, elsewhere):
    policy = Policy(Config(rules={Sample.id: RuleSetting(setting)} if setting else {}))
    assert policy.severity(Sample, "production") == production
    assert policy.severity(Sample, None) == elsewhere


def test_a_rule_that_is_off_by_default_runs_when_it_is_named():
    class Quiet(Rule):
        enabled = False

    policy = Policy(Config())
    assert not policy.is_active(Quiet)
    policy.selected = {Quiet.id}
    assert policy.is_active(Quiet)
    assert Policy(Config(rules={Quiet.id: RuleSetting({"default": Severity.NOTE})})).is_active(Quiet)


def test_excluded_paths():
    policy = Policy(Config(exclude=["vendor/", "!vendor/ours/"]))
    assert policy.excludes("vendor/a/Dockerfile")
    assert not policy.excludes("vendor/ours/Dockerfile")
    assert not Policy(Config()).excludes("vendor/a")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Dockerfile", "acme/app:1@sha256:0"),
        ("charts/values.yaml", "acme/app@sha256:0"),
        ("charts/new/values.yaml", "acme/app:1@sha256:0"),
        ("charts/new/old.yaml", "acme/app@sha256:0"),
    ],
)
def test_the_last_pattern_says_how_a_pin_is_written(path, expected):
    styles = {"charts/": "digest-only", "charts/new/": "tag-and-digest", "old.yaml": "digest-only"}
    policy = Policy(Config(pin_styles=styles))
    assert policy.pinned(mention(path), Reference.parse("acme/app:1"), "sha256:0") == expected


def test_patterns_count_from_the_policy_s_root(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    policy = Policy(Config(str(tmp_path), pin_styles={"sub/*.yaml": "digest-only"}))
    assert policy.pin_style("a.yaml") == "digest-only"
