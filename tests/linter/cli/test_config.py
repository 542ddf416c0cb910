"""`mooring config`, and the options that say whose word counts: --environment, --plugin."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "schema" / "mooring.schema.json"

POLICY = """\
extends: strict
environments:
  edge: [edge/]
rules:
  unpinned-digest: {severity: {default: note, edge: error}}
overrides:
- paths: [legacy/]
  pin-style: digest-only
  rules: {unpinned-digest: off}
"""


def settings(mooring, *options):
    return {
        one["key"]: (one["value"], one["from"])
        for one in mooring("config", "--format", "json", *options).json["settings"]
    }


def test_where_each_value_comes_from(mooring, repository):
    repository({".mooring.yaml": POLICY})
    everywhere = settings(mooring)
    assert everywhere["show"] == ("warning", "default")
    assert everywhere["fail-on"] == ("warning", "preset strict:2")
    assert everywhere["rules.explicit-latest.severity"] == ("error", "preset strict:7")
    assert everywhere["rules.unpinned-digest.severity"] == ("note", ".mooring.yaml:5")
    assert everywhere["rules.stale-digest.severity"] == ("warning", "default")
    assert everywhere["environments.edge"] == ("edge/", ".mooring.yaml:3")
    assert everywhere["overrides"][1] == ".mooring.yaml:7"


def test_the_policy_for_a_path(mooring, repository):
    repository({".mooring.yaml": POLICY})
    edge, legacy = settings(mooring, "edge/Dockerfile"), settings(mooring, "legacy/Dockerfile")
    assert edge["environment"][0] == "edge"
    assert edge["rules.unpinned-digest.severity"] == ("error", ".mooring.yaml:5")
    assert legacy["pin-style"] == ("digest-only", ".mooring.yaml:8")
    assert legacy["rules.unpinned-digest.severity"] == ("off", ".mooring.yaml:9")
    assert settings(mooring, "--environment", "edge", "a")["rules.unpinned-digest.severity"][0] == "error"


def test_for_people(mooring, repository):
    repository({".mooring.yaml": "show: note\n"})
    lines = mooring("config").out.splitlines()
    assert lines[1].split() == ["show:", "note", "#", ".mooring.yaml:1"]
    assert len({line.index("#") for line in lines}) == 1


def test_the_published_schema_is_current(mooring, repository):
    repository({})
    assert mooring("config", "--schema").out == SCHEMA.read_text(), (
        "write it anew: mooring config --schema > schema/mooring.schema.json"
    )
    assert (
        mooring("config", "--schema", "a").err
        == "mooring: the schema is the same for all paths; give --schema or PATH\n"
    )


def test_the_environment_of_the_command_line(mooring, repository):
    repository({"Dockerfile": "FROM docker.io/library/redis:8.0.1\n"})
    assert mooring("check").code == 0
    assert mooring("check", "--environment", "production").code == 1
    outcome = mooring("check", "--environment", "prodution")
    assert outcome.code == 2
    assert outcome.err.startswith(
        "mooring: there is no environment `prodution` (did you mean `production`?); the policy knows"
    )


PLUGIN = """\
from mooring import Reporter, Rule


class NoRedis(Rule):
    \"\"\"Redis is not wanted.\"\"\"

    id = "no-redis"

    def check(self, mention):
        if mention.reference and "redis" in mention.reference.repository:
            yield self.finding(mention, "no redis here")


def mooring_rules():
    return [NoRedis]


def mooring_reporters():
    return [Reporter("count", lambda report, colour: f"{len(report.findings)} in all\\n")]
"""


def test_a_plugin_file_that_the_command_line_names(mooring, repository):
    repository({"Dockerfile": "FROM docker.io/library/redis:8.0.1\n", "tools/ours.py": PLUGIN})
    plugin = ("--plugin", "tools/ours.py")
    assert mooring("check").code == 0
    assert "no redis here" in mooring("check", *plugin).out
    assert mooring("check", *plugin, "--format", "count").out == "1 in all\n"
    assert "tools/ours.py\n  rule: no-redis\n  reporter: count\n" in mooring("plugins", *plugin).out
    assert "Redis is not wanted." in mooring("rules", *plugin, "no-redis").out


def test_a_plugin_file_that_the_user_s_own_settings_name(mooring, repository, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "mooring").mkdir(parents=True)
    (tmp_path / "home" / "mooring" / "ours.py").write_text(PLUGIN)
    (tmp_path / "home" / "mooring" / "config.yaml").write_text("plugins: [ours.py]\n")
    repository({"Dockerfile": "FROM docker.io/library/redis:8.0.1\n"})
    assert "no redis here" in mooring("check").out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.py", None, "plugin file gone.py cannot be imported: FileNotFoundError"),
        ("ours.txt", "", "plugin file ours.txt cannot be imported: ImportError: is no file of Python"),
        ("ours.py", "1/0\n", "plugin file ours.py cannot be imported: ZeroDivisionError"),
        ("ours.py", "def mooring_rule(): ...\n", "plugin file ours.py defines `mooring_rule`, which is no hook"),
    ],
)
def test_a_plugin_file_that_is_bad_is_named(mooring, repository, name, content, said):
    repository({} if content is None else {name: content})
    outcome = mooring("check", "--plugin", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"mooring: {said}")


def test_settings_in_json_are_versioned(mooring, repository):
    repository({})
    assert json.loads(mooring("config", "--format", "json", "x").out).keys() == {
        "version",
        "path",
        "policy",
        "settings",
    }
