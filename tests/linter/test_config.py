"""The policy file: found, read, validated; what is wrong is said with file, line and remedy."""

import re

import pytest

from mooring import Rule, Severity
from mooring.config import ENVIRONMENTS, Config, ConfigError, RuleSetting, load


class Sample(Rule):
    """A rule with options."""

    class Options:
        patterns: list[str] = ["a"]
        max_age: int = 3


Sample.id = "sample"


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(here, text, name=".mooring.yaml"):
    (here / name).write_text(text)
    return load(".", [Sample])


def test_without_a_file_the_defaults_hold(here):
    config = load(".", [Sample])
    assert config == Config(str(here))
    assert (config.show, config.fail_on) == (Severity.WARNING, Severity.WARNING)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_changes_nothing(here, text):
    assert read(here, text).rules == {}


def test_everything_is_read(here):
    config = read(
        here,
        "environments:\n  production: [deploy/live/**]\n  lab: [lab/]\n"
        "exclude: [vendor/]\nshow: note\nfail-on: error\npin-style: {a/**: digest-only, a/b: tag-and-digest}\n"
        "rules:\n  sample:\n    severity: {production: error, default: off}\n    patterns: [b]\n    max-age: 7\n",
    )
    assert config.environments == {**ENVIRONMENTS, "production": ["deploy/live/**"], "lab": ["lab/"]}
    assert (config.exclude, config.show, config.fail_on) == (("vendor/",), Severity.NOTE, Severity.ERROR)
    assert config.pin_styles == {"a/**": "digest-only", "a/b": "tag-and-digest"}
    setting = config.rules["sample"]
    assert setting.severities == {"production": Severity.ERROR, "default": Severity.OFF}
    assert (setting.options.patterns, setting.options.max_age) == (["b"], 7)


@pytest.mark.parametrize("word", ["off", "'off'"])
def test_a_rule_can_be_turned_off_in_a_word(here, word):
    assert read(here, f"rules:\n  sample: {word}\n").rules == {"sample": RuleSetting({"default": Severity.OFF})}


def test_pyproject_is_read_too(here):
    config = read(here, '[tool.mooring]\nshow = "note"\n[tool.mooring.rules]\nsample = "error"\n', "pyproject.toml")
    assert config.show is Severity.NOTE
    assert config.rules["sample"].severities == {"default": Severity.ERROR}


def test_a_pyproject_of_others_is_passed_over(here):
    assert read(here, "[tool.black]\nline-length = 1\n", "pyproject.toml").path is None


def test_it_is_found_upwards_but_not_beyond_the_repository(here, monkeypatch):
    read(here, "show: note\n")
    (here / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(here / "a" / "b")
    assert load(".", []).show is Severity.NOTE
    (here / "a" / "b" / ".git").mkdir()
    assert load(".", []).show is Severity.WARNING


def test_without_policy_and_repository_paths_count_from_the_working_directory(tmp_path, monkeypatch):
    folder = tmp_path / "production" / "app"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert load(".", []).root == str(folder)


def test_a_named_file_is_read_instead(here):
    (here / "other.yaml").write_text("show: error\n")
    assert load(".", [], "other.yaml").show is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shw: note\n", r"\.mooring\.yaml:1: unknown key `shw` in the policy; did you mean `show`\?"),
        ("show: note\n\nrulez: {}\n", r":3: unknown key `rulez`.*did you mean `rules`"),
        ("rules:\n  smple: off\n", r":2: unknown key `smple` in `rules`; did you mean `sample`"),
        ("rules:\n  sample:\n    patern: []\n", r":3: unknown key `patern` in `rules.sample`; did you mean `patterns`"),
        ("rules:\n  sample:\n    patterns: 3\n", r":3: `patterns` of `rules.sample`: expected `array`, got `int`"),
        ("rules:\n  sample: warn\n", r":2: `rules.sample` must be one of off, note, warning, error, not `warn`"),
        (
            "rules:\n  sample:\n    severity:\n      productoin: error\n",
            r":4: unknown key `productoin` in `rules.sample.severity`; did you mean `production`",
        ),
        ("rules: [sample]\n", r":1: `rules` must be a mapping, not a list"),
        ("show: 3\n", r":1: `show` must be one of .*, not the int 3"),
        ("exclude: vendor\n", r":1: `exclude` must be a list of texts, not a text"),
        ("environments:\n  production: live\n", r":2: `environments.production` must be a list of texts"),
        ("rules:\n  3: off\n", r":1: the key 3 of `rules` must be text"),
        ("pin-style: digest-only\n", r":1: `pin-style` must be a mapping, not a text"),
        (
            "pin-style:\n  a/: digests-only\n",
            r":2: `pin-style.a/` must be tag-and-digest or .*, not `digests-only`; did you mean `digest-only`\?",
        ),
        ("pin-style:\n  a/: [digest-only]\n", r":2: `pin-style.a/` must be .*, not a list"),
        ("pin-style:\n  '!a/': digest-only\n", r":2: `pin-style.!a/` takes nothing back"),
        ("pin_style: {}\n", r":1: unknown key `pin_style` in the policy; did you mean `pin-style`"),
        ("- a\n", r":1: the policy must be a mapping, not a list"),
        ("show: [note]\n", r":1: `show` must be one of .*, not a list"),
        ("rules: {}\nshow: note\nrules: {}\n", r":3: the key `rules` is given twice; remove one"),
        ("rules:\n  sample: off\n  sample: note\n", r":3: the key `sample` is given twice"),
        ("[" * 5000, r": the YAML is nested too deeply"),
        ("a: [\n", r":2: invalid YAML"),
        ("a: !!python/object:os.system x\n", r":1: invalid YAML: "),
    ],
)
def test_what_is_wrong_is_said_with_line_and_remedy(here, text, said):
    with pytest.raises(ConfigError, match=said):
        read(here, text)


def test_toml_mistakes_are_said_too(here):
    with pytest.raises(ConfigError, match=r"pyproject\.toml:2: unknown key `shw`"):
        read(here, '[tool.mooring]\nshw = "note"\n', "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: invalid TOML: .*line 2"):
        read(here, "[tool.mooring]\nshow = \n", "pyproject.toml")


def test_two_policies_are_one_too_many(here):
    (here / "pyproject.toml").write_text("[tool.mooring]\n")
    with pytest.raises(ConfigError, match="keep one of them"):
        read(here, "show: note\n")


def test_unreadable_files_are_named(here):
    with pytest.raises(ConfigError, match="gone.yaml: cannot be read: no such file"):
        load(".", [], "gone.yaml")
    (here / ".mooring.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(".", [])


def test_a_policy_of_another_ending_is_not_passed_over(here):
    (here / ".mooring.yml").write_text("show: note\n")
    with pytest.raises(
        ConfigError, match=r"^\.mooring\.yml: the policy is read from \.mooring\.yaml; rename the file$"
    ):
        load(".", [])


def test_an_option_that_is_no_regular_expression(here):
    class Options:
        patterns: list[re.Pattern[str]] = []

    rule = type("Sample", (Rule,), {"Options": Options})
    rule.id = "sample"
    (here / ".mooring.yaml").write_text("rules:\n  sample:\n    patterns: ['a+']\n")
    assert load(".", [rule]).rules["sample"].options.patterns == [re.compile("a+")]
    (here / ".mooring.yaml").write_text("rules:\n  sample:\n    patterns: [(]\n")
    with pytest.raises(
        ConfigError, match=r":3: `patterns` of `rules.sample`: `\(` is no regular expression: missing \)"
    ):
        load(".", [rule])
