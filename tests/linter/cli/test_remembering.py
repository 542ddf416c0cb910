"""Who gets a cache of scans, and who does not."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

import mooring
from mooring.cli.remembering import cache_of
from mooring.plugins import EntryPoint, PluginFile
from mooring.sweep.cache import Learnt

HERE = Path(mooring.__file__).parent


@pytest.fixture
def distribution(tmp_path):
    """What is said of a distribution that was installed as a copy, whose code is a package beside it."""
    folder = tmp_path / "site" / "mooring-1.dist-info"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A project to be in, and a place for caches outside of it."""
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "Dockerfile").write_text("FROM nginx\n")
    monkeypatch.chdir(project)
    monkeypatch.setenv("MOORING_CACHE_DIR", str(tmp_path / "caches"))
    return project


def made(distribution, *paths, version="1", module="mooring.scanners", more=(), scanners=()):
    plugin = EntryPoint("scanners", module, "mooring", version, str(distribution))
    return cache_of(SimpleNamespace(entry_points=[plugin, *more]), SimpleNamespace(scanners=scanners), paths or ["."])


def identity(cache):
    learnt = Learnt()
    learnt.refused.append(b"a 1 2 3 4")
    cache.write(learnt)
    return max(Path(os.environ["MOORING_CACHE_DIR"], "scans").iterdir(), key=lambda file: file.stat().st_mtime_ns).name


@pytest.mark.usefixtures("place")
def test_no_cache_for_whoever_works_on_a_plugin(distribution, monkeypatch):
    assert made(distribution) is None
    monkeypatch.setattr(mooring, "__file__", str(distribution.parent / "mooring" / "__init__.py"))
    assert made(distribution) is not None
    assert made(distribution, more=[PluginFile("mine.py")]) is None
    assert made(distribution, more=[EntryPoint("x", "not_imported", "x", "1", str(distribution))]) is None


@pytest.fixture
def installed(distribution, monkeypatch):
    monkeypatch.setattr(mooring, "__file__", str(distribution.parent / "mooring" / "__init__.py"))
    return distribution


@pytest.mark.parametrize("where", [".", "..", "cache", "src/cache"])
def test_no_cache_where_a_repository_could_have_written_it(installed, place, monkeypatch, where):
    monkeypatch.setenv("MOORING_CACHE_DIR", str(place / where))
    assert (made(installed) is None) is (where != "..")
    assert made(installed, "..") is None


@pytest.mark.usefixtures("place")
def test_no_cache_for_files_alone(installed):
    assert made(installed, "Dockerfile") is None
    assert made(installed, "Dockerfile", "src") is not None


def test_whatever_may_read_otherwise_is_told_apart(installed, place, monkeypatch):
    names = [
        identity(made(installed)),
        identity(made(installed, "src")),
        identity(made(installed, version="2")),
        identity(made(installed, scanners=["defined"])),
    ]
    os.utime(installed, (1, 1))
    names.append(identity(made(installed)))
    monkeypatch.chdir(place / "src")
    names.append(identity(made(installed)))
    assert len(set(names)) == len(names)
