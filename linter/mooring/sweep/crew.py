"""Work spread over processes, where the system can fork one that has everything at hand that this one has."""

from __future__ import annotations

import os
import select
import signal
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_TASKS = 8192
"""How many tasks there may be: their numbers have to fit into a pipe at once."""

_NUMBER = struct.Struct("=I")
_HEAD = struct.Struct("=IQ")
_CHUNK = 1 << 18


def processors() -> int:
    """How many processes can do work at the same time; 1 where forking is not safe, as it is not beside threads."""
    threading = sys.modules.get("threading")
    if not sys.platform.startswith("linux") or (threading and threading.active_count() > 1):
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[int], bytes], first: int, end: int, processes: int) -> Iterator[tuple[int, bytes]]:
    """Do the tasks from `first` up to, not including, `end` in so many processes; yield number and outcome of each.

    They come as they are done, and what a process that dies has left undone is done here. What goes wrong in a
    task is raised here.
    """
    assert end - first <= MAX_TASKS
    tasks, numbers = os.pipe()
    os.write(numbers, b"".join(map(_NUMBER.pack, range(first, end))))
    os.close(numbers)
    workers: dict[int, int] = {}
    left = set(range(first, end))
    try:
        for _ in range(processes):
            _hire(work, tasks, workers)
        for number, outcome in _outcomes(workers):
            left.discard(number)
            yield number, outcome
    finally:
        os.close(tasks)
        _dismiss(workers)
    for number in sorted(left):
        yield number, work(number)


def _hire(work: Callable[[int], bytes], tasks: int, workers: dict[int, int]) -> None:
    """Fork a process that does tasks; `workers` has its id by where its outcomes are read."""
    outcomes, answers = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(outcomes)
        os.close(answers)
        return
    if process:
        os.close(answers)
        workers[outcomes] = process
        return
    try:
        for other in (outcomes, *workers):
            os.close(other)
        while task := os.read(tasks, _NUMBER.size):
            (number,) = _NUMBER.unpack(task)
            outcome = work(number)
            _write(answers, _HEAD.pack(number, len(outcome)) + outcome)
    finally:
        os._exit(0)


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _outcomes(workers: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """What comes from the workers, until all have closed their end."""
    poll = select.poll()
    pending = {}
    for descriptor in workers:
        poll.register(descriptor, select.POLLIN)
        pending[descriptor] = bytearray()
    while pending:
        for descriptor, _ in poll.poll():
            data = os.read(descriptor, _CHUNK)
            if not data:
                poll.unregister(descriptor)
                del pending[descriptor]
                continue
            buffer = pending[descriptor]
            buffer += data
            while len(buffer) >= _HEAD.size:
                number, size = _HEAD.unpack_from(buffer)
                if len(buffer) < _HEAD.size + size:
                    break
                yield number, bytes(buffer[_HEAD.size : _HEAD.size + size])
                del buffer[: _HEAD.size + size]


def _dismiss(workers: dict[int, int]) -> None:
    for descriptor, process in workers.items():
        os.close(descriptor)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
