"""How the tests of the Python scanner write down what it finds.

A mention is one line: its text; `= resolved` where that differs from the text (`?` where it is not known), its role in
brackets where it is no pull, its platform after `on`, its environments after `in`, `| why it must not be rewritten`.
"""

import pytest

from mooring import Problem, Role, Scanner, Source
from mooring.engine import Scanned, rewrite
from mooring.formats import Scanners

DIGEST = "sha256:" + "d" * 64
SCANNERS = [
    Scanner("python", [], "mooring.scanners.python:scan", "mooring.scanners.python:recognises", candidates=["*.py"]),
    Scanner(
        "notebook",
        [],
        "mooring.scanners.python.notebook:scan",
        "mooring.scanners.python.notebook:recognises",
        candidates=["*.ipynb"],
    ),
]


def describe(mention):
    words = [mention.text]
    if mention.resolved != mention.text:
        words += ["=", mention.resolved or "?"]
    if mention.role is not Role.PULL:
        words.append(f"({mention.role.value})")
    if mention.platform:
        words += ["on", mention.platform]
    if mention.hints:
        words += ["in", ",".join(mention.hints)]
    if mention.role is Role.PULL and mention.reason:
        words += ["|", mention.reason]
    return " ".join(words)


def scanned(content, path="x.py"):
    data = content if isinstance(content, bytes) else content.encode()
    run = Scanned(Scanners(SCANNERS))
    run.add(Source(path, data))
    return run


@pytest.fixture(scope="session")
def read():
    """What the scanner finds in a module, a line each, in the order of the file."""

    def read(content, path="x.py"):
        run = scanned(content, path)
        assert not [problem for problem in run.problems if "internal" in problem.message]
        return [describe(mention) for mention in run.mentions()]

    return read


@pytest.fixture(scope="session")
def problems():
    """What could not be read of a module."""

    def problems(content, path="x.py"):
        return [str(problem) for problem in scanned(content, path).problems if isinstance(problem, Problem)]

    return problems


@pytest.fixture(scope="session")
def pinned():
    """A module after each mention that may be was given a digest, and the reasons why others were not."""

    def pinned(content, path="x.py"):
        run = scanned(content, path)

        def wanted(mention):
            reference = mention.reference
            return reference.written(tag=reference.tag, digest=DIGEST) if reference and mention.rewritable else None

        refused = rewrite(run, wanted).refused
        data = run.files[0].source.data
        return (data.decode() if isinstance(content, str) else data), [reason for _, reason in refused]

    return pinned
