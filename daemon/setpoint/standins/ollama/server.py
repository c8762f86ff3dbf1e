"""The stand-in as a server on 127.0.0.1, in threads of this process."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self

from setpoint.core.names import parse
from setpoint.standins.ollama import checks, routes
from setpoint.standins.ollama.asked import Asked, Cloud, World
from setpoint.standins.ollama.published import Failure, Published
from setpoint.standins.ollama.pulling import Dropped, Registry, offers, shelf
from setpoint.standins.ollama.reply import Reply, Stream
from setpoint.standins.ollama.store import Store, Stored, from_registry

_ALWAYS = 1 << 30


@dataclass(slots=True)
class StandIn:
    """`with StandIn(offers={"tiny": Published()}) as server:` answers at `server.url` until the block ends.

    `holds` are models that are there from the start. `requests` counts (method, path), the query left out.
    """

    version: str = "0.32.15"
    offers: Mapping[str, Published] = field(default_factory=dict)
    holds: Mapping[str, Published] = field(default_factory=dict)
    cloud: Cloud = field(default_factory=Cloud)
    registry: Registry = field(default_factory=Registry)
    store: Store = field(default_factory=Store)
    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.registry.offers |= offers(self.offers)
        for name, made in self.holds.items():
            self.hold(name, made)
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="stand-in").start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Streams in progress end without a closing chunk, as when a real server is stopped."""
        self._ended.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mutating(self) -> int:
        """How many requests so far could have changed something."""
        return sum(count for (_, path), count in self.requests.items() if path in routes.MUTATING)

    def hold(self, name: str, made: Published | None = None) -> Stored:
        """A model that is there, as if pulled before."""
        model = from_registry(parse(name), made or Published())
        self.store.put(model)
        return model

    def fail(self, name: str, failure: Failure, times: int = _ALWAYS) -> None:
        """The next `times` pulls of this model go wrong in this way."""
        self.registry.failures[shelf(parse(name))] = failure, times

    def world(self) -> World:
        return World(self.store, self.registry, self.cloud, self.version, self._ended)

    @property
    def ended(self) -> bool:
        return self._ended.is_set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"stand_in": stand_in})


class _Handler(BaseHTTPRequestHandler):
    stand_in: ClassVar[StandIn]
    protocol_version = "HTTP/1.1"
    timeout = 10

    def handle_one_request(self) -> None:
        if not self.stand_in.ended:
            super().handle_one_request()
        else:
            self.close_connection = True

    def do_GET(self) -> None:
        self._answer()

    do_HEAD = do_GET  # noqa: N815  http.server looks these names up
    do_POST = do_GET  # noqa: N815
    do_PUT = do_GET  # noqa: N815
    do_DELETE = do_GET  # noqa: N815
    do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, *_args: object) -> None:
        """Nothing: the output belongs to whoever uses the stand-in."""

    def _answer(self) -> None:
        # not `self.path`: http.server takes a second slash away from it
        path = self.requestline.split()[1].partition("?")[0]
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.command, path, self.rfile.read(length), self.stand_in.world())
        self.stand_in.requests[self.command, path] += 1
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin", "")
        if not checks.host_allowed(host) or not checks.origin_allowed(origin, host):
            self._send(Reply(403), routes.allowed(path) if self.command == "OPTIONS" else {})
            return
        cross = (
            {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if origin not in ("", f"http://{host}") else {}
        )
        preflight = Reply(204, headers={**checks.PREFLIGHT, **routes.allowed(path)})
        reply = preflight if self.command == "OPTIONS" and cross else routes.answer(asked)
        if isinstance(reply, Stream):
            self._stream(reply, cross)
        else:
            self._send(reply, cross)

    def _send(self, reply: Reply, extra: Mapping[str, str] | None = None) -> None:
        self._head(reply.status, reply.kind, {**reply.headers, **(extra or {})})
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def _head(self, status: int, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)

    def _stream(self, reply: Stream, extra: Mapping[str, str]) -> None:
        self._head(200, reply.kind, {**reply.headers, **extra})
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with contextlib.suppress(Dropped, OSError):
            for piece in self._while_there(reply.pieces):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if not self.stand_in.ended:
                self.wfile.write(b"0\r\n\r\n")
                return
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _while_there(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Until the client hangs up, which cancels a pull, or the server is stopped."""
        for piece in pieces:
            readable, _, _ = select.select([self.connection], [], [], 0)
            gone = bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
            if gone or self.stand_in.ended:
                raise Dropped
            yield piece
