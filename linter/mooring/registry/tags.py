"""Tags: listing them page by page (OCI distribution specification, "Listing Tags"), and finding versions among them."""

from __future__ import annotations

import json
import re

from mooring.reference import TAG
from mooring.registry import manifests, refusals, urls
from mooring.registry.errors import INVALID, Unresolved
from mooring.registry.lanes import spread
from mooring.versions import parse, plain_numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.registry.session import Session
    from mooring.registry.transport import Answer

PAGE = 1000
MOST_PAGES = 50
MOST_TAGS = 50_000
LARGEST_PAGE = 8 << 20
MOST_ASKED = 30
WAVE = 10
_TAG = re.compile(TAG)
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,]*?\brel\s*=\s*"?next"?')


def listed(session: Session, repository: str) -> list[str]:
    """The repository's tags in the registry's order, up to a bounded number of pages. Raises `Unresolved`."""
    path = f"/v2/{repository}/tags/list?n={PAGE}"
    found: dict[str, None] = {}
    seen = set()
    for _ in range(MOST_PAGES):
        seen.add(path)
        answer = session.ask("GET", path, repository, limit=LARGEST_PAGE)
        official = refusals.official_at_artifactory(answer, repository)
        if official:
            return listed(session, official)
        if answer.status != 200:
            raise refusals.explained(session, repository, "tags", answer)
        found.update(dict.fromkeys(_names(session, answer)))
        following = _next_page(session, answer)
        if following is None or following in seen or len(found) >= MOST_TAGS:
            break
        path = following
    return list(found)


def likeliest(names: list[str]) -> list[str]:
    """The plain versions among tags in the order worth asking for: newest first, a shorter one before its patches.

    Versions of one number come last, as they are often dates or build numbers beside the real versions.
    """
    versions = [(numbers, name) for name in names if (numbers := plain_numbers(name))]
    versions.sort(key=lambda each: (len(each[0]) > 1, [*each[0], float("inf")]), reverse=True)
    return [name for _, name in versions]


def flavoured(names: list[str]) -> list[str]:
    """The versions with a flavour behind them (`1.29.3-alpine`) among tags, newest first; none that is not released."""
    versions = [(version.numbers, name) for name in names if (version := parse(name)) and not version.is_prerelease]
    return [name for _, name in sorted(versions, reverse=True) if not plain_numbers(name)]


def naming(session: Session, repository: str, digest: str, width: int) -> list[str]:
    """The version tags that name the digest, the most specific first; at most `width` are asked for at a time.

    Those with a flavour are asked for where no plain one names it. Raises `Unresolved` where the tags cannot be listed.
    """

    def names_it(tag: str) -> bool:
        try:
            return manifests.describe(session, repository, tag).digest == digest
        except Unresolved:
            return False

    names = listed(session, repository)
    for candidates in (likeliest(names), flavoured(names)):
        found: list[str] = []
        for start in range(0, len(candidates[:MOST_ASKED]), WAVE):
            wave = candidates[start : min(start + WAVE, MOST_ASKED)]
            if found and not _goes_on(found[0], wave[0]):
                break
            found += [tag for tag, matches in spread({"": wave}, names_it, width) if matches]
            found.sort(key=_specificity, reverse=True)
        if found:
            return found
    return []


def _goes_on(tag: str, following: str) -> bool:
    """Whether the following of two candidates may be a more specific name of the same version (`1.29`, `1.29.3`)."""
    numbers, more = _specificity(tag)[1], _specificity(following)[1]
    return len(more) > len(numbers) and more[: len(numbers)] == numbers


def _specificity(tag: str) -> tuple[int, tuple[int, ...], int]:
    version = parse(tag)
    numbers = plain_numbers(tag) or (version.numbers if version else ())
    return len(numbers), numbers, -len(tag)


def _names(session: Session, answer: Answer) -> list[str]:
    try:
        names = json.loads(answer.body)["tags"] or []
        return [name for name in names if isinstance(name, str) and _TAG.fullmatch(name)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unresolved(INVALID, f"{session.registry} sends a list of tags that is not understood") from None


def _next_page(session: Session, answer: Answer) -> str | None:
    """The path of the next page from the `Link` header (RFC 8288). Raises `Unresolved` where it leads elsewhere."""
    match = _NEXT.search(answer.headers.get("link", "")[:4096])
    if match is None:
        return None
    parts = urls.split(urls.join(answer.url, match[1]))
    if parts is None or not session.same_origin(parts.geturl()):
        raise Unresolved(INVALID, f"{session.registry} continues its list of tags on another host")
    return f"{parts.path}?{parts.query}"
