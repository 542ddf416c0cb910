"""What the tests of programs share: a scan as a table, and a fix made."""

from importlib import import_module

from mooring import Mention, Problem, Source
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32


def scan(scanner, path, content):
    module, _, function = scanner.partition(":")
    data = content if isinstance(content, bytes) else content.encode()
    found = list(getattr(import_module(f"mooring.scanners.{module}"), function or "scan")(Source(path, data)))
    assert not [one for one in found if isinstance(one, Problem)]
    return [one for one in found if isinstance(one, Mention)]


def rows(scanner, path, content):
    """The mentions, in order: where, the text, and what is not as usual: the role, a reason."""
    found = sorted(scan(scanner, path, content), key=lambda one: one.span)
    return [
        (one.resolved, *([one.role.value] if one.role.value != "pull" else []), *(["fixed"] if one.reason else []))
        for one in found
    ]


def pinned(scanner, path, content):
    """The file after every mention that may be was given a digest."""
    edits = []
    for one in scan(scanner, path, content):
        if one.reference is not None:
            edits += one.rewrite(one.reference.written(tag=one.reference.tag, digest=DIGEST))
    data = content if isinstance(content, bytes) else content.encode()
    return splice(data, edits)
