"""An editor, as far as a language server notices: one file open, what is wrong with it, what could stand at a place."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self


@dataclass
class Editor:
    """`settings`: what the server asks for, such as {"yaml": {"schemas": {…}}}. Speaks the protocol over pipes."""

    program: Sequence[str]
    settings: Mapping[str, Any]
    folder: Path
    _server: subprocess.Popen[bytes] = field(init=False)
    _last: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(self.program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self.folder)
        able = {"workspace": {"configuration": True}, "textDocument": {"hover": {"contentFormat": ["markdown"]}}}
        uri = self.folder.as_uri()
        self.ask("initialize", {"processId": None, "rootUri": uri, "capabilities": able, "workspaceFolders": None})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self.settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def open(self, name: str, text: str) -> list[str]:
        """What is wrong, each as `line: sentence`, once the server has said so."""
        uri = (self.folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        while True:
            message = self._heard()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                found = message["params"]["diagnostics"]
                return [f"{each['range']['start']['line'] + 1}: {each['message']}" for each in found]

    def at(self, what: str, name: str, line: int, column: int) -> Any:
        """`what`: hover or completion; places count from 0."""
        place = {
            "textDocument": {"uri": (self.folder / name).as_uri()},
            "position": {"line": line, "character": column},
        }
        return self.ask(f"textDocument/{what}", place)

    def ask(self, method: str, params: object) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while True:
            message = self._heard()
            if message.get("id") == self._last and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _heard(self) -> dict[str, Any]:
        """The next message; what the server asks meanwhile is answered."""
        assert self._server.stdout
        size = 0
        while (line := self._server.stdout.readline().strip()) or not size:
            assert line or self._server.poll() is None, "the server has ended"
            if line.lower().startswith(b"content-length:"):
                size = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self._server.stdout.read(size))
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: Mapping[str, Any]) -> object:
        if message["method"] != "workspace/configuration":
            return None
        return [self.settings.get(item.get("section", "")) for item in message["params"]["items"]]

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._server.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()
