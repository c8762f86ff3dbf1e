"""Every question that Setpoint asks a server, and what a well server answers to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from faults.lying import Asked, Liar, handed_on
from setpoint.adapters.http import Limits
from setpoint.adapters.messenger import send_message
from setpoint.adapters.ollama import HttpOllama
from setpoint.adapters.sizes import RegistrySizes
from setpoint.standins.ollama.published import Details, Published
from setpoint.standins.ollama.server import StandIn
from setpoint.standins.registry import manifests

CANARY: Final = "sk-canary-0123456789"
HEADERS: Final = {"Authorization": f"Bearer {CANARY}"}

QUICK: Final = Limits(
    connect=2, answer=0.6, models=0.6, show=0.6, change=0.6, create=0.8, manifest=0.6, stall=0.6, quiet=0.8
)
"""Sizes are those of every day."""

SLOWEST: Final = 3.0
"""Seconds that any question may take under these limits, on a busy machine."""

Question = Callable[[str], object]


def _server(url: str) -> HttpOllama:
    return HttpOllama(url, HEADERS, limits=QUICK)


def _size(url: str) -> object:
    return RegistrySizes(url, {}, Path("/"), Path("/"), lambda _: 0).download("wanted")


LOCAL: Final[Mapping[str, Question]] = {
    "version": lambda url: _server(url).version(),
    "models": lambda url: _server(url).models(),
    "loaded": lambda url: _server(url).loaded(),
    "show": lambda url: _server(url).show("small"),
    "cloud": lambda url: _server(url).cloud_enabled(),
    "account": lambda url: _server(url).account(),
    "copy": lambda url: _server(url).copy("small", "copied"),
    "delete": lambda url: _server(url).delete("gone"),
}
STREAMS: Final[Mapping[str, Question]] = {
    "create": lambda url: _server(url).create("claude-opus-5", "small", {"num_ctx": 4096}),
    "pull": lambda url: list(_server(url).pull("wanted", lambda: False)),
}
OTHERS: Final[Mapping[str, Question]] = {
    "message": lambda url: send_message(url, "small", HEADERS, seconds=0.6),
    "message of a gateway": lambda url: send_message(url, "small", HEADERS, gateway=True, seconds=0.6),
    "size": _size,
}
ALL: Final = {**LOCAL, **STREAMS, **OTHERS}

MADE: Final = Published(size=3_000, details=Details(family="qwen35", context=262144))


def well_answers() -> dict[str, bytes]:
    """By question, the bytes of a good answer; a pull in a few lines."""
    found: dict[str, bytes] = {}
    with StandIn(offers={"wanted": MADE}, holds={"small": MADE, "gone": MADE}) as well:
        well.registry.speed = 1e9
        well.store.load(well.hold("claude-sonnet-5", MADE))
        well.cloud.reachable = well.cloud.signed_in = True
        with manifests({"wanted": 3_000}) as registry, Liar() as liar:
            for name, ask in ALL.items():
                port = int(registry.rpartition(":")[2]) if name == "size" else well.port

                def relay(asked: Asked, name: str = name, port: int = port) -> list[bytes]:
                    found[name] = handed_on(port, asked)
                    return [found[name]]

                liar.say = relay
                ask(liar.url)
    return found
