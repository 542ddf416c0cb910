"""Many files read and scanned at once: by several processes where there is much to do, and with what is remembered."""

from __future__ import annotations

import json
import os
import time

from mooring.discovery import neighbours_of, read_found
from mooring.engine import File
from mooring.model import Problem
from mooring.sweep import crew
from mooring.sweep.cache import Learnt, hashed, lines_of
from mooring.sweep.packing import dumps, pack, read_beside, unpack
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mooring.discovery import Found
    from mooring.engine import Scanned
    from mooring.formats import Scanners
    from mooring.sweep.cache import Cache

_LINE = b"%d %d %s %s"
_PROBLEM, _NOBODY = -1, -2

MAX_CHUNK = 128
"""How many files one task has at most, unless there would be too many tasks."""

PATIENCE = 0.04
"""How many seconds of work there have to be left before other processes are asked to help."""


def sweep(scanned: Scanned, founds: Sequence[Found], cache: Cache | None = None) -> Iterator[Found]:
    """Read files and add what is found in them, in their order; yield those that people have named and nobody takes."""
    size = max(1, min(MAX_CHUNK, len(founds) // 16), len(founds) // crew.MAX_TASKS + 1)
    chunks = [founds[start : start + size] for start in range(0, len(founds), size)]
    reading = _Reading(scanned.scanners, cache)
    outcomes: dict[int, bytes] = {}
    learnt = Learnt()
    done = 0
    for number, outcome in _outcomes(lambda number: reading.read(chunks[number]), len(chunks)):
        outcomes[number] = outcome
        while done in outcomes:
            yield from reading.take(scanned, chunks[done], outcomes.pop(done), learnt)
            done += 1
    if cache is not None:
        cache.write(learnt)


def _outcomes(work: Callable[[int], bytes], count: int) -> Iterator[tuple[int, bytes]]:
    """Do the tasks here until it shows how long they take, and the rest of much work in several processes."""
    processes = crew.processors()
    start = time.perf_counter()
    for number in range(count):
        yield number, work(number)
        done = number + 1
        spent = time.perf_counter() - start
        if processes > 1 and spent * (count - done) > PATIENCE * done:
            yield from crew.spread(work, done, count, processes)
            return


class _Reading:
    """Reads files of some scanners, in any process, and understands what was read.

    What goes from one process to another is text, a line for each file, and the bytes of the files found.
    """

    def __init__(self, scanners: Scanners, cache: Cache | None) -> None:
        self._scanners = scanners
        self._cache = cache
        self._by_id = {scanner.id: scanner for scanner in scanners.all}

    def read(self, founds: Sequence[Found]) -> bytes:
        """Everything that was found in some files, for `take` to understand."""
        lines: list[bytes] = []
        refused: list[bytes] = []
        contents: list[bytes] = []
        hits = 0
        for index, found in enumerate(founds):
            stamp = self._cache.stamp(found) if self._cache else None
            if stamp is not None and self._cache and stamp in self._cache.refused:
                hits += 1
                continue
            kind = self._scanners.kind(found.path)
            source = read_found(found) if found.explicit or kind.is_read else None
            key = packed = b""
            if isinstance(source, Problem):
                lines.append(_LINE % (index, _PROBLEM, b"", dumps([source.line, source.message]).encode()))
                continue
            if source is not None and (found.explicit or kind.may_take(source.data)):
                key, packed = self._find(source, named=found.explicit)
            if source is not None and packed:
                lines.append(_LINE % (index, len(source.data), key, packed))
                contents.append(source.data)
            elif found.explicit:
                lines.append(_LINE % (index, _NOBODY, b"", b""))
            elif stamp is not None:
                refused.append(stamp)
        return b"\n\n".join([b"%d" % hits, b"\n".join(lines), b"\n".join(refused), b"".join(contents)])

    def _find(self, source: Source, *, named: bool) -> tuple[bytes, bytes]:
        """What the cache calls what was found in a source, and what that is: nothing where no scanner takes it."""
        if self._cache is None:
            return b"", self._scan(source, named=named)
        key = hashed(os.fsencode(source.path), source.data, b"named" if named else b"").encode()
        known = self._cache.found.get(key)
        return key, known if known is not None and _holds(source, known) else self._scan(source, named=named)

    def _scan(self, source: Source, *, named: bool) -> bytes:
        beside: dict[str, str | None] = {}

        def noted(name: str) -> bytes | None:
            data = source.beside(name)
            beside[name] = _content(data)
            return data

        takers = self._scanners.takers(source, named=named)
        if not takers:
            return b""
        mentions, problems = self._scanners.scan(Source(source.path, source.data, noted), takers)
        return pack(beside, takers, mentions, problems).encode()

    def take(self, scanned: Scanned, founds: Sequence[Found], outcome: bytes, learnt: Learnt) -> Iterator[Found]:
        """Add what was found in some files; yield those that people have named and no scanner takes."""
        hits, lines, refused, contents = outcome.split(b"\n\n", 3)
        learnt.hits += int(hits)
        learnt.refused += lines_of(refused)
        at = 0
        for line in lines_of(lines):
            index, size, key, packed = line.split(b" ", 3)
            found, length = founds[int(index)], int(size)
            if length == _NOBODY:
                yield found
            elif length == _PROBLEM:
                scanned.problems.append(Problem(found.path, *json.loads(packed)))
            else:
                source = Source(found.path, contents[at : at + length], neighbours_of(found.path))
                at += length
                scanners, mentions, problems = unpack(source, packed, self._by_id)
                scanned.files.append(File(source, scanners, mentions))
                scanned.problems += problems
                learnt.found[key] = packed


def _holds(source: Source, packed: bytes) -> bool:
    """Whether the files that were read beside a source have not changed."""
    return all(_content(source.beside(name)) == content for name, content in read_beside(packed).items())


def _content(data: bytes | None) -> str | None:
    return None if data is None else hashed(data)
