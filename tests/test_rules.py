"""The manual of the rules, in which every rule has a page of its own to link to."""

import tomllib
from pathlib import Path

import pytest

from mooring.cli import main
from mooring_rules import mooring_rules

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "rules.md"


def test_the_page_is_current(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["rules", "--format", "markdown"]) == 0
    remedy = "write it anew: mooring rules --format markdown > docs/rules.md"
    assert capfd.readouterr().out == PAGE.read_text(encoding="utf-8"), remedy


@pytest.mark.parametrize("rule", list(mooring_rules()), ids=lambda rule: rule.id)
def test_a_rule_links_to_its_section(rule):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert rule.page == f"{project['urls']['Source']}/blob/main/docs/rules.md#{rule.id}"
    assert f"\n## {rule.id}\n" in PAGE.read_text(encoding="utf-8")


def test_one_rule_is_shown(capfd):
    assert main(["rules", "tag-pattern", "--format", "markdown"]) == 0
    assert capfd.readouterr().out.count("\n## ") == 1
