"""Which scanners take a file, by its path or by a look at its bytes, and what they find in it."""

from __future__ import annotations

import re
from itertools import chain, product

from mooring.globs import to_regex
from mooring.model import Mention, Problem, Role
from mooring.plugins import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from mooring.model import Scanner
    from mooring.text import Source

OWN = "the file itself builds it"

_BRACES = re.compile(r"(\{[^{}]*\})")


class Scanners:
    """All scanners, and the choice among them.

    A file is taken by the first scanner that its path is enough for; else by the first whose `candidates` its path is
    among and that recognises its bytes; else, where people have named it, by the first that recognises its bytes. The
    scanners that read `beside` others take it too where their paths are enough or they recognise it.
    """

    def __init__(self, scanners: Iterable[Scanner]) -> None:
        scanners = list(scanners)
        self.all = tuple(scanners)
        self._scanners = [scanner for scanner in scanners if not scanner.beside]
        beside = [scanner for scanner in scanners if scanner.beside]
        self._sure = _Index((scanner, scanner.paths) for scanner in self._scanners)
        self._candidates = _Index((scanner, scanner.candidates) for scanner in self._scanners)
        self._sure_beside = _Index((scanner, scanner.paths) for scanner in beside)
        self._beside = _Index((scanner, scanner.candidates) for scanner in beside)

    def wants(self, path: str) -> bool:
        """Whether a file of such a path is worth reading."""
        indexes = (self._sure, self._candidates, self._sure_beside, self._beside)
        return any(True for index in indexes for _ in index.find(path))

    def takers(self, source: Source, *, named: bool = False) -> list[Scanner]:
        """The scanners that take a file, which people have `named` themselves or not; none where there are none."""
        return [scanner for scanner, _ in self._takers(source, named=named)]

    def explain(self, source: Source, *, named: bool = False) -> list[str]:
        """Which scanners take a file and why, or why none does, a line each."""
        lines = [f"{scanner.id}: {reason}" for scanner, reason in self._takers(source, named=named)]
        if lines:
            return lines
        asked = [scanner.id for scanner in self._candidates.find(source.path)]
        if asked:
            return [f"none: its content is not what {' or '.join(asked)} would read"]
        return ["none: no scanner reads files of such a name, and none recognises the content"]

    def _takers(self, source: Source, *, named: bool) -> Iterator[tuple[Scanner, str]]:
        path = source.path
        sure = next(self._sure.find(path), None)
        if sure is not None:
            yield sure, "by its path"
        else:
            asked = chain(self._candidates.find(path), self._scanners if named else ())
            recognised = next((scanner for scanner in asked if _recognises(scanner, source)), None)
            if recognised is not None:
                yield recognised, "by its content"
        for scanner in self._sure_beside.find(path):
            yield scanner, "by its path, beside others"
        for scanner in self._beside.find(path):
            if _recognises(scanner, source):
                yield scanner, "by its content, beside others"

    def scan(self, source: Source, scanners: Iterable[Scanner]) -> tuple[list[Mention], list[Problem]]:
        """Everything that scanners find in a source, mentions in order of their place, each once."""
        mentions: dict[tuple[int, int, str | None, str], Mention] = {}
        problems = []
        for scanner in scanners:
            try:
                for found in load(scanner.scan)(source):
                    if isinstance(found, Problem):
                        problems.append(found)
                    else:
                        key = (found.span.start, found.span.end, found.resolved, found.role.value)
                        mentions.setdefault(key, found)
            except Exception as error:  # noqa: BLE001 - one file's scan must not end the run for all others
                problems.append(internal(source, f"scanner `{scanner.id}`", error))
        return sorted(_with_own(mentions.values()), key=lambda one: (one.span.start, one.span.end)), problems


def _with_own(mentions: Collection[Mention]) -> Iterable[Mention]:
    """The mentions of a file, those local that pull by tag what the file builds: before it has run there is no digest.

    Scanners know what becomes of an image within a job; another job pulls what the first has built and pushed.
    """
    built = {one.reference.canonical for one in mentions if one.role is Role.BUILD_OUTPUT and one.reference}
    if not built:
        return mentions
    return [
        one.replace(role=Role.LOCAL, reason=one.reason or OWN)
        if one.role is Role.PULL and one.reference and one.reference.canonical in built
        else one
        for one in mentions
    ]


def internal(source: Source, what: str, error: Exception) -> Problem:
    """The problem that a plugin has crashed over a file."""
    return Problem(
        source.path,
        None,
        f"internal error in {what}: {type(error).__name__}: {error}; please report it with this file",
    )


def _recognises(scanner: Scanner, source: Source) -> bool:
    if scanner.needles and not any(needle in source.data for needle in scanner.needles):
        return False
    return scanner.recognises is not None and load(scanner.recognises)(source.data)


class _Index:
    """Path patterns of scanners, sorted by the last thing in a path that they are sure of."""

    def __init__(self, patterns: Iterable[tuple[Scanner, Sequence[str]]]) -> None:
        self._by_key: dict[str, list[_Entry]] = {}
        for order, (scanner, globs) in enumerate(patterns):
            left_out = [glob[1:] for glob in globs if glob.startswith("!")]
            by_key: dict[str, list[str]] = {}
            for glob in globs:
                if not glob.startswith("!"):
                    for key in _keys(glob):
                        by_key.setdefault(key, []).append(glob)
            for key, of_key in by_key.items():
                self._by_key.setdefault(key, []).append(_Entry(order, scanner, of_key, left_out))

    def find(self, path: str) -> Iterator[Scanner]:
        """The scanners that a path is matched by, in their order, each once."""
        name = path.rpartition("/")[2]
        _, dot, extension = name.rpartition(".")
        entries = [*self._by_key.get(name, ()), *self._by_key.get(dot + extension, ()), *self._by_key.get("", ())]
        seen: set[int] = set()
        for entry in sorted(entries, key=lambda entry: entry.order):
            if entry.order not in seen and entry.matches(path):
                seen.add(entry.order)
                yield entry.scanner


class _Entry:
    """The patterns of one scanner that end alike, compiled when a path first comes near them."""

    def __init__(self, order: int, scanner: Scanner, globs: Sequence[str], left_out: Sequence[str]) -> None:
        self.order = order
        self.scanner = scanner
        self._globs = globs
        self._left_out = left_out
        self._regex: re.Pattern[str] | None = None

    def matches(self, path: str) -> bool:
        """Whether one of the patterns matches the end of a path, and none of those left out does."""
        if self._regex is None:
            taken = "|".join(to_regex(glob) for glob in self._globs)
            left_out = "|".join(to_regex(glob) for glob in self._left_out)
            unless = rf"(?!(?:{left_out})$)" if left_out else ""
            self._regex = re.compile(rf"(?:.*/)?{unless}(?:{taken})", re.DOTALL)
        return self._regex.fullmatch(path) is not None


def _keys(glob: str) -> set[str]:
    """What paths that a pattern matches have at their end: a name, an extension with its dot, or nothing sure ("")."""
    last = glob.rpartition("/")[2]
    choices = [piece[1:-1].split(",") if piece.startswith("{") else [piece] for piece in _BRACES.split(last)]
    return {_key("".join(chosen)) for chosen in product(*choices)}


def _key(name: str) -> str:
    if not re.search(r"[*?\[\]]", name):
        return name
    _, dot, extension = name.rpartition(".")
    return "" if not dot or re.search(r"[*?\[\]]", extension) else f".{extension}"
