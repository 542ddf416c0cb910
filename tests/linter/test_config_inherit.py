"""Policies laid over others: presets, files, presets of packages; and what differs by path."""

import pytest

from mooring import Rule, Severity
from mooring.config import ConfigError, load
from mooring.plugins import Plugins, preset_folder
from mooring.policy import Policy


class Sample(Rule):
    """A rule with options."""

    class Options:
        patterns: list[str] = []
        days: int = 3


class Other(Rule):
    """Another rule."""

    class Options:
        names: list[str] = []


Sample.id, Other.id = "sample", "other"


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def policy(here, text, **files):
    for name, content in files.items():
        (here / f"{name}.yaml").write_text(content)
    (here / ".mooring.yaml").write_text(text)
    return load(".", [Sample, Other])


def test_what_a_policy_says_is_laid_over_what_it_extends(here):
    config = policy(
        here,
        "extends: ./base.yaml\nfail-on: error\nexclude: ['!vendor/ours/']\n"
        "rules:\n  sample: {severity: {production: error}, patterns: [b]}\n  other: off\n",
        base="fail-on: note\nshow: note\nexclude: [vendor/]\npin-style: digest-only\n"
        "rules:\n  sample: {severity: {staging: note}, patterns: [a], days: 7}\n"
        "  other: {severity: {production: error}, names: [x]}\n",
    )
    assert (config.fail_on, config.show, config.pin_style) == (Severity.ERROR, Severity.NOTE, "digest-only")
    assert config.exclude == ("vendor/", "!vendor/ours/")
    sample, other = config.rules["sample"], config.rules["other"]
    assert sample.severities == {"staging": Severity.NOTE, "production": Severity.ERROR}
    assert (sample.options.patterns, sample.options.days) == (["a", "b"], 7)
    assert (other.severities, other.options.names) == ({"default": Severity.OFF}, ["x"])


def test_of_several_the_later_counts(here):
    config = policy(here, "extends: [./a.yaml, ./b.yaml]\n", a="show: note\nfail-on: note\n", b="show: error\n")
    assert (config.show, config.fail_on) == (Severity.ERROR, Severity.NOTE)


def test_an_extended_policy_extends_on_from_its_own_folder(here):
    (here / "platform").mkdir()
    (here / "platform" / "a.yaml").write_text("extends: ./b.yaml\n")
    (here / "platform" / "b.yaml").write_text("environments: {edge: [edge/]}\nshow: note\n")
    config = policy(here, "extends: platform/a.yaml\nrules: {sample: {severity: {edge: error}}}\n")
    assert config.show is Severity.NOTE
    assert config.rules["sample"].severities == {"edge": Severity.ERROR}


@pytest.mark.parametrize("preset", ["default", "strict", "production"])
def test_packaged_presets(here, preset):
    (here / ".mooring.yaml").write_text(f"extends: {preset}\n")
    rules = Plugins().rules()
    judged = Policy(load(".", rules))
    (unpinned,) = (rule for rule in rules if rule.id == "unpinned-digest")
    elsewhere = {"default": Severity.NOTE, "strict": Severity.ERROR, "production": Severity.ERROR}[preset]
    assert judged.severity(unpinned, "a", "production") is Severity.ERROR
    assert judged.severity(unpinned, "a", None) is elsewhere


def test_the_default_preset_says_what_holds_without_a_policy(here):
    (here / ".mooring.yaml").write_text("extends: default\n")
    rules = Plugins().rules()
    config = load(".", rules)
    (here / ".mooring.yaml").unlink()
    bare = load(".", rules)
    for said in ("show", "fail_on", "pin_style", "exclude", "environments", "rules"):
        assert getattr(config, said) == getattr(bare, said)


def test_presets_of_installed_packages_are_data(here, monkeypatch):
    site = here / "site"
    (site / "acme_policy" / "presets").mkdir(parents=True)
    (site / "acme_policy" / "__init__.py").write_text("raise SystemExit('code was run')\n")
    (site / "acme_policy" / "presets" / "strict.yaml").write_text("show: note\n")
    (site / "acme_policy-2.1.dist-info").mkdir()
    entry_points = "[mooring.presets]\nacme = acme_policy.presets\n"
    (site / "acme_policy-2.1.dist-info" / "entry_points.txt").write_text(entry_points)
    monkeypatch.syspath_prepend(str(site))
    (here / ".mooring.yaml").write_text("extends: acme:strict\n")
    config = load(".", [Sample], preset_folder=preset_folder)
    assert config.show is Severity.NOTE
    assert config.given.value["show"].place == "preset acme:strict:1"
    (here / ".mooring.yaml").write_text("extends: acme:strickt\n")
    with pytest.raises(ConfigError, match=r":1: `acme` has no preset `strickt`; did you mean `strict`\?"):
        load(".", [Sample], preset_folder=preset_folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "extends: https://acme.io/policy.yaml\n",
            r":1: `extends: https://.*` is a URL, and a policy is never fetched; keep",
        ),
        (
            "show: note\nextends: strickt\n",
            r":2: there is no preset `strickt`; did you mean `strict`\?; a file is written",
        ),
        ("extends: acme:strict\n", r":1: no installed package offers presets as `acme`.*; install it"),
        (
            "extends: ../outside.yaml\n",
            r":1: `extends: ../outside.yaml` leads out of the repository; keep the file in it",
        ),
        ("extends: /etc/passwd.yaml\n", r":1: .* leads out of the repository"),
        ("extends: ./gone.yaml\n", r"^gone.yaml: cannot be read: no such file"),
        (
            "extends: ./circle.yaml\n",
            r"^circle.yaml:2: `extends: .mooring.yaml` comes back to .mooring.yaml; break the circle",
        ),
        ("extends: 3\n", r":1: `extends` must be a text, not the int 3"),
        ("extends: [strict, 3]\n", r":1: `extends` must be a list of texts; one is the int 3"),
        ("extends: ./wrong.yaml\n", r"^wrong.yaml:1: unknown key `shw` in the policy; did you mean `show`"),
        ("extends: ./list.yaml\n", r"^list.yaml:1: the policy must be a mapping, not a list"),
        ("extends: ./registries.yaml\n", r"^registries.yaml:2: `registries.mirrors` is not for a repository to set"),
        ("overrides: [{rules: {}}]\n", r":1: `overrides` needs `paths`: the paths that this is about"),
        (
            "overrides:\n- paths: [a]\n  rules: {sample: {days: x}}\n",
            r":3: `overrides.rules.sample.days` must be a whole",
        ),
    ],
)
def test_what_is_wrong_is_said_with_line_and_remedy(here, text, said):
    with pytest.raises(ConfigError, match=said):
        policy(
            here,
            text,
            circle="# back\nextends: .mooring.yaml\n",
            wrong="shw: note\n",
            list="- a\n",
            registries="registries:\n  mirrors: {docker.io: [evil.example]}\n",
        )


def test_a_link_does_not_lead_out_of_the_repository(here, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "policy.yaml"
    outside.write_text("show: note\n")
    (here / "base.yaml").symlink_to(outside)
    with pytest.raises(ConfigError, match="leads out of the repository"):
        policy(here, "extends: ./base.yaml\n")
    assert load(".", [], ".mooring.yaml").show is Severity.NOTE


OVERRIDDEN = """\
pin-style: digest-only
rules:
  sample: {severity: note, patterns: [a], days: 1}
  other: {severity: warning, names: [x]}
overrides:
- paths: [legacy/, '!legacy/new/']
  pin-style: tag-and-digest
  rules:
    sample: {patterns: [b]}
- paths: ["*.prod.yaml"]
  rules:
    sample: {severity: {production: error}, days: 2}
    other: off
"""


@pytest.mark.parametrize(
    ("path", "pin_style", "severity", "patterns", "days", "other"),
    [
        ("compose.yaml", "digest-only", Severity.NOTE, ["a"], 1, Severity.WARNING),
        ("legacy/compose.yaml", "tag-and-digest", Severity.NOTE, ["a", "b"], 1, Severity.WARNING),
        ("legacy/new/compose.yaml", "digest-only", Severity.NOTE, ["a"], 1, Severity.WARNING),
        ("compose.prod.yaml", "digest-only", Severity.ERROR, ["a"], 2, Severity.OFF),
        ("legacy/compose.prod.yaml", "tag-and-digest", Severity.ERROR, ["a", "b"], 2, Severity.OFF),
    ],
)
def test_overrides_by_path(here, path, pin_style, severity, patterns, days, other):
    judged = Policy(policy(here, OVERRIDDEN))
    options = judged.rule_at(Sample, path).options
    assert judged.config_at(path).pin_style == pin_style
    assert judged.severity(Sample, path, "production") is severity
    assert (options.patterns, options.days) == (patterns, days)
    assert judged.severity(Other, path, None) is other


def test_a_rule_of_the_same_options_is_the_same_rule(here):
    judged = Policy(policy(here, OVERRIDDEN))
    assert judged.rule_at(Other, "compose.yaml") is judged.rule_at(Other, "legacy/compose.yaml")
    assert judged.rule_at(Sample, "compose.yaml") is not judged.rule_at(Sample, "legacy/compose.yaml")


def test_a_rule_that_is_on_for_some_paths_only_is_active(here):
    text = "rules: {sample: off}\noverrides: [{paths: [a/], rules: {sample: error}}]\n"
    judged = Policy(policy(here, text))
    assert judged.is_active(Sample)
    assert judged.names(Sample)
    assert not judged.names(Other)
