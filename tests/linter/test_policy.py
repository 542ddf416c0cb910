"""Environments by path and by the file's own words; severity by environment."""

import pytest

from mooring import Mention, Reference, Rule, Severity, Source, Span
from mooring.config import Config, Override, RuleSetting
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
    assert policy.severity(Sample, "a", "production") == production
    assert policy.severity(Sample, "a", None) == elsewhere


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


def styled(root, **paths):
    """A policy of digests alone, written otherwise below some paths."""
    overrides = [
        Override([path], lambda config, style=style: config.replace(pin_style=style.replace("_", "-")))
        for style, path in paths.items()
    ]
    return Policy(Config(root, pin_style="digest-only", overrides=overrides))


@pytest.mark.parametrize(("path", "expected"), [("a", "acme/app@sha256:0"), ("new/a", "acme/app:1@sha256:0")])
def test_how_a_pin_is_written(path, expected):
    policy = styled(".", tag_and_digest="new/")
    assert policy.pinned(mention(path), Reference.parse("acme/app:1"), "sha256:0") == expected


def test_patterns_count_from_the_policy_s_root(tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert styled(str(tmp_path), tag_and_digest="sub/*.yaml").config_at("a.yaml").pin_style == "tag-and-digest"


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("compose.staging.yaml", "staging"),
        ("docker-compose.dev.yml", "development"),
        ("overlays/staging/kustomization.yaml", "staging"),
        ("charts/app/values-test.yaml", "test"),
        ("charts/app/values-dev.yaml", "development"),
        ("deploy/prod/dev/compose.yaml", "production"),
        ("latest/compose.yaml", None),
        ("devices/compose.yaml", None),
        ("tests/Dockerfile", None),
    ],
)
def test_environments_by_the_words_of_a_path(path, environment):
    assert Policy(Config()).environment(mention(path)) == environment


def test_the_run_s_own_word_counts_most():
    policy = Policy(Config(), "staging")
    assert policy.environment(mention("prod/a", ("test",))) == policy.environment_of("prod/a") == "staging"
