"""Where caches are, how large they are, and how they are cleared."""

import sys

import pytest

from mooring import caches


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"MOORING_CACHE_DIR": "/a"}, "/a"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/mooring"),
        ({"MOORING_CACHE_DIR": "/a", "XDG_CACHE_HOME": "/b"}, "/a"),
        ({"HOME": "/home/me"}, "/home/me/.cache/mooring"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX paths")
def test_default_directory(environ, expected):
    assert caches.default_directory(environ) == expected


def test_stats_and_clear(tmp_path):
    assert caches.stats(str(tmp_path)) == caches.Stats(0, 0)
    caches.clear(str(tmp_path))
    for name in ("registry/1/names/a.json", "scans/b", "somebody's"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("four")
    assert caches.stats(str(tmp_path)) == caches.Stats(2, 8)
    caches.clear(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["somebody's"]
