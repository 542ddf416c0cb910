"""Images that a command line gives a chart in parts: Helm's `--set image.repository=… --set image.tag=…`."""

from __future__ import annotations

from mooring import Mention, Span
from mooring.scanners import build_options
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import NOT_KNOWN, SCANNER, Found
from mooring.scanners.shell.values import COMPOSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring import Part, Source
    from mooring.scanners.shell.arguments import Argument

    Parts = dict[Part, Argument]


def images(source: Source, values: Iterable[Argument], where: str) -> Iterator[Found]:
    """The images that the values of `--set` name by a repository with a tag or a digest; the last of a part counts."""
    named: dict[str, Parts] = {}
    for argument in values:
        for key, part, (start, end) in build_options.chart_parts(argument.written):
            named.setdefault(key, {})[part] = argument.slice(start, end)
    for parts in named.values():
        if "repository" in parts and ("tag" in parts or "digest" in parts):
            mention = _mention(source, parts, where)
            yield Found(mention, uses.PULL, mention.text)


def _mention(source: Source, parts: Parts, where: str) -> Mention:
    used = {part: Span(argument.word.start, argument.word.end) for part, argument in parts.items()}
    values = {part: argument.values[0] for part, argument in parts.items() if len(argument.values) == 1}
    texts = {part: value.text for part, value in values.items() if value.text is not None}
    is_known = len(texts) == len(parts)
    places = {part: Span(*value.place) for part, value in values.items() if value.place}
    reason = next((value.reason for value in values.values() if value.reason), None)
    if len(places) < len(parts):
        reason = reason or COMPOSED
    return Mention(
        source,
        used["repository"],
        _joined(texts).encode("latin-1").decode(errors="replace") if is_known else None,
        scanner=SCANNER,
        where=where,
        parts={part: places.get(part, used[part]) for part in parts},
        reason=reason if is_known else NOT_KNOWN,
    )


def _joined(texts: dict[Part, str]) -> str:
    registry, tag, digest = texts.get("registry"), texts.get("tag"), texts.get("digest")
    name = f"{registry}/{texts['repository']}" if registry else texts["repository"]
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
