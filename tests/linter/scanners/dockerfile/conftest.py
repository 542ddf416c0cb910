"""How the tests of the Dockerfile scanner write down what it finds.

A mention is one line: its platform, its place, its text; `= resolved` where that differs from the text, `@ literal`
where the text to rewrite stands elsewhere; `(stage)`, or `| why it must not be rewritten`. A problem is
`line 3: what is wrong`.
"""

import pytest

from mooring import Mention, Problem, Role, Source
from mooring.scanners.dockerfile import scan
from mooring.text import splice

DIGEST = "sha256:" + "d" * 64


def describe(item):
    if isinstance(item, Problem):
        return f"line {item.line}: {item.message}"
    words = [*filter(None, [item.platform]), item.where, item.text]
    if item.resolved != item.text:
        words += ["=", str(item.resolved)]
    if item.role is Role.STAGE:
        return " ".join([*words, "(stage)"])
    if item.parts["whole"] != item.span:
        words += ["@", item.source.read(item.parts["whole"])]
    if item.reason:
        words += ["|", item.reason]
    return " ".join(words)


@pytest.fixture(scope="session")
def read():
    """What the scanner finds in a text or in bytes, a line each."""

    def read(content):
        data = content if isinstance(content, bytes) else content.encode()
        return [describe(item) for item in scan(Source("Dockerfile", data))]

    return read


@pytest.fixture(scope="session")
def pin_each():
    """Pin every mention that may be rewritten, one at a time: that one changes and no other does."""

    def pin_each(data):
        items = list(scan(Source("Dockerfile", data)))
        for number, item in enumerate(items):
            if isinstance(item, Problem) or not item.rewritable or item.reference is None:
                continue
            pinned = item.reference.written(digest=DIGEST)
            again = list(scan(Source("Dockerfile", splice(data, item.rewrite(pinned)))))
            assert again[number].resolved == pinned
            assert len(again) == len(items)
            for before, after in zip(items, again, strict=True):
                if isinstance(before, Mention) and before is not item:
                    assert (after.where, after.resolved, after.reason) == (before.where, before.resolved, before.reason)

    return pin_each
