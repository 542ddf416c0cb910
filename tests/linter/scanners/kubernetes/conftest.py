"""How the tests of the Kubernetes family write down what a scanner finds.

A mention is one line: its place, what it means (`?` where that is not known), `(its role)` where it is not pulled, and
`| why it must not be rewritten`.
"""

import textwrap

import pytest

from mooring import Mention, Problem, Role, Source
from mooring.text import splice

DIGEST = "sha256:" + "0123456789abcdef" * 4


def describe(item):
    if isinstance(item, Problem):
        return f"line {item.line}: {item.message}"
    words = [f"{item.where}:", item.resolved or "?"]
    if item.role is not Role.PULL:
        words.append(f"({item.role.value})")
    return " ".join([*words, f"| {item.reason}"] if item.reason else words)


@pytest.fixture(scope="session")
def read():
    """What a scan finds in a text, a line each, in order of place; `files` are those beside it."""

    def read(scan, text, path="m.yaml", files=None):
        source = Source(path, textwrap.dedent(text).encode(), (files or {}).get)
        items = list(scan(source))
        places = {id(item): item.span.start for item in items if isinstance(item, Mention)}
        return [describe(item) for item in sorted(items, key=lambda item: places.get(id(item), -1))]

    return read


@pytest.fixture(scope="session")
def pin():
    """A text with everything pinned that can be; each pin, made alone, changes one mention and no other."""

    def pin(scan, text, path="m.yaml"):
        data = text.encode()
        items = [item for item in scan(Source(path, data)) if isinstance(item, Mention)]
        edits = []
        for item in items:
            if not item.rewritable or item.reference is None:
                continue
            pinned = item.reference.written(digest=DIGEST)
            changes = item.rewrite(pinned)
            again = [one for one in scan(Source(path, splice(data, changes))) if isinstance(one, Mention)]
            assert [one.resolved for one in again] == [pinned if one is item else one.resolved for one in items]
            edits += changes
        return splice(data, edits).decode()

    return pin
