"""What a scanner finds in a text and what becomes of the text when all that it may rewrite is pinned, for table tests."""

from mooring import Mention, Problem, Source
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32


def scanned(scan, path, text):
    """The source and everything that a scanner yields for it."""
    source = Source(path, text if isinstance(text, bytes) else text.encode())
    return source, list(scan(source))


def found(scan, path, text):
    """The mentions: where, what they resolve to, and the role where it is not `pull`."""
    _, everything = scanned(scan, path, text)
    mentions = sorted((one for one in everything if isinstance(one, Mention)), key=lambda one: one.span)
    return [(one.where, one.resolved) + ((one.role.value,) if one.role.value != "pull" else ()) for one in mentions]


def images(scan, path, text):
    """What the mentions resolve to, and the role where it is not `pull`."""
    return [one[1:] if len(one) > 2 else one[1] for one in found(scan, path, text)]


def problems(scan, path, text):
    """The problems: line and message."""
    _, everything = scanned(scan, path, text)
    return [(one.line, one.message) for one in everything if isinstance(one, Problem)]


def pinned(scan, path, text):
    """The text with a digest on everything that is pulled and may be rewritten."""
    source, everything = scanned(scan, path, text)
    edits = [
        edit for one in everything if _is_pinnable(one) for edit in one.rewrite(one.reference.written(digest=DIGEST))
    ]
    return splice(source.data, edits).decode()


def _is_pinnable(one):
    return isinstance(one, Mention) and one.role.value == "pull" and one.rewritable and one.reference is not None


def rewriting_changes_one(scan, path, text):
    """Rewrite every mention in turn: it alone changes, and no byte outside the places that it is written in."""
    source, everything = scanned(scan, path, text)
    mentions = [one for one in everything if isinstance(one, Mention)]
    for number, mention in enumerate(mentions):
        if not _is_pinnable(mention):
            continue
        wanted = mention.reference.written(digest=DIGEST)
        edits = mention.rewrite(wanted)
        places = list(mention.parts.values())
        assert edits
        assert all(any(place.start <= e.span.start and e.span.end <= place.end for place in places) for e in edits)
        _, again = scanned(scan, path, splice(source.data, edits))
        expected = [wanted if index == number else one.resolved for index, one in enumerate(mentions)]
        assert [one.resolved for one in again if isinstance(one, Mention)] == expected
