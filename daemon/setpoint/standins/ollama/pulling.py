"""The lines of a pull, at a chosen speed; partial data survive a closed connection (recordings p01 to x09)."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from setpoint.core.names import HOST, Name, parse
from setpoint.standins.ollama.published import MANIFEST_ERRORS, Failure, Layer, Published
from setpoint.standins.ollama.rendering import lists_context
from setpoint.standins.ollama.store import Store, Stored, from_registry
from setpoint.value import replace

Line = dict[str, object]

TICK: Final = 0.06
"""Seconds between two progress lines, as observed."""
_SMALL: Final = 1 << 16
_RETRIES: Final = {"retries": "unexpected EOF", "unavailable": "EOF"}
_BLOBS: Final = "<HOME>/models/blobs/sha256-"


class Dropped(Exception):
    """The connection ends here, without a closing chunk."""


@dataclass(slots=True)
class Registry:
    """Offers by `namespace/model:tag` in lower case, whatever the host. `speed` in bytes per second."""

    offers: dict[str, Published] = field(default_factory=dict)
    failures: dict[str, tuple[Failure, int]] = field(default_factory=dict)
    unreachable: tuple[str, ...] = ("registry.invalid", "ollama.com")
    refusing: tuple[str, ...] = ("127.0.0.1:5999",)
    speed: float = 400e6
    tick: float = TICK
    stall_seconds: float = 3600

    def offer(self, name: Name) -> Published | None:
        return self.offers.get(shelf(name))

    def failure(self, name: Name) -> Failure | None:
        """What goes wrong this time; a failure that was set for n times counts down."""
        kind, left = self.failures.get(shelf(name), (None, 0))
        if kind is None or left <= 0:
            return None
        self.failures[shelf(name)] = kind, left - 1
        return kind


def shelf(name: Name) -> str:
    """Where the registry keeps a model: without regard to host and case."""
    return f"{name.namespace}/{name.model}:{name.tag}".casefold()


@dataclass(frozen=True, slots=True)
class Pull:
    """One request to pull. `ended` is set when the server stops."""

    store: Store
    registry: Registry
    name: Name
    version: str
    insecure: bool
    ended: threading.Event
    wait: Callable[[float], None] = time.sleep

    def lines(self) -> Iterator[Line]:
        """Every line, the last being `success` or an error. Closing the iterator keeps what was pulled."""
        yield {"status": "pulling manifest"}
        failure = self.registry.failure(self.name)
        error = self._manifest_error(failure)
        if error:
            yield {"error": f"pull model manifest: {error}"}
            return
        model = from_registry(self.store.spelled(self.name), self.registry.offers[shelf(self.name)])
        yield from self._layers(model, failure)

    def _manifest_error(self, failure: Failure | None) -> str:
        host = self.name.host
        url = f"{self.name.namespace}/{self.name.model}/manifests/{self.name.tag}"
        if host in self.registry.unreachable or failure == "offline":
            lookup = f"lookup {host} on 127.0.0.1:53: read udp 127.0.0.1:40000->127.0.0.1:53: read: connection refused"
            return f'Get "https://{host}/v2/{url}": dial tcp: {lookup}'
        if host != HOST and not self.insecure:
            return f'Get "https://{host}/v2/{url}": tls: first record does not look like a TLS handshake'
        if host in self.registry.refusing:
            return f'Get "http://{host}/v2/{url}": dial tcp {host}: connect: connection refused'
        if failure in MANIFEST_ERRORS:
            return MANIFEST_ERRORS[failure]
        return "" if self.registry.offer(self.name) else MANIFEST_ERRORS["missing"]

    def _layers(self, model: Stored, failure: Failure | None) -> Iterator[Line]:
        for layer in model.layers:
            if layer.digest in self.store.blobs:
                yield _progress(layer, layer.size)
                continue
            trouble = _write_error(layer, failure)
            if trouble:
                yield {"error": trouble}
                return
            for line in self._download(layer, failure):
                yield line
                if "error" in line:
                    return
            self.store.blobs.add(layer.digest)
            self.store.partial.pop(layer.digest, None)
        yield from self._finish(model, failure)

    def _download(self, layer: Layer, failure: Failure | None) -> Iterator[Line]:
        """A small layer may give no line (0.32), or the same one again and again (0.23)."""
        if failure in _RETRIES:
            yield from self._standing(layer, 0)
            yield {"error": f"max retries exceeded: {_RETRIES[failure]}"}
            return
        done = self.store.partial.get(layer.digest, 0)
        while _SMALL < layer.size > done and not self.ended.is_set():
            self.wait(self.registry.tick)
            with self.store.lock:  # two pulls of one model share a download (p14)
                done = min(layer.size, self.store.partial.get(layer.digest, 0) + self._step())
                self.store.partial[layer.digest] = done
            if done * 3 >= layer.size and failure:
                yield from self._halfway(layer, done, failure)
                failure = None
            if done < layer.size:
                yield _progress(layer, done)
        if not lists_context(self.version):
            yield from itertools.repeat(_progress(layer, layer.size), 2)

    def _step(self) -> int:
        return max(1, int(self.registry.speed * self.registry.tick))

    def _halfway(self, layer: Layer, done: int, failure: Failure) -> Iterator[Line]:
        self.store.partial[layer.digest] = done = min(done, layer.size // 2)
        if failure == "drop":
            raise Dropped
        if failure == "disk-full":
            yield _progress(layer, done)
            yield {"error": f"write {_BLOBS}{layer.digest}-partial: no space left on device"}
        if failure == "stall":
            yield from self._standing(layer, done)

    def _standing(self, layer: Layer, done: int) -> Iterator[Line]:
        """Lines go on while no byte comes (x06, x08)."""
        end = time.monotonic() + self.registry.stall_seconds
        while time.monotonic() < end and not self.ended.is_set():
            self.wait(self.registry.tick)
            yield _progress(layer, done)

    def _finish(self, model: Stored, failure: Failure | None) -> Iterator[Line]:
        yield {"status": "verifying sha256 digest"}
        if failure in ("damaged", "damaged-all"):
            bad = model.layers[0].digest
            self.store.blobs.discard(bad)  # only the first bad layer is found and thrown away (p17b)
            if failure == "damaged-all":
                self.store.bad.update(layer.digest for layer in model.layers[1:])
            yield {
                "error": f"digest mismatch, file must be downloaded again: want sha256:{bad}, got sha256:{bad[::-1]}"
            }
            return
        yield {"status": "writing manifest"}
        before = self.store.find(model.name)
        damaged = any(layer.digest in self.store.bad for layer in model.layers)
        self.store.put(replace(model, modified=time.time(), damaged=damaged))
        if before and before.digest != model.digest:
            self.store.sweep(before)
            yield {"status": "removing unused layers"}
        yield {"status": "success"}


def _write_error(layer: Layer, failure: Failure | None) -> str:
    if failure == "empty-part":
        return "EOF"
    if failure == "no-redirect":
        return "http: no Location header in response"
    return f"open {_BLOBS}{layer.digest}-partial-0: read-only file system" if failure == "read-only" else ""


def _progress(layer: Layer, done: int) -> Line:
    line: Line = {"status": f"pulling {layer.digest[:12]}", "digest": f"sha256:{layer.digest}", "total": layer.size}
    return line | {"completed": done} if done else line


def offers(by_name: Mapping[str, Published]) -> dict[str, Published]:
    """Offers by the names that people write, as the registry looks them up."""
    return {shelf(parse(name)): offer for name, offer in by_name.items()}
