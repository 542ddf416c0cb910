"""What a terminal can show: colour, and how far a long job has come."""

from __future__ import annotations

import os
import stat
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

PATIENCE = 1.0
WIDTH = 30


def use_colour() -> bool:
    """Whether standard output is shown by something that wants colour (https://no-color.org).

    That is a terminal, or the log of a job of GitLab, which comes by a pipe.
    """
    shown = sys.stdout.isatty() or (os.environ.get("GITLAB_CI") == "true" and _is_pipe(sys.stdout.fileno()))
    return shown and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_pipe(descriptor: int) -> bool:
    return stat.S_ISFIFO(os.fstat(descriptor).st_mode)


class Progress:
    """A bar on standard error, if that is a terminal, for a job that takes longer than a second; wiped at the end."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._since = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def show(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if sys.stderr.isatty() and time.monotonic() - self._since > PATIENCE:
            self._shown = True
            bar = "#" * (WIDTH * done // total)
            sys.stderr.write(f"\r\x1b[K{self._title} [{bar:<{WIDTH}}] {done}/{total}")
            sys.stderr.flush()
