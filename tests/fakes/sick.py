"""A server that says exactly what a test tells it to say, byte for byte, and perhaps slowly."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sick:
    """`says` is sent after the request came. `drip`: seconds between bytes. `holds`: seconds until it hangs up."""

    says: bytes = b""
    drip: float = 0
    holds: float = 0


@contextlib.contextmanager
def sick_server(sick: Sick, port: int = 0) -> Iterator[str]:
    """`port`: 0 for one that is free."""
    listener = socket.create_server(("127.0.0.1", port))
    ended = threading.Event()
    thread = threading.Thread(target=_serve, args=(listener, sick, ended), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _serve(listener: socket.socket, sick: Sick, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            connection.recv(1 << 16)
            _say(connection, sick, ended)
            ended.wait(sick.holds)


def _say(connection: socket.socket, sick: Sick, ended: threading.Event) -> None:
    if not sick.drip:
        connection.sendall(sick.says)
        return
    for at in range(len(sick.says)):
        if ended.is_set():
            return
        connection.sendall(sick.says[at : at + 1])
        time.sleep(sick.drip)


def http_answer(body: bytes, *, status: str = "200 OK", kind: str = "application/json", extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


def chunked(*parts: bytes, whole: bool = True) -> bytes:
    """A stream of lines as Ollama sends it; not `whole`: the closing chunk is missing."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return head + body + (b"0\r\n\r\n" if whole else b"")
