"""What registries answer to rules, and to whoever else asks the same of many mentions at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from mooring.model import Image, NoAnswer
from mooring.registry import Unresolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from mooring.reference import Reference
    from mooring.registry import Client

    Answer = TypeVar("Answer")


class RegistryAnswers:
    """The registries' answers to rules, each distinct question asked once; the first that needs it asks."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._asked: dict[tuple[str, str], Future[Any]] = {}

    def digest(self, reference: Reference) -> str:
        """The digest of what a reference names. Raises `NoAnswer`."""
        digest: str = self._once("digest", reference, self._ask_digest)
        return digest

    def image(self, reference: Reference) -> Image:
        """What a reference names. Raises `NoAnswer`."""
        image: Image = self._once("image", reference, self._ask_image)
        return image

    def created(self, reference: Reference) -> str | None:
        """When the image was made (RFC 3339), None where it does not say. Raises `NoAnswer`."""
        created: str | None = self._once("created", reference, self._ask_created)
        return created

    def _once(self, kind: str, reference: Reference, ask: Callable[[Reference], object]) -> Any:
        key = (kind, reference.canonical)
        with self._lock:
            future = self._asked.get(key)
            mine = future is None
            if future is None:
                future = self._asked[key] = Future()
        if mine:
            try:
                future.set_result(ask(reference))
            except NoAnswer as reason:
                future.set_exception(reason)
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()

    def _ask_digest(self, reference: Reference) -> str:
        answer = self._client.resolve([reference])[reference.canonical]
        if isinstance(answer, Exception):
            raise NoAnswer(answer.reason, str(answer))
        return answer.digest

    def _ask_image(self, reference: Reference) -> Image:
        manifest = self._or_no_answer(self._client.manifest, reference)
        platforms = [(str(platform), platform.digest) for platform in manifest.platforms]
        return Image(manifest.digest, is_index=manifest.is_index, platforms=platforms)

    def _ask_created(self, reference: Reference) -> str | None:
        return self._or_no_answer(self._client.created, reference) or None

    @staticmethod
    def _or_no_answer(ask: Callable[[Reference], Answer], reference: Reference) -> Answer:
        try:
            return ask(reference)
        except Unresolved as fault:
            raise NoAnswer(fault.reason, str(fault)) from fault
