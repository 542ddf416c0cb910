"""How time and memory grow, what a second core gives, and how fast files are refused: goals 4 and 5."""

from __future__ import annotations

import os
import shutil
from statistics import median
from typing import NamedTuple

import corpus
from report import Row
from tools import DONE, peak_memory, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools import Tools

ROUNDS, ENOUGH_SECONDS = 5, 8
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
MOST_MEMORY = 150
MANY_FILES = 100_000
SMALL = 200
COMPOSE_FILES = 4_000
PYTHON_FILES = 4_000
PLAIN_READ = """
import os
for folder, _, names in os.walk("."):
    for name in names:
        descriptor = os.open(os.path.join(folder, name), os.O_RDONLY)
        os.read(descriptor, os.fstat(descriptor).st_size + 1)
        os.close(descriptor)
"""


class Size(NamedTuple):
    """What a tree takes: seconds of one processor, and mebibytes of all processes at most."""

    files: int
    seconds: float
    memory: float


def rows(tools: Tools, here: str, tree: str, *, million: bool = False) -> Iterator[Row]:
    """All rows, each measured when it is asked for; the trees are made below `here`, one at a time."""
    check = (tools.path("mooring"), "check", "--no-cache")
    empty = os.path.join(here, "empty")
    os.mkdir(empty)
    yield from _growth(check, here, empty, (*SIZES, *([MILLION] if million else [])))
    yield from _mentions(check, here, empty)
    yield from _second_core(check, here, tree)
    yield from _refusal(tools, check, here, empty)


def _growth(check: Sequence[str], here: str, empty: str, sizes: Sequence[int]) -> Iterator[Row]:
    start = _seconds((*check, empty), here)
    before: Size | None = None
    for files in sizes:
        folder = os.path.join(here, f"{files}")
        corpus.make(folder, corpus.mix(files))
        size = Size(files, _seconds((*check, "."), folder) - start, peak_memory((*check, "."), folder, DONE["mooring"]))
        shutil.rmtree(folder)
        if before:
            grown = size.seconds / size.files / (before.seconds / before.files)
            yield Row(f"time a file, {files:,} files", _each(size), f"{before.files:,}: {_each(before)}", grown, 1.25)
        if files == MANY_FILES:
            limit = f"{MOST_MEMORY} MiB"
            yield Row(f"memory, {files:,} files", f"{size.memory:.0f} MiB", limit, size.memory / MOST_MEMORY, 1)
        before = size


def _each(size: Size) -> str:
    return f"{size.seconds / size.files * 1e6:.0f} µs"


def _mentions(check: Sequence[str], here: str, empty: str) -> Iterator[Row]:
    start = peak_memory((*check, empty), here, DONE["mooring"])
    each = []
    for files in (COMPOSE_FILES, COMPOSE_FILES * 4):
        folder = os.path.join(here, f"compose-{files}")
        corpus.make(folder, {"compose": files})
        each.append((peak_memory((*check, "."), folder, DONE["mooring"]) - start) / files * 1024)
        shutil.rmtree(folder)
    few, many = each
    name = f"memory a Compose file, {COMPOSE_FILES * 4:,} files"
    yield Row(name, f"{many:.1f} KiB", f"{COMPOSE_FILES:,}: {few:.1f} KiB", many / few, 1.1)


def _second_core(check: Sequence[str], here: str, tree: str) -> Iterator[Row]:
    cores = sorted(os.sched_getaffinity(0))[:2]
    small = os.path.join(here, "small")
    corpus.make(small, corpus.mix(SMALL))
    for name, folder, goal in (("a whole tree", tree, 1.6), (f"{SMALL} files", small, 0.95)):
        if len(cores) == 1:
            yield Row(f"a second core, {name}", "", "", None, goal, at_least=True, left_out="there is but one")
            continue
        pairs = [
            tuple(run((*check, "."), folder, DONE["mooring"], cores=some).seconds for some in (cores, cores[:1]))
            for _ in range(ROUNDS if folder == tree else ROUNDS * 4)
        ]
        two, one = (median(times) for times in zip(*pairs, strict=True))
        gain = median(one / two for two, one in pairs)
        shown = f"{two * 1e3:,.0f} ms", f"one core {one * 1e3:,.0f} ms"
        yield Row(f"a second core, {name}", *shown, gain, goal, at_least=True)


def _refusal(tools: Tools, check: Sequence[str], here: str, empty: str) -> Iterator[Row]:
    folder = os.path.join(here, "python")
    size = corpus.make(folder, {"python": PYTHON_FILES})
    python = tools.path("python")
    ours = _seconds((*check, "."), folder) - _seconds((*check, empty), here)
    plain = _seconds((python, "-c", PLAIN_READ), folder) - _seconds((python, "-c", "import os"), folder)
    speeds = f"{size / ours / 1e6:,.0f} MB/s", f"plain reading {size / plain / 1e6:,.0f} MB/s"
    yield Row(f"{PYTHON_FILES:,} Python files without images", *speeds, ours / plain, 4)


def _seconds(command: Sequence[str], folder: str) -> float:
    """The seconds of one processor that a run takes: the median of some, or the second one where they take long."""
    core = sorted(os.sched_getaffinity(0))[:1]
    run(command, folder, DONE["mooring"], cores=core)
    runs = [run(command, folder, DONE["mooring"], cores=core).processor]
    while sum(runs) < ENOUGH_SECONDS and len(runs) < ROUNDS:
        runs.append(run(command, folder, DONE["mooring"], cores=core).processor)
    return median(runs)
