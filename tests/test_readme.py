"""The README says what is true."""

import re
from pathlib import Path

import pytest

from mooring import OnlineRule
from mooring.cli import COMMANDS
from mooring.config import load, load_user
from mooring.plugins import Plugins

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def severity(rule):
    if not rule.enabled:
        words = ["off"]
    else:
        words = [str(rule.severity), *(f"{level} in {name}" for name, level in rule.severities.items())]
    return ", ".join([*words, *(["online"] if issubclass(rule, OnlineRule) else [])])


def test_the_table_of_rules_is_complete():
    table = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", README[README.index("### Rules") :], re.MULTILINE)
    assert dict(table) == {rule.id: severity(rule) for rule in Plugins().rules()}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named(command):
    assert f"| `mooring {command}" in README


@pytest.mark.parametrize("reporter", Plugins().reporters(), ids=lambda reporter: reporter.id)
def test_every_format_is_named(reporter):
    assert f"`{reporter.id}`" in README


def yaml_block(heading):
    return re.search(r"```yaml\n(.*?)```", README[README.index(heading) :], re.DOTALL)[1]


def test_the_policy_that_is_shown_holds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".mooring.yaml").write_text(yaml_block("### Policy"))
    assert load(".", Plugins().rules()).rules["floating-tag"].options.immutable


def test_the_policy_of_images_that_is_shown_holds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".mooring.yaml").write_text(yaml_block("#### Images"))
    assert load(".", Plugins().rules()).rules["registry-not-allowed"].options.allow


def test_the_settings_of_registries_that_are_shown_hold(tmp_path):
    (tmp_path / "mooring").mkdir()
    (tmp_path / "mooring" / "config.yaml").write_text(yaml_block("### Registries"))
    assert load_user({"XDG_CONFIG_HOME": str(tmp_path)}).registries["tag_ttl"] == 300


def test_the_speed_that_is_quoted_is_what_was_measured():
    section = re.search(r"^## Speed$(.*?)^## ", README, re.MULTILINE | re.DOTALL)[1]
    quoted = [line for line in section.splitlines() if line.startswith("|")]
    assert set(quoted) <= set((ROOT / "docs" / "benchmarks.md").read_text().splitlines())
