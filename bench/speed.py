"""How fast Mooring is beside other tools, against the goals that it has set itself.

    python bench/speed.py [--files 68000] [--tree FOLDER] [--million] [--only WORD] [--write]

Mooring (this checkout) and its peers are installed into a temporary folder, from PyPI and npm, with their bytecode
compiled; what cannot be had is said, and what it is compared with is left out. Then our command and the peer's run in
turn, and what counts is the median of the rounds' ratios. The files are those of `corpus.py`, or, for a whole tree,
those of a folder of your own. `--only` takes `races` or `growth`.

Prints a table in Markdown, and with `--write` puts it into docs/benchmarks.md and its rows into the README. Exits with
1 where a goal is missed. Linux only: memory and processors are the kernel's figures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from itertools import chain

import corpus
import growth
import races
import report
from tools import FROM_NPM, FROM_PYPI, ROOT, Tools

MISSED = 1


def main() -> int:
    """Measure, print the table, and give the exit code."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--files", type=int, default=68_000, metavar="N", help="files of the tree (default: 68000)")
    options.add_argument("--tree", metavar="FOLDER", help="a tree of your own instead")
    options.add_argument("--million", action="store_true", help="a tree of a million files too: 16 GB of disk")
    options.add_argument("--only", choices=["races", "growth"], help="only these rows")
    options.add_argument("--write", action="store_true", help="write docs/benchmarks.md, and the README's rows")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mooring-speed-") as here:
        os.environ["XDG_CACHE_HOME"] = os.path.join(here, "cache")
        tools = Tools(here)
        tree = os.path.abspath(given.tree or os.path.join(here, "tree"))
        if not given.tree:
            corpus.make(tree, corpus.mix(given.files))
        known = ["mooring", *(name for name in (*FROM_PYPI, *FROM_NPM) if name not in tools.missing)]
        head = report.setting([tools.version(name) for name in known])
        print(f"{head}\n{report.HEAD}", flush=True)
        rows = []
        for row in chain(
            races.rows(tools, here, tree) if given.only != "growth" else (),
            growth.rows(tools, here, tree, million=given.million) if given.only != "races" else (),
        ):
            print(row, flush=True)
            rows.append(row)
    if given.write:
        report.write(os.path.join(ROOT, "docs", "benchmarks.md"), head, rows)
        report.quote(os.path.join(ROOT, "README.md"), rows)
    return MISSED if any(row.missed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
