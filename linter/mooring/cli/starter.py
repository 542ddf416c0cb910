"""The text of a first policy: what is in use today made into rules that hold from tomorrow, with a word on each.

What comes from a repository's files stands in quotes, or in a comment in which no line can break, so that no name
there can say more than a name.
"""

from __future__ import annotations

import re

from mooring.config import SCHEMA_ID
from mooring.reference import DEFAULT_REGISTRY, OFFICIAL_NAMESPACE
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mooring.cli.origins import Origin
    from mooring.cli.sightings import Seen
    from mooring.model import Finding

HEAD = f"""\
# yaml-language-server: $schema={SCHEMA_ID}
#
# What Mooring holds the images of this repository to, begun by `mooring init` from those in use.
# `mooring config PATH` shows what holds for a file, `mooring rules` what each rule is about.

# Or strict, or production; a file (./platform.yaml); an installed package's policy (acme:strict).
extends: default"""

ALLOWED = """\
  # Images come from where they come from today. One from elsewhere is an error until it is let in here.
  registry-not-allowed:
    allow:"""
REASON = "    reason: nothing here came from there when this policy was written; let it in if it is wanted"

BUILT = """\
  # Built in this repository, so that only the build knows the digest. Take off what is pinned where it is deployed.
  unpinned-digest:
    exempt:"""

SUGGESTED = """\
  # Worth a thought, one at a time:
  # floating-tag: warning        # 1.29.3 rather than 1 or stable
  # missing-registry: warning    # docker.io/library/nginx rather than nginx
  # tag-pattern:
  #   tags: {ghcr.io/acme/**: semver}"""

NO_IMAGES = """\
# No image is named here yet. Where images may come from is said like this:
# rules:
#   registry-not-allowed:
#     allow: [docker.io/library/*, ghcr.io/acme/**]"""

NEXT = """\
# `mooring check --fix` mends what it can; `mooring baseline` records the rest, so that only new findings fail."""

OFFICIAL = f"{DEFAULT_REGISTRY}/{OFFICIAL_NAMESPACE}/"

_PLAIN = re.compile(r"[A-Za-z][\w.-]*/[\w./-]*\*{0,2}", re.ASCII)
_MOST_PLACES = 5
_MOST_SHOWN = 60


def starter(seen: Seen) -> str:
    """The policy for what there is; valid whatever the names in it are."""
    parts = [HEAD, _environments(seen), _exclude(seen.vendored), _peers(seen.peers)]
    if seen.origins:
        parts += [f"rules:\n{_allowed(seen.origins, seen.trusted)}", _built(seen.built), SUGGESTED]
    else:
        parts.append(NO_IMAGES)
    return "\n\n".join([part for part in parts if part]) + "\n"


def counted(failing: Iterable[Finding]) -> str:
    """A comment on how often each rule is broken, and what to do about it."""
    counts: dict[tuple[str, str], int] = {}
    for finding in failing:
        kind = finding.rule, str(finding.severity)
        counts[kind] = counts.get(kind, 0) + 1
    if not counts:
        return "\n# Nothing fails `mooring check` as this is written.\n"
    lines = [f"# What fails `mooring check` as this is written, {sum(counts.values())} in all:"]
    for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"#   {count:>5}  {severity:<7}  {rule}")
    return "\n".join(["", *lines, NEXT, ""])


def _environments(seen: Seen) -> str:
    lines = ["# Production, staging, development and test are seen in paths, and in what files say themselves."]
    lines += [f"#   {name}: {_some(places)}" for name, places in seen.environments.items()]
    if seen.hints:
        lines.append(f"# Files also speak of {_some(seen.hints)}; name an environment so to give it severities.")
    live = ", ".join(map(quoted, seen.live[:_MOST_PLACES] or ["deploy/live/"]))
    if not seen.other:
        return "\n".join([*lines, "# environments:", f"#   production: [{live}]"])
    lines.append("environments:")
    lines += [f"  {name}: [{', '.join(map(quoted, _patterns(name, places)))}]" for name, places in seen.other.items()]
    return "\n".join([*lines, f"  # production: [{live}]"])


def _patterns(name: str, places: Sequence[str]) -> Sequence[str]:
    """The paths that make an environment: those few that there are, or all that have its name in them."""
    return places if len(places) <= _MOST_PLACES else (name, f"{name}[-_.]*", f"*[-_.]{name}", f"*[-_.]{name}[-_.]*")


def _exclude(folders: Sequence[str]) -> str:
    if not folders:
        return ""
    return "\n".join(["# Other people's files.", "exclude:", *(f"  - {folder}" for folder in folders)])


def _peers(peers: Sequence[str]) -> str:
    if not peers:
        return ""
    return f"# Their own ignore comments, in use here, count too.\nhonour-ignores: [{', '.join(peers)}]"


def _allowed(origins: Sequence[Origin], trusted: Sequence[str]) -> str:
    lines = [ALLOWED]
    patterns = [quoted(origin.pattern) for origin in origins]
    width = min(max(map(len, patterns)), 40)
    for pattern, origin in zip(patterns, origins, strict=True):
        names = f" ({_some(origin.names)})" if origin.names else ""
        lines.append(f"      - {pattern:<{width}}  # {origin.count}{names}")
    if trusted:
        lines.append(f"      # hadolint's configuration trusts {_some(trusted)}")
    return "\n".join([*lines, REASON])


def _built(names: Sequence[str]) -> str:
    """An exemption for images that are built here; not for one that may be an official image, as `nginx` is."""
    own = [name for name in names if not name.startswith(OFFICIAL)]
    lines = [BUILT, *(f"      - {quoted(name)}" for name in own)] if own else []
    if len(own) < len(names):
        unclear = [name for name in names if name.startswith(OFFICIAL)]
        lines.append(f"  # Built here by the name of an official image, or without a namespace: {_some(unclear)}")
    return "\n".join(lines)


def _some(texts: Sequence[str]) -> str:
    """As many of them as a comment has room for, at least one."""
    shown = texts[0][:_MOST_SHOWN]
    number = 1
    while number < len(texts) and len(shown) + len(texts[number]) < _MOST_SHOWN:
        shown += f", {texts[number]}"
        number += 1
    left = len(texts) - number
    return printable(shown) + (f" and {left} more" if left else "")


def quoted(text: str) -> str:
    """A text as a YAML scalar, in a block or a flow: plain where it can be read as nothing else, else in quotes."""
    return text if _PLAIN.fullmatch(text) else f'"{"".join(map(_escaped, text))}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"
