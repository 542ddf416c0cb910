"""What one scanner finds in a text, as plain rows, and what pinning makes of the text."""

from mooring import Mention, Problem, Role, Source
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32


def mentions(scan, path, content, files=None):
    """The mentions that a scan yields, in order of their place; `files` are those beside it, by name."""
    beside = {name: text.encode() for name, text in (files or {}).items()}
    data = content if isinstance(content, bytes) else content.encode()
    found = [one for one in scan(Source(path, data, beside.get)) if isinstance(one, Mention)]
    return sorted(found, key=lambda mention: mention.span)


def problems(scan, path, content):
    """The problems that a scan yields."""
    return [str(one) for one in scan(Source(path, content.encode())) if isinstance(one, Problem)]


def rows(scan, path, content, files=None):
    """Each mention as (what is written where it is used, what it resolves to), with its role where that is not a pull."""
    return [
        (one.text, one.resolved) if one.role is Role.PULL else (one.text, one.resolved, one.role)
        for one in mentions(scan, path, content, files)
    ]


def reasons(scan, path, content):
    """Each mention's resolved text with the reason why it must not be rewritten."""
    return [(one.resolved, one.reason) for one in mentions(scan, path, content)]


def pinned(scan, path, content):
    """The text with a digest written to everything that is pulled and may be rewritten; each fix alone must be sound.

    A fix is sound where another scan finds the same mentions, but for the one that was meant, which now has the digest.
    """
    source = content if isinstance(content, bytes) else content.encode()
    edits = []
    before = mentions(scan, path, source)
    for number, mention in enumerate(before):
        if mention.role is Role.PULL and mention.reference is not None and mention.reference.digest is None:
            one = mention.rewrite(f"{mention.resolved}@{DIGEST}")
            if one:
                after = mentions(scan, path, splice(source, one))
                expected = [each.resolved for each in before]
                expected[number] = f"{mention.resolved}@{DIGEST}"
                assert [each.resolved for each in after] == expected, mention.text
                edits += one
    return splice(source, edits).decode()
