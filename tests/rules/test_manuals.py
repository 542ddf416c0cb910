"""Every rule of the pack keeps the promises that the pack makes for it."""

import pytest

from mooring.plugins import Plugins
from mooring.testing import check_manual
from mooring_rules import mooring_rules

RULES = list(mooring_rules())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_manual_is_complete_and_its_examples_are_true(rule):
    check_manual(rule)


def test_the_pack_comes_in_by_the_same_door_as_any_other():
    assert {rule.id for rule in Plugins().rules()} >= {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_id_is_the_file_s_name(rule):
    assert rule.id == rule.__module__.removeprefix("mooring_rules.").replace("_", "-")
