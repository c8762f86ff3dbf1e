"""A stand-in for the model registry's manifests: what sizes are asked of before a pull."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def manifests(sizes: Mapping[str, int]) -> Iterator[str]:
    """Answers on 127.0.0.1 with the size in bytes of each model (`qwen3.5:9b`); its url."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(sizes))
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(sizes: Mapping[str, int]) -> type[BaseHTTPRequestHandler]:
    paths = {f"/v2/library/{name.replace(':', '/manifests/')}": size for name, size in sizes.items()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = paths.get(self.path)
            body = json.dumps({"layers": [{"size": size}]} if size else {"errors": []}).encode()
            self.send_response(200 if size else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Nothing: the output belongs to whoever uses it."""

    return Handler
