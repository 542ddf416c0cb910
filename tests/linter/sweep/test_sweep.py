"""Many files at once are read as each would be by itself, whoever reads them and whatever is remembered."""

import os

import pytest

from mooring import sweep
from mooring.discovery import Found, discover, read_found
from mooring.engine import Scanned
from mooring.formats import Scanners
from mooring.model import Problem
from mooring.plugins import Plugins
from mooring.sweep import cache as caching
from mooring.sweep import crew
from mooring.sweep.cache import Cache

SCANNERS = Scanners(Plugins().scanners())

FILES = {
    "Dockerfile": "FROM nginx\n",
    "compose.yaml": "services:\n  web:\n    image: web:${TAG}\n  broken: [\n",
    "shop/compose.yaml": "services:\n  web:\n    image: web:${TAG}\n",
    "shop/.env": "TAG=1.2\n",
    "src/a.go": "package a\n",
    "src/b.ts": "// mooring: image\nconst x = 'busybox:1';  // mooring: image\n",
    "src/c.py": "import docker\n\ndocker.from_env().images.pull('redis:8')\n",
    "deploy/web.yaml": (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec:\n  containers:\n    - name: w\n      image: web:1\n"
    ),
    "docs/a.md": "Nothing.\n",
}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    root = tmp_path / "tree"
    for folder in ("", *(f"team-{number}" for number in range(20))):
        for path, text in FILES.items():
            place = root / folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    monkeypatch.chdir(root)
    return root


def founds(*paths):
    return [found for found in discover(paths or ["."], SCANNERS.wants) if isinstance(found, Found)]


def one_by_one(files):
    scanned = Scanned(SCANNERS)
    nobody = []
    for found in files:
        source = read_found(found)
        if isinstance(source, Problem):
            scanned.problems.append(source)
        elif source is not None and not scanned.add(source, named=found.explicit) and found.explicit:
            nobody.append(found)
    return seen(scanned, nobody)


def at_once(files, cache=None):
    scanned = Scanned(SCANNERS)
    return seen(scanned, list(sweep.sweep(scanned, files, cache)))


def seen(scanned, nobody):
    files = [(file.source.path, file.source.data, list(file.scanners), list(file.mentions)) for file in scanned.files]
    assert all(mention.source is file.source for file in scanned.files for mention in file.mentions)
    return files, scanned.problems, nobody


@pytest.fixture(params=["alone", "together"])
def processes(request, monkeypatch):
    monkeypatch.setattr(crew, "processors", lambda: 1 if request.param == "alone" else 2)
    monkeypatch.setattr(sweep, "PATIENCE", 0)


@pytest.mark.usefixtures("processes")
def test_files_are_read_as_each_would_be_by_itself(tree):
    files, problems, nobody = at_once(founds())
    assert (files, problems, nobody) == one_by_one(founds())
    assert len(files) > 100
    assert len(problems) == 21
    assert not nobody


@pytest.mark.usefixtures("processes")
def test_files_that_people_have_named_are_told_apart(tree):
    (tree / "letter.txt").write_text("Dear all,\n")
    (tree / "start").write_text("FROM nginx\nRUN true\n")
    named = [*founds(), *(Found(name, explicit=True) for name in ("letter.txt", "start", "missing", "src"))]
    files, problems, nobody = at_once(named)
    assert (files, problems, nobody) == one_by_one(named)
    assert [found.path for found in nobody] == ["letter.txt"]
    assert {"missing", "src"} <= {problem.path for problem in problems}


def remembered(tmp_path, *identity):
    return Cache(str(tmp_path / "cache"), identity)


@pytest.fixture
def settled(tree, monkeypatch):
    """A tree whose files were changed long ago."""
    monkeypatch.setattr(caching, "TICK", 0)
    return tree


@pytest.fixture
def reads(monkeypatch):
    """The paths of the files read, and of those scanned."""
    read, scanned = [], []

    def reading(found):
        read.append(found.path)
        return read_found(found)

    def scanning(source, takers):
        scanned.append(source.path)
        return scan(source, takers)

    scan = SCANNERS.scan
    monkeypatch.setattr(sweep, "read_found", reading)
    monkeypatch.setattr(SCANNERS, "scan", scanning)
    monkeypatch.setattr(crew, "processors", lambda: 1)
    return read, scanned


def test_what_has_not_changed_is_neither_scanned_nor_read_again(settled, tmp_path, reads):
    read, scanned = reads
    first = at_once(founds(), remembered(tmp_path))
    assert first == one_by_one(founds())
    assert "src/a.go" in read
    read.clear()
    scanned.clear()
    assert at_once(founds(), remembered(tmp_path)) == first
    assert not scanned
    assert read
    assert not any(path.endswith((".go", ".md")) for path in read)


CHANGES = {
    "a file that names images": lambda tree: (tree / "Dockerfile").write_text("FROM redis\n"),
    "a file that did not": lambda tree: (tree / "src/a.go").write_text(
        '// mooring: image\nvar x = "a:1" // mooring: image\n'
    ),
    "a file beside": lambda tree: (tree / "shop/.env").write_text("TAG=1.3\n"),
    "a file beside that goes": lambda tree: (tree / "shop/.env").unlink(),
    "a file beside that comes": lambda tree: (tree / ".env").write_text("TAG=7\n"),
    "a file that goes": lambda tree: (tree / "Dockerfile").unlink(),
    "a file that comes": lambda tree: (tree / "src/Dockerfile").write_text("FROM a\n"),
    "a file that becomes another": lambda tree: (tree / "docs/a.md").rename(tree / "docs/a.yaml"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_read_again(settled, tmp_path, change):
    at_once(founds(), remembered(tmp_path))
    change(settled)
    assert at_once(founds(), remembered(tmp_path)) == one_by_one(founds())


def test_a_change_with_size_and_time_as_before_is_seen(settled, tmp_path):
    path = settled / "src/a.go"
    path.write_text("// nothing at all, x ; // nothing here\n")
    then = path.stat()
    before = at_once(founds(), remembered(tmp_path))
    path.write_text('var x="a:1" // mooring: image'.ljust(then.st_size - 1) + "\n")
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert path.stat().st_size == then.st_size
    after = at_once(founds(), remembered(tmp_path))
    assert after != before
    assert after == one_by_one(founds())


def test_of_files_that_were_changed_just_now_nothing_is_remembered_by_their_times(tree, tmp_path, reads):
    at_once(founds(), remembered(tmp_path))
    reads[0].clear()
    at_once(founds(), remembered(tmp_path))
    assert "src/a.go" in reads[0]


def test_who_reads_otherwise_has_a_cache_of_its_own(settled, tmp_path, reads):
    at_once(founds(), remembered(tmp_path, "one"))
    reads[1].clear()
    at_once(founds(), remembered(tmp_path, "other"))
    assert reads[1]


BROKEN = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "another head": lambda data: b"[]" + data[data.index(b"\n") :],
    "no text": lambda data: bytes(range(256)) * 10,
    "lines of no sense": lambda data: b"\n".join(line[: len(line) // 2] for line in data.split(b"\n")),
    "values of other kinds": lambda data: data.replace(b'["dockerfile"]', b"[7,[]]"),
    "fields too few": lambda data: data.replace(b',"pull",', b","),
    "names of no scanner": lambda data: data.replace(b'"dockerfile"', b'"nobody"'),
    "places out of the file": lambda data: data.replace(b"[[5,10,", b"[[5,1000000,"),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_damaged_cache_is_as_good_as_none(settled, tmp_path, damage):
    first = at_once(founds(), remembered(tmp_path))
    (file,) = (tmp_path / "cache" / "scans").iterdir()
    data = file.read_bytes()
    assert damage(data) != data
    file.write_bytes(damage(data))
    assert at_once(founds(), remembered(tmp_path)) == first


def test_a_cache_that_cannot_be_written_is_done_without(settled, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    assert at_once(founds(), remembered(tmp_path)) == one_by_one(founds())


def test_a_cache_is_written_only_where_something_was_learnt(settled, tmp_path):
    at_once(founds(), remembered(tmp_path))
    (file,) = (tmp_path / "cache" / "scans").iterdir()
    written = file.stat().st_ino
    at_once(founds(), remembered(tmp_path))
    assert file.stat().st_ino == written
    (settled / "Dockerfile").write_text("FROM other\n")
    at_once(founds(), remembered(tmp_path))
    (file,) = (tmp_path / "cache" / "scans").iterdir()
    assert file.stat().st_ino != written


def test_what_is_long_gone_is_forgotten(settled, tmp_path, monkeypatch):
    monkeypatch.setattr(caching, "_FEW", 0)

    def refused():
        return len(remembered(tmp_path).refused)

    at_once(founds(), remembered(tmp_path))
    before = refused()
    (settled / "src/a.go").write_text("package b\n")
    at_once(founds(), remembered(tmp_path))
    assert refused() == before + 1
    for path in settled.glob("*/src/a.go"):
        path.write_text("package c\n")
    for path in settled.glob("*/docs/a.md"):
        path.write_text("Other.\n")
    at_once(founds(), remembered(tmp_path))
    assert refused() == before - 2
    assert at_once(founds(), remembered(tmp_path)) == one_by_one(founds())


def test_the_cache_is_bounded(settled, tmp_path, monkeypatch):
    for number in range(caching.MAX_PROJECTS + 3):
        at_once(founds("Dockerfile", "src"), remembered(tmp_path, str(number)))
    assert len(list((tmp_path / "cache" / "scans").iterdir())) == caching.MAX_PROJECTS
    monkeypatch.setattr(caching, "MAX_SIZE", 1000)
    at_once(founds(), remembered(tmp_path, "large"))
    assert all(file.stat().st_size < 100_000 for file in (tmp_path / "cache" / "scans").iterdir())


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n", "\udcff"])
def test_names_with_line_ends_and_without_characters_do_no_harm(settled, tmp_path, end):
    (settled / f"a{end}b.go").write_text("package a\n")
    (settled / f"c{end}.Dockerfile").write_text("FROM a\n")
    for _ in range(2):
        assert at_once(founds(), remembered(tmp_path)) == one_by_one(founds())
