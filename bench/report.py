"""The table of what was measured, and the places that quote it."""

from __future__ import annotations

import os
import platform
import re
import time
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEAD = "| what | ours | peer | ratio | goal | |\n| --- | --- | --- | --- | --- | --- |"
MARK = "<!-- `make bench` writes what follows. -->\n"


class Row(NamedTuple):
    """A row of the table; the goal is the greatest ratio, or the least one if `at_least`."""

    what: str
    ours: str
    peer: str
    ratio: float | None
    goal: float
    at_least: bool = False
    left_out: str = ""
    """Why there is no ratio."""

    @property
    def missed(self) -> bool:
        """Whether the goal is missed; as it is shown, so that nobody wonders about a third decimal."""
        if self.ratio is None:
            return False
        ratio = round(self.ratio, 2)
        return ratio < round(self.goal, 2) if self.at_least else ratio > round(self.goal, 2)

    def __str__(self) -> str:
        verdict = f"left out: {self.left_out}" if self.left_out else "missed" if self.missed else "met"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        sign = "≥" if self.at_least else "≤"
        return f"| {self.what} | {self.ours} | {self.peer} | {ratio} | {sign} {self.goal:.2f} | {verdict} |"


def setting(versions: Sequence[str]) -> str:
    """What it was measured on: the day, the machine, the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())}: {_processor()}, "
        f"{len(os.sched_getaffinity(0))} processors, {memory:.0f} GiB, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, {', '.join(versions)}.\n"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as listed:
            return next(line.partition(":")[2].strip() for line in listed if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def write(path: str, head: str, rows: Iterable[Row]) -> None:
    """Replace what is below the mark of docs/benchmarks.md."""
    with open(path, encoding="utf-8") as file:
        prose = file.read().partition(MARK)[0]
    table = "".join(f"{row}\n" for row in rows)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{prose}{MARK}\n{head}\n{HEAD}\n{table}")


def quote(path: str, rows: Iterable[Row]) -> None:
    """Bring the rows that a document quotes up to date, which it tells by their first cells."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = {row.what: str(row) for row in rows}
    text = re.sub(r"(?m)^\| ([^|]+) \|(?: [^|\n]*\|){5}$", lambda line: lines.get(line[1], line[0]), text)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
