"""Fixtures for every test: a real registry on a loopback port."""

import pytest

from kit import distribution


@pytest.fixture(scope="session")
def registry():
    """A registry without login, by plain HTTP: `registry.push("team/app", tags=["1.0"]) -> digest`, `registry.host`."""
    running = distribution.start()
    yield running
    running.close()
