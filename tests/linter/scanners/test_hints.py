"""The environments that names speak of."""

import pytest

from mooring.scanners.hints import hints_of


@pytest.mark.parametrize(
    ("word", "hints"),
    [
        ("prod", ("prod", "production")),
        ("Prod-EU", ("prod-eu", "prod", "production", "eu")),
        ("shop_staging", ("shop_staging", "shop", "staging")),
        ("dev", ("dev", "development")),
        ("stg", ("stg", "staging")),
        ("non-prod", ("non-prod", "non")),
        ("preprod", ("preprod",)),
        ("pre-prod", ("pre-prod", "pre")),
        ("", ()),
        (None, ()),
        ("${ENV}", ()),
        ("{{ env }}", ()),
    ],
)
def test_hints(word, hints):
    assert hints_of(word) == hints
