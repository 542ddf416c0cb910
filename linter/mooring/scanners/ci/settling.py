"""What only the whole file tells of mentions: the values that one place may have, and who else uses a literal."""

from __future__ import annotations

from mooring import Mention, Reference
from mooring.scanners.tables import SHARED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Sequence

    from mooring import Edit, Role, Span
    from mooring.scanners.ci.filling import Value

PART = "it is a part of another reference too"


class _BehindPrefix(Mention):
    """A mention behind a prefix that is no part of it and says where the image comes from: only its name must stay."""

    def rewrite(self, reference: str) -> tuple[Edit, ...]:
        """The edits that give it another tag or digest; none for another name."""
        old = self.reference
        is_same = old is not None and Reference.parse(reference).written_name == old.written_name
        return super().rewrite(reference) if is_same else ()


def behind_prefix(mention: Mention) -> Mention:
    """The same mention as one behind a prefix, whose name is never rewritten."""
    return _BehindPrefix(**{name: getattr(mention, name) for name in mention.__slots__ if not name.startswith("_")})


class Entry:
    """A mention on its way: the value that holds all of it, the variable it comes from, and the places of its parts."""

    __slots__ = ("mention", "value", "name", "fragments")

    def __init__(self, mention: Mention, value: Value | None, name: str | None, fragments: list[Span]) -> None:
        self.mention = mention
        self.value = value
        self.name = name
        self.fragments = fragments


def settled(entries: Sequence[Entry], uses: Counter[str]) -> Iterator[Mention]:
    """The mentions, each once and at its place, none rewritable that something else depends on.

    Where some of the values that a place may have are known, one that is not adds nothing.
    `uses` counts how often the file speaks of each variable's value.
    """
    fragments = {span for entry in entries for span in entry.fragments}
    alternatives: dict[Span, set[str]] = {}
    for entry in entries:
        if entry.mention.resolved is not None:
            alternatives.setdefault(entry.mention.span, set()).add(entry.mention.resolved)
    mentions = []
    for entry in entries:
        mention, literal = entry.mention, entry.mention.parts["whole"]
        if mention.resolved is None and mention.span in alternatives:
            continue
        if entry.value is not None and literal != mention.span:
            reason = mention.reason
            if literal in fragments:
                reason = reason or PART
            elif not entry.value.declares and entry.name is not None and uses[entry.name] > 1:
                reason = reason or f"`{entry.name}` is used in more than one place"
            is_apart = entry.value.declares or len(alternatives.get(mention.span, ())) > 1
            mention = mention.replace(reason=reason, span=literal if is_apart else mention.span)
        mentions.append(mention)
    yield from _once(mentions)


def _once(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, each once with the hints of all, none rewritable that shares its literal with another."""
    merged: dict[tuple[Span, str | None, Role], Mention] = {}
    users: dict[Span, set[Span]] = {}
    for mention in mentions:
        key = mention.span, mention.resolved, mention.role
        first = merged.get(key, mention)
        merged[key] = first.replace(hints=tuple(dict.fromkeys((*first.hints, *mention.hints))))
        users.setdefault(mention.parts["whole"], set()).add(mention.span)
    for mention in merged.values():
        is_shared = len(users[mention.parts["whole"]]) > 1
        yield mention.replace(reason=mention.reason or SHARED) if is_shared else mention
