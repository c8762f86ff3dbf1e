"""A stand-in for the model registry's manifests: what is asked of before a pull, and whether a newer one is there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from setpoint.core.names import Name, parse
from setpoint.standins.ollama.published import Layer, Published
from setpoint.standins.ollama.pulling import offers, shelf
from setpoint.standins.ollama.store import Stored, from_registry

_PATH = ("", "v2", "manifests")
_KIND = "application/vnd.ollama.image.{}"


@dataclass(slots=True)
class Library:
    """`with library(server.registry.offers) as made:` answers at `made.url` with what that server would pull.

    `refuses` are statuses by name (`mine/secret:latest`). `names_digests`: whether it says what a manifest's digest is;
    else nobody finds equal ones, as where a server spells manifests in its own way. `asked` counts by name.
    """

    published: Mapping[str, Published]
    url: str = ""
    refuses: dict[str, int] = field(default_factory=dict)
    names_digests: bool = True
    asked: Counter[str] = field(default_factory=Counter)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        name = _named(path)
        if name is None:
            return 404, {}, b"404 page not found"
        self.asked[name.listed] += 1
        offer = self.published.get(shelf(name))
        status = self.refuses.get(name.listed, 200 if offer else 404)
        if offer is None or status != 200:
            return status, {}, b'{"errors":[]}'
        model = from_registry(name, offer)
        return 200, {"ollama-content-digest": model.digest} if self.names_digests else {}, _manifest(model)


@contextmanager
def library(published: Mapping[str, Published]) -> Iterator[Library]:
    """On 127.0.0.1, in threads of this process. `published` as `Registry.offers`: by shelf, and may change."""
    made = Library(published)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def manifests(sizes: Mapping[str, int]) -> Iterator[str]:
    """The url of one that has models of these sizes in bytes (`qwen3.5:9b`)."""
    with library(offers({name: Published(size=size) for name, size in sizes.items()})) as made:
        yield made.url


def _named(path: str) -> Name | None:
    """Out of `/v2/library/qwen3.5/manifests/9b`."""
    parts = path.split("/")
    if len(parts) != 6 or (parts[0], parts[1], parts[4]) != _PATH:
        return None
    return parse(f"{parts[2]}/{parts[3]}:{parts[5]}")


def _manifest(model: Stored) -> bytes:
    config = {"digest": f"sha256:{model.config.digest}", "size": model.config.size}
    layers = [_part(layer, model) for layer in model.layers if layer != model.config]
    return json.dumps({"schemaVersion": 2, "config": config, "layers": layers}).encode()


def _part(layer: Layer, model: Stored) -> dict[str, object]:
    kind = _KIND.format("model" if layer == model.weights else "template")
    return {"mediaType": kind, "digest": f"sha256:{layer.digest}", "size": layer.size}


def _handler(made: Library) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = made.answer(self.path)
            self.send_response(status)
            for name, text in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Nothing: the output belongs to whoever uses it."""

    return Handler
