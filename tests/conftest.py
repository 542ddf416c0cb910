"""Fixtures for every test: a real registry on a loopback port, and no CI system around."""

import os

import pytest
from hypothesis import HealthCheck, settings

from kit import distribution

# A busy machine is no fault of the code; the same code is tried with the same examples, unless one wants to explore.
settings.register_profile(
    "mooring",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="MOORING_EXPLORE" not in os.environ,
)
settings.load_profile("mooring")


@pytest.fixture(scope="session")
def registry():
    """A registry without login, by plain HTTP: `registry.push("team/app", tags=["1.0"]) -> digest`, `registry.host`."""
    running = distribution.start()
    yield running
    running.close()


@pytest.fixture(autouse=True)
def _no_ci_system(monkeypatch):
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "GITLAB_CI", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
