"""Which scanners take a file, by its path or by a look at its bytes, and what they find in it."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from mooring.globs import to_regex
from mooring.model import Mention, Problem, Role
from mooring.plugins import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from mooring.model import Scanner
    from mooring.text import Source

OWN = "the file itself builds it"

_WILD = set("*?[]")


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
    """Path patterns of scanners, sorted by the last thing in a path that they are sure of when the first is asked for.

    That is a whole name, an extension with its dot, or nothing ("").
    """

    def __init__(self, patterns: Iterable[tuple[Scanner, Sequence[str]]]) -> None:
        self._patterns = [(scanner, globs) for scanner, globs in patterns if globs]
        self._by_key: dict[str, list[_Entry]] = {}
        self._near: dict[tuple[str, str], list[_Entry]] = {}

    def find(self, path: str) -> Iterator[Scanner]:
        """The scanners that a path is matched by, in their order, each once."""
        if self._patterns and not self._by_key:
            self._sort()
        name = path.rpartition("/")[2]
        _, dot, extension = name.rpartition(".")
        last = name if name in self._by_key else ""
        end = dot + extension if dot + extension in self._by_key else ""
        if (last, end) not in self._near:
            entries = [entry for key in dict.fromkeys((last, end, "")) for entry in self._by_key.get(key, ())]
            self._near[last, end] = sorted(entries, key=lambda entry: entry.order)
        found = -1
        for entry in self._near[last, end]:
            if entry.order != found and entry.matches(path, name):
                found = entry.order
                yield entry.scanner

    def _sort(self) -> None:
        for order, (scanner, globs) in enumerate(self._patterns):
            left_out = tuple(glob[1:] for glob in globs if glob.startswith("!"))
            for key, of_key in _by_key(tuple(glob for glob in globs if not glob.startswith("!"))).items():
                self._by_key.setdefault(key, []).append(_Entry(order, scanner, key, of_key, left_out))


class _Entry:
    """The patterns of one scanner that end alike, and all those that it leaves out."""

    def __init__(self, order: int, scanner: Scanner, key: str, globs: Sequence[str], left_out: tuple[str, ...]) -> None:
        self.order = order
        self.scanner = scanner
        self._globs = tuple(globs)
        self._is_sure = f"*{key}" in globs
        self._left_out = left_out

    def matches(self, path: str, name: str) -> bool:
        """Whether one of the patterns matches the end of a path that has a name, and none of those left out does."""
        return (self._is_sure or _fits(path, name, self._globs)) and not (
            self._left_out and self._leaves_out(path, name)
        )

    def _leaves_out(self, path: str, name: str) -> bool:
        _, dot, extension = name.rpartition(".")
        left_out = _by_key(self._left_out)
        near = [left_out.get(key, ()) for key in (name, dot + extension, "")]
        return any(_fits(path, name, tuple(globs)) for globs in near if globs)


def _fits(path: str, name: str, globs: tuple[str, ...]) -> bool:
    """Whether one of the patterns matches the end of a path."""
    return name in globs or _compiled(globs).fullmatch(path) is not None


@cache
def _compiled(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:.*/)?(?:{'|'.join(map(to_regex, globs))})", re.DOTALL)


@cache
def _by_key(globs: tuple[str, ...]) -> dict[str, list[str]]:
    """The patterns by what is sure at the end of paths that they match, with the names in braces written out there."""
    by_key: dict[str, list[str]] = {}
    for glob in globs:
        folders, slash, last = glob.rpartition("/")
        for name in _spelt_out(last):
            by_key.setdefault(_key(name), []).append(f"{folders}{slash}{name}")
    return by_key


def _spelt_out(name: str) -> list[str]:
    """The patterns that one with braces stands for; what stands in braces is meant as it is written."""
    start, brace, rest = name.partition("{")
    words, _, end = rest.partition("}")
    if not brace:
        return [name]
    if _WILD & set(words):
        words = re.sub(r"[*?\[]", r"[\g<0>]", words)
    return [start + word + tail for tail in _spelt_out(end) for word in words.split(",")]


def _key(name: str) -> str:
    if "*" not in name and "?" not in name and "[" not in name:
        return name
    _, dot, extension = name.rpartition(".")
    return "" if not dot or set(extension) & _WILD else f".{extension}"
