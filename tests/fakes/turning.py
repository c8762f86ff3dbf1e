"""A server that is well but for one path: there it says what a test tells it to say. Everything else is handed on."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fakes.sick import Sick


@contextlib.contextmanager
def turning_sick(port: int, path: str, sick: Sick) -> Iterator[str]:
    """In front of the well server at this port of the loopback; its url."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path != path:
                self._hand_on(body)
                return
            for at in range(0, len(sick.says), 1 if sick.drip else 1 << 20):
                self.wfile.write(sick.says[at : at + (1 if sick.drip else 1 << 20)])
                time.sleep(sick.drip)

        do_POST = do_GET  # noqa: N815  http.server looks these names up
        do_DELETE = do_GET  # noqa: N815

        def _hand_on(self, body: bytes) -> None:
            well = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            well.request(self.command, self.path, body)
            answer = well.getresponse()
            said = answer.read()
            self.wfile.write(f"HTTP/1.1 {answer.status} as it was\r\nContent-Length: {len(said)}\r\n".encode())
            self.wfile.write(f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode() + said)
            well.close()

        def log_message(self, *_: object) -> None: ...

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                super().handle()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
