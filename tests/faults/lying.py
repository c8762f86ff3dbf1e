"""A server that says what a test tells it to, byte for byte, and keeps what it was asked."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came. `raw` has all of its bytes."""

    method: str
    path: str
    raw: bytes


Say = Callable[[Asked], Iterable[bytes]]


def nothing(_asked: Asked) -> Iterable[bytes]:
    return ()


@dataclass
class Liar:
    """`say` gives the pieces of an answer; then the connection ends. It may be changed at any time."""

    say: Say = nothing
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True, name="liar")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True, name="liar-says").start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(30)
            asked = received(connection)
            self.asked.append(asked)
            for piece in self.say(asked):
                if self._ended.is_set():
                    return
                connection.sendall(piece)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(0.2)
                connection.recv(1)  # closed at once, what was not read yet would be thrown away


def received(connection: socket.socket) -> Asked:
    """A whole request."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _more(connection)
    head, _, body = raw.partition(b"\r\n\r\n")
    names = (line.partition(b":") for line in head.lower().split(b"\r\n")[1:])
    length = next((int(text) for name, _, text in names if name == b"content-length"), 0)
    while len(body) < length:
        body += _more(connection)
    method, path, *_ = head.decode("latin-1").split(" ")
    return Asked(method, path, head + b"\r\n\r\n" + body)


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 16)
    if not data:
        raise OSError("it hung up")
    return data


def handed_on(port: int, asked: Asked) -> bytes:
    """What a well server at this port of the loopback answers, all its bytes."""
    head, mark, body = asked.raw.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"host:"))]
    lines += [b"Connection: close", b"Host: 127.0.0.1:%d" % port]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as well:
        well.sendall(b"\r\n".join(lines) + mark + body)
        pieces = []
        while data := well.recv(1 << 16):
            pieces.append(data)
    return b"".join(pieces)
