"""A tree of files as a large repository has them, made from a seed, for measuring how fast it is read.

    python bench/corpus.py FOLDER [--files 68000] [--seed 8]

Most files are source code, prose and data of some 16 kB that say nothing of images, a few are Dockerfiles, Compose
files, workflows, Kubernetes manifests, Helm charts and their like. The same seed makes the same tree, and a tree of
more files has the same share of each kind. FOLDER must not be there yet.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from typing import NamedTuple

from texts import (
    IMAGES,
    WORDS,
    chart_template,
    chart_values,
    compose,
    dockerfile,
    gitlab,
    manifest,
    script,
    workflow,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FILES_A_FOLDER = 40
BLOCK = 1 << 20
"""How many bytes of each language's filler there are; files are cuts from them."""


class Kind(NamedTuple):
    """A kind of file: how many of a thousand files are of it, what it is called in its folder, and what it says."""

    share: float
    path: str
    text: Callable[[random.Random], str]


def program(chance: random.Random) -> str:
    """A Python program that names an image."""
    image = f'IMAGE = "{chance.choice(IMAGES)}"\ndocker.from_env().containers.run(IMAGE)'
    return f'"""Run {chance.choice(WORDS)}."""\n\nimport docker\n\n{image}\n\n\n{python(chance)}'


def python(chance: random.Random) -> str:
    """A Python class that says nothing of images."""
    return f"class {chance.choice(WORDS).title()}:\n    def run(self):\n{_PYTHON(chance)}"


def records(chance: random.Random) -> str:
    """Data in JSON."""
    return f"[\n{_RECORDS(chance).rstrip()[:-1]}\n]\n"


def filler(line: str) -> Callable[[random.Random], str]:
    """What makes texts of lines like this one, whose words are other ones each time, of sizes as source files have."""
    made: list[str] = []

    def cut(chance: random.Random) -> str:
        if not made:
            lines = (line.format(*chance.sample(WORDS, 4), chance.randrange(10_000)) for _ in range(BLOCK // len(line)))
            made.append("\n".join(lines))
        size = min(int(chance.lognormvariate(9.02, 1.1)), BLOCK // 2)
        start = made[0].index("\n", chance.randrange(BLOCK // 4)) + 1
        return made[0][start : made[0].index("\n", start + size) + 1]

    return cut


_PYTHON = filler("        {0}_{1} = self.{2}.{3}({4}, {0}={1})")
_RECORDS = filler('  {{"{0}": "{1}", "{2}": "{3}", "number": {4}}},')

KINDS = {
    "dockerfile": Kind(6, "Dockerfile", dockerfile),
    "compose": Kind(3, "compose.yaml", compose),
    "workflow": Kind(3, ".github/workflows/{name}.yml", workflow),
    "manifest": Kind(25, "deploy/{name}.yaml", manifest),
    "values": Kind(4, "chart{number}/values.yaml", chart_values),
    "template": Kind(12, "chart{number}/templates/{name}.yaml", chart_template),
    "gitlab": Kind(1, ".gitlab-ci.yml", gitlab),
    "script": Kind(6, "bin/{name}.sh", script),
    "program": Kind(1, "tests/{name}.py", program),
    "python": Kind(90, "src/{name}.py", python),
    "go": Kind(170, "pkg/{name}.go", filler("\t{0}{1}, err := {2}.{3}(ctx, {4})")),
    "typescript": Kind(260, "web/{name}.ts", filler("  const {0}{1} = await {2}.{3}({{ {0}: {4} }});")),
    "java": Kind(110, "java/{name}.java", filler("        final var {0}{1} = {2}.{3}({4});")),
    "markdown": Kind(80, "docs/{name}.md", filler("The {0} of a {1} is the {2} that its {3} has had since {4}.")),
    "json": Kind(90, "data/{name}.json", records),
    "yaml": Kind(30, "config/{name}.yaml", filler("{0}_{1}_{4}: {{{2}: {4}, {3}: true}}")),
    "text": Kind(109, "assets/{name}.svg", filler('  <path id="{0}-{1}" class="{2} {3}" d="M{4} 0L0 {4}Z"/>')),
}  # fmt: skip


def mix(files: int) -> dict[str, int]:
    """How many files of each kind a tree of so many has."""
    whole = sum(kind.share for kind in KINDS.values())
    counts = {name: round(files * kind.share / whole) for name, kind in KINDS.items()}
    counts["text"] += files - sum(counts.values())
    return counts


def make(folder: str, counts: Mapping[str, int], seed: int = 8) -> int:
    """Write so many files of each kind into a new folder; give the number of bytes."""
    total = 0
    made: set[str] = set()
    for name, count in counts.items():
        chance = random.Random(f"{seed} {name}")
        kind = KINDS[name]
        for number in range(count):
            group = number if "{name}" not in kind.path else number // FILES_A_FOLDER
            path = kind.path.format(name=f"{WORDS[number % len(WORDS)]}-{number}", number=group % 7)
            path = os.path.join(folder, f"team-{group % 97}", f"service-{group}", path)
            parent = os.path.dirname(path)
            if parent not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            data = kind.text(chance).encode()
            total += len(data)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            os.write(descriptor, data)
            os.close(descriptor)
    return total


def main() -> None:
    """Make a tree as the command line says."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("folder", metavar="FOLDER")
    options.add_argument("--files", type=int, default=68_000, metavar="N", help="default: 68000")
    options.add_argument("--seed", type=int, default=8, metavar="N", help="default: 8")
    given = options.parse_args()
    if os.path.lexists(given.folder):
        sys.exit(f"corpus: {given.folder} is there already; name a folder that is not")
    counts = mix(given.files)
    size = make(given.folder, counts, given.seed)
    print(f"{given.folder}: {sum(counts.values())} files, {size / 1e6:.0f} MB")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
