"""Which scanners take a file, by its path or by a look at its bytes, and what they find in it."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, islice

from mooring.globs import sure_words, to_regex
from mooring.model import Mention, Problem, Role
from mooring.plugins import load
from mooring.regexes import all_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from mooring.model import Scanner
    from mooring.text import Source

OWN = "the file itself builds it"

WITH_DOTS = "*.*"
"""The pattern of all names that have a dot in them, such as those of files with an extension."""


class Kind:
    """The scanners that files of certain paths are for.

    `sure` takes such a file by its path alone, else the first of `asked` does that recognises its bytes. Those of
    `sure_beside` and, where they recognise it, `asked_beside` take it as well.
    """

    def __init__(
        self,
        sure: Scanner | None,
        asked: tuple[Scanner, ...],
        sure_beside: tuple[Scanner, ...],
        asked_beside: tuple[Scanner, ...],
    ) -> None:
        self.sure = sure
        self.asked = () if sure else asked
        self.sure_beside = sure_beside
        self._questions = _Questions((*self.asked, *asked_beside))

    @property
    def is_read(self) -> bool:
        """Whether any scanner may take such a file."""
        return bool(self.sure or self.sure_beside or self._questions.scanners)

    def may_take(self, data: bytes) -> bool:
        """Whether any scanner may take a file of these bytes; no scanner is asked."""
        return bool(self.sure or self.sure_beside or any(True for _ in self.worth_asking(data)))

    def worth_asking(self, data: bytes) -> Iterable[Scanner]:
        """The scanners of those to be asked that may recognise these bytes, those beside others last."""
        return self._questions.worth_asking(data)


class _Questions:
    """Scanners that have to recognise a file, of whose needles one has to stand in it, where they have any.

    Where there are several needles and much is read, RE2 looks for all at once, in the time that two passes take.
    """

    FEW = 2
    MUCH = 1 << 24
    """The number of needles, and of bytes looked through for them, from which on RE2 is worth its import."""

    def __init__(self, scanners: tuple[Scanner, ...]) -> None:
        self.scanners = scanners
        self._needles = tuple(dict.fromkeys(chain.from_iterable(scanner.needles for scanner in scanners)))
        self._left = self.MUCH
        self._find: Callable[[bytes], Iterable[int]] | None = None

    def worth_asking(self, data: bytes) -> Iterable[Scanner]:
        """The scanners that may recognise some bytes, in their order."""
        if self._find is not None:
            found = {self._needles[index] for index in self._find(data)}
            return [one for one in self.scanners if not (one.needles and found.isdisjoint(one.needles))]
        if len(self._needles) > self.FEW:
            self._left -= len(data) * len(self._needles)
            if self._left < 0:
                self._find = all_of(self._needles)
        return (scanner for scanner in self.scanners if _may_recognise(scanner, data))


class Scanners:
    """All scanners, and the choice among them.

    A file is taken by the first scanner that its path is enough for; else by the first whose `candidates` its path is
    among and that recognises its bytes; else, where people have named it, by the first that recognises its bytes. The
    scanners that read `beside` others take it too where their paths are enough or they recognise it.
    """

    def __init__(self, scanners: Iterable[Scanner]) -> None:
        self.all = tuple(scanners)
        self._scanners = [scanner for scanner in self.all if not scanner.beside]
        self._index = _Index(self.all)

    def wants(self, path: str) -> bool:
        """Whether a file of such a path is worth reading."""
        return self.kind(path).is_read

    def kind(self, path: str) -> Kind:
        """The kind of file that a path says."""
        return self._index.kind(path)

    def takers(self, source: Source, *, named: bool = False) -> list[Scanner]:
        """The scanners that take a file, which people have `named` themselves or not; none where there are none."""
        return [scanner for scanner, _ in self._takers(source, named=named)]

    def explain(self, source: Source, *, named: bool = False) -> list[str]:
        """Which scanners take a file and why, or why none does, a line each."""
        lines = [f"{scanner.id}: {reason}" for scanner, reason in self._takers(source, named=named)]
        if lines:
            return lines
        asked = [scanner.id for scanner in self.kind(source.path).asked]
        if asked:
            return [f"none: its content is not what {' or '.join(asked)} would read"]
        return ["none: no scanner reads files of such a name, and none recognises the content"]

    def _takers(self, source: Source, *, named: bool) -> Iterator[tuple[Scanner, str]]:
        kind = self.kind(source.path)
        taken = kind.sure is not None
        if kind.sure is not None:
            yield kind.sure, "by its path"
        for scanner in kind.sure_beside:
            yield scanner, "by its path, beside others"
        for scanner in kind.worth_asking(source.data):
            if not (taken and not scanner.beside) and _recognises(scanner, source):
                taken = taken or not scanner.beside
                yield scanner, f"by its content{', beside others' if scanner.beside else ''}"
        if named and not taken:
            others = (one for one in self._scanners if _may_recognise(one, source.data) and _recognises(one, source))
            yield from ((scanner, "by its content") for scanner in islice(others, 1))

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


def _may_recognise(scanner: Scanner, data: bytes) -> bool:
    return not scanner.needles or any(needle in data for needle in scanner.needles)


def _recognises(scanner: Scanner, source: Source) -> bool:
    return scanner.recognises is not None and load(scanner.recognises)(source.data)


class _Index:
    """Path patterns of scanners, sorted by the last thing in a path that they are sure of when the first is asked for.

    That is a whole name, an extension with its dot, or nothing ("").
    """

    def __init__(self, scanners: Sequence[Scanner]) -> None:
        self._scanners = scanners
        self._by_key: dict[str, list[tuple[int, bool, list[str]]]] = {}
        self._near: dict[tuple[str, str, str], _Near] = {}

    def kind(self, path: str) -> Kind:
        """The kind of file that a path says."""
        if self._scanners and not self._by_key:
            self._sort()
        name = path.rpartition("/")[2]
        _, dot, extension = name.rpartition(".")
        last = name if name in self._by_key else ""
        end = dot + extension if dot + extension in self._by_key else ""
        near = self._near.get((last, end, dot))
        if near is None:
            near = self._near[last, end, dot] = _Near(self._entries(last, end, has_dot=bool(dot)))
        return near.kind(path, name)

    def _sort(self) -> None:
        for order, scanner in enumerate(self._scanners):
            for is_enough, globs in ((True, scanner.paths), (False, scanner.candidates)):
                for key, of_key in _by_key(tuple(glob for glob in globs if not glob.startswith("!"))).items():
                    self._by_key.setdefault(key, []).append((order, is_enough, of_key))

    def _entries(self, last: str, end: str, *, has_dot: bool) -> Iterator[_Entry]:
        for key in dict.fromkeys((last, end, "")):
            for order, is_enough, globs in self._by_key.get(key, ()):
                entry = _Entry(order, self._scanners[order], key, globs, is_enough=is_enough)
                if not (has_dot and entry.is_for_names_without_dots):
                    yield entry


class _Near:
    """The patterns that paths of one ending may be matched by, and the kinds that such files are of.

    Most paths have none of the words in them that it takes to be matched by more, or by fewer, than all paths of the
    ending are.
    """

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self._entries = sorted(entries, key=lambda entry: (entry.order, not entry.is_enough, not entry.is_sure))
        self._plain = _kind([entry for entry in self._entries if entry.is_sure])
        self._kinds: dict[tuple[_Entry, ...], Kind] = {}
        by_word: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            for word in entry.words():
                by_word.setdefault(word, []).append(entry)
        self._by_word = tuple(by_word.items())

    def kind(self, path: str, name: str) -> Kind:
        """The kind of a path that has a name and such an ending."""
        doubtful = [entries for word, entries in self._by_word if word in path]
        if not doubtful:
            return self._plain
        doubts = set(chain.from_iterable(doubtful))
        matching: tuple[_Entry, ...] = ()
        for entry in self._entries:
            is_known = matching and matching[-1].is_like(entry)
            if not is_known and (entry.matches(path, name) if entry in doubts else entry.is_sure):
                matching += (entry,)
        kind = self._kinds.get(matching)
        if kind is None:
            kind = self._kinds[matching] = _kind(matching)
        return kind


def _kind(entries: Sequence[_Entry]) -> Kind:
    sure, asked, sure_beside, asked_beside = (
        dict.fromkeys(
            entry.scanner for entry in entries if entry.is_enough is is_enough and entry.scanner.beside is beside
        )
        for beside in (False, True)
        for is_enough in (True, False)
    )
    return Kind(next(iter(sure), None), tuple(asked), tuple(sure_beside), tuple(asked_beside))


class _Entry:
    """The patterns of one scanner that end alike, and all those that it leaves out.

    It `is_sure` where they match all paths of that ending.
    """

    def __init__(self, order: int, scanner: Scanner, key: str, globs: Sequence[str], *, is_enough: bool) -> None:
        self.order = order
        self.scanner = scanner
        self.is_enough = is_enough
        self.is_sure = f"*{key}" in globs or (key in globs and not key.startswith("."))
        left_out = [glob[1:] for glob in (scanner.paths if is_enough else scanner.candidates) if glob.startswith("!")]
        self.is_for_names_without_dots = WITH_DOTS in left_out
        self._left_out = tuple(glob for glob in left_out if glob != WITH_DOTS)
        self._globs = tuple(globs)
        self._key = key

    def is_like(self, other: _Entry) -> bool:
        """Whether another is of the same scanner, and says the same of the files that it matches."""
        return self.scanner is other.scanner and self.is_enough is other.is_enough

    def words(self) -> set[str]:
        """Words of which one stands in every path of which there is more to say than `is_sure`."""
        doubtful = self._left_out if self.is_sure else [glob.removesuffix(self._key) for glob in self._globs]
        return {word for glob in doubtful for word in sure_words(glob)}

    def matches(self, path: str, name: str) -> bool:
        """Whether one of the patterns matches the end of a path that has a name, and none of those left out does."""
        fits = self.is_sure or _fits(path, name, self._globs)
        return fits and not (self._left_out and self._leaves_out(path, name))

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
        folder = folders + slash
        for name in _spelt_out(last) if "{" in last else (last,):
            by_key.setdefault(_key(name), []).append(folder + name)
    return by_key


def _spelt_out(name: str) -> list[str]:
    """The patterns that one with braces stands for; what stands in braces is meant as it is written."""
    start, brace, rest = name.partition("{")
    words, _, end = rest.partition("}")
    if not brace:
        return [name]
    if _is_wild(words):
        words = re.sub(r"[*?\[]", r"[\g<0>]", words)
    return [start + word + tail for tail in _spelt_out(end) for word in words.split(",")]


def _key(name: str) -> str:
    if name.startswith("*.") and name[2:].isalnum():
        return name[1:]
    if not _is_wild(name):
        return name
    _, dot, extension = name.rpartition(".")
    return "" if not dot or _is_wild(extension) else f".{extension}"


def _is_wild(text: str) -> bool:
    return "*" in text or "?" in text or "[" in text
