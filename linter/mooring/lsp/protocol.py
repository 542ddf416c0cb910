"""The protocol as pygls speaks it, made to live with editors that do not keep to it, and to hold each text once."""

from __future__ import annotations

import re

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Any, BinaryIO

LARGEST_MESSAGE = 256 << 20
LONGEST_HEADER = 1 << 16

_LENGTH = re.compile(rb"Content-Length:[ \t]*0*(\d+)\s*$", re.IGNORECASE)
_MOST_DIGITS = len(str(LARGEST_MESSAGE))


class Incoming:
    """What the editor sends; after a message whose length was said wrong, reading goes on with the next header."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """The next line of a header, without what is left of a message before it; nothing at the end."""
        line = self._stream.readline(LONGEST_HEADER)
        length = _LENGTH.search(line)
        if length is None:
            return line
        is_possible = len(length[1]) <= _MOST_DIGITS and int(length[1]) <= LARGEST_MESSAGE
        return b"Content-Length: %s\r\n" % length[1] if is_possible else b"\r\n"

    def read(self, size: int) -> bytes:
        """The next bytes, fewer at the end."""
        return self._stream.read(size)


class Protocol(LanguageServerProtocol):
    """pygls' protocol: every request is answered, and the texts are kept by our session alone."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message that an object of JSON is; a request that is none is answered before the error is raised."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Handle a message in its turn: requests before `initialize` and after `shutdown` are answered by errors."""
        method = getattr(message, "method", None)
        is_early = self._workspace is None and method not in (None, types.INITIALIZE, types.EXIT)
        is_late = self._shutdown and method not in (None, types.EXIT)
        if not is_early and not is_late:
            super().handle_message(message)
        elif hasattr(message, "id"):
            code = types.ErrorCodes.ServerNotInitialized if is_early else types.ErrorCodes.InvalidRequest
            when = "has not been initialized" if is_early else "is shutting down"
            self._send_response(message.id, error=types.ResponseError(code.value, f"the server {when}"))

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        """Cancel a request; one that is answered already is none of anybody's concern."""
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """Give up every request under way; pygls stumbles over those that leave its list at once."""
        yield self.fm.features[types.SHUTDOWN], args, None
        for number, future in list(self._request_futures.items()):
            if number != self.msg_id:
                future.cancel()
        self._shutdown = True

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Iterator[Any]:
        """Leave it to the feature."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        """Leave it to the feature."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Iterator[Any]:
        """Leave it to the feature."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None
