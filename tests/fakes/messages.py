"""A server that speaks just enough of Anthropic's Messages API: each model has its answer, or is not there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Gateway:
    """`asked`: model and headers (names in lower case) of every request, in order."""

    url: str
    answers: Mapping[str, str]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def gateway(answers: Mapping[str, str]) -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["model"]
            state.asked.append((model, {name.lower(): value for name, value in self.headers.items()}))
            text = state.answers.get(model)
            body = {"content": [{"type": "text", "text": text}]} if text else {"error": {"message": "not found"}}
            data = json.dumps(body).encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = Gateway(f"http://127.0.0.1:{server.server_port}", answers)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
