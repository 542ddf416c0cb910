"""The policy file: found, read, validated; what is wrong is said with file, line and remedy."""

import json
from typing import ClassVar

import jsonschema
import pytest

from mooring import Rule, Severity
from mooring.config import (
    ENVIRONMENTS,
    Config,
    ConfigError,
    RuleSetting,
    given,
    json_schema,
    load,
    load_user,
    user_plugins,
)


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
        "exclude: [vendor/]\nshow: note\nfail-on: error\npin-style: digest-only\n"
        "rules:\n  sample:\n    severity: {production: error, default: off}\n    patterns: [b]\n    max-age: 7\n",
    )
    assert config.environments == {**ENVIRONMENTS, "production": ["deploy/live/**"], "lab": ["lab/"]}
    assert (config.exclude, config.show, config.fail_on) == (("vendor/",), Severity.NOTE, Severity.ERROR)
    assert config.pin_style == "digest-only"
    setting = config.rules["sample"]
    assert setting.severities == {"production": Severity.ERROR, "default": Severity.OFF}
    assert (setting.options.patterns, setting.options.max_age) == (["b"], 7)


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing\n", "~\n", "null\n", "---\n- a\n", "a: 1\n---\nb: 2\n", "a: 1\na: 2\n", "1: a\n", "on: a\n", "~: a\n",
        "a: {b: [true, no, 1, x], 'c': ''}\n", "<<: {a: 1}\n", "a: &x {b: 1}\nc: {<<: *x}\n", "a: [\n", "a: |\n  on\n",
        *(
            f"a: {value}\n"
            for value in ["0", "12", "1234567890", "012", "1_0", "0x1", "-1", "1.5", "1:30", "2026-01-31", "2026-13-01", ".5", "1e3", ".inf", ".NaN", "._1", ".e3", "=", "<", "y", "n", "N", "O", "t", "_", "$x", "/x", "./x", "true", "True", "TRUE", "false", "yes", "no", "On", "OFF", "off", "null", "Null", "NULL", "~", "text", "'true'", '"1"', ".github/**", "14d", "é", "/^x$/", "1.2.3", "-", "-x", "..", "..1"]
        ),
    ],
)  # fmt: skip
def test_plain_yaml_says_the_same_as_to_pyyaml(tmp_path, monkeypatch, text):
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    quickly = said(str(file))
    monkeypatch.setattr("mooring.plain_yaml.read", lambda _: None)
    assert quickly == said(str(file))


def said(path):
    try:
        return repr(given.read(path, "policy.yaml"))
    except ConfigError as error:
        return str(error)


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
        ("rules:\n  sample:\n    patterns: 3\n", r":3: `rules.sample.patterns` must be a list of texts, not the int 3"),
        ("rules:\n  sample: warn\n", r":2: `rules.sample` must be one of off, note, warning, error, not `warn`"),
        (
            "rules:\n  sample:\n    severity:\n      productoin: error\n",
            r":4: unknown key `productoin` in `rules.sample.severity`; did you mean `production`",
        ),
        ("rules: [sample]\n", r":1: `rules` must be a mapping, not a list"),
        ("show: 3\n", r":1: `show` must be one of .*, not the int 3"),
        ("exclude: vendor\n", r":1: `exclude` must be a list of path patterns, not a text"),
        ("environments:\n  production: live\n", r":2: `environments.production` must be a list of path patterns"),
        ("rules:\n  3: off\n", r":2: the key `3` must be text; put it in quotes"),
        (
            "pin-style: digests-only\n",
            r":1: `pin-style` must be one of .*, digest-only, not `digests-only`; did you mean `digest-only`\?",
        ),
        ("pin-style: [digest-only]\n", r":1: `pin-style` must be .*, not a list"),
        ("pin_style: {}\n", r":1: unknown key `pin_style` in the policy; did you mean `pin-style`"),
        ("- a\n", r":1: the policy must be a mapping, not a list"),
        ("show: [note]\n", r":1: `show` must be one of .*, not a list"),
        ("rules: {}\nshow: note\nrules: {}\n", r":3: the key `rules` is given twice; remove one"),
        ("rules:\n  sample: off\n  sample: note\n", r":3: the key `sample` is given twice"),
        ("[" * 5000, r": the YAML is nested too deeply"),
        ("a: [\n", r":2: invalid YAML"),
        ("rules:\n\tsample: off\n", r":2: invalid YAML: found character '\\t'.*; indent with spaces"),
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


class Even:
    """A number that is even."""

    schema: ClassVar = {"type": "integer"}

    def __init__(self, value):
        self.value = value

    @classmethod
    def read(cls, value):
        if value % 2:
            raise ValueError(f"{value} is odd; write {value + 1}")
        return cls(value)


def test_an_option_of_a_class_that_reads_itself(here):
    class Options:
        numbers: list[Even] = []
        by_name: dict[str, int] = {}

    rule = type("Sample", (Rule,), {"Options": Options})
    rule.id = "sample"
    (here / ".mooring.yaml").write_text("rules:\n  sample:\n    numbers: [2, 4]\n    by-name: {a: 1}\n")
    options = load(".", [rule]).rules["sample"].options
    assert ([even.value for even in options.numbers], options.by_name) == ([2, 4], {"a": 1})
    (here / ".mooring.yaml").write_text("rules:\n  sample:\n    numbers:\n    - 2\n    - 3\n")
    with pytest.raises(ConfigError, match=r":5: `rules.sample.numbers`: 3 is odd; write 4$"):
        load(".", [rule])


def test_the_schema_takes_what_is_read_and_refuses_what_is_not(here):
    schema = json_schema([Sample])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    rules = {"sample": {"severity": {"production": "error"}, "patterns": ["a"], "max-age": 3}}
    good = {"rules": rules, "show": "note", "overrides": [{"paths": ["a"], "rules": {"sample": "off"}}]}
    assert validator.is_valid(good)
    for bad in ({"shw": "note"}, {"rules": {"smple": "off"}}, {"rules": {"sample": "warn"}}, {"overrides": [{}]}):
        assert not validator.is_valid(bad)
        (here / ".mooring.yaml").write_text(json.dumps(bad))
        with pytest.raises(ConfigError):
            load(".", [Sample])


def test_a_user_s_file_names_plugins(tmp_path):
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert user_plugins(environ) == ()
    (tmp_path / "mooring").mkdir()
    (tmp_path / "mooring" / "config.yaml").write_text("plugins: [mine.py]\nregistries: {timeout: 3}\n")
    assert user_plugins(environ) == (str(tmp_path / "mooring" / "mine.py"),)
    assert load_user(environ).registries == {"timeout": 3}
    (tmp_path / "mooring" / "config.yaml").write_text("plugin: [mine.py]\nplugins: 3\n")
    with pytest.raises(ConfigError, match=r"config.yaml:1: unknown key `plugin` in the policy; did you mean `plugins`"):
        user_plugins(environ)


def test_a_repository_cannot_name_plugins(here):
    with pytest.raises(
        ConfigError,
        match=r":1: `plugins` is not for a policy to set, as none may run code; name the file with --plugin, or in",
    ):
        read(here, "plugins: [evil.py]\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[tool.mooring]\nshow = "note"\n\n[tool.mooring.rules.sample]\nseverity = "warn"\n',
            ":5: `rules.sample.severity`",
        ),
        ("[tool.mooring]\nrules.sample.max-age = -1\n", ":2: `rules.sample.max-age` must be a whole number"),
        ('[tool]\nmooring.exclude = "a"\n', ":2: `exclude` must be a list of path patterns"),
        ("[tool.mooring]\nexclude = [\n  1,\n]\n", ":2: `exclude` must be a list of path patterns; one is the int 1"),
        (
            '[[tool.mooring.overrides]]\npaths = ["a"]\n\n[[tool.mooring.overrides]]\npaths = ["b"]\npin-style = "x"\n',
            ":6: `overrides.pin-style` must be one of",
        ),
    ],
)
def test_mistakes_in_toml_have_their_line(here, text, said):
    with pytest.raises(ConfigError, match=f"^pyproject.toml{said}"):
        read(here, text, "pyproject.toml")


def test_a_small_file_that_aliases_make_endless(here):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(ConfigError, match="has more than 100000 values"):
        read(here, "\n".join(lines))


def test_a_small_file_that_merges_make_endless(here):
    lines = [f"a0: &a0 {{{', '.join(f'k{n}: x' for n in range(20))}}}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 20)}]}}" for n in range(1, 9)]
    with pytest.raises(ConfigError, match="has more than 100000 values"):
        read(here, "\n".join(lines))


def test_merge_keys(here):
    config = read(here, "overrides:\n- &a {paths: [a/], rules: {sample: off}}\n- {<<: *a, paths: [b/]}\n")
    assert [override.paths for override in config.overrides] == [("a/",), ("b/",)]


def test_a_policy_that_is_no_text(here):
    (here / ".mooring.yaml").write_bytes(b"# " + b"x" * (1 << 20))
    with pytest.raises(ConfigError, match="is larger than 1 MiB"):
        load(".", [])
    with pytest.raises(ConfigError, match="is not a regular file"):
        load(".", [], "/dev/null")
