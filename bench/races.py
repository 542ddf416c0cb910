"""Mooring against its peers on the same files: goals 1 to 3 of speed."""

from __future__ import annotations

import os
import shutil
import time
from statistics import median
from typing import NamedTuple

import corpus
from report import Row
from tools import DONE, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tools import Run, Tools

DOCKERFILE, WORKFLOW, COMPOSE_FILE = "Dockerfile", ".yml", "compose.yaml"
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

LEAST_ROUNDS, MOST_ROUNDS, ENOUGH_SECONDS = 5, 21, 15


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
    before: Callable[[], object] | None = None
    """What is done before each run of ours, outside of its time."""


def races(tools: Tools, here: str, tree: str) -> Iterator[Race]:
    """Everything that is compared; the files are made below `here`."""
    many = os.path.join(here, "many")
    corpus.make(many, {"dockerfile": DOCKERFILES, "workflow": WORKFLOWS, "compose": COMPOSE_FILES})
    yield from _single(tools, many)
    yield from _families(tools, here, many)
    yield from _whole(tools, tree)


def _single(tools: Tools, folder: str) -> Iterator[Race]:
    mooring, bare = tools.path("mooring"), (tools.path("python"), "-c", "pass")
    dockerfile, compose, workflow = (_usual(_files(folder, end)) for end in (DOCKERFILE, COMPOSE_FILE, WORKFLOW))
    yield Race("one Dockerfile", folder, (mooring, "check", dockerfile), "python", bare, 3)
    text = (mooring, "check", "-", "--stdin-filename", DOCKERFILE)
    yield Race("one Dockerfile on stdin", folder, text, "python", bare, 3, stdin=dockerfile)
    yield Race("`--help`", folder, (mooring, "--help"), "python", bare, 2.5)
    yield Race("a usage error", folder, (mooring, "check", "--nothing"), "python", bare, 2.5, done=2)
    zizmor = (*_zizmor(tools), workflow)
    yield Race("one workflow", folder, (mooring, "check", workflow), "zizmor", zizmor, 0.8)
    yield Race("one Compose file", folder, (mooring, "check", compose), "zizmor", zizmor, 0.8)


def _families(tools: Tools, here: str, folder: str) -> Iterator[Race]:
    check = (tools.path("mooring"), "check", "--no-cache")
    files = _files(folder, DOCKERFILE)
    theirs = (tools.path("dockerfilelint"), *files)
    yield Race(f"{DOCKERFILES} Dockerfiles", folder, (*check, *files), "dockerfilelint", theirs, 1 / 3)
    files = [_without_runs(path) for path in files]
    theirs = (tools.path("hadolint"), *files)
    yield Race(f"{DOCKERFILES} without RUN lines", folder, (*check, *files), "hadolint", theirs, 1)
    files = _files(folder, WORKFLOW)
    theirs = (*_zizmor(tools), "--config", _image_audit_alone(here), *files)
    yield Race(f"{WORKFLOWS} workflows", folder, (*check, *files), "zizmor", theirs, 0.5)
    files = _files(folder, COMPOSE_FILE)
    theirs = (tools.path("yamllint"), *files)
    yield Race(f"{COMPOSE_FILES} Compose files", folder, (*check, *files), "yamllint", theirs, 0.2)


def _whole(tools: Tools, tree: str) -> Iterator[Race]:
    check = (tools.path("mooring"), "check")
    rg = (tools.path("rg"), "-l", "--hidden", "FROM|image:", ".")
    yield Race("a whole tree, without a cache", tree, (*check, "--no-cache", "."), "rg", rg, 4)
    yield Race("a whole tree, filling the cache", tree, (*check, "."), "rg", rg, 4, before=_forget)
    yield Race("a whole tree, with a warm cache", tree, (*check, "."), "rg", rg, 2)


def _forget() -> None:
    shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


def _zizmor(tools: Tools) -> tuple[str, ...]:
    return tools.path("zizmor"), "--offline", "--no-progress", "--quiet"


def _usual(paths: list[str]) -> str:
    """The file of median size."""
    return sorted(paths, key=os.path.getsize)[len(paths) // 2]


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


def compare(race: Race) -> Row:
    """The row of a race: medians of pairs that ran in turn, after one that does not count."""
    pairs: list[tuple[Run, Run]] = []
    end = time.perf_counter() + ENOUGH_SECONDS
    while len(pairs) < LEAST_ROUNDS + 1 or (len(pairs) < MOST_ROUNDS + 1 and time.perf_counter() < end):
        if race.before:
            race.before()
        ours = run(race.ours, race.folder, range(race.done + 1), race.stdin)
        pairs.append((ours, run(race.theirs, race.folder, DONE[race.peer], race.stdin)))
    del pairs[0]
    return Row(
        race.name,
        _shown(median(ours.seconds for ours, _ in pairs)),
        f"{race.peer} {_shown(median(theirs.seconds for _, theirs in pairs))}",
        median(ours.seconds / theirs.seconds for ours, theirs in pairs),
        race.goal,
    )


def _shown(seconds: float) -> str:
    return f"{seconds * 1e3:,.0f} ms"


def rows(tools: Tools, here: str, tree: str) -> Iterator[Row]:
    """All rows, each measured when it is asked for; those of peers that cannot be had say why."""
    for race in races(tools, here, tree):
        if race.peer in tools.missing:
            yield Row(race.name, "", race.peer, None, race.goal, left_out=tools.missing[race.peer])
        else:
            yield compare(race)
