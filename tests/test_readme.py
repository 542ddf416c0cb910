"""The README says what is true."""

import re
from pathlib import Path

import pytest

from mooring import OnlineRule
from mooring.cli import COMMANDS
from mooring.config import REGISTRY_KEYS
from mooring.plugins import Plugins

README = (Path(__file__).parent.parent / "README.md").read_text()


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


def test_the_settings_of_registries_that_are_shown_exist():
    shown = re.findall(r"^  ([a-z-]+):", README[README.index("### Registries") :], re.MULTILINE)
    assert shown
    assert set(shown) <= set(REGISTRY_KEYS)
