"""Files that name no image are silent, however many there are."""

import sysconfig
from pathlib import Path

from mooring import Source
from mooring.scanners.python import recognises, scan

MOST = 1500


def test_the_standard_library_names_no_image():
    folder = Path(sysconfig.get_paths()["stdlib"])
    paths = [path for path in sorted(folder.rglob("*.py")) if "site-packages" not in path.parts][:MOST]
    assert len(paths) > 100
    taken = []
    for path in paths:
        data = path.read_bytes()
        if recognises(data):
            taken.append(path)
            assert list(scan(Source(path.name, data))) == [], path
    assert len(taken) < len(paths) // 20
