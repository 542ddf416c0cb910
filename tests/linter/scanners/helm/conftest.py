"""How the tests of Helm's files write down what is found: `(where, resolved, reason)`, and what pins make of a file."""

import pytest

from mooring import Mention, Source
from mooring.scanners import helm
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32


def scan(content, path="values.yaml", files=None):
    beside = {name: text.encode() for name, text in (files or {}).items()}
    data = content if isinstance(content, bytes) else content.encode()
    return list(helm.scan(Source(path, data, beside.get)))


@pytest.fixture(scope="session")
def read():
    """What is found in a file, and the problems as `line: message`."""

    def read(content, path="values.yaml", files=None):
        return [
            (one.where, one.resolved, one.reason) if isinstance(one, Mention) else f"{one.line}: {one.message}"
            for one in scan(content, path, files)
        ]

    return read


@pytest.fixture(scope="session")
def pin():
    """The file with every mention pinned that may be, one after the other, and each checked to be the only change."""

    def pin(content, path="values.yaml", files=None):
        data = content.encode()
        for number in range(len(scan(content, path, files))):
            before = scan(data, path, files)
            one = before[number]
            if not isinstance(one, Mention) or one.reference is None or one.reference.digest:
                continue
            edits = one.rewrite(one.reference.written(digest=DIGEST))
            data = splice(data, edits)
            after = scan(data, path, files)
            assert [o.resolved for i, o in enumerate(before) if i != number] == [
                o.resolved for i, o in enumerate(after) if i != number
            ]
            assert not edits or after[number].reference.digest == DIGEST
        return data.decode().replace(DIGEST, "DIGEST").replace(DIGEST.removeprefix("sha256:"), "HEX")

    return pin
