"""What a change costs the language server: processor time and memory over 1,000 edits of a 2,000-line workflow.

    python bench/lsp.py [--edits N] [--lines N] [--dense]

Starts `mooring lsp`, opens a workflow that is generated, and types: every edit writes or takes off one letter of an
image's tag, and the diagnostics are asked for at once, so that each edit is judged by itself. Told are the processor
time of the server's process for an edit and the memory that it has after a tenth of the edits and after all. The
workflow has an image every ten lines; `--dense` makes it one every three, as no workflow has. Linux only: the figures
are the kernel's. Exits with 1 where the median misses the goal, or memory grows.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import statistics
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "tests"))

from kit.lsp_client import Editor  # noqa: E402 - the path had to be set first

MOST_MILLISECONDS = 50
MOST_GROWTH = 1.1
NAME = ".github/workflows/ci.yml"

PLAIN_JOB = """\
  job{n}:
    runs-on: ubuntu-24.04
    container:
      image: python:3.{n}-slim
    env:
      LEVEL: "{n}"
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - name: Install what job {n} needs
        run: |
          python -m pip install --upgrade pip
          pip install -r requirements.txt
      - name: Test
        env:
          PART: ${{{{ matrix.part }}}}
        run: make test LEVEL=$LEVEL
      - name: Try the image
        run: docker run --rm ghcr.io/acme/app:{n} --version
"""
DENSE_JOB = """\
  job{n}:
    runs-on: ubuntu-24.04
    container: {{image: 'python:3.{n}-slim'}}
    services:
      db: {{image: 'postgres:{n}'}}
    steps:
      - uses: actions/checkout@v4
      - run: |
          docker pull ghcr.io/acme/app:{n}
          docker run --rm nginx:1.{n} echo
      - uses: docker://alpine:3.{n}
"""
HEAD = "on: push\njobs:\n  typed:\n    runs-on: ubuntu-24.04\n    container: redis:8\n    steps: []\n"
PLACE = {"line": 4, "character": len("    container: redis:8")}


def workflow(lines: int, job: str) -> str:
    """A workflow of so many lines at least."""
    text, number = HEAD, 0
    while text.count("\n") < lines:
        number += 1
        text += job.format(n=number)
    return text


def processor_time(pid: int) -> float:
    """The seconds of processor time that a process has taken."""
    nanoseconds = pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    others = [pathlib.Path(task, "schedstat") for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]
    return max(int(nanoseconds), sum(int(task.read_text().split()[0]) for task in others)) / 1e9


def memory(pid: int) -> float:
    """The resident memory of a process in MiB."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def edits(editor: Editor, number: int) -> tuple[list[float], list[float]]:
    """Type so many edits; give the milliseconds of each, and the memory after a tenth and after all."""
    times, sizes = [], []
    document = {"textDocument": {"uri": editor.uri(NAME)}}
    after = {**PLACE, "character": PLACE["character"] + 1}
    for count in range(1, number + 1):
        before = processor_time(editor.pid)
        if count % 2:
            editor.change(NAME, count + 1, {"range": {"start": PLACE, "end": PLACE}, "text": "x"})
        else:
            editor.change(NAME, count + 1, {"range": {"start": PLACE, "end": after}, "text": ""})
        editor.request("textDocument/diagnostic", document)
        times.append((processor_time(editor.pid) - before) * 1000)
        if count in (number // 10, number):
            sizes.append(memory(editor.pid))
    return times, sizes


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--dense", action="store_true", help="an image every three lines")
    options = parser.parse_args()
    text = workflow(options.lines, DENSE_JOB if options.dense else PLAIN_JOB)
    pulls = {"textDocument": {"diagnostic": {}}}
    with tempfile.TemporaryDirectory() as folder, Editor(pathlib.Path(folder), capabilities=pulls) as editor:
        document = {"uri": editor.uri(NAME), "languageId": "yaml", "version": 1, "text": text}
        editor.notify("textDocument/didOpen", {"textDocument": document})
        found = editor.request("textDocument/documentSymbol", {"textDocument": {"uri": editor.uri(NAME)}})
        times, sizes = edits(editor, options.edits)
    median = statistics.median(times)
    slow = statistics.quantiles(times, n=20)[-1]
    print(f"{text.count(chr(10))} lines, {len(found)} images, {options.edits} edits")
    print(f"processor time an edit: median {median:.1f} ms, 95 % below {slow:.1f} ms (goal {MOST_MILLISECONDS} ms)")
    print(f"memory: {sizes[0]:.1f} MiB after {options.edits // 10} edits, {sizes[-1]:.1f} MiB after {options.edits}")
    return int(median > MOST_MILLISECONDS or sizes[-1] > sizes[0] * MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
