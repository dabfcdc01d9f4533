"""The protocol: who takes turns while a message is handled, and long answers as JSON without detours.

An outline of two thousand steps takes pygls a tenth of a second to check and convert, and meanwhile nobody is answered.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import RPCMessage

from perfsupport.languageserver.documents import Documents

if TYPE_CHECKING:
    from perfsupport.languageserver.server import Server


@dataclass(frozen=True)
class Written:
    """An answer as JSON."""

    text: str


def write(answer: Any) -> Written:
    """Return an answer that is plain data as JSON."""
    return Written(json.dumps(answer))


def can_show_places(options: Any) -> bool:
    """Tell whether an editor has said at the start that it has our command to show a list of places."""
    said = options.get("showsPlaces") if isinstance(options, Mapping) else getattr(options, "showsPlaces", False)
    return said is True


class Protocol(LanguageServerProtocol):
    """The protocol; while a message is being handled, checks wait."""

    _server: Server

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Begin with texts of our own kind."""
        begun = yield from super().lsp_initialize(params)
        self._server.shows_places = can_show_places(params.initialization_options)
        encoding, folders = self.workspace.position_encoding, list(self.workspace.folders.values())
        self._workspace = Documents(self.workspace.root_uri, workspace_folders=folders, position_encoding=encoding)
        return begun

    def handle_message(self, message: RPCMessage) -> None:
        """Pass the message on."""
        with self._server.turns.answering():
            super().handle_message(message)

    def tell(self, method: str, params: Any) -> None:
        """Tell the editor something that is plain data."""
        self._send_text(json.dumps({"jsonrpc": self.VERSION, "method": method, "params": params}))

    def _send_response(self, msg_id: int | str, result: Any = None, error: types.ResponseError | None = None) -> None:
        if error is None and isinstance(result, Written):
            # Put together as text, so that what another thread has written is not read again.
            self._send_text(f'{{"jsonrpc":"{self.VERSION}","id":{json.dumps(msg_id)},"result":{result.text}}}')
        else:
            super()._send_response(msg_id, result, error)

    def _send_text(self, body: str) -> None:
        """Send JSON, which is written in ASCII."""
        if self.writer is not None:
            self.writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii"))
