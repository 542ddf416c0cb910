"""What other tools' ignore comments excuse, for a policy that honours them.

Each tool's comments are read as the tool itself reads them, and count at the places where it would count them, so
that what is silent there is silent here. A check of theirs excuses the rules that mean the same; one that means
nothing to images excuses nothing. These comments are not ours to judge: they are never unused, expired or without
a reason.
"""

from __future__ import annotations

import re

from mooring.record import Record
from mooring.suppress import lines_of
from mooring.text import BOM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mooring.model import Finding
    from mooring.text import Source

HADOLINT = {
    b"DL3006": ("implicit-latest",),
    b"DL3007": ("explicit-latest",),
    b"DL3026": ("registry-not-allowed",),
}
ZIZMOR = {b"unpinned-images": ("implicit-latest", "explicit-latest", "unpinned-digest", "unresolvable-reference")}
RATCHET = ("implicit-latest", "explicit-latest", "unpinned-digest")
CHECKOV = {
    b"CKV_DOCKER_7": ("implicit-latest", "explicit-latest"),
    b"CKV_K8S_14": ("implicit-latest", "explicit-latest"),
    b"CKV_K8S_43": ("unpinned-digest",),
}

_HADOLINT_IDS = rb"[DLSC0-9]+(?:[ \t]*,[ \t]*[DLSC0-9]+)*"
_HADOLINT = re.compile(
    rb"[ \t]*#[ \t]*hadolint[ \t]+(?P<all>global[ \t]+)?ignore[ \t]*=[ \t]*(?P<ids>%b)[ \t]*(?:#.*)?" % _HADOLINT_IDS
)
_BACKTICK_CONTINUES = re.compile(rb"(?:[ \t]*#.*\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*`", re.IGNORECASE)
_ZIZMOR = b"# zizmor: ignore["
_ZIZMOR_IDS = re.compile(rb"(?P<ids>.+)\](?:\s.*)?")
_RATCHET = b"ratchet:exclude"
_CHECKOV = re.compile(rb"(?:checkov|bridgecrew|cortex):skip= *(?P<id>[\w-]+(?:,[\w-]+)*)")
_CHECKOV_ANNOTATION = re.compile(
    rb"[ \t]+[\"']?[^\s\"':]*?(?:checkov|bridgecrew|cortex)\.io/skip[^\s\"':]{0,63}[\"']?:[ \t]+"
    rb"[\"']?(?P<id>[\w-]+)(?:=|[\"']?[ \t]*(?:#|\r?$))"
)


class Excuse(Record):
    """Findings of these `rules` are excused on these lines (from 1), or, for None, in the whole file.

    `scanner` is the format that alone is meant, None where any is.
    """

    __slots__ = ("rules", "lines", "scanner")

    def __init__(self, rules: Sequence[str], lines: Iterable[int] | None, scanner: str | None = None) -> None:
        self.rules = tuple(rules)
        self.lines = None if lines is None else tuple(lines)
        self.scanner = scanner


def honour(findings: Iterable[Finding], peers: Sequence[str]) -> list[Finding]:
    """The findings that no comment of these tools excuses."""
    excused: dict[str, set[tuple[str, int | None, str | None]]] = {}
    kept = []
    for finding in findings:
        path = finding.source.path
        if path not in excused:
            excused[path] = {
                (rule, line, excuse.scanner)
                for excuse in excuses_of(finding.source, peers)
                for line in excuse.lines or (None,)
                for rule in excuse.rules
            }
        if not excused[path] or excused[path].isdisjoint(_places(finding)):
            kept.append(finding)
    return kept


def _places(finding: Finding) -> Iterator[tuple[str, int | None, str | None]]:
    """Where a comment may stand, and which format it may mean, to excuse a finding."""
    scanner = finding.mention.scanner if finding.mention else None
    for line in (None, *lines_of(finding)):
        yield finding.rule, line, None
        yield finding.rule, line, scanner


def excuses_of(source: Source, peers: Sequence[str]) -> Iterator[Excuse]:
    """What the comments of these tools in a file excuse."""
    for peer, needle, read in _READERS:
        if peer in peers and needle in source.data:
            yield from read(source.data.removeprefix(BOM))


def _rules(ids: Iterable[bytes], meanings: Mapping[bytes, Sequence[str]]) -> list[str]:
    return [rule for name in ids for rule in meanings.get(name.strip(), ())]


def _lines(data: bytes) -> enumerate[bytes]:
    return enumerate(data.split(b"\n"), 1)


def _hadolint(data: bytes) -> Iterator[Excuse]:
    """`# hadolint ignore=DL3006` is about the instruction that begins on the next line, `global ignore` the file.

    A comment within a continued instruction counts for nothing, and so does one with other words behind the ids,
    but for a comment in the comment. (`stage ignore` does not reach the `FROM` that the rules meant here are about.)
    """
    escape = b"`" if _BACKTICK_CONTINUES.match(data) else b"\\"
    above: list[str] = []
    first = 0
    for number, line in _lines(data):
        text = line.strip()
        if not text or text.startswith(b"#"):
            if first:
                continue
            pragma = _HADOLINT.fullmatch(line.rstrip(b"\r"))
            above = _rules(pragma["ids"].split(b","), HADOLINT) if pragma else []
            if pragma and pragma["all"]:
                yield Excuse(above, None, "dockerfile")
                above = []
            continue
        first = first or number
        if not text.endswith(escape):
            if above:
                yield Excuse(above, range(first, number + 1), "dockerfile")
            above, first = [], 0


def _zizmor(data: bytes) -> Iterator[Excuse]:
    """`# zizmor: ignore[unpinned-images]` is about its own line; there may be words behind it."""
    for number, line in _lines(data):
        start = line.find(_ZIZMOR)
        match = _ZIZMOR_IDS.fullmatch(line, start + len(_ZIZMOR)) if start >= 0 else None
        if match:
            yield Excuse(_rules(match["ids"].split(b","), ZIZMOR), (number,), "github")


def _ratchet(data: bytes) -> Iterator[Excuse]:
    """`ratchet:exclude`, anywhere in a comment, is about the comment's own line."""
    for number, line in _lines(data):
        if _RATCHET in line.partition(b"#")[2]:
            yield Excuse(RATCHET, (number,))


def _checkov_comments(data: bytes) -> Iterator[Excuse]:
    """`# checkov:skip=CKV_DOCKER_7: reason`, a line of its own anywhere in a Dockerfile, is about the whole file.

    Two ids in one comment excuse nothing, nor does a second comment on the same line.
    """
    for _, line in _lines(data):
        match = _CHECKOV.search(line) if line.lstrip().startswith(b"#") else None
        if match and match["id"].startswith(b"CKV_DOCKER_"):
            yield Excuse(_rules([match["id"]], CHECKOV), None, "dockerfile")


def _checkov_annotations(data: bytes) -> Iterator[Excuse]:
    """The annotation `checkov.io/skip1: CKV_K8S_14=reason` is about the object that it annotates.

    That is one document of a manifest. What a List holds, or a template of pods, is not looked into.
    """
    first = 1
    ids: set[bytes] = set()
    within_metadata = False
    for number, line in _lines(data + b"\n---"):
        if line.startswith(b"---"):
            if ids:
                yield Excuse(_rules(sorted(ids), CHECKOV), range(first, number))
            first, ids, within_metadata = number, set(), False
        elif line[:1].strip(b" \t\r#"):
            within_metadata = line.startswith(b"metadata:")
        elif within_metadata and (match := _CHECKOV_ANNOTATION.match(line)):
            ids.add(match["id"])


_READERS: Sequence[tuple[str, bytes, Callable[[bytes], Iterator[Excuse]]]] = (
    ("hadolint", b"hadolint", _hadolint),
    ("zizmor", _ZIZMOR, _zizmor),
    ("ratchet", _RATCHET, _ratchet),
    ("checkov", b":skip=", _checkov_comments),
    ("checkov", b".io/skip", _checkov_annotations),
)
