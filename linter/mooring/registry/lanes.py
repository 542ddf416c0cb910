"""Work spread over threads so that no lane (one registry) has more than its share of them."""

from __future__ import annotations

import queue
import threading
from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeVar

    Job = TypeVar("Job")
    Result = TypeVar("Result")

MOST_THREADS = 64
GLANCE = 0.5


def spread(
    lanes: Mapping[str, Iterable[Job]], work: Callable[[Job], Result], width: int
) -> Iterator[tuple[Job, Result]]:
    """Each job with its result, as they come in; at most `width` jobs of a lane are done at a time.

    An exception from `work` is raised here. Leaving early (Ctrl-C, an exception, closing the iterator) drops what
    has not begun; what has begun ends by itself, in threads that do not keep the process alive.
    """
    queues = [deque(jobs) for jobs in lanes.values()]
    total = sum(len(jobs) for jobs in queues)
    tickets = deque(jobs for turn in range(max(width, 1)) for jobs in queues if turn < len(jobs))
    results: queue.SimpleQueue[tuple[Job, Result | None, BaseException | None]] = queue.SimpleQueue()

    def worker() -> None:
        while tickets:
            try:
                jobs = tickets.popleft()
                while True:
                    job = jobs.popleft()
                    try:
                        results.put((job, work(job), None))
                    except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
                        results.put((job, None, error))
            except IndexError:
                continue

    for _ in range(min(MOST_THREADS, len(tickets))):
        threading.Thread(target=worker, name="mooring-registry", daemon=True).start()
    try:
        for _ in range(total):
            job, result, error = _next(results)
            if error is not None:
                raise error
            yield job, result  # type: ignore[misc]
    finally:
        for jobs in queues:
            jobs.clear()


def _next(results: queue.SimpleQueue[Result]) -> Result:
    """The next result; looked for again and again, because some systems deliver Ctrl-C only in between."""
    while True:
        try:
            return results.get(timeout=GLANCE)
        except queue.Empty:
            continue
