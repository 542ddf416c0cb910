"""Questions to registries that are asked in a thread, so that the editor never waits, and answers kept for a while."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from mooring.lsp.session import Folder
    from mooring.registry import Client

    Answer = TypeVar("Answer")

KEPT = 300.0
"""Seconds for which an answer is taken for true."""

MOST = 500
"""How many answers are kept."""

_THREAD = "mooring-asking"


async def in_thread(work: Callable[[], Answer]) -> Answer:
    """What some work comes to in a thread of its own, which does not keep the process alive when nobody waits."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: Answer | None, error: BaseException | None) -> None:
        if outcome.cancelled():
            return
        if error is not None:
            outcome.set_exception(error)
        else:
            outcome.set_result(answer)  # type: ignore[arg-type] # there is no error, so there is an answer

    def run() -> None:
        answer, error = None, None
        try:
            answer = work()
        except BaseException as raised:  # noqa: BLE001 - it is raised where it is waited for
            error = raised
        with suppress(RuntimeError):  # the session has ended
            loop.call_soon_threadsafe(settle, answer, error)

    threading.Thread(target=run, name=_THREAD, daemon=True).start()
    return await outcome


def is_under_way() -> bool:
    """Whether a thread is still at some work, be it that nobody waits for it any more."""
    return any(thread.name == _THREAD for thread in threading.enumerate())


class Asked:
    """What registries have answered lately, by the question."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, ...], tuple[float, Any]] = {}

    def known(self, *question: str) -> Any:
        """The answer to a question, None where there is none of late."""
        when, answer = self._answers.get(question, (0.0, None))
        return answer if time.monotonic() - when < KEPT else None

    async def ask(self, folder: Folder, question: tuple[str, ...], ask: Callable[[Client], Answer]) -> Answer:
        """The answer of a folder's registries; when the request is cancelled the connections are closed.

        Raises whatever `ask` does, and `Failure` for a mistake in the user's own settings.
        """
        with folder.registries() as registries:
            answer = await in_thread(lambda: ask(registries.client))
        if len(self._answers) >= MOST:
            self._answers.clear()
        self._answers[question] = time.monotonic(), answer
        return answer
