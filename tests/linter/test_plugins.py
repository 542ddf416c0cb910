"""Every pack comes in by the same door; a bad one is named."""

import sys

import pytest

from mooring import Reporter, Rule, Scanner
from mooring.plugins import EntryPoint, PluginError, Plugins, installed, load


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Write a distribution with one plugin module and give its entry point."""

    def write(code, name="acme_rules", version="1.2"):
        (tmp_path / f"{name}.py").write_text(code)
        info = tmp_path / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "entry_points.txt").write_text(
            f"[console_scripts]\nx = y:z\n\n[mooring]\nacme = {name}\n[other]\na = b\n"
        )
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, name, raising=False)
        return EntryPoint("acme", name, name, version, str(info))

    return write


def test_a_plugin_is_found_where_it_is_installed(plugin):
    entry_point = plugin("")
    assert entry_point in installed()


def test_mooring_s_own_packs_come_first(plugin):
    plugin("", name="aaa")
    assert [entry_point.distribution for entry_point in installed()][:4] == ["mooring", "mooring", "mooring", "aaa"]


def test_of_a_distribution_on_the_path_twice_the_first_counts(tmp_path):
    for version in ("2", "1"):
        info = tmp_path / version / f"acme-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "entry_points.txt").write_text("[mooring]\nacme = acme\n")
    assert installed([str(tmp_path / "2"), str(tmp_path / "1"), str(tmp_path / "none")]) == [
        EntryPoint("acme", "acme", "acme", "2", str(tmp_path / "2" / "acme-2.dist-info"))
    ]


def test_what_plugins_offer_is_collected(plugin):
    plugin(
        "from mooring import *\n"
        "class MyRule(Rule):\n    '''Doc.'''\n"
        "def mooring_rules(): return [MyRule]\n"
        "def mooring_scanners(): yield Scanner('acme', ['*.acme'], lambda source: [])\n"
        "def mooring_reporters(): yield Reporter('acme', 'acme_rules:render')\n"
        "def render(report, colour): return 'rendered'\n"
    )
    plugins = Plugins()
    assert [rule.id for rule in plugins.rules() if rule.__module__ == "acme_rules"] == ["acme-rules"]
    assert isinstance(plugins.scanners()[-1], Scanner)
    reporter = plugins.reporters()[-1]
    assert isinstance(reporter, Reporter)
    assert load(reporter.render)(None, False) == "rendered"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise ValueError('no')", "plugin `acme` of acme_rules 1.2 cannot be imported: ValueError: no"),
        ("import no_such_module", "cannot be imported: ModuleNotFoundError"),
        ("def mooring_rule(): return []", "defines `mooring_rule`, which is no hook"),
        ("def mooring_rules(): 1 / 0", "plugin `acme` of acme_rules 1.2 failed in mooring_rules: ZeroDivisionError"),
        ("from mooring_rules import mooring_rules", "offers `conflicting-digests`, which another plugin has taken"),
    ],
)
def test_a_bad_plugin_is_named(plugin, code, said):
    plugin(code)
    with pytest.raises(PluginError, match=said):
        Plugins().rules()


def test_no_pack_at_all_is_an_installation_fault():
    with pytest.raises(PluginError, match="not installed properly"):
        Plugins([])


def test_a_rule_s_id_is_its_file_s_name():
    class Local(Rule):
        pass

    assert Local.id == "test-plugins"
