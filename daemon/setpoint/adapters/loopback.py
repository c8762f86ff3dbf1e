"""Short questions to a server on this machine: a plain socket, and httptools to understand the answer.

httpx takes 95 ms to import and http.client 28 ms (it brings email and ssl), httptools under 1 ms: of the 0.10 s that a
`status` may take, that decides (2026-11-22, benchmarks/README.md).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from setpoint.adapters.http import Ask, Head, Lost, NotHttp, reason

_CHUNK = 1 << 16
_HEAD = 1 << 16
"""Bytes of status line and headers. Ollama sends a few hundred."""


class _Received:
    """The first answer that is none in between (1xx). The names of its methods are httptools'.

    The parser goes on behind it: headers after the body, and whole answers that nobody asked for, are not kept.
    """

    def __init__(self) -> None:
        self.parser = HttpResponseParser(self)
        self.status = 0
        self.headers: dict[str, str] = {}
        self.pieces: list[bytes] = []
        self.began = False
        self.has_head = False
        self.complete = False

    def on_message_begin(self) -> None:
        self.began = True

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.has_head:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if self.has_head:
            return
        self.status = self.parser.get_status_code()
        self.has_head = self.status >= 200
        if not self.has_head:
            self.headers = {}

    def on_body(self, body: bytes) -> None:
        if not self.complete:
            self.pieces.append(body)

    def on_message_complete(self) -> None:
        self.complete = self.has_head

    @property
    def measured(self) -> bool:
        """Whether the answer says where it ends; else it ends with the connection."""
        return "content-length" in self.headers or "chunked" in self.headers.get("transfer-encoding", "")


class LoopbackCall:
    """A `Call` over plain http. It reads no proxy variables and follows no redirect."""

    def __init__(self, ask: Ask, seconds: float) -> None:
        self._ask = ask
        self._end = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._received = _Received()

    def start(self) -> Head:
        try:
            connection = self._connect()
            connection.settimeout(self._left())
            connection.sendall(_request(self._ask))
            self._read_head(connection)
        except OSError as error:
            raise Lost(reason(error)) from None
        return Head(self._received.status, self._received.headers)

    def _connect(self) -> socket.socket:
        # bytes: for a text Python imports the codec of international names, 2 ms
        host, port = self._ask.place.host.encode("ascii", "replace"), self._ask.place.port
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self._socket = connection = socket.socket(family, kind, protocol)
        connection.settimeout(min(self._ask.connect, self._left()))
        connection.connect(address)
        return connection

    def _left(self) -> float:
        """Seconds until the end of the whole call: a socket's own timeout starts anew with every byte that drips in."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    def _read_head(self, connection: socket.socket) -> None:
        size = 0
        while not self._received.has_head:
            data = self._receive(connection)
            if not data:
                raise Lost("the connection broke off") if self._received.began or not size else NotHttp
            size += len(data)
            if size > _HEAD and not self._received.pieces:
                raise NotHttp
            self._feed(data)

    def _receive(self, connection: socket.socket) -> bytes:
        connection.settimeout(self._left())
        return connection.recv(_CHUNK)

    def _feed(self, data: bytes) -> None:
        try:
            self._received.parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            if not self._received.complete:
                raise (Lost("the answer is damaged") if self._received.has_head else NotHttp()) from None

    def chunks(self) -> Iterator[bytes]:
        received = self._received
        if self._ask.method == "HEAD":  # its Content-Length is that of a body which is not sent (b01)
            return
        while self._socket is not None:
            yield from received.pieces
            received.pieces = []
            if received.complete:
                return
            try:
                data = self._receive(self._socket)
            except OSError as error:
                raise Lost(reason(error)) from None
            if not data:
                if received.measured:
                    raise Lost("the answer broke off in the middle")
                return
            self._feed(data)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()


def _request(ask: Ask) -> bytes:
    place = ask.place
    host = f"[{place.host}]" if ":" in place.host else place.host
    headers = {
        "Host": f"{host}:{place.port}",
        "Accept": "application/json",
        "Connection": "close",
        **({"Content-Length": str(len(ask.body))} if ask.body or ask.method == "POST" else {}),
        **ask.headers,
    }
    lines = [f"{ask.method} {place.path}{ask.path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + ask.body
