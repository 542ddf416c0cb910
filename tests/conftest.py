"""Fixtures for every test: a real registry on a loopback port, and no CI system around."""

import pytest

from kit import distribution


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
