"""Which image references Mooring finds in a repository, beside what Renovate extracts from it.

    python bench/extraction.py REPOSITORY (--renovate COMMAND | --report FILE) [--explained FILE] [--mooring COMMAND]

Renovate (npm: renovate) is started with `--platform=local --dry-run=extract`, which asks no registry, or the report
that it wrote earlier is read. Its managers that know of images run, and those of Kubernetes and its like, which have no
file patterns of their own, are given all YAML files. Its configuration in the repository is left out, and so are links.
What it would look up as an image is compared with `mooring list`: the references of each file, in Docker's normal form,
as often as each is there; where they hold variables, or say no version, by as much as both tools know of them.

A reference that only Renovate finds is a miss, unless a line of the file of explanations is about it: a manager, a path
and a reference, each with `*` for anything, then the reason. What only Mooring finds is printed to be read.

Exits with 1 where something that only Renovate finds is not explained.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from fnmatch import fnmatchcase
from typing import NamedTuple

from mooring.reference import InvalidReference, Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

WITHOUT_PATTERNS = ("argocd", "crossplane", "flux", "helmsman", "kubernetes", "sveltos", "tekton")
OF_IMAGES = (
    *WITHOUT_PATTERNS,
    *("ansible", "azure-pipelines", "batect", "bazel", "bazel-module", "bitbucket-pipelines", "buildpacks", "circleci"),
    *("cloudbuild", "crow", "devcontainer", "docker-compose", "dockerfile", "droneci", "fleet", "github-actions"),
    *("gitlabci", "helm-values", "helmfile", "helmv3", "kustomize", "maven", "nuget", "quadlet", "terraform", "velaci"),
    *("vendir", "woodpecker"),
)
YAML_FILES = {"managerFilePatterns": ["**/*.{yml,yaml}"]}
OWN_CONFIGURATION = ("renovate.json*", ".renovaterc*", ".git*/renovate.json*", "package.json")
NOT_COMPARED = "stage"
UNREADABLE = 2
VARIABLE = re.compile(r"$|[:@/.-]?[$<{%]")


class Found(NamedTuple):
    """A reference that a tool has found; `by` is Renovate's manager or Mooring's scanner, `text` what the file says."""

    path: str
    by: str
    reference: str
    text: str
    line: int | None = None


class Explanation(NamedTuple):
    """Why Mooring does not find something that Renovate does."""

    manager: str
    path: str
    reference: str
    reason: str

    def fits(self, miss: Found) -> bool:
        """Whether it is about this miss."""
        pairs = zip((miss.by, miss.path, miss.reference), self, strict=False)
        return all(fnmatchcase(text, pattern) for text, pattern in pairs)


def run(command: list[str], folder: str, environ: dict[str, str] | None = None) -> str:
    """The output of a command that runs in a folder; what Mooring says of unreadable files goes to stderr."""
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    if done.returncode == UNREADABLE and done.stdout:
        print(done.stderr, end="", file=sys.stderr)
    elif done.returncode != 0:
        sys.exit(f"{shlex.join(command)}: {done.stderr[:2000] or done.stdout[-2000:]}")
    return done.stdout


def renovate(command: str, repository: str) -> dict[str, Any]:
    """The report of a run of Renovate over what git tracks in a repository."""
    with tempfile.TemporaryDirectory() as folder:
        config, report, copy = (os.path.join(folder, name) for name in ("config.json", "report.json", "copy"))
        with open(config, "w", encoding="utf-8") as file:
            enabled = {"enabledManagers": OF_IMAGES, "azure-pipelines": {"enabled": True}}
            json.dump(enabled | dict.fromkeys(WITHOUT_PATTERNS, YAML_FILES), file)
        os.mkdir(copy)
        for path in run(["git", "ls-files", "-z"], repository).split("\0"):
            original, copied = os.path.join(repository, path), os.path.join(copy, path)
            if (
                os.path.isfile(original)
                and not os.path.islink(original)
                and not any(fnmatchcase(path, pattern) for pattern in OWN_CONFIGURATION)
            ):
                os.makedirs(os.path.dirname(copied), exist_ok=True)
                shutil.copyfile(original, copied, follow_symlinks=False)
        environ = {
            **os.environ,
            "LOG_LEVEL": "fatal",
            "RENOVATE_CACHE_DIR": os.path.join(folder, "cache"),
            "RENOVATE_CONFIG_FILE": config,
            "RENOVATE_ONBOARDING": "false",
            "RENOVATE_REPORT_PATH": report,
            "RENOVATE_REPORT_TYPE": "file",
        }
        run([*shlex.split(command), "--platform=local", "--dry-run=extract"], copy, environ)
        return read(report)


def read(path: str) -> dict[str, Any]:
    """The report in a file."""
    with open(path, encoding="utf-8") as file:
        report: dict[str, Any] = json.load(file)
    return report


def extracted(report: dict[str, Any], folder: str) -> list[Found]:
    """The image references in a report of Renovate, none more often than its text stands in the file in the folder."""
    found = []
    for repository in report["repositories"].values():
        for manager, files in repository["packageFiles"].items():
            for file in files:
                with open(os.path.join(folder, file["packageFile"]), encoding="utf-8", errors="replace") as opened:
                    content = opened.read()
                often: Counter[str] = Counter()
                images = (dep for dep in file["deps"] if dep.get("datasource") == "docker" and "skipReason" not in dep)
                for dep in images:
                    reference = dep.get("packageName") or dep["depName"]
                    for mark, key in ((":", "currentValue"), ("@", "currentDigest")):
                        reference += mark + dep[key] if dep.get(key) else ""
                    text = dep.get("replaceString") or reference
                    often[text] += 1
                    if often[text] <= max(1, content.count(text)):
                        found.append(Found(file["packageFile"], manager, normal(reference), text))
    return found


def listed(command: str, repository: str) -> list[Found]:
    """The image references that Mooring finds in a repository, with what is known of those not wholly known."""
    mentions = json.loads(run([*shlex.split(command), "list", "--format", "json"], repository))["mentions"]
    return [
        Found(one["path"], one["scanner"], one["canonical"] or normal(literal(one["parts"])), one["text"], one["line"])
        for one in mentions
        if one["role"] != NOT_COMPARED
    ]


def literal(parts: dict[str, dict[str, str]]) -> str:
    """The reference that is written in one or several parts."""
    marks = {"whole": "", "registry": "", "repository": "/" if "registry" in parts else "", "tag": ":", "digest": "@"}
    return "".join(mark + parts[part]["text"] for part, mark in marks.items() if part in parts)


def normal(text: str) -> str:
    """A reference in Docker's normal form, or the text as it is where it is none."""
    try:
        return Reference.parse(text).canonical
    except InvalidReference:
        return text


def beyond(ours: Iterable[Found], theirs: Iterable[Found]) -> list[Found]:
    """What is among `ours` more often than among `theirs`, file by file, by the normal form or else by the text."""
    by_file: defaultdict[str, list[Found]] = defaultdict(list)
    for one in theirs:
        by_file[one.path].append(one)
    for alike in (same_reference, same_text, same_name):
        left = []
        for one in ours:
            candidates = by_file[one.path]
            found = next((other for other in candidates if alike(one, other)), None)
            if found is None:
                left.append(one)
            else:
                candidates.remove(found)
        ours = left
    return left


def same_reference(one: Found, other: Found) -> bool:
    """Whether two tools read the same reference."""
    return one.reference == other.reference


def same_text(one: Found, other: Found) -> bool:
    """Whether two tools read the same text, of which one may have cut off what begins with a variable."""
    short, long = sorted((one.text, other.text), key=len)
    return long.startswith(short) and VARIABLE.match(long, len(short)) is not None


def same_name(one: Found, other: Found) -> bool:
    """Whether two tools read the same image, of which one says no version: a chart's `tag: ""` is its `appVersion`."""
    names = [found.reference.removesuffix(":latest") for found in (one, other)]
    short, long = sorted(names, key=len)
    return long.startswith((f"{short}:", f"{short}@"))


def without_repeats(found: Iterable[Found]) -> list[Found]:
    """What several managers extract from the same file, as often as the one that extracts it most often."""
    by_manager: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    kept = []
    for one in found:
        counts = by_manager[one.path, one.by]
        counts[one.reference] += 1
        others = (by_manager[path, by][one.reference] for path, by in by_manager if path == one.path and by != one.by)
        if counts[one.reference] > max(others, default=0):
            kept.append(one)
    return kept


def located(repository: str, one: Found) -> str:
    """Where a reference stands: what Renovate gives has no line, so it is the first that looks like it."""
    line = one.line
    if line is None:
        with open(os.path.join(repository, one.path), encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
        name = one.reference.partition("@")[0].rpartition(":")[0].rpartition("/")[2]
        looks = (number for part in (one.text, name) for number, text in enumerate(lines, 1) if part and part in text)
        line = next(looks, 1)
    return f"{one.path}:{line}"


def table(title: str, tool: str, found: list[Found], alone: dict[str, list[Found]]) -> None:
    """Print how much each manager or scanner has found, how much of it both tools have, and what one has alone."""
    columns = (title, "files", tool, "both", *alone)
    print(f"| {' | '.join(columns)} |\n| --- |{' ---: |' * (len(columns) - 1)}")
    for name in (*sorted({one.by for one in found}), "**all**"):
        of_name, *of_alone = (_by(name, some) if name[0] != "*" else some for some in (found, *alone.values()))
        counts = [len(some) for some in of_alone]
        numbers = (len({one.path for one in of_name}), len(of_name), len(of_name) - sum(counts), *counts)
        print(f"| {name} | {' | '.join(map(str, numbers))} |")
    print()


def explanations(path: str | None) -> list[Explanation]:
    """The lines of a file of explanations; empty ones and comments (`#`) say nothing."""
    if path is None:
        return []
    with open(path, encoding="utf-8") as file:
        lines = [line.split(maxsplit=3) for line in file.read().splitlines() if line and line[0] != "#"]
    for line in lines:
        if len(line) != len(Explanation._fields):
            sys.exit(f"{path}: `{' '.join(line)}` has to be a manager, a path, a reference and the reason")
    return [Explanation(*line) for line in lines]


def compare(repository: str, theirs: list[Found], ours: list[Found], explained: list[Explanation]) -> int:
    """Print the tables and the differences; the number of misses that nothing explains."""
    extra = beyond(ours, without_repeats(theirs))
    missed = [miss for manager in {one.by for one in theirs} for miss in beyond(_by(manager, theirs), ours)]
    reasons = {miss: next((why.reason for why in explained if why.fits(miss)), None) for miss in missed}
    unexplained = [miss for miss in missed if reasons[miss] is None]
    table(
        "manager", "Renovate", theirs, {"explained": [miss for miss in missed if reasons[miss]], "missed": unexplained}
    )
    table("scanner", "Mooring", ours, {"only Mooring": extra})
    for one in extra:
        print(f"only Mooring: {located(repository, one)}: {one.by}: {one.text}")
    for miss in sorted(missed):
        outcome = f"explained: {reasons[miss]}" if reasons[miss] else "missed"
        print(f"only Renovate: {located(repository, miss)}: {miss.by}: {miss.reference}: {outcome}")
    return len(unexplained)


def _by(tool: str, found: Iterable[Found]) -> list[Found]:
    return [one for one in found if one.by == tool]


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", help="a checkout of the repository")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--renovate", metavar="COMMAND", help="the command that starts Renovate")
    source.add_argument("--report", metavar="FILE", help="a report that Renovate wrote earlier")
    parser.add_argument("--explained", metavar="FILE", help="what need not be found, and why")
    mooring = os.path.join(os.path.dirname(sys.executable), "mooring")
    parser.add_argument("--mooring", metavar="COMMAND", default=mooring, help="default: the one beside this Python")
    options = parser.parse_args()
    explained = explanations(options.explained)
    report = read(options.report) if options.report else renovate(options.renovate, options.repository)
    ours = listed(options.mooring, options.repository)
    missed = compare(options.repository, extracted(report, options.repository), ours, explained)
    if missed:
        print(f"missed: {missed} references", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
